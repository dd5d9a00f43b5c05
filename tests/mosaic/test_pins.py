"""Tiles that must appear."""

from itertools import permutations

import numpy as np
import pytest

from mosaic_anim.errors import CannotStartError
from mosaic_anim.mosaic.features import CellFeatures
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.pins import pin_tiles
from tests.mosaic.libraries import cells_of_colours, colours


def test_a_single_tile_gets_the_cell_that_it_fits_best():
    """The cell of the very same colour is found."""
    picture = colours(30).reshape(5, 6, 3)
    pinned = pin_tiles(
        cells_of_colours(picture), TileIndex(tiles=picture[3, 2][None].astype(np.float32)), [0]
    )
    assert np.argwhere(pinned >= 0).tolist() == [[3, 2]]


def test_tiles_do_not_steal_from_each_other():
    """The sum of squared distances is the least of all assignments."""
    picture, tiles = colours(6).reshape(2, 3, 3), colours(4, seed=5).astype(np.float32)
    tiles[1] = tiles[0]  # two tiles that want the same cell
    wanted = [0, 1, 3]
    pinned = pin_tiles(cells_of_colours(picture), TileIndex(tiles=tiles), wanted).ravel()
    cost = ((picture.reshape(-1, 1, 3).astype(float) - tiles) ** 2).sum(axis=2)
    best = min(
        sum(cost[c, t] for c, t in zip(p, wanted, strict=True)) for p in permutations(range(6), 3)
    )
    cells = [int(np.flatnonzero(pinned == t)[0]) for t in wanted]
    assert sum(cost[c, t] for c, t in zip(cells, wanted, strict=True)) == pytest.approx(best)


def test_bands_do_not_matter(monkeypatch):
    """The best cells are kept from band to band."""
    picture, tiles = colours(60).reshape(12, 5, 3), colours(7, seed=2).astype(np.float32)
    source = cells_of_colours(picture)
    whole = pin_tiles(source, TileIndex(tiles=tiles), range(7))
    rows = [range(r, r + 1) for r in range(12)]
    monkeypatch.setattr(CellFeatures, "bands", property(lambda _: rows))
    np.testing.assert_array_equal(pin_tiles(source, TileIndex(tiles=tiles), range(7)), whole)


def test_more_tiles_than_cells_are_refused():
    """Five photos cannot all appear in four cells; repetitions count once."""
    source = cells_of_colours(colours(4).reshape(2, 2, 3))
    tiles = colours(5).astype(np.float32)
    assert (pin_tiles(source, TileIndex(tiles=tiles), [0, 1, 2, 3, 3, 3]) >= 0).all()
    with pytest.raises(CannotStartError, match="5 photos must appear in a mosaic of 4 cells"):
        pin_tiles(source, TileIndex(tiles=tiles), range(5))


def test_a_photo_whose_cell_is_given_gets_it():
    """Whatever fits better; the others get the best of those that are left."""
    random = np.random.default_rng(3)
    tiles = random.uniform(0, 255, (9, 3)).astype(np.float32)
    picture = tiles[:6].reshape(2, 3, 3).astype(np.uint8)
    source, index = cells_of_colours(picture), TileIndex(tiles=tiles)
    pinned = pin_tiles(source, index, [1, 7], {7: 1}).ravel()
    assert pinned[1] == 7
    assert np.flatnonzero(pinned == 1).tolist() not in ([], [1])
    assert (pinned >= 0).sum() == 2
