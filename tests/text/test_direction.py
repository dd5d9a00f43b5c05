"""Parts of a line stand in the order that Unicode's bidirectional algorithm gives them."""

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.text.direction import embedding_levels, visual_order


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("", ""),
        ("abc 12", "000000"),
        ("אב", "11"),
        ("a אב b", "001100"),
        ("a אב 12", "0011122"),
        ("אב a", "1112"),
        ("אב 1,512", "11122222"),
        ("(א)", "111"),
        ("a (א) b", "0001000"),
        ("x (y א) ב", "000001001"),
        ("a\u2067bא\u2069c", "002100"),
        ("\u202eab", "011"),
    ],
    ids=ascii,
)
def test_levels_are_those_of_the_rules(text, levels):
    """By hand: numbers keep their order, brackets go with what they hold, isolates stay apart."""
    assert "".join(map(str, embedding_levels(text))) == levels


@pytest.mark.parametrize(
    ("levels", "order"),
    [("", []), ("000", [0, 1, 2]), ("111", [2, 1, 0]), ("01120", [0, 3, 2, 1, 4]),
     ("12211", [4, 3, 1, 2, 0])],
)  # fmt: skip
def test_parts_are_reversed_level_by_level(levels, order):
    """The highest first: what is reversed twice stands as it was."""
    assert visual_order([int(level) for level in levels]) == order


@given(st.text("abאבש\u0628\u0644\u0661123,.-$( )[]\u0301\u05b8é漢😀\u200f\u200d\u2067\u2069"))
def test_the_order_is_that_of_the_library(text):
    """Character by character, for all that may stand in a line."""
    text = f"{text}."  # what ends in a space is no line of ours
    order = visual_order(embedding_levels(text))
    assert sorted(order) == list(range(len(text)))
    assert "".join(text[index] for index in order) == get_display(text)
