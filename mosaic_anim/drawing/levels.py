"""What a frame needs: the cells that it sees, and the level of tiles that it reads.

Pure; the timeline asks it in advance, the drawer while drawing, and both get the same answer.
"""

from math import ceil, floor

from mosaic_anim.geometry import Grid, Rect, Size
from mosaic_anim.library.pyramid import level_for
from mosaic_anim.library.tiles import Variants

CellRange = tuple[int, int, int, int]
"""First and end row, first and end column [cells]."""


def visible_cells(viewport: Rect, size: Size, grid: Grid) -> CellRange:
    """Return the cells that a frame of `size` sees, with those its filter touches.

    The triangle filter reaches one frame pixel from a pixel's centre, so half a pixel beyond the
    frame. Empty ranges mean that the frame lies outside the canvas.
    """
    reach_row = viewport.height / size.height
    reach_col = viewport.width / size.width
    row0 = max(0, floor(viewport.row - reach_row))
    col0 = max(0, floor(viewport.col - reach_col))
    row1 = min(grid.rows, ceil(viewport.bottom + reach_row))
    col1 = min(grid.cols, ceil(viewport.right + reach_col))
    return row0, max(row0, row1), col0, max(col0, col1)


def wanted_level(viewport: Rect, size: Size, variants: Variants, grid: Grid) -> int:
    """Return the height [px] of the tile level that a frame of `size` is drawn from.

    It has at least sqrt(2) source pixels per frame pixel, unless no visible photo has them.
    """
    px_per_cell = size.height / viewport.height
    wanted = level_for(px_per_cell, 1 << 30)
    # With a million cells in view the look-up would cost more than the drawing.
    if len(variants) == 0 or wanted <= int(variants.native.min()):
        return wanted
    row0, row1, col0, col1 = visible_cells(viewport, size, grid)
    cells = variants.index.reshape(grid.rows, grid.cols)[row0:row1, col0:col1]
    if cells.size == 0:
        return wanted
    return level_for(px_per_cell, int(variants.native[cells].max()))
