"""The nearest tiles, against brute force in float64."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.mosaic import match
from mosaic_anim.mosaic.match import TileIndex


def brute_force(cells, tiles, count):
    """Return the `count` nearest tiles of each cell and their distances, in float64."""
    gap = cells[:, None, :].astype(float) - tiles[None].astype(float)
    distance = np.sqrt((gap**2).sum(axis=2))
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :count]
    return nearest, np.take_along_axis(distance, nearest, axis=1)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    cells=st.integers(1, 30),
    tiles=st.integers(1, 60),
    length=st.sampled_from([3, 12, 48]),
)
def test_neighbours_equal_those_of_brute_force(seed, cells, tiles, length):
    """The k nearest are the nearest, in their order, at their distances."""
    rng = np.random.default_rng(seed)
    some = rng.normal(0, 30, (cells, length)).astype(np.float32)
    others = rng.normal(0, 30, (tiles, length)).astype(np.float32)
    count = int(rng.integers(1, tiles + 1))
    nearest, distance = TileIndex(tiles=others).nearest(some, count)
    expected, expected_distance = brute_force(some, others, count)
    np.testing.assert_array_equal(nearest, expected)
    np.testing.assert_allclose(distance, expected_distance**2, rtol=1e-5)


@pytest.mark.parametrize("length", [3, 48])
def test_ties_go_to_the_earlier_tile(length):
    """Equal tiles come in the order of their indices, also at the last place."""
    tiles = np.zeros((12, length), np.float32)
    tiles[[2, 7]] = 5
    cells = np.zeros((4, length), np.float32)
    nearest, _ = TileIndex(tiles=tiles).nearest(cells, 6)
    assert nearest.tolist() == [[0, 1, 3, 4, 5, 6]] * 4


@pytest.mark.parametrize("length", [3, 48])
def test_ties_at_the_last_place_go_to_the_earlier_tile(length):
    """Of six equal tiles among 300, in any leaf of a tree, the two earliest are taken."""
    rng = np.random.default_rng(8)
    tiles = rng.normal(0, 30, (300, length)).astype(np.float32)
    equal = np.sort(rng.choice(300, 6, replace=False))
    tiles[equal] = 1
    cells = np.full((3, length), 1, np.float32)
    nearest, _ = TileIndex(tiles=tiles).nearest(cells, 2)
    assert nearest.tolist() == [equal[:2].tolist()] * 3


def test_chunks_change_nothing(monkeypatch):
    """Many small searches give what one large search gives."""
    rng = np.random.default_rng(5)
    cells = rng.normal(size=(50, 12)).astype(np.float32)
    index = TileIndex(tiles=rng.normal(size=(40, 12)).astype(np.float32))
    whole = index.nearest(cells, 5)
    monkeypatch.setattr(match, "ENTRIES_AT_ONCE", 40)
    for one, other in zip(index.nearest(cells, 5), whole, strict=True):
        np.testing.assert_array_equal(one, other)
