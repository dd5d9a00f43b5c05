"""A camera zooms evenly through mosaics that lie in each other, and comes round to the first."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.motion.tower import Tower
from mosaic_anim.values.frame_state import Camera

SIDES = st.integers(5, 200)
CELLS = st.lists(st.tuples(st.floats(0.2, 0.8), st.floats(0.2, 0.8)), min_size=1, max_size=7)


def tower_of(side, places, height=None):
    """Return a tower whose mosaics hold the next one at `places` [shares of their sides]."""
    cells = tuple((int(row * side), int(col * side)) for row, col in places)
    whole = Camera(row=side / 2, col=side / 2, height=height or float(side))
    return Tower(side=side, cells=cells, whole=whole)


def values(camera):
    """Return what a camera is, as an array."""
    return np.array([camera.row, camera.col, camera.height])


@given(side=SIDES, places=CELLS, depth=st.floats(0, 7))
def test_a_mosaic_is_seen_in_its_cell(side, places, depth):
    """The view of each mosaic is that of the one around it, seen from within the cell."""
    tower = tower_of(side, places)
    for number in range(int(depth) - 1, int(depth) + 2):
        outer, inner = tower.camera(number, depth), tower.camera(number + 1, depth)
        row, col = tower.cells[number % len(tower)]
        wanted = [(outer.row - row) * side, (outer.col - col) * side, outer.height * side]
        np.testing.assert_allclose(values(inner), wanted, atol=1e-6, rtol=1e-9)


@given(side=SIDES, places=CELLS)
def test_each_mosaic_is_whole_in_turn(side, places):
    """At the depth of its number it fills the frame, exactly in the middle."""
    tower = tower_of(side, places)
    for number in range(len(tower) + 1):
        seen = tower.camera(number, float(number))
        np.testing.assert_allclose(values(seen), values(tower.whole), rtol=1e-12)


@given(side=SIDES, places=CELLS, depth=st.floats(0, 7))
def test_the_end_is_the_beginning(side, places, depth):
    """After as many mosaics as there are everything is as it was."""
    tower = tower_of(side, places)
    for number in range(-1, 2):
        once, again = (
            tower.camera(number, depth),
            tower.camera(number + len(tower), depth + len(tower)),
        )
        np.testing.assert_allclose(values(again), values(once), rtol=1e-9)


@given(side=SIDES, places=CELLS)
def test_the_speed_is_even(side, places):
    """The logarithm of the zoom rises by the same in every step, to 1e-9."""
    tower = tower_of(side, places)
    heights = [tower.camera(0, depth).height for depth in np.linspace(0, len(tower), 97)]
    steps = np.diff(np.log(heights))
    np.testing.assert_allclose(steps, -log(side) * len(tower) / 96, rtol=1e-9)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_nothing_jerks_where_one_mosaic_becomes_the_next(number):
    """Where things are in the frame, their velocity and acceleration are continuous there."""
    tower = tower_of(100, [(0.3, 0.7), (0.5, 0.4), (0.75, 0.25)])
    step = 1e-3

    def place(depth):
        """Return where a point near the limit of the mosaic is in the frame [heights of it]."""
        seen = tower.camera(number, depth)
        return np.array([40.0 - seen.row, 60.0 - seen.col]) / seen.height

    def derivatives(centre):
        """Return velocity and acceleration."""
        before, now, after = (place(centre + shift) for shift in (-step, 0, step))
        return (after - before) / (2 * step), (after - 2 * now + before) / step**2

    for one, other in zip(
        derivatives(number - 2 * step), derivatives(number + 2 * step), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=0.05, atol=0.05)
