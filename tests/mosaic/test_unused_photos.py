"""Photos that have to appear and that no cell would choose."""

import numpy as np
import pytest

from mosaic_anim.mosaic import match, objective, unused_photos
from mosaic_anim.mosaic.assign import assign_tiles
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.settings import MosaicSettings
from tests.mosaic.libraries import cells_of_colours, colours


def mosaic(picture, tiles, **choices):
    """Assign plain tiles (T, 3) to a picture (R, C, 3), all of which must appear."""
    settings = MosaicSettings(columns=picture.shape[1], use_all=True, repeat_distance=0, **choices)
    index = TileIndex(tiles=tiles.astype(np.float32), cells=picture.shape[0] * picture.shape[1])
    return assign_tiles(cells_of_colours(picture), index, settings)


@pytest.mark.parametrize("comparisons", [1, 5_000, 500_000_000])
@pytest.mark.parametrize("neighbours", [1, 64])
def test_all_appear_in_mosaics_of_any_size(monkeypatch, comparisons, neighbours):
    """A hundred photos that are nothing like the cover appear too, in a large mosaic as well."""
    monkeypatch.setattr(unused_photos, "COMPARISONS", comparisons)
    monkeypatch.setattr(unused_photos, "GROUP", 50)
    monkeypatch.setattr(match, "EXACT", comparisons)
    picture, tiles = colours(400, seed=1).reshape(20, 20, 3) // 4, colours(100, seed=2)
    assert len(np.unique(mosaic(picture, tiles, neighbours=neighbours))) == 100


def test_a_photo_goes_where_it_costs_least(monkeypatch):
    """An odd photo out takes the cell that resembles it most."""
    monkeypatch.setattr(objective, "COLOUR_FROM_AFAR", 0.0)
    picture = np.full((6, 6, 3), 100, np.uint8)
    picture[2, 3] = 150
    tiles = np.concatenate((np.full((1, 3), 250), np.full((12, 3), 100)))
    placed = mosaic(picture, tiles, repeat_penalty=0)
    assert np.argwhere(placed == 0).tolist() == [[2, 3]]


def test_photos_go_to_cells_that_they_resemble_in_large_mosaics(monkeypatch):
    """The second of two photos of nearly one grey, which no cell lists, lies among such greys."""
    monkeypatch.setattr(unused_photos, "COMPARISONS", 1)
    monkeypatch.setattr(unused_photos, "GROUP", 100)
    monkeypatch.setattr(objective, "COLOUR_FROM_AFAR", 0.0)
    greys = np.linspace(0, 250, 900).astype(np.uint8)
    picture = np.repeat(greys[np.random.default_rng(1).permutation(900)], 3).reshape(30, 30, 3)
    levels = np.repeat(np.linspace(0, 250, 40), 2) + np.tile([0, 0.01], 40)
    placed = mosaic(picture, np.repeat(levels, 3).reshape(-1, 3), repeat_penalty=0, neighbours=1)
    assert len(np.unique(placed)) == 80
    assert np.abs(levels[placed] - picture[..., 0]).max() < 30


def test_candidates_of_cells_are_placed_without_a_search(monkeypatch):
    """Photos that cells have in their lists take their cells, and no photo is looked up again."""

    def unexpected(*_arguments):
        raise AssertionError("searched again")

    monkeypatch.setattr(TileIndex, "hosts", unexpected)
    picture, tiles = colours(400, seed=3).reshape(20, 20, 3), colours(60, seed=4)
    assert len(np.unique(mosaic(picture, tiles, neighbours=60))) == 60
