"""A repeating pattern: the one arrangement that keeps the repeat distance with fewest tiles."""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.mosaic.features import CellFeatures


def photos_needed(shape: tuple[int, int], repeat_distance: int) -> int:
    """Return the smallest number of tiles that a grid of `shape` needs.

    All cells of a square of repeat_distance + 1 cells are near to one another, so they all differ;
    repeating that square over the grid shows that as many suffice.
    """
    height, width = _period(shape, repeat_distance)
    return height * width


def fill_in_pattern(
    source: CellFeatures, tiles: NDArray[np.float32], repeat_distance: int
) -> NDArray[np.int32]:
    """Let each cell choose among the tiles of its place in the pattern.

    The tiles are dealt out to the places in order of lightness, so that each place has dark and
    light ones where there are enough.

    Parameters
    ----------
    source : CellFeatures
        The R x C cells.
    tiles : (T, D) float32
        Features of at least `photos_needed` tiles.
    repeat_distance : int
        The rule [cells].

    Returns
    -------
    (R, C) int32
        Tile of each cell.
    """
    grid = source.cells.grid
    height, width = _period((grid.rows, grid.cols), repeat_distance)
    dealt = np.argsort(tiles[:, 0::3].mean(axis=1), kind="stable").astype(np.int32)
    rows, cols = np.divmod(np.arange(grid.rows * grid.cols), grid.cols)
    place = rows % height * width + cols % width
    chosen = np.empty(grid.rows * grid.cols, np.int32)
    for number in range(height * width):
        cells = np.flatnonzero(place == number).astype(np.int32)
        hand = dealt[number :: height * width]
        gap = source.features_at(cells)[:, None, :] - tiles[hand]
        chosen[cells] = hand[(gap**2).sum(axis=2).argmin(axis=1)]
    return chosen.reshape(grid.rows, grid.cols)


def _period(shape: tuple[int, int], repeat_distance: int) -> tuple[int, int]:
    return min(shape[0], repeat_distance + 1), min(shape[1], repeat_distance + 1)
