"""Where: the cells of one photo, and a picture that marks them."""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.library import Library
from mosaic_anim.library.photo_names import PhotoNames
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.geometry import Grid

DARKENED = 0.45
"""Brightness of everything else, as a share."""

_FRAME = np.array([255, 214, 10], np.uint8)
"""A yellow that few photos hold in such purity."""
_SMALLEST = 0.022
"""Smallest frame around one of a few cells, as a share of the picture's longer side."""
_FEW = 12
"""Up to so many cells get large frames, and lines that lead to them from the edges."""


def photo_names(placement: Placement, library: Library | None) -> PhotoNames[str]:
    """Return the names that mean photos of a placement, each with its content's hash.

    Those of the library as it is now come first; a photo that was renamed, or is gone, is found
    under the name that it had.
    """
    owner = "this placement" if library is None else "the library"
    now = {} if library is None else library.contents
    return PhotoNames({**placement.contents, **now}, owner=owner)


def find_photo(
    placement: Placement, name: str, library: Library | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows and columns of the cells that show a photo.

    Parameters
    ----------
    placement : Placement
        Where to look.
    name : str
        Relative path or the end of one, with its suffix or without; of a copy too.
    library : Library, optional
        The photos as they are now, for names that are new.

    Returns
    -------
    rows, cols : (m,) int64
        Row by row; empty if the photo is in the library but in no cell.

    Raises
    ------
    PhotoNameError
        If there is no such photo, or several.
    """
    content = photo_names(placement, library).photo(name)
    photos = np.flatnonzero(placement.photo_hash == content)
    cells = np.flatnonzero(np.isin(placement.tile, photos))
    rows, cols = np.divmod(cells, placement.grid.cols)
    return rows, cols


def mark_cells(
    picture: NDArray[np.uint8], grid: Grid, rows: NDArray[np.int64], cols: NDArray[np.int64]
) -> NDArray[np.uint8]:
    """Darken a picture of a mosaic and put bright frames around some of its cells.

    Parameters
    ----------
    picture : (H, W, 3) uint8
        The whole mosaic at any size.
    grid : Grid
        Its cells.
    rows, cols : (m,) int64
        The cells to mark. Their surroundings inside the frame keep their light; a few cells also
        get lines that lead to them from the edges.

    Returns
    -------
    (H, W, 3) uint8
        The marked picture.
    """
    height, width = picture.shape[:2]
    marked = (picture * DARKENED).astype(np.uint8)
    thick = max(2, round(max(height, width) / 640))
    least = _SMALLEST * max(height, width) if len(rows) <= _FEW else 0.0
    boxes = [
        _box(picture.shape, grid, int(row), int(col), least)
        for row, col in zip(rows, cols, strict=True)
    ]
    if len(boxes) <= _FEW:
        for top, left, bottom, right in boxes:
            middle_row, middle_col = (top + bottom) // 2, (left + right) // 2
            marked[middle_row : middle_row + 1] = _FRAME // 2
            marked[:, middle_col : middle_col + 1] = _FRAME // 2
    for top, left, bottom, right in boxes:
        outside = (
            slice(max(0, top - thick), min(height, bottom + thick)),
            slice(max(0, left - thick), min(width, right + thick)),
        )
        marked[outside] = _FRAME
    for top, left, bottom, right in boxes:
        marked[top:bottom, left:right] = picture[top:bottom, left:right]
    return marked


def _box(
    shape: tuple[int, ...], grid: Grid, row: int, col: int, least: float
) -> tuple[int, int, int, int]:
    """Return top, left, bottom, right [px] of a frame's inside, at least `least` [px] wide."""
    edges = []
    for index, count, size in ((row, grid.rows, shape[0]), (col, grid.cols, shape[1])):
        reach = max(size / count, least) / 2
        middle = (index + 0.5) * size / count
        edges.append((max(0, round(middle - reach)), min(size, round(middle + reach))))
    return edges[0][0], edges[1][0], edges[0][1], edges[1][1]
