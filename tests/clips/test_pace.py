"""Pace: what of a clip is shown when, exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.clips.pace import Pace

THIRD = Fraction(1, 3)


def shown(pace, *times, before=False):
    """Return what is shown at some times [s]."""
    return [pace.content(Fraction(time), before=before) for time in times]


def test_a_clip_is_shown_as_it_is():
    """From its start to its end, and both beyond."""
    pace = Pace(duration=Fraction(2))
    assert pace.length == 2
    assert shown(pace, -1, 0, THIRD, 2, 7) == [0, 0, THIRD, 2, 2]


@pytest.mark.parametrize(("speed", "length"), [(2, 1), (Fraction(1, 2), 4), (3, Fraction(2, 3))])
def test_speed_shortens_or_stretches(speed, length):
    """The end is its end, without rounding."""
    pace = Pace(duration=Fraction(2), speed=Fraction(speed))
    assert pace.length == length
    assert shown(pace, 0, Fraction(length) / 4, length) == [0, Fraction(1, 2), 2]


def test_passes_begin_anew_and_the_last_one_ends():
    """A pass lasts up to its end, which is seen just before the next one."""
    pace = Pace(duration=Fraction(2), passes=3)
    assert shown(pace, 1, 2, 3, 4, 6) == [1, 0, 1, 0, 2]
    assert shown(pace, 1, 2, 4, 6, before=True) == [1, 2, 2, 2]
    assert list(pace.jumps()) == [2, 4]


def test_forth_and_back_never_jumps():
    """The turning points are the ends."""
    pace = Pace(duration=Fraction(2), passes=4, ping_pong=True)
    assert shown(pace, 0, 1, 2, 3, 4, 5, 6, 7, 8) == [0, 1, 2, 1, 0, 1, 2, 1, 0]
    assert shown(pace, 2, 4, 6, 8, before=True) == [2, 0, 2, 0]
    assert list(pace.jumps()) == []


def test_reversed_every_pass_goes_the_other_way():
    """Also those of a ping-pong."""
    pace = Pace(duration=Fraction(2), passes=2, reverse=True)
    assert shown(pace, 0, THIRD, 2, 4) == [2, 2 - THIRD, 2, 0]
    both = Pace(duration=Fraction(2), passes=2, reverse=True, ping_pong=True)
    assert shown(both, 0, 1, 2, 3, 4) == [2, 1, 0, 1, 2]


@given(
    time=st.fractions(min_value=-1, max_value=9, max_denominator=240),
    speed=st.fractions(min_value="1/4", max_value=4, max_denominator=30),
    passes=st.integers(1, 3),
    reverse=st.booleans(),
    before=st.booleans(),
)
def test_a_share_is_the_same_time_rounded_once(time, speed, passes, reverse, before):
    """To the bit, for whatever is played in one pass too."""
    pace = Pace(duration=Fraction(7, 3), speed=speed, passes=passes, reverse=reverse)
    content = pace.content(time, before=before)
    assert pace.share(time, before=before) == float(content / pace.duration)
