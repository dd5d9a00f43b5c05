"""encode/comment.py: a file tells which scene it shows, without ffmpeg."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.output_files import output_files
from mosaic_anim.io.pictures import is_own_picture
from mosaic_anim.values.origin import SCENE
from tests.encode.segments import NAMES, PICTURES, SEQUENCE, render

TEXT = "mosaic_anim:" + "grün " * 100


@pytest.mark.parametrize("suffix", NAMES)
@pytest.mark.parametrize("text", ["x", TEXT])
def test_the_comment_comes_back(variant, clip, tmp_path, suffix, text):
    """Short and long, with letters beyond ASCII."""
    clip = clip[:1] if suffix in PICTURES else clip
    encoding = variant(path=tmp_path / f"clip{suffix}", comment=text, frames=len(clip))
    render(encoding, clip)
    assert [read_comment(file.path) for file in output_files(encoding)] == [
        file.comment for file in output_files(encoding)
    ]
    assert all(file.comment.startswith(text) for file in output_files(encoding))


@pytest.mark.parametrize(
    "suffix", [name for name in NAMES if name not in {".mp4", ".mov", ".webm"}]
)
def test_every_picture_of_a_scene_is_known_as_our_own(variant, clip, tmp_path, suffix):
    """The library's reader finds the comment where the encoder put it; a video is no photo."""
    clip = clip[:1] if suffix in PICTURES else clip
    comment = SCENE + "0123456789abcdef" * 4
    encoding = variant(path=tmp_path / f"clip{suffix}", comment=comment, frames=len(clip))
    render(encoding, clip)
    assert all(is_own_picture(file.path) for file in output_files(encoding))
    other = replace(encoding, path=tmp_path / f"other{suffix}", comment="another program")
    render(other, clip)
    assert not any(is_own_picture(file.path) for file in output_files(other))


def test_files_without_a_comment_have_none(tmp_path, variant, clip):
    """Other files, empty ones, folders, missing ones."""
    plain = tmp_path / "plain.gif"
    Image.new("P", (3, 3)).save(plain)
    silent = variant(path=tmp_path / "silent.mp4", comment="")
    render(silent, clip)
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.mp4").write_text("a text that is no video")
    for path in (plain, silent.path, tmp_path / "empty.mp4", tmp_path / "text.mp4", tmp_path):
        assert read_comment(path) is None
    assert read_comment(tmp_path / "missing.mp4") is None


@pytest.mark.parametrize("suffix", [name for name in NAMES if name != SEQUENCE])
def test_a_damaged_file_is_read_without_running_long(variant, clip, tmp_path, suffix):
    """Any byte may be wrong, any end missing: text or None, never an error."""
    clip = clip[:1] if suffix in PICTURES else clip
    encoding = variant(path=tmp_path / f"clip{suffix}", frames=len(clip))
    render(encoding, clip)
    content = bytearray(encoding.path.read_bytes())
    rng = np.random.default_rng(4)
    path = tmp_path / f"damaged{suffix}"
    for _ in range(120):
        damaged = content.copy()
        for place in rng.integers(0, min(len(content), 2000), 3):
            damaged[place] = rng.integers(256)
        path.write_bytes(damaged[: rng.integers(1, len(content) + 1)])
        assert isinstance(read_comment(path), str | None)
