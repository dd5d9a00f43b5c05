"""Tracks pass through their keys, straight or smoothly."""

from itertools import accumulate, pairwise
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.motion.easing import EASINGS
from mosaic_anim.motion.track import Track, between

LINEAR = EASINGS["linear"]


@st.composite
def tracks(draw, low=-1000.0, high=1000.0, gap=0.01):
    """Make up to six keys with values from `low` to `high`, at least `gap` apart."""
    times = accumulate(draw(st.lists(st.floats(gap, 10), min_size=1, max_size=6)))
    keys = [(time, draw(st.floats(low, high))) for time in times]
    times, values = zip(*keys, strict=True)
    return Track(times=times, values=values)


def slope(function, time, step):
    """How fast a function changes from `time` on, or up to it where `step` is negative."""
    return (function(time + step) - function(time)) / step


@given(track=tracks())
def test_a_track_has_its_keys_values_exactly(track):
    """Bit for bit, whichever way it goes between them."""
    easings = [EASINGS["in_out_back"]] * len(track.times)
    for time, value in zip(track.times, track.values, strict=True):
        assert track.smooth(time) == value
        assert track.straight(time, easings) == value


@given(track=tracks())
def test_a_track_rests_before_and_after_its_keys(track):
    """At its first and its last value."""
    for function in (track.smooth, lambda time: track.straight(time, [LINEAR] * 6)):
        assert function(-1.0) == track.values[0]
        assert function(track.times[-1] + 1) == track.values[-1]


@given(track=tracks(), place=st.floats(0, 1))
def test_a_smooth_track_never_leaves_the_values_beside_it(track, place):
    """It does not overshoot: between two keys it goes one way only."""
    for (begins, low), (ends, high) in pairwise(zip(track.times, track.values, strict=True)):
        value = track.smooth(begins + (ends - begins) * place)
        assert min(low, high) - 1e-9 <= value <= max(low, high) + 1e-9


@given(track=tracks(-10, 10, gap=0.5))
def test_a_smooth_track_does_not_change_its_speed_at_a_key(track):
    """The same before a key as after it; none at the ends, where it rests beyond."""
    step, slack = 1e-7, 1e-3  # slopes are up to 40
    for time in track.times:
        before, after = slope(track.smooth, time, -step), slope(track.smooth, time, step)
        assert before == pytest.approx(after, abs=slack)
        if time in {track.times[0], track.times[-1]}:
            assert before == pytest.approx(0, abs=slack)


def test_the_speed_at_a_key_is_that_of_steffen():
    """Keys at 0, 1, 3 with values 0, 1, 2: slopes 1 and 1/2, the parabola's between them 5/6."""
    track = Track(times=(0, 1, 3, 4), values=(0, 1, 2, 0))
    assert slope(track.smooth, 1, 1e-7) == pytest.approx(5 / 6, abs=1e-5)
    assert slope(track.smooth, 3, 1e-7) == pytest.approx(0, abs=1e-5)  # it turns around there


def test_even_keys_are_passed_evenly():
    """In the middle of a straight row of keys nothing can be seen of them."""
    track = Track(times=(0, 1, 2, 3), values=(0, 10, 20, 30))
    assert [track.smooth(t) for t in (1.25, 1.5, 1.75)] == pytest.approx([12.5, 15, 17.5])


def test_each_way_has_the_ease_of_the_key_it_leads_to():
    """And one that overshoots does so."""
    track = Track(times=(0, 1, 3), values=(0, 10, 20))
    easings = [LINEAR, EASINGS["out_back"]]
    assert track.straight(0.25, easings) == 2.5
    assert max(track.straight(1 + i / 500, easings) for i in range(1001)) == pytest.approx(
        21, abs=1e-3
    )


def test_a_scale_changes_by_equal_factors():
    """From 1 to 16, half of the time is 4."""
    track = Track(times=(0, 2), values=(1, 16), is_scale=True)
    steps = [track.straight(i / 10, [LINEAR]) for i in range(21)]
    assert steps[10] == pytest.approx(4)
    assert all(b / a == pytest.approx(16 ** (1 / 20)) for a, b in pairwise(steps))


@given(track=tracks(0.01, 1000), place=st.floats(0, 1))
def test_a_smooth_scale_is_smooth_in_its_logarithm(track, place):
    """Zooming looks even, whatever the size."""
    time = track.times[-1] * place
    logs = Track(times=track.times, values=tuple(map(log, track.values)))
    scale = Track(times=track.times, values=track.values, is_scale=True)
    assert scale.smooth(time) == pytest.approx(exp(logs.smooth(time)), rel=1e-9)


@given(low=st.floats(0.01, 100), high=st.floats(0.01, 100))
def test_between_two_numbers_the_ends_are_exact(low, high):
    """Also of a scale."""
    for is_scale in (False, True):
        assert between(low, high, 0, is_scale=is_scale) == low
        assert between(low, high, 1, is_scale=is_scale) == high
