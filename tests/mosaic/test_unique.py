"""Each photo once."""

from itertools import permutations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from mosaic_anim.mosaic import assign, objective, unique
from mosaic_anim.mosaic.assign import assign_tiles
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.settings import FREE, MosaicSettings
from tests.mosaic.libraries import cells_of_colours, colours

UNIQUE = MosaicSettings(columns=1, features="mean-rgb", max_uses=1, repeat_penalty=0)


def costs(picture, tiles):
    """Return squared distances of all cells and tiles (n, T)."""
    gap = picture.reshape(-1, 1, 3).astype(float) - tiles
    return (gap**2).sum(axis=2)


@pytest.fixture(autouse=True)
def _distance_only(monkeypatch):
    """Leave only what an assignment problem knows."""
    monkeypatch.setattr(objective, "COLOUR_FROM_AFAR", 0.0)


@pytest.mark.parametrize("seed", range(4))
def test_few_photos_are_placed_as_well_as_possible(seed):
    """All 2,520 ways to place five of seven photos are tried."""
    picture, tiles = colours(5, seed=seed).reshape(1, 5, 3), colours(7, seed=seed + 9)
    index = TileIndex(tiles=tiles.astype(np.float32))
    placed = assign_tiles(cells_of_colours(picture), index, UNIQUE).ravel()
    cost = costs(picture, tiles)
    best = min(cost[range(5), one].sum() for one in permutations(range(7), 5))
    assert cost[range(5), placed].sum() == pytest.approx(best)


@pytest.mark.parametrize("photos", [400, 401, 900])
def test_many_photos_are_placed_nearly_as_well(monkeypatch, photos):
    """Where the table is too large to be solved at once, the sum is at most 2 % over the least."""
    monkeypatch.setattr(unique, "DENSE", 100)
    monkeypatch.setattr(unique, "LEFT_AT_ONCE", 30)
    monkeypatch.setattr(unique, "_PART", 60)
    monkeypatch.setattr(assign, "NEIGHBOURS", 40)
    picture, tiles = colours(400).reshape(20, 20, 3), colours(photos, seed=1)
    index = TileIndex(tiles=tiles.astype(np.float32))
    placed = assign_tiles(cells_of_colours(picture), index, UNIQUE).ravel()
    assert len(set(placed.tolist())) == 400
    cost = costs(picture, tiles)
    assert cost[range(400), placed].sum() <= 1.02 * cost[linear_sum_assignment(cost)].sum()


def test_parts_that_are_solved_again_come_close_to_the_best(monkeypatch):
    """With ten candidates a cell much is lost, most of which similar cells win back together."""
    monkeypatch.setattr(unique, "DENSE", 100)
    picture, tiles = colours(600).astype(np.float32) / 4, colours(800, seed=1)
    cost = costs(picture, tiles).astype(np.float32)
    near = np.argsort(cost, axis=1)[:, :10].astype(np.int32)
    candidates = near, np.take_along_axis(cost, near, axis=1)
    cells, photos = np.arange(600, dtype=np.int32), np.arange(800, dtype=np.int32)
    sums = []
    for passes in (0, 2):
        monkeypatch.setattr(unique, "PASSES", passes)
        chosen = unique.assign_once(
            cells, photos, candidates, lambda c, p: cost[np.ix_(c, p)], picture
        )
        assert len(set(chosen.tolist())) == 600
        sums.append(cost[cells, chosen].sum() / cost[linear_sum_assignment(cost)].sum())
    assert sums[0] > 1.02
    assert sums[1] < 1.005


def test_pinned_photos_keep_their_cells(monkeypatch):
    """Neither the assignment nor the swaps move them, and nobody else gets them."""
    monkeypatch.setattr(unique, "DENSE", 10)
    picture, tiles = colours(100).reshape(10, 10, 3), colours(130, seed=1)
    pinned = np.full((10, 10), FREE, np.int32)
    pinned[0, 0], pinned[9, 9] = 129, 0
    index = TileIndex(tiles=tiles.astype(np.float32))
    placed = assign_tiles(cells_of_colours(picture), index, UNIQUE, pinned=pinned)
    assert (placed[0, 0], placed[9, 9]) == (129, 0)
    assert len(np.unique(placed)) == 100


def test_exact_colours_cost_nothing():
    """A library of the cover's own colours gives the cover."""
    picture = colours(120).reshape(10, 12, 3)
    order = np.random.default_rng(3).permutation(120)
    tiles = picture.reshape(-1, 3)[order]
    index = TileIndex(tiles=tiles.astype(np.float32))
    placed = assign_tiles(cells_of_colours(picture), index, UNIQUE).ravel()
    np.testing.assert_array_equal(tiles[placed], picture.reshape(-1, 3))
