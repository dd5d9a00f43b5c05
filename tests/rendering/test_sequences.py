"""Sequences of pictures and moving WebP through a whole render: resumed, refused, cut anywhere."""

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from mosaic_anim import Scene, frame_at, render
from mosaic_anim.cli.main import run
from mosaic_anim.errors import CannotStartError, ExitCode
from mosaic_anim.rendering import segment_job as work
from mosaic_anim.rendering.api import RenderOptions, Shard, join, render_shard

OPTIONS = RenderOptions(segments=Path("segments"), workers=2)


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def of(scene_file):
    """Return a function that gives the scene of a second one other output."""

    def written(output):
        head = scene_file.read_text().partition("outputs:")[0]
        scene_file.write_text(f"{head}outputs:\n  - {{{output}}}\n")
        return Scene.load(scene_file)

    return written


@pytest.fixture
def nothing_is_drawn(monkeypatch):
    def draw(*_args, **_options):
        pytest.fail("a frame was drawn")

    return lambda: monkeypatch.setattr(work, "draw", draw)


def _files(folder="frames"):
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def test_every_file_is_the_frame_of_its_number(of):
    """Exactly, in a folder that is made; told as one output of so many bytes."""
    scene = of("file: frames/f-###.png")
    (made,) = render(scene, options=OPTIONS)
    files = _files()
    assert list(files) == [f"f-{number:03}.png" for number in range(made.frames)]
    assert made.bytes == sum(map(len, files.values()))
    for number in (0, made.frames // 2, made.frames - 1):
        with Image.open(f"frames/f-{number:03}.png") as image:
            expected = frame_at(scene, f"{number}f").pixels
            np.testing.assert_array_equal(np.asarray(image), expected)


def test_the_same_command_goes_on_where_one_stopped(of, nothing_is_drawn):
    """Files that are there stay as they are; nothing is drawn that a segment holds."""
    scene = of("file: frames/####.png")
    (made,) = render(scene, options=OPTIONS)
    before = _files()
    for name in list(before)[3:]:
        Path("frames", name).unlink()
    for name in list(before)[:3]:
        os.utime(Path("frames", name), (1, 1))
    nothing_is_drawn()
    (again,) = render(scene, options=OPTIONS)
    assert (again.already_done, again.bytes) == (False, made.bytes)
    assert _files() == before
    assert Path("frames", "0002.png").stat().st_mtime == 1
    assert render(scene, options=OPTIONS)[0].already_done


def test_a_render_of_the_whole_keeps_the_files_of_a_range(of):
    """They have the numbers that they have in the whole."""
    scene = of("file: frames/####.png")
    render(scene, options=RenderOptions(segments=Path("segments"), frames="4..7"))
    part = _files()
    assert list(part) == ["0004.png", "0005.png", "0006.png"]
    for name in part:
        os.utime(Path("frames", name), (1, 1))
    render(scene, options=OPTIONS)
    assert Path("frames", "0005.png").stat().st_mtime == 1
    whole = _files()
    assert {name: whole[name] for name in part} == part
    assert len(whole) > 7


def test_a_foreign_file_in_the_way_is_refused_before_anything_is_drawn(of, nothing_is_drawn):
    """It is named, and kept; --overwrite replaces it."""
    scene = of("file: frames/####.png")
    Path("frames").mkdir()
    Path("frames/0005.png").write_bytes(b"mine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "draw", lambda *_a, **_k: pytest.fail("a frame was drawn"))
        with pytest.raises(CannotStartError, match=r"frames/0005\.png: the output exists"):
            render(scene, options=OPTIONS)
    assert _files() == {"0005.png": b"mine"}
    options = RenderOptions(segments=Path("segments"), overwrite=True)
    render(scene, options=options)
    assert _files()["0005.png"] != b"mine"
    nothing_is_drawn()
    assert render(scene, options=OPTIONS)[0].already_done


def test_the_command_tells_of_a_foreign_file(of, scene_file, capsys):
    """Exit 4."""
    of("file: frames/####.png")
    Path("frames").mkdir()
    Path("frames/0000.png").write_bytes(b"mine")
    assert run(["render", str(scene_file)]) == ExitCode.CANNOT_START
    assert "0000.png" in capsys.readouterr().err


@pytest.mark.parametrize("file", ["a.webp", "frames/####.png"])
def test_shards_make_what_one_render_makes(of, file):
    """Byte for byte."""
    scene = of(f"file: {file}")
    render(scene, options=OPTIONS)
    folder = Path(file).parent
    before = {path.name: path.read_bytes() for path in folder.glob("*" + Path(file).suffix)}
    for name in before:
        (folder / name).unlink()
    options = RenderOptions(segments=Path("others"))
    for number in (2, 1):
        render_shard(scene, Shard(number=number, count=2), options=options)
    join(scene, options=options)
    assert {path.name: path.read_bytes() for path in folder.glob("*" + Path(file).suffix)} == before


def test_a_webp_shows_the_frames_of_the_scene_for_their_time(of):
    """A hold is one picture, also across segments; it rests on its end as long as it says."""
    scene = of("file: a.webp, fps: 12, loop: {count: 3, end_hold: 0.7s}")
    (made,) = render(scene, options=OPTIONS)
    with Image.open("a.webp") as image:
        assert image.info["loop"] == 3
        shown, begins, now = [], [], 0
        for frame in ImageSequence.Iterator(image):
            frame.load()
            begins.append(now)
            now += frame.info["duration"]
            shown.append(np.asarray(frame.convert("RGB")).astype(float))
    assert now == round(1000 * ((made.frames - 1) / Fraction(12) + Fraction("0.7")))
    for number in range(made.frames):
        at = round(1000 * number / Fraction(12))
        seen = max(place for place, begin in enumerate(begins) if begin <= at)
        expected = frame_at(scene, f"{number / 12:.9f}s").pixels
        assert np.mean((shown[seen] - expected) ** 2) < 255**2 / 10**2.2
