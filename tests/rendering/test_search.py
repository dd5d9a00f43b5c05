"""The search for a file that fits, on sizes that are made up: no encoder has a part in it."""

import hashlib
from itertools import pairwise
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.rendering.size_limit.search import (
    ENOUGH,
    MOST_RENDERS,
    NothingFitsError,
    TradeOffSteps,
    search,
)

LIMIT = 1_000_000


class Curve:
    """A size that falls along every axis, with noise, and a sample that tells it wrongly.

    Parameters
    ----------
    best : float
        Size of the best [limits].
    slopes : list of (positions, share of the size that is left at the floor)
    ratio, drift : float
        What the sample tells for the best, and how much that changes for half the size.
    noise : float
        By how much, in logarithm, sample and whole each differ from a smooth curve.
    """

    def __init__(
        self, best, slopes, *, ratio=1.0, drift=0.0, noise=0.0, bend=1.0, salt=0, stops=None
    ):
        self.best, self.slopes, self.salt = best, slopes, salt
        self.stops = stops or {}
        self.ratio, self.drift, self.noise, self.bend = ratio, drift, noise, bend
        self.rendered = []
        self.probes = 0

    @property
    def counts(self):
        return [count for count, _ in self.slopes]

    def smooth(self, choice):
        size = self.best * LIMIT
        for position, (count, left) in zip(choice, self.slopes, strict=True):
            if count > 1:
                size *= left ** ((position / (count - 1)) ** self.bend)
        return size

    def _noise(self, choice, kind):
        digest = hashlib.sha256(repr((choice, kind, self.salt)).encode()).digest()
        return exp(self.noise * (digest[0] / 127.5 - 1))

    def whole(self, choice):
        return round(self.smooth(choice) * self._noise(choice, "whole"))

    def render(self, choice):
        self.rendered.append(choice)
        return self.whole(choice)

    def probe(self, choice):
        self.probes += 1
        smooth = self.smooth(choice)
        told = self.ratio * (smooth / (self.best * LIMIT)) ** self.drift
        return smooth * told * self._noise(choice, "probe")

    def search(self, *, hopeful=False):
        axes = [
            TradeOffSteps(count=count, stops=self.stops.get(axis, ()))
            for axis, count in enumerate(self.counts)
        ]
        return search(axes, LIMIT, probe=self.probe, render=self.render, hopeful=hopeful)


QUALITY, COARSE, WIDTH = (101, 0.15), (3, 0.35), (100, 0.1)
WEAK, FRAMES = (101, 0.8), (26, 0.35)


@st.composite
def curves(draw):
    """Draw a curve that is too large at its best, or is not, and a sample that tells it wrongly."""
    slopes = draw(st.sampled_from([[QUALITY, COARSE, WIDTH], [FRAMES, WIDTH], [WEAK, FRAMES]]))
    halves = {axis: (15, 25) for axis, slope in enumerate(slopes) if slope is FRAMES}
    return Curve(
        draw(st.floats(0.3, 20 if slopes[-1] is WIDTH else 2.5)),
        slopes,
        ratio=draw(st.floats(0.6, 1.5)),
        drift=draw(st.floats(-0.1, 0.1)),
        noise=draw(st.floats(0, 0.02)),
        bend=draw(st.floats(0.7, 1.5)),
        salt=draw(st.integers(0, 1000)),
        stops=halves,
    )


@given(curve=curves())
def test_any_falling_noisy_curve_ends_below_the_limit(curve):
    """At most three renders, at least 85 % of the limit where the best does not fit."""
    found = curve.search(hopeful=curve.best < 2)
    assert found.size == curve.whole(found.choice) <= LIMIT
    assert found.renders == len(curve.rendered) <= MOST_RENDERS
    assert curve.probes <= 45
    if curve.whole((0,) * len(curve.slopes)) > LIMIT:
        assert found.size >= ENOUGH * LIMIT


def test_the_best_is_rendered_alone_where_it_fits():
    """No probe where there is hope, one where there is little; nothing is given up."""
    for hopeful, probes in ((True, 0), (False, 1)):
        curve = Curve(0.4, [QUALITY, COARSE])
        found = curve.search(hopeful=hopeful)
        assert (found.choice, found.renders, curve.probes) == ((0, 0), 1, probes)


@pytest.mark.parametrize("best", [1.2, 3, 6, 9, 15, 40, 100])
def test_an_axis_is_given_up_wholly_before_the_next_one_is_touched(best):
    """With what comes after it, the floor of an axis is too large."""
    curve = Curve(best, [QUALITY, COARSE, WIDTH])
    choice = curve.search().choice
    floors = [tuple(count - 1 for count in curve.counts[:axis]) for axis in range(4)]
    for axis in range(1, 3):
        if any(choice[axis:]):
            assert curve.whole((*floors[axis], *(0,) * (3 - axis))) > 0.94 * LIMIT


def test_an_axis_stays_between_its_stops_only_where_nothing_else_is_left():
    """Half the frames and the best quality are less than the limit: some frames come back."""
    curve = Curve(1.3, [WEAK, FRAMES], stops={1: (15, 25)})
    found = curve.search()
    assert found.choice[0] == 0
    assert 0 < found.choice[1] < 15
    assert found.size >= ENOUGH * LIMIT
    assert Curve(2, [WEAK, FRAMES], stops={1: (15, 25)}).search().choice[1] == 15


def test_what_is_left_over_is_given_back_last_first():
    """Half the frames leave room for a better quality than the floor's."""
    curve = Curve(9, [QUALITY, COARSE])
    quality, coarse = curve.search().choice
    assert coarse == 1
    assert quality < 100


def test_smaller_limits_never_give_back_more():
    """The further a curve is above the limit, the more is given up."""
    choices = [Curve(best, [QUALITY]).search().choice for best in (1.5, 2, 3, 4, 6)]
    assert all(one < other for one, other in pairwise(choices))


def test_a_floor_that_is_much_too_large_is_not_rendered():
    """It is reported with the size that the sample tells."""
    curve = Curve(100, [QUALITY])
    with pytest.raises(NothingFitsError) as raised:
        curve.search()
    assert raised.value.size == pytest.approx(15 * LIMIT)
    assert not curve.rendered


def test_a_floor_that_may_fit_is_rendered():
    """A sample that tells too much refuses nothing that fits."""
    curve = Curve(6, [QUALITY], ratio=1.3)
    assert curve.search().choice == (100,)
    with pytest.raises(NothingFitsError) as raised:
        (curve := Curve(8, [QUALITY])).search()
    assert raised.value.size == curve.whole((100,))
    assert curve.rendered == [(100,)]


def test_nothing_to_give_up_is_the_best_or_nothing():
    """No axis at all: it is rendered once, where it may fit."""
    assert Curve(0.9, []).search(hopeful=True).choice == ()
    with pytest.raises(NothingFitsError):
        Curve(2, []).search()


def test_steps_that_are_too_coarse_use_what_they_can():
    """Of 1.6, 0.8 and 0.4 limits the middle one is taken."""
    curve = Curve(1.6, [(3, 0.25)])
    found = curve.search()
    assert found.choice == (1,)
    assert found.renders <= MOST_RENDERS
