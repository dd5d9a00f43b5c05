"""`size: auto`: the frame has the shape of the cover, at a size that platforms take."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mosaic_anim.demo.cover import draw_cover
from mosaic_anim.demo.cover_size import COVER_SIZES
from mosaic_anim.scene.cover_shape import cover_size, size_of_shape
from mosaic_anim.scene.model import Scene
from mosaic_anim.values.geometry import Size


@pytest.mark.parametrize(
    ("cover", "frame"),
    [
        ("512x512", "1080x1080"),
        ("2400x1600", "1620x1080"),
        ("3000x4000", "1080x1440"),
        ("640x360", "1920x1080"),
        ("1080x1920", "1080x1920"),
        ("4000x2000", "1920x960"),
        ("1000x2400", "800x1920"),
        ("9000x1000", "1920x800"),
        ("10x9000", "800x1920"),
    ],
)
def test_the_frame_has_the_covers_shape(cover, frame):
    """1080 pixels on the shorter side, 1920 at most on the longer one; longer ones are bounded."""
    width, height = map(int, cover.split("x"))
    assert str(size_of_shape(Size(height=height, width=width))) == frame


@pytest.mark.parametrize(
    ("size", "frame"),
    [("auto 480", "480x270"), ("auto 47", "46x26"), ("auto 4000", "1920x1080"), ("auto 2", "2x2")],
)
def test_an_output_takes_the_covers_shape_within_a_limit(load, size, frame):
    """So does a frame; the number is the longer side of the cover of the tests, which is 16:9."""
    scene = load(f"outputs: [{{file: a.gif, size: {size}}}, {{file: b.mp4, size: {size}}}]\n")
    assert [str(output.size) for output in scene.outputs] == [frame] * 2
    assert str(scene.frame.size) == "1920x1080"
    assert str(load(f"frame: {{size: {size}}}\n").outputs[0].size) == frame


sides = st.integers(1, 20_000)


@given(height=sides, width=sides)
def test_every_frame_can_be_encoded_everywhere(height, width):
    """Its sides are even and no longer than those of full HD; its shape is near the cover's."""
    cover = Size(height=height, width=width)
    frame = size_of_shape(cover)
    assert frame.height % 2 == frame.width % 2 == 0
    assert 800 <= min(frame.height, frame.width) <= 1080
    assert max(frame.height, frame.width) <= 1920
    wanted = min(max(cover.aspect, 1 / 2.4), 2.4)
    assert frame.aspect == pytest.approx(wanted, rel=2 / 800)


def test_frame_and_outputs_take_the_shape(load):
    """The cover of the tests is 16:9; a preset's own size and an output's own come first."""
    scene = load(
        "frame: {size: auto}\n"
        "outputs: [{file: a.mp4}, {file: b.gif, size: auto, fps: 25}, {file: c.mp4, preset: reels},"
        " {file: d.mp4, size: 480x480}]\n"
    )
    assert str(scene.frame.size) == "1920x1080"
    sizes = [str(output.size) for output in scene.outputs]
    assert sizes == ["1920x1080", "1920x1080", "1080x1920", "480x480"]


def test_an_output_may_take_the_shape_alone(load):
    """The frame keeps its size."""
    Image.new("RGB", (30, 30)).save("cover.png")
    scene = load("outputs: [{file: a.mp4}, {file: b.mp4, size: auto}]\n")
    assert [str(output.size) for output in scene.outputs] == ["1920x1080", "1080x1080"]


def test_a_photo_that_lies_on_its_side_counts_upright(load):
    """As it is shown."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (32, 18)).save("cover.png", exif=exif)
    assert str(load("frame: {size: auto}\n").frame.size) == "1080x1920"


def test_a_cover_without_a_shape_is_an_error_where_it_is_named(problems):
    """With what to write instead."""
    Path("cover.png").write_bytes(b"no picture")
    (line,) = problems("frame: {size: auto}\n")
    why = "not a picture of a known format — name another picture"
    assert line == f"s.yaml:2:17: 'cover.png' cannot be read: {why}"


def test_only_a_scene_that_asks_for_it_reads_the_cover(load):
    """Others load with a cover that is no picture."""
    Path("cover.png").write_bytes(b"no picture")
    assert str(load("").frame.size) == "1920x1080"


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("demo", Size(height=1080, width=1920)),
        ("demo-portrait", Size(height=1350, width=1080)),
    ],
)
def test_the_demos_covers_are_known_before_they_are_drawn(name, frame):
    """And are as large as they say."""
    size = COVER_SIZES[name]
    assert cover_size(name) == size
    assert draw_cover(name, scale=0.1).shape[:2] == (size.height // 10, size.width // 10)
    assert (
        Scene.read(
            {
                "mosaic_anim": 1,
                "frame": {"size": "auto"},
                "mosaic": {"cover": name, "library": "demo"},
                "timeline": [{"duration": "1s"}],
            }
        ).frame.size
        == frame
    )
