"""`cell: best`: the cells on which a zoom lands well."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.values.geometry import Grid, Size

if TYPE_CHECKING:
    from mosaic_anim.mosaic.placement import Placement

BORDER = 2
"""Cells between the best cell and the border of the canvas, where there are as many."""

_APART = 4  # cells of different rank lie a quarter of the canvas's short side apart, if they can
_CLOSEST = 256  # photos among which those with little detail are singled out
_NEARLY = 1.02  # an original that misses the frame's area by 2 % counts as large enough


def best_cells(
    placement: "Placement",
    full_size: NDArray[np.int32],
    frame: Size,
    *,
    count: int,
    detail: Callable[[int], float],
) -> list[int]:
    """Return the best cells, the very best first.

    Cells are ranked by the size of their original: at least as large as the frame that it fills,
    or else in the largest octave of area that there is. Ties are broken by the distance in feature
    space, then by the photo's content hash, then by position. The nearest photos of all are flat
    ones (a grey sky in a grey cell), and nobody wants to land on them: of the closest photos, the
    half with less detail counts as an octave smaller. Cells of different rank show different photos
    and lie apart, as far as large originals allow.

    Parameters
    ----------
    placement : Placement
        n cells of T photos.
    full_size : (T, 2) int32
        Height and width of each photo's original [px].
    frame : Size
        Size of the frame that a cell should fill [px].
    count : int
        How many cells to find.
    detail : callable
        Takes a photo's number in the placement; returns how much detail it has.

    Returns
    -------
    list of int
        Flat indices; fewer than `count` if there are fewer photos in the mosaic.
    """
    grid = placement.grid
    cells = _away_from_border(grid)
    tile = placement.tile[cells]
    grade = _grades(placement, cells, full_size, frame)
    distance = placement.distance[cells]
    grade -= _flat(tile, grade, distance, detail)
    hash_rank = np.argsort(np.argsort(placement.photo_hash, kind="stable"), kind="stable")
    free = np.ones(len(cells), dtype=bool)
    nearest = np.full(len(cells), np.inf)
    found: list[int] = []
    while len(found) < count and free.any():
        large = np.flatnonzero(free & (grade == grade[free].max()))
        best = _first(_apart(large, nearest, grid), distance, hash_rank[tile])
        found.append(int(cells[best]))
        free &= tile != tile[best]
        nearest = np.minimum(nearest, _distances(cells, int(cells[best]), grid))
    return found


def _away_from_border(grid: Grid) -> NDArray[np.int64]:
    """Return the cells at least `BORDER` from the border, in a tiny grid those in its middle."""
    inner = np.zeros((grid.rows, grid.cols), dtype=bool)
    rows, cols = (min(BORDER, (count - 1) // 2) for count in inner.shape)
    inner[rows : grid.rows - rows, cols : grid.cols - cols] = True
    return np.flatnonzero(inner)


def _grades(
    placement: "Placement", cells: NDArray[np.int64], full_size: NDArray[np.int32], frame: Size
) -> NDArray[np.float64]:
    """Grade the originals: 0 is as large as a cell that fills the frame, -1 a half-octave less."""
    aspect = placement.grid.cell_aspect
    needed = max(frame.height, frame.width / aspect) ** 2 * aspect  # [px]
    full_area = np.prod(full_size, axis=1, dtype=np.float64)[placement.tile[cells]]
    crop = placement.crop[cells]
    area = full_area * crop[:, 2] * crop[:, 3]
    grades: NDArray[np.float64] = np.floor(np.log2(np.clip(area * _NEARLY / needed, 1e-9, 1)))
    return grades


def _flat(
    tile: NDArray[np.int32],
    grade: NDArray[np.float64],
    distance: NDArray[np.float32],
    detail: Callable[[int], float],
) -> NDArray[np.bool_]:
    """Mark cells whose photos, among the closest of the best grade, lack detail."""
    order = np.lexsort((distance, -grade))
    _, first = np.unique(tile[order], return_index=True)
    closest = tile[order][np.sort(first)][:_CLOSEST]
    seen = np.array([detail(int(photo)) for photo in closest])
    return np.isin(tile, closest[seen < np.median(seen)])


def _apart(
    candidates: NDArray[np.int64], nearest: NDArray[np.float64], grid: Grid
) -> NDArray[np.int64]:
    """Return the candidates that lie apart from the cells found so far; closer ones if need be."""
    gap = min(grid.rows, grid.cols * grid.cell_aspect) / _APART
    while gap > 0.5:
        apart = candidates[nearest[candidates] >= gap]
        if len(apart):
            return apart
        gap /= 2
    return candidates


def _first(candidates: NDArray[np.int64], *keys: NDArray[Any]) -> int:
    """Return the candidate with the smallest keys; the first one if several are equal."""
    for key in keys:
        values = key[candidates]
        candidates = candidates[values == values.min()]
    return int(candidates[0])


def _distances(cells: NDArray[np.int64], cell: int, grid: Grid) -> NDArray[np.float64]:
    """Return how far each cell is from one of them, as seen in the picture [rows]."""
    row, col = divmod(cells, grid.cols)
    at_row, at_col = divmod(cell, grid.cols)
    far: NDArray[np.float64] = np.hypot(row - at_row, (col - at_col) * grid.cell_aspect)
    return far
