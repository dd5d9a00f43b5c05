"""The small values of the language: what they read, and what they refuse."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.schema.problem import PartError
from mosaic_anim.schema.value import (
    COLORS,
    frames_at,
    is_auto,
    read_aspect,
    read_color,
    read_duration,
    read_fps,
    read_size,
)
from mosaic_anim.values.geometry import Size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1.5s", Fraction(3, 2)), ("800ms", Fraction(4, 5)), ("45f", Fraction(3, 2)), (" 2 s", 2)],
)
def test_a_duration_is_exact_seconds(text, seconds):
    """Frames are counted at 30 a second where no frame says otherwise."""
    assert read_duration(text) == seconds


def test_frames_of_a_duration_are_counted_at_the_given_rate():
    """Inside `frames_at` only."""
    with frames_at(Fraction(30000, 1001)):
        assert read_duration("30f") == Fraction(1001, 1000)
    assert read_duration("30f") == 1


@pytest.mark.parametrize(
    "value", ["0s", "-1s", "1", "1:30", "s", "1.5", "1m", "", "1e3s", "nan", None, True, [1], {}]
)
def test_what_is_no_duration_is_refused(value):
    """Every refusal says what a duration looks like."""
    with pytest.raises(PartError, match=r"duration.*1\.5s"):
        read_duration(value)


def test_a_duration_without_unit_is_refused_with_the_unit():
    """The remedy holds the number that was written."""
    with pytest.raises(PartError, match=r"add the unit: 2\.5s"):
        read_duration(2.5)


def test_a_duration_beyond_a_day_is_refused():
    """A typing error of some zeros would fill a disk."""
    with pytest.raises(PartError, match="24 hours"):
        read_duration("999999999s")


@pytest.mark.parametrize(
    ("value", "fps"),
    [
        (30, 30),
        (12.5, Fraction(25, 2)),
        (29.97, Fraction(2997, 100)),
        ("30000/1001", Fraction(30000, 1001)),
        ("24000/1001", Fraction(24000, 1001)),
        (240, 240),
    ],
)
def test_a_frame_rate_is_exact(value, fps):
    """29.97 is 29.97 and not the nearest double."""
    assert read_fps(value) == fps


@pytest.mark.parametrize("value", [0, -30, 240.5, "0/1", "1/0", "thirty", "", None, True, [30]])
def test_what_is_no_frame_rate_is_refused(value):
    """Zero, negative, too fast, or no number."""
    with pytest.raises(PartError, match="frame rate"):
        read_fps(value)


def test_a_size_is_written_width_first():
    """`1080x1920` is upright."""
    assert read_size("1080x1920") == Size(height=1920, width=1080)


def test_the_size_of_a_cover_may_have_a_limit():
    """Of its longer side, in pixels; a size in pixels is never automatic."""
    assert is_auto(read_size("auto"))
    assert is_auto(read_size("auto 480"))
    assert read_size("auto  480").width == 480
    assert not is_auto(read_size("480x480"))


@pytest.mark.parametrize(
    "value",
    [
        "9:16",
        "0x10",
        "10x0",
        "10",
        "-1x5",
        "ax5",
        "auto 0",
        "auto480",
        "auto 4x4",
        556,
        None,
        "100000x4",
    ],
)
def test_what_is_no_size_is_refused(value):
    """Absurd sizes are refused here already."""
    with pytest.raises(PartError, match="size"):
        read_size(value)


@pytest.mark.parametrize(
    ("value", "color"),
    [
        ("#ff8800", (255, 136, 0)),
        ("#F80", (255, 136, 0)),
        ("white", (255, 255, 255)),
        ("Navy", (0, 0, 128)),
        ((1, 2, 3), (1, 2, 3)),
    ],
)
def test_a_color_is_hexadecimal_or_a_name(value, color):
    """Three digits are doubled, as in CSS."""
    assert read_color(value) == color


@pytest.mark.parametrize("value", ["ff8800", "#ff88", "#gggggg", "", 0, True, [1, 2], [1, 2, 256]])
def test_what_is_no_color_is_refused(value):
    """A number without # is no colour either."""
    with pytest.raises(PartError, match="not a colour"):
        read_color(value)


def test_a_color_that_yaml_took_for_a_comment_is_told_to_be_quoted():
    """`background: #ff0000` is null in YAML."""
    with pytest.raises(PartError, match='quote the colour: "#ff0000"'):
        read_color(None)


def test_a_misspelt_color_gets_the_nearest_name():
    """One letter off."""
    with pytest.raises(PartError, match="did you mean 'white'"):
        read_color("whte")


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_every_color_has_a_hexadecimal_number(color):
    """`#rrggbb` holds all of it."""
    assert read_color("#{:02x}{:02x}{:02x}".format(*color)) == color


def test_the_basic_colors_of_css_are_known():
    """Sixteen names, each 0, 128, 192 or 255 in every part."""
    assert len(COLORS) == 16
    assert {part for color in COLORS.values() for part in color} <= {0, 128, 192, 255}


@pytest.mark.parametrize(
    ("value", "aspect"), [("3:2", 1.5), ("9:16", 0.5625), (0.75, 0.75), ("1/2", 0.5), (1, 1.0)]
)
def test_a_shape_is_width_over_height(value, aspect):
    """As a ratio or as a number."""
    assert read_aspect(value) == aspect


@pytest.mark.parametrize("value", ["3:0", "0:3", "1:100", 11, 0, -1, 10**400, "square", True, None])
def test_what_is_no_shape_is_refused(value):
    """From 1:10 to 10:1."""
    with pytest.raises(PartError, match="shape"):
        read_aspect(value)
