"""Cells: the cover cut into a grid."""

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import CannotStartError
from mosaic_anim.geometry import Grid, Rect

MAX_CELLS = 25_000_000
"""Most cells of a mosaic: 5,000 x 5,000."""

_ROUNDING = 1e-9
"""A row that misses its last 1e-9 counts as whole: 1080 / (1920 / 160) rows are 90."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """The cells of a cover.

    Attributes
    ----------
    pixels : (H, W, 3) uint8
        The cover [encoded sRGB].
    grid : Grid
        Rows, columns and cell aspect.
    crop : Rect
        The part of the cover that the cells fill [px of the cover, fractional].
    """

    pixels: NDArray[np.uint8]
    grid: Grid
    crop: Rect

    def row_edges(self, start: int, stop: int, parts: int) -> NDArray[np.float64]:
        """Return the edges of `parts` equal parts of each of the rows start to stop [px]."""
        steps = np.arange(start * parts, stop * parts + 1, dtype=np.float64)
        return self.crop.row + steps * (self.crop.height / (self.grid.rows * parts))

    def col_edges(self, parts: int) -> NDArray[np.float64]:
        """Return the edges of `parts` equal parts of every column [px]."""
        steps = np.arange(self.grid.cols * parts + 1, dtype=np.float64)
        return self.crop.col + steps * (self.crop.width / (self.grid.cols * parts))


def cut_cover(pixels: NDArray[np.uint8], columns: int, cell_aspect: float) -> Cells:
    """Cut a cover into `columns` columns of cells with the given aspect.

    The whole width becomes columns, each W / columns wide [px, fractional]. As many whole rows as
    fit are cut from the height; what remains, less than one row, is left away, half of it at the
    top and half at the bottom. Only a cover too flat for a single row loses width instead, equally
    on both sides. Cells may be smaller than pixels: a 512 px cover has room for 1,000 columns.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The cover [encoded sRGB].
    columns : int
        Number of columns.
    cell_aspect : float
        Width of a cell over its height.

    Raises
    ------
    CannotStartError
        If that makes more than 25 million cells.
    """
    full_height, full_width = pixels.shape[:2]
    height = full_width / columns / cell_aspect
    rows = max(1, floor(full_height / height + _ROUNDING))
    if rows * columns > MAX_CELLS:
        raise CannotStartError(
            f"{columns:,} columns cut this cover into {rows * columns:,} cells; "
            f"at most {MAX_CELLS:,} are possible",
            remedy="fewer columns",
        )
    height = min(height, full_height / rows)
    width = min(full_width / columns, height * cell_aspect)
    crop = Rect(
        row=max(0.0, (full_height - rows * height) / 2),
        col=max(0.0, (full_width - columns * width) / 2),
        height=rows * height,
        width=columns * width,
    )
    grid = Grid(rows=rows, cols=columns, cell_aspect=cell_aspect)
    return Cells(pixels=pixels, grid=grid, crop=crop)
