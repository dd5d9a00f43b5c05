"""Ranks apart: of photos in their order, a cell each, so that a tour sees the whole mosaic."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.values.geometry import Grid

if TYPE_CHECKING:
    from mosaic_anim.mosaic.placement import Placement

_APART = 4  # cells of different rank lie a quarter of the canvas's short side apart, if they can
_NEXT = 8
"""Tiers that a photo may be worse than another if it lies farther from the cells before it, or
looks less like their photos."""

_GAPS = 6
"""How often that gap is halved before any will do."""

_LATELY = 5
"""Photos, the last ones found, that the next one should not look like."""


def cells_apart(
    placement: "Placement",
    cells: NDArray[np.int64],
    tiers: Mapping[int, int],
    *,
    count: int,
    of: int,
    alike: Callable[[int, int], bool],
) -> list[int]:
    """Return a cell for each of the first `count` photos, apart where others are about as good.

    Of these, one comes first that looks like none of the last ones.

    Parameters
    ----------
    placement : Placement
        The canvas.
    cells : (n,) int64
        Cells to choose from [flat indices].
    tiers : mapping of int to int
        The tier of each photo; the photos in their order.
    count : int
        How many cells to find.
    of : int
        How many photos at a time are compared.
    alike : callable
        Takes two photos; returns whether they look alike.
    """
    grid, choice, lately = placement.grid, list[int](), list[int]()
    left = list(tiers)
    nearest = np.full(grid.rows * grid.cols, np.inf)
    widest = min(grid.rows, grid.cols * grid.cell_aspect) / _APART
    gaps = (*(widest / 2**halved for halved in range(_GAPS)), 0.0)
    of_photo = _cells_by_photo(placement, cells)
    while left and len(choice) < count:
        good = [one for one in left[:of] if tiers[one] >= tiers[left[0]] - _NEXT]
        good.sort(key=lambda photo: any(alike(photo, other) for other in lately))
        photo, apart = next(
            (photo, apart)
            for gap in gaps
            for photo in good
            if len(apart := of_photo[photo][nearest[of_photo[photo]] >= gap])
        )
        left.remove(photo)
        lately = [*lately, photo][-_LATELY:]
        choice.append(int(apart[np.lexsort((apart, placement.distance[apart]))[0]]))
        nearest = np.minimum(nearest, _distances(choice[-1], grid))
    return choice


def _cells_by_photo(
    placement: "Placement", cells: NDArray[np.int64]
) -> dict[int, NDArray[np.int64]]:
    """Return the cells, of those given, in which each photo lies."""
    order = cells[np.argsort(placement.tile[cells], kind="stable")]
    photos, starts = np.unique(placement.tile[order], return_index=True)
    parts = np.split(order, starts[1:])
    return dict(zip(photos.tolist(), parts[: len(photos)], strict=True))


def _distances(cell: int, grid: Grid) -> NDArray[np.float64]:
    """Return how far each cell is from one of them, as seen in the picture [rows] (n,)."""
    row, col = divmod(np.arange(grid.rows * grid.cols), grid.cols)
    at_row, at_col = divmod(cell, grid.cols)
    far: NDArray[np.float64] = np.hypot(row - at_row, (col - at_col) * grid.cell_aspect)
    return far
