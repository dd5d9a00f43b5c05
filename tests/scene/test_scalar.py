"""Plain words of YAML: the core schema of version 1.2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.scene.scalar import read_scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9:16", "9:16"),
        ("1:30", "1:30"),
        ("off", "off"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("0123", 123),
        ("1e3", 1000.0),
        ("1_000", "1_000"),
        ("0x1F", 31),
        ("0o17", 15),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("2024-13-45", "2024-13-45"),
        ("true", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("~", None),
        ("", None),
        ("null", None),
        ("1.5s", "1.5s"),
        ("=", "="),
    ],
)
def test_words_mean_what_yaml_1_2_says(text, value):
    """The traps of YAML 1.1 are text or plain numbers."""
    read = read_scalar(text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("text", [".nan", ".NaN", ".inf", "-.Inf", "+.INF", "1e999", "9" * 5000])
def test_numbers_that_no_scene_can_use_are_refused(text):
    """Not a number, infinite, or endlessly long."""
    with pytest.raises(ValueError, match=r"finite|digits"):
        read_scalar(text)


@given(st.integers(-(10**30), 10**30))
def test_every_integer_survives(number):
    """Whole numbers stay whole."""
    assert read_scalar(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_survives(number):
    """Python's shortest text of a double reads back as that double."""
    assert read_scalar(repr(number)) == number
