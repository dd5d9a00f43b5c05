"""Assignment: which tile each cell gets, the same tile never twice nearby.

Cells choose one after another, the most detailed first, because eyes and edges carry the likeness.
Equal detail is shuffled: a flat sky filled in reading order would show a wallpaper pattern. Each
takes the nearest tile that is free in its neighbourhood; a cell that finds all its k nearest taken
there looks at twice as many, in the end at the whole library.
"""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.workers import Progress
from mosaic_anim.lazy import LazyModule
from mosaic_anim.mosaic.features import CellFeatures
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.pattern import fill_in_pattern, photos_needed
from mosaic_anim.mosaic.settings import MosaicSettings, SettingError

kernels = LazyModule("mosaic_anim.mosaic.kernels")

FREE = -1
"""A cell that has no tile yet."""

_ENTRIES_KEPT = 64_000_000
"""Most neighbours kept for all cells together; with more cells each keeps fewer, and looks again
if it needs more."""
ENTRIES_AT_ONCE = 8_000_000
"""Most neighbours searched at once for the cells that look again."""


def assign_tiles(
    source: CellFeatures,
    index: TileIndex,
    settings: MosaicSettings,
    *,
    pinned: NDArray[np.int32] | None = None,
    progress: Progress | None = None,
) -> NDArray[np.int32]:
    """Give every cell a tile.

    Parameters
    ----------
    source : CellFeatures
        The R x C cells.
    index : TileIndex
        The T tiles; their order breaks ties.
    settings : MosaicSettings
        `neighbours`, `repeat_distance` and `seed` are used.
    pinned : (R, C) int32, optional
        Tiles that are given; FREE elsewhere.
    progress : Progress, optional
        Called with the number of cells matched so far.

    Returns
    -------
    (R, C) int32
        Tile of each cell.

    Raises
    ------
    SettingError
        If there are too few tiles for `repeat_distance`.
    """
    grid = source.cells.grid
    shape = (grid.rows, grid.cols)
    _require_enough(len(index.tiles), shape, settings.repeat_distance)
    fixed = np.full(shape, FREE, np.int32) if pinned is None else pinned
    count = min(
        settings.neighbours, len(index.tiles), max(1, _ENTRIES_KEPT // (grid.rows * grid.cols))
    )
    order, nearest = _neighbours(source, index, count, settings.seed, progress)
    tiles = _choose(
        source,
        index,
        order=order,
        nearest=nearest,
        fixed=fixed,
        repeat_distance=settings.repeat_distance,
    )
    if (tiles == FREE).any():
        tiles = choose_in_reading_order(source, index, fixed, settings.repeat_distance)
    if (tiles == FREE).any() and (fixed == FREE).all():
        tiles = fill_in_pattern(source, index.tiles, settings.repeat_distance)
    if (tiles == FREE).any():
        raise SettingError(
            f"{len(index.tiles)} photos are too few for repeat_distance "
            f"{settings.repeat_distance} with some that must appear",
            remedy=f"repeat_distance <= {max(0, settings.repeat_distance - 1)} or more photos",
            key="repeat_distance",
        )
    return tiles


def _require_enough(photos: int, shape: tuple[int, int], repeat_distance: int) -> None:
    """Refuse a rule that no arrangement of the photos can keep."""
    needed = photos_needed(shape, repeat_distance)
    if photos >= needed:
        return
    possible = max(d for d in range(repeat_distance) if photos_needed(shape, d) <= photos)
    raise SettingError(
        f"{photos} photos are too few for repeat_distance {repeat_distance}, "
        f"which needs {needed} at least",
        remedy=f"repeat_distance <= {possible} or more photos",
        key="repeat_distance",
    )


def _neighbours(
    source: CellFeatures, index: TileIndex, count: int, seed: int, progress: Progress | None
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the order in which the cells choose (n,), and their nearest tiles (n, count)."""
    rows, cols = source.cells.grid.rows, source.cells.grid.cols
    nearest = np.empty((rows * cols, count), np.int32)
    detail = np.empty(rows * cols, np.float32)
    for band in source.bands:
        part = slice(band.start * cols, band.stop * cols)
        features = source.features(band)
        nearest[part], _ = index.nearest(features, count)
        detail[part] = features.reshape(len(features), -1, 3).std(axis=1).sum(axis=1)
        if progress is not None:
            progress("matching", band.stop * cols, rows * cols)
    shuffle = np.random.default_rng(seed).permutation(rows * cols)
    return np.lexsort((shuffle, -detail)).astype(np.int32), nearest


def _choose(
    source: CellFeatures,
    index: TileIndex,
    *,
    order: NDArray[np.int32],
    nearest: NDArray[np.int32],
    fixed: NDArray[np.int32],
    repeat_distance: int,
) -> NDArray[np.int32]:
    """Let the cells choose in `order`; who finds nothing looks at twice as many, and so on."""
    tiles = fixed.copy()
    kernels.place_greedily(order, order, nearest, repeat_distance, tiles)
    count = nearest.shape[1]
    while count < len(index.tiles):
        left = order[tiles.ravel()[order] == FREE]
        if not left.size:
            break
        count = min(2 * count, len(index.tiles))
        step = max(1, ENTRIES_AT_ONCE // count)
        for start in range(0, len(left), step):
            some = left[start : start + step]
            wider, _ = index.nearest(source.features_at(some), count)
            slots = np.arange(len(some), dtype=np.int32)
            kernels.place_greedily(some, slots, wider, repeat_distance, tiles)
    return tiles


def choose_in_reading_order(
    source: CellFeatures, index: TileIndex, fixed: NDArray[np.int32], repeat_distance: int
) -> NDArray[np.int32]:
    """Let the cells choose row by row: each then has half its neighbourhood still empty."""
    tiles = fixed.copy()
    cols = tiles.shape[1]
    for band in source.bands:
        nearest, _ = index.nearest(source.features(band), len(index.tiles))
        order = np.arange(band.start * cols, band.stop * cols, dtype=np.int32)
        slots = np.arange(len(order), dtype=np.int32)
        kernels.place_greedily(order, slots, nearest, repeat_distance, tiles)
    return tiles
