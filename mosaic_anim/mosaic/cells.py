"""Cells: the cover cut into a grid."""

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.mosaic.settings import MAX_CELLS, SettingError
from mosaic_anim.values.geometry import Grid, Rect, Size

_ROUNDING = 1e-9
"""A row that misses its last 1e-9 counts as whole: 1080 / (1920 / 160) rows are 90."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """The cells of a cover.

    Attributes
    ----------
    pixels : (H, W, 3) uint8
        The cover, or a reduction of it [encoded sRGB].
    grid : Grid
        Rows, columns and cell aspect.
    crop : Rect
        The part of it that the cells fill [px of `pixels`, fractional].
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


def cut_cover(
    pixels: NDArray[np.uint8],
    columns: int,
    cell_aspect: float,
    *,
    full: Size | None = None,
    same_sides: bool = False,
) -> Cells:
    """Cut a cover into `columns` columns of cells with the given aspect.

    Cells may be smaller than pixels: a 512 px cover has room for 1,000 columns.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The cover, or a reduction of it [encoded sRGB].
    columns : int
        Number of columns.
    cell_aspect : float
        Width of a cell over its height.
    full : Size, optional
        Size of the whole cover, upright [px]; that of `pixels` if not given.
    same_sides : bool
        Whether there are as many rows as columns.

    Raises
    ------
    SettingError
        If that makes more than 25 million cells.
    """
    shape = Size(height=pixels.shape[0], width=pixels.shape[1])
    full = full or shape
    grid = cover_grid(full, columns, cell_aspect, same_sides=same_sides)
    return Cells(pixels=pixels, grid=grid, crop=cover_crop(full, grid, pixels=shape))


def cover_grid(full: Size, columns: int, cell_aspect: float, *, same_sides: bool = False) -> Grid:
    """Return the cells that a cover is cut into.

    The whole width becomes columns, each W / columns wide [px, fractional]. As many whole rows as
    fit are cut from the height, or with `same_sides` as many as there are columns. The size of the
    cover alone decides, never that of a reduction, whose rounded sides may have room for a row
    less.

    Parameters
    ----------
    full : Size
        Size of the whole cover, upright [px].

    Raises
    ------
    SettingError
        If these are more than 25 million cells.
    """
    height = full.width / columns / cell_aspect
    rows = columns if same_sides else max(1, floor(full.height / height + _ROUNDING))
    if rows * columns > MAX_CELLS:
        raise SettingError(
            f"{columns:,} columns cut this cover into {rows * columns:,} cells; "
            f"at most {MAX_CELLS:,} are possible",
            remedy="fewer columns",
            key="columns",
        )
    return Grid(rows=rows, cols=columns, cell_aspect=cell_aspect)


def cover_crop(full: Size, grid: Grid, *, pixels: Size | None = None) -> Rect:
    """Return the part of a cover that a grid fills: the largest of its aspect, in the middle.

    Of a cover that was cut into the grid that leaves less than one row away, half of it at the top
    and half at the bottom. Only a cover too flat for a single row loses width instead, equally on
    both sides.

    Parameters
    ----------
    full : Size
        Size of the whole cover, upright [px].
    grid : Grid
        The cells.
    pixels : Size, optional
        Size of the reduction that the result is measured in [px]; the cover's own if not given.
    """
    height = min(float(full.height), full.width * grid.rows / (grid.cols * grid.cell_aspect))
    width = min(float(full.width), full.height * grid.cols * grid.cell_aspect / grid.rows)
    pixels = pixels or full
    down, across = pixels.height / full.height, pixels.width / full.width
    return Rect(
        row=(full.height - height) / 2 * down,
        col=(full.width - width) / 2 * across,
        height=height * down,
        width=width * across,
    )


def square_rects(grid: Grid, cells: range | None = None) -> NDArray[np.float32]:
    """Return row, col, height, width (n, 4) of cells of a square grid, by default all [cells]."""
    cells = range(grid.rows * grid.cols) if cells is None else cells
    rects = np.ones((len(cells), 4), np.float32)
    rects[:, 0], rects[:, 1] = np.divmod(np.arange(cells.start, cells.stop), grid.cols)
    return rects
