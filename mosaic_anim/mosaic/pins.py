"""Pins: photos that must appear get the cells where they fit best."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import optimize
from mosaic_anim.mosaic.features import CellFeatures
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.settings import FREE, SettingError
from mosaic_anim.values.wording import count_of

NO_PINS: Mapping[int, int] = MappingProxyType({})
"""No photo has a cell that is chosen already."""


def pin_tiles(
    source: CellFeatures,
    index: TileIndex,
    must_appear: Sequence[int],
    given: Mapping[int, int] = NO_PINS,
) -> NDArray[np.int32]:
    """Give each of M photos a cell of its own, with the least sum of squared distances.

    An optimal assignment never needs more than the M best cells of each photo.

    Parameters
    ----------
    source : CellFeatures
        The R x C cells.
    index : TileIndex
        The tiles.
    must_appear : sequence of int
        Photos that must appear; repetitions count once.
    given : mapping of int to int
        Cells [flat index] of photos for which they are chosen already.

    Returns
    -------
    (R, C) int32
        The photo of each pinned cell, FREE elsewhere.

    Raises
    ------
    SettingError
        If there are more such photos than cells.
    """
    grid = source.cells.grid
    pinned = np.full((grid.rows, grid.cols), FREE, np.int32)
    pinned.flat[[*given.values()]] = [*given]
    wanted = np.array(sorted({*must_appear} - {*given}), np.int32)
    if not wanted.size:
        return pinned
    if wanted.size + len(given) > pinned.size:
        raise SettingError(
            f"{count_of(wanted.size + len(given), 'photo')} must appear in a mosaic of "
            f"{count_of(pinned.size, 'cell')}",
            remedy="more columns or fewer such photos",
            key="columns",
        )
    cells, cost = _best_cells(
        source,
        [index.tiles[index.first[photo] : index.first[photo + 1]] for photo in wanted],
        taken=[*given.values()],
    )
    choices, column = np.unique(cells, return_inverse=True)
    # A cell that is none of a tile's best costs more than all of the best together
    table = np.full((wanted.size, choices.size), 1 + cost.max() * wanted.size)
    table[np.arange(wanted.size)[:, None], column.reshape(cells.shape)] = cost
    which, where = optimize.linear_sum_assignment(table)
    pinned.flat[choices[where]] = wanted[which]
    return pinned


def _best_cells(
    source: CellFeatures, variants: list[NDArray[np.float32]], taken: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the M best cells of each of M photos and their squared distances, both (M, M).

    Cells that are `taken` are none of them.
    """
    count, cols = len(variants), source.cells.grid.cols
    cells = np.empty((count, 0), np.int64)
    cost = np.empty((count, 0))
    for band in source.bands:
        features = source.features(band).astype(np.float64)
        here = np.arange(band.start * cols, band.stop * cols)
        is_free = ~np.isin(here, taken)
        here, features = here[is_free], features[is_free]
        squared = np.stack([_squared(features, tiles) for tiles in variants])
        cost = np.hstack((cost, squared))
        cells = np.hstack((cells, np.broadcast_to(here, squared.shape)))
        best = np.argsort(cost, axis=1, kind="stable")[:, :count]
        cost = np.take_along_axis(cost, best, axis=1)
        cells = np.take_along_axis(cells, best, axis=1)
    return cells, cost


def _squared(features: NDArray[np.float64], tiles: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the squared distance of each cell (m,) to the nearest of some tiles."""
    gaps = [((features - tile) ** 2).sum(axis=1) for tile in tiles]
    return np.asarray(np.min(gaps, axis=0))
