"""The local search, against the objective as it is defined."""

from itertools import product

import numpy as np
import pytest

from mosaic_anim.mosaic import assign, objective
from mosaic_anim.mosaic.assign import assign_tiles
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.settings import MosaicSettings
from tests.mosaic.libraries import cells_of_colours, colours


def chances(cells, photos):
    """Return MurmurHash3's mix of cells and photos (n,) in 64 bits, from 0 to 1."""
    mixed = (cells.astype(object) * 0x9E3779B1) ^ (photos.astype(object) * 0x85EBCA77)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed = ((mixed ^ (mixed >> shift)) * factor) % 2**64
    return ((mixed ^ (mixed >> 16)) % 2**24).astype(float) / 2**24


def value(weights, photos, distance, error):
    """Return the objective of photos (R, C) with squared distances and colour errors, summed."""
    rows, cols = photos.shape
    uses = np.bincount(photos.ravel())
    total = float(distance.sum(dtype=np.float64)) + weights.use * float(
        (uses * (uses - 1) / 2).sum()
    )
    total += weights.shuffle * float(chances(np.arange(rows * cols), photos.ravel()).sum())
    where = np.stack(np.divmod(np.arange(rows * cols), cols), axis=1)
    flat, errors = photos.ravel(), error.reshape(-1, 3).astype(np.float64)
    reach = weights.far.shape[0] // 2
    for i in range(rows * cols):
        apart = np.abs(where - where[i])
        close = (apart < weights.near.shape[0]).all(axis=1) & (flat == flat[i])
        close[i] = False
        total += float(weights.near[tuple(apart[close].T)].sum()) / 2
        seen = (apart <= reach).all(axis=1)
        step = where[seen] - where[i] + reach
        total += float((weights.far[tuple(step.T)] * (errors[seen] @ errors[i])).sum())
    return total


def objective_of(placed, picture, tiles, settings):
    """Return the objective of plain tiles in the cells of a picture, plainly summed."""
    error = tiles[placed] - picture.astype(np.float32)
    weights = objective.objective(settings.repeat_penalty, placed.size, len(tiles))
    return value(weights, placed, (error**2).sum(axis=2), error)


def exhaustive(picture, tiles, settings):
    """Return the least objective of all assignments."""
    shape = picture.shape[:2]
    everything = product(range(len(tiles)), repeat=shape[0] * shape[1])
    return min(
        objective_of(np.array(one, np.int32).reshape(shape), picture, tiles, settings)
        for one in everything
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("penalty", [0.0, 1.0, 10.0])
def test_the_result_is_near_the_best_of_all_assignments(seed, penalty):
    """Three photos in six cells: 729 assignments, of which one of the very best is found."""
    picture, tiles = colours(6, seed=seed).reshape(2, 3, 3) // 8, colours(3, seed=seed + 50) // 8
    settings = MosaicSettings(
        columns=3, features="mean-rgb", repeat_penalty=penalty, repeat_distance=0, use_least=0,
        max_uses=6,
    )  # fmt: skip
    tiles = tiles.astype(np.float32)
    placed = assign_tiles(cells_of_colours(picture), TileIndex(tiles=tiles), settings)
    best = exhaustive(picture, tiles, settings)
    assert objective_of(placed, picture, tiles, settings) <= 1.05 * best


@pytest.mark.parametrize("shades", [64, 3])
def test_no_single_change_improves_the_result(monkeypatch, shades):
    """When the search ends, every cell has the photo that is best while all others stay.

    Of so few shades all photos fit alike: there chance decides.
    """
    monkeypatch.setattr(assign, "ROUNDS", 100)
    share = 256 // shades
    picture, tiles = colours(80, seed=1).reshape(8, 10, 3) // share, colours(9, seed=2) // share
    tiles = tiles.astype(np.float32)
    settings = MosaicSettings(
        columns=10, features="mean-rgb", repeat_distance=0, use_least=0, max_uses=80
    )
    placed = assign_tiles(cells_of_colours(picture), TileIndex(tiles=tiles), settings)
    least = objective_of(placed, picture, tiles, settings)
    for cell, photo in product(range(placed.size), range(len(tiles))):
        changed = placed.copy()
        changed.flat[cell] = photo
        assert objective_of(changed, picture, tiles, settings) >= least - 0.1


def test_a_flat_cover_shows_no_wallpaper():
    """Uses have no period: at no step are the same photos found more often than by chance."""
    tiles = (100 + np.arange(60)[:, None] * np.ones(3) / 40).astype(np.float32)
    picture = np.full((60, 60, 3), 100, np.uint8)
    settings = MosaicSettings(columns=60, features="mean-rgb", repeat_distance=4)
    placed = assign_tiles(cells_of_colours(picture), TileIndex(tiles=tiles), settings)
    steps = [(d, r) for d in range(21) for r in range(-20, 21) if (d, r) > (0, 0)]
    again = {
        (d, r): (
            placed[d:, max(0, r) : 60 + min(0, r)] == placed[: 60 - d, max(0, -r) : 60 - max(0, r)]
        ).mean()
        for d, r in steps
    }
    assert max(again[step] for step in steps if max(step[0], abs(step[1])) <= 4) == 0
    assert max(again.values()) < 2.5 / 60


def test_repeats_lie_on_no_ring():
    """The cost of a repeat ends softly: no distance is the one at which photos come again."""
    tiles = (100 + np.arange(200)[:, None] * np.ones(3) / 40).astype(np.float32)
    picture = np.full((60, 60, 3), 100, np.uint8)
    settings = MosaicSettings(columns=60, features="mean-rgb", repeat_distance=4)
    placed = assign_tiles(cells_of_colours(picture), TileIndex(tiles=tiles), settings)
    by_chance = ((np.bincount(placed.ravel()) / placed.size) ** 2).sum()
    for down, right in product(range(21), range(-20, 21)):
        if (down, right) > (0, 0):
            ahead = placed[down:, max(0, right) : 60 + min(0, right)]
            behind = placed[: 60 - down, max(0, -right) : 60 - max(0, right)]
            assert (ahead == behind).mean() < 1.8 * by_chance


def test_an_even_area_of_a_middle_grey_is_right_from_afar():
    """Black and white photos are mixed so that the mean is grey: neighbours make up for errors."""
    picture = np.full((20, 20, 3), 100, np.uint8)
    tiles = np.array([(70,) * 3, (140,) * 3], np.float32)
    settings = MosaicSettings(columns=20, features="mean-rgb", repeat_penalty=0, max_uses=400)
    placed = assign_tiles(cells_of_colours(picture), TileIndex(tiles=tiles), settings)
    assert 70 < tiles[placed].mean() <= 110


def test_favoured_photos_are_taken_where_they_fit_nearly_as_well():
    """A colour that is a little off wins over the exact one if it is favoured, not one far off."""
    picture = np.array([[(100,) * 3, (200,) * 3]], np.uint8)
    tiles = np.array([(96,) * 3, (99,) * 3, (200,) * 3], np.float32)
    settings = MosaicSettings(columns=2, features="mean-rgb", repeat_penalty=0)
    index, cells = TileIndex(tiles=tiles), cells_of_colours(picture)
    assert assign_tiles(cells, index, settings).tolist() == [[1, 2]]
    liked = np.array([False, True, False])
    assert assign_tiles(cells, index, settings, favoured=liked).tolist() == [[1, 2]]
    close = TileIndex(tiles=np.array([(98,) * 3, (101,) * 3, (150,) * 3], np.float32))
    picture = np.array([[(99,) * 3]], np.uint8)
    liked = np.array([False, True, False])
    one = MosaicSettings(columns=1, features="mean-rgb", repeat_penalty=0)
    assert assign_tiles(cells_of_colours(picture), close, one).tolist() == [[0]]
