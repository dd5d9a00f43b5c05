"""encode/gif.py: one palette, whole hundredths of a second, the comment in front."""

from fractions import Fraction

import imageio.v3 as iio
import numpy as np
import pytest
from PIL import Image

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.gif import encode_gif, gif_fps
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.ffmpeg import find_ffmpeg, probe
from mosaic_anim.geometry import Size


@pytest.fixture
def gif(variant, tmp_path):
    return variant(path=tmp_path / "clip.gif", loops=True)


def decoded(path):
    return iio.imread(path, plugin="pillow", mode="RGB")


def test_a_decoded_file_has_the_frames_and_their_colours(gif, source, clip):
    """Count, size, rate, comment; a smooth clip keeps 30 dB; the frames are drawn twice."""
    encode_gif(gif, source)
    found = decoded(gif.path)
    assert found.shape == clip.shape
    assert 10 * np.log10(255**2 / np.mean((found.astype(float) - clip) ** 2)) >= 30
    assert source.passes == 2
    assert read_comment(gif.path) == gif.comment
    probed = probe(find_ffmpeg(), gif.path)
    assert (probed.frames, probed.duration) == (6, Fraction(6, 25))
    assert [path.name for path in gif.path.parent.iterdir()] == ["clip.gif"]


@pytest.mark.parametrize("loops", [True, False])
def test_it_plays_for_ever_only_if_the_output_loops(variant, source, tmp_path, loops):
    """Without the loop extension a player stops at the last frame."""
    gif = variant(path=tmp_path / "clip.gif", loops=loops)
    encode_gif(gif, source)
    assert (b"NETSCAPE2.0" in gif.path.read_bytes()) is loops
    with Image.open(gif.path) as image:
        assert image.info.get("loop") == (0 if loops else None)


def test_equal_frames_all_count(gif):
    """A hold is as many frames as it lasts, each of a few bytes."""
    frame = np.full((48, 80, 3), (0, 170, 0), np.uint8)
    encode_gif(gif, lambda pack: (pack(frame) for _ in range(6)))
    assert np.abs(decoded(gif.path).astype(int) - [0, 170, 0]).max() <= 3
    assert probe(find_ffmpeg(), gif.path).frames == 6
    assert gif.path.stat().st_size < 4000


def test_two_runs_give_the_same_bytes(gif, variant, source, monkeypatch):
    """In another time zone and language too."""
    encode_gif(gif, source)
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    again = variant(path=gif.path.with_name("again.gif"), loops=True)
    encode_gif(again, source)
    assert again.path.read_bytes() == gif.path.read_bytes()


@pytest.mark.parametrize(
    ("asked", "played"),
    [("10", "10"), ("12.5", "12.5"), ("16.67", "50/3"), ("33.33", "100/3"), ("50", "50")],
)
def test_rates_are_hundredths_of_a_second(asked, played):
    """Written with two digits, 16.67 means 100/6."""
    assert gif_fps(Fraction(asked)) == Fraction(played)


@pytest.mark.parametrize("asked", ["30", "60", "24", "100"])
def test_other_rates_are_refused_with_the_nearest(asked):
    """60 would play slow in every browser."""
    with pytest.raises(UsageError, match=r"cannot play .* take"):
        gif_fps(Fraction(asked))


@pytest.mark.parametrize("name", ["-y.gif", "%03d.gif", "a:b grün.gif"])
def test_an_odd_name_is_just_a_name(variant, source, tmp_path, name):
    """Literal, with nothing else beside it."""
    encode_gif(variant(path=tmp_path / name), source)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_odd_sizes_are_fine(variant, tmp_path):
    """A GIF has no chroma planes; one pixel is a picture."""
    for height, width in ((1, 1), (7, 5)):
        path = tmp_path / f"{width}.gif"
        gif = variant(path=path, size=Size(height=height, width=width), frames=2)
        frame = np.full((height, width, 3), 99, np.uint8)
        encode_gif(gif, lambda pack, frame=frame: iter([pack(frame), pack(frame)]))
        assert decoded(path).shape == (2, height, width, 3)


def test_a_failure_in_the_second_pass_leaves_nothing(gif, clip):
    """The palette alone is no output."""
    passes = []

    def source(pack):
        passes.append(pack)
        for picture in clip:
            if len(passes) == 2:
                raise StoppedError("frame 0 cannot be drawn")
            yield pack(picture)

    with pytest.raises(StoppedError, match="frame 0 cannot be drawn"):
        encode_gif(gif, source)
    assert list(gif.path.parent.iterdir()) == []
