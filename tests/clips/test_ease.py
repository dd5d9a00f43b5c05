"""Eases: every way to write one gives the curve of that name."""

import re

import pytest

from mosaic_anim.clips.ease import EASE
from mosaic_anim.motion.easing import EASINGS
from mosaic_anim.schema.kind import Label
from mosaic_anim.schema.problem import PartError


def read(written):
    """Read an ease as the value of the key `ease`."""
    return EASE.read(written, Label(word="ease"))


@pytest.mark.parametrize("name", EASINGS)
def test_every_named_easing_is_read(name):
    """And gives the function of the table."""
    assert read(name).function() is EASINGS[name]


def test_a_bezier_curve_is_that_of_css():
    """(0.25, 0.1, 0.25, 1) is `ease`."""
    curve = read({"cubic_bezier": [0.25, 0.1, 0.25, 1]}).function()
    assert [curve(t) for t in (0, 0.3, 1)] == pytest.approx(
        [EASINGS["ease"](t) for t in (0, 0.3, 1)]
    )


def test_steps_jump_at_the_end_by_default():
    """Four steps: at 0.3 of the time one of them is done."""
    curve = read({"steps": 4}).function()
    assert [curve(t) for t in (0, 0.3, 0.99, 1)] == [0, 0.25, 0.75, 1]


@pytest.mark.parametrize("jump", ["start", "end", "both", "none"])
def test_every_jump_arrives(jump):
    """All four kinds make a curve that ends at 1."""
    assert read({"steps": 2, "jump": jump}).function()(1) == 1


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("easeInOutSine", "did you mean 'in_out_sine'"),
        ("InOutSine", "did you mean 'in_out_sine'"),
        ("ease-out-back", "did you mean 'out_back'"),
        ("ease-in-out", "did you mean 'ease_in_out'"),
        ("easeInOut", "did you mean 'ease_in_out'"),
        ("cubic-bezier(.4, 0, 1, 1)", "write {cubic_bezier: [.4, 0, 1, 1]}"),
        ("steps(4, end)", "write {steps: 4}"),
    ],
)
def test_an_easing_in_the_words_of_another_program_is_translated(word, remedy):
    """CSS, GSAP, Qt and easings.net have one for each of ours."""
    with pytest.raises(PartError, match=re.escape(remedy)):
        read(word)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("in_out_cubc", "unknown easing 'in_out_cubc' — did you mean 'in_out_cubic'"),
        (None, "unknown easing nothing"),
        ({"cubic_bezer": [0, 0, 1, 1]}, "did you mean 'cubic_bezier'"),
        ({"cubic_bezier": [2, 0, 1, 1]}, "x from 0 to 1"),
        ({"cubic_bezier": [0, 0, 1]}, "too few numbers"),
        ({"steps": 0}, "at least 1"),
        ({"steps": 2.5}, "needs a whole number"),
        ({"steps": 1, "jump": "none"}, "goes nowhere"),
        ({"steps": 2, "jump": "middle"}, "one of both, end, none, start"),
    ],
)
def test_what_is_no_ease_is_refused(written, message):
    """With a suggestion where a word is near."""
    with pytest.raises(PartError, match=message):
        read(written)
