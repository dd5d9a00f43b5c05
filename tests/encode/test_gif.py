"""encode/gif.py: one palette, whole hundredths of a second, the comment in front."""

from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.gif import gif_fps
from mosaic_anim.errors import UsageError
from mosaic_anim.ffmpeg import feed, find_ffmpeg, probe
from mosaic_anim.geometry import Size
from tests.encode.segments import render, shown


@pytest.fixture
def gif(variant, tmp_path):
    return variant(path=tmp_path / "clip.gif", plays=0)


def test_a_decoded_file_has_the_frames_and_their_colours(gif, clip):
    """Count, size, rate, comment; a smooth clip keeps 30 dB."""
    render(gif, clip)
    found = shown(gif.path)
    assert found.shape == clip.shape
    assert 10 * np.log10(255**2 / np.mean((found.astype(float) - clip) ** 2)) >= 30
    assert read_comment(gif.path) == gif.comment
    probed = probe(find_ffmpeg(), gif.path)
    assert (probed.frames, probed.duration) == (6, Fraction(6, 25))
    assert [path.name for path in gif.path.parent.iterdir()] == ["clip.gif"]


@pytest.mark.parametrize(("height", "width"), [(48, 80), (49, 81), (7, 4), (3, 2)])
def test_the_file_is_bit_for_bit_that_of_frames_in_memory(variant, tmp_path, height, width):
    """Neither the segments nor ffmpeg's way to every second pixel in 6 bits changes a value."""
    frames = np.random.default_rng(5).integers(0, 256, (5, height, width, 3), dtype=np.uint8)
    path = tmp_path / "clip.gif"
    gif = variant(path=path, size=Size(height=height, width=width), frames=5, comment="")
    few = frames[:, ::2, ::2]
    few = np.ascontiguousarray(few & 0xFC | few >> 6)
    find = ["-vf", "palettegen", "-c:v", "png", "-f", "image2pipe", "pipe:1"]
    palette = tmp_path / "palette.png"
    palette.write_bytes(feed(find_ffmpeg(), [*_raw(few), *find], [few]))
    use = ["-i", str(palette), "-lavfi", "paletteuse=dither=bayer:bayer_scale=4"]
    write = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-loop", "-1"]
    expected = tmp_path / "expected.gif"
    feed(find_ffmpeg(), [*_raw(frames), *use, *write, str(expected)], [frames])
    assert render(gif, frames).read_bytes() == expected.read_bytes()


def _raw(frames):
    """Return ffmpeg's arguments to read frames of this shape at 25 a second."""
    height, width = frames.shape[1:3]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", f"{width}x{height}"]
    return [*raw, "-framerate", "25", "-i", "pipe:0"]


@pytest.mark.parametrize("loops", [True, False])
def test_it_plays_for_ever_only_if_the_output_loops(variant, clip, tmp_path, loops):
    """Without the loop extension a player stops at the last frame."""
    gif = variant(path=tmp_path / "clip.gif", plays=0 if loops else 1)
    render(gif, clip)
    assert (b"NETSCAPE2.0" in gif.path.read_bytes()) is loops
    with Image.open(gif.path) as image:
        assert image.info.get("loop") == (0 if loops else None)


def test_equal_frames_all_count(gif):
    """A hold is as many frames as it lasts, each of a few bytes."""
    frame = np.full((48, 80, 3), (0, 170, 0), np.uint8)
    render(gif, [frame] * 6)
    assert np.abs(shown(gif.path).astype(int) - [0, 170, 0]).max() <= 3
    assert probe(find_ffmpeg(), gif.path).frames == 6
    assert gif.path.stat().st_size < 4000


def test_two_runs_give_the_same_bytes(gif, variant, clip, monkeypatch):
    """In another time zone and language too."""
    render(gif, clip)
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    again = variant(path=gif.path.with_name("again.gif"), plays=0)
    render(again, clip)
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
def test_an_odd_name_is_just_a_name(variant, clip, tmp_path, name):
    """Literal, with nothing else beside it."""
    render(variant(path=tmp_path / name), clip)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_odd_sizes_are_fine(variant, tmp_path):
    """A GIF has no chroma planes; one pixel is a picture."""
    for height, width in ((1, 1), (7, 5)):
        path = tmp_path / f"{width}.gif"
        gif = variant(path=path, size=Size(height=height, width=width), frames=2)
        frame = np.full((height, width, 3), 99, np.uint8)
        render(gif, [frame, frame])
        assert shown(path).shape == (2, height, width, 3)
