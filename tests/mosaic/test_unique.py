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


@pytest.mark.parametrize("table", [0, 10**9])
@pytest.mark.parametrize("photos", [400, 401, 900])
def test_many_photos_are_placed_nearly_as_well(monkeypatch, photos, table):
    """Where the table is too large to be solved at once, the sum is at most 3 % over the least."""
    monkeypatch.setattr(assign, "DENSE", 100)
    monkeypatch.setattr(assign, "_TABLE", table)
    picture, tiles = colours(400).reshape(20, 20, 3), colours(photos, seed=1)
    index = TileIndex(tiles=tiles.astype(np.float32))
    placed = assign_tiles(cells_of_colours(picture), index, UNIQUE).ravel()
    assert len(set(placed.tolist())) == 400
    cost = costs(picture, tiles)
    assert cost[range(400), placed].sum() <= 1.03 * cost[linear_sum_assignment(cost)].sum()


def test_cells_without_a_photo_and_bad_beginnings_come_close_to_the_best():
    """From no photos, and from photos by chance, runs along random directions find good ones."""
    picture, tiles = colours(600).astype(np.float32) / 4, colours(800, seed=1)
    cost = costs(picture, tiles).astype(np.float32)
    candidates = np.argsort(cost, axis=1)[:, :10].astype(np.int32)
    least = cost[linear_sum_assignment(cost)].sum()
    for start in (np.full(600, FREE, np.int32), np.arange(600, dtype=np.int32)):
        is_free = ~np.isin(np.arange(800), start)
        chosen = unique.assign_in_runs(
            start, candidates, lambda c, p: cost[np.ix_(c, p)], picture, is_free
        )
        assert len(set(chosen.tolist())) == 600
        assert cost[range(600), chosen].sum() < 1.02 * least


def test_favoured_photos_are_placed_where_they_cost_least():
    """Half of their squared distance counts, in the exact assignment too."""
    picture = np.array([[[100, 100, 100], [200, 200, 200]]], np.uint8)
    tiles = np.array([[88.0] * 3, [116.0] * 3, [200.0] * 3], np.float32)
    liked = np.array([False, True, False])
    for favoured, expected in ((None, 0), (liked, 1)):
        placed = assign_tiles(
            cells_of_colours(picture), TileIndex(tiles=tiles), UNIQUE, favoured=favoured
        )
        assert placed.tolist() == [[expected, 2]]


def test_pinned_photos_keep_their_cells(monkeypatch):
    """Neither the assignment nor the swaps move them, and nobody else gets them."""
    monkeypatch.setattr(assign, "DENSE", 10)
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
