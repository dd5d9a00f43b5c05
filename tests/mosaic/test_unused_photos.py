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
@pytest.mark.parametrize("asked", [50, 1_000_000])
def test_all_appear_however_few_cells_are_asked(monkeypatch, comparisons, asked):
    """A hundred photos that are nothing like the cover appear too, in a large mosaic as well."""
    monkeypatch.setattr(unused_photos, "COMPARISONS", comparisons)
    monkeypatch.setattr(unused_photos, "_CELLS", asked)
    monkeypatch.setattr(match, "EXACT", comparisons)
    picture, tiles = colours(400, seed=1).reshape(20, 20, 3) // 4, colours(100, seed=2)
    assert len(np.unique(mosaic(picture, tiles))) == 100


def test_a_photo_goes_where_it_costs_least(monkeypatch):
    """An odd photo out takes the cell that resembles it most."""
    monkeypatch.setattr(objective, "COLOUR_FROM_AFAR", 0.0)
    picture = np.full((6, 6, 3), 100, np.uint8)
    picture[2, 3] = 150
    tiles = np.concatenate((np.full((1, 3), 250), np.full((12, 3), 100)))
    placed = mosaic(picture, tiles, repeat_penalty=0)
    assert np.argwhere(placed == 0).tolist() == [[2, 3]]


def test_similar_cells_are_asked_first_in_large_mosaics(monkeypatch):
    """Photos of colours of one corner go there, though hardly any pair may be compared."""
    monkeypatch.setattr(unused_photos, "COMPARISONS", 1)
    picture = np.full((30, 30, 3), 40, np.uint8)
    picture[:5, :5] = 200
    tiles = np.concatenate((np.full((40, 3), 40), np.full((25, 3), 200))) + np.arange(65)[:, None]
    placed = mosaic(picture, tiles, repeat_penalty=0)
    assert set(placed[:5, :5].ravel().tolist()) == set(range(40, 65))


def test_candidates_of_cells_are_placed_without_a_search(monkeypatch):
    """Photos that cells have in their lists take their cells, and no photo is looked up again."""

    def unexpected(*_arguments):
        raise AssertionError("searched again")

    monkeypatch.setattr(TileIndex, "hosts", unexpected)
    picture, tiles = colours(400, seed=3).reshape(20, 20, 3), colours(60, seed=4)
    assert len(np.unique(mosaic(picture, tiles, neighbours=60))) == 60
