"""Transitions: a word, or a mapping with its options."""

from fractions import Fraction

import pytest

from mosaic_anim.clips.transition import CUT, TRANSITION, Transition
from mosaic_anim.schema.kind import Label
from mosaic_anim.schema.problem import PartError


def read(written):
    """Read a transition as the value of its key."""
    return TRANSITION.read(written, Label(word="transition"))


def test_a_word_is_a_transition_with_its_defaults():
    """Half a second, linear; through black."""
    assert read("crossfade") == Transition(kind="crossfade", duration=Fraction(1, 2))
    assert read({"kind": "fade", "color": "navy"}).color == (0, 0, 128)
    assert read("cut") == CUT
    assert (CUT.length, read("fade").length) == (0, Fraction(1, 2))


def test_progress_runs_from_0_to_1_and_not_beyond():
    """Whatever the ease does."""
    slow = Transition(kind="crossfade", duration=Fraction(2), ease="out_back")
    assert [slow.progress(Fraction(time)) for time in (-1, 0, 2, 3)] == [0, 0, 1, 1]
    assert max(slow.progress(Fraction(time, 10)) for time in range(20)) == 1


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("crosfade", "unknown transition 'crosfade' — did you mean 'crossfade'"),
        (1, "unknown transition 1 — one of crossfade, cut, fade"),
        ({"duration": "1s"}, "'kind' is missing — for example kind: crossfade"),
        ({"kind": "fade", "duration": "-1s"}, "not a duration: '-1s'"),
        ({"kind": "wipe"}, "'kind' cannot be 'wipe' — one of crossfade, cut, fade"),
    ],
)
def test_what_is_no_transition_is_refused(written, message):
    """With what there is."""
    with pytest.raises(PartError, match=message):
        read(written)
