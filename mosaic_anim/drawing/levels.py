"""What a frame needs: the cells that it sees, and the level of tiles that it reads.

Pure; the timeline asks it in advance, the drawer while drawing, and both get the same answer.
"""

from collections.abc import Iterator
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.arrays import CellRange
from mosaic_anim.drawing.layer_split import LayerSplit, split_layer
from mosaic_anim.drawing.open_tile import OpenTile
from mosaic_anim.library.pyramid import CLOSE_UP, LEVEL_HEIGHTS, level_for
from mosaic_anim.library.tiles import Variants
from mosaic_anim.values.flight import Floats, TileLayout
from mosaic_anim.values.frame_state import Layer, Quality
from mosaic_anim.values.geometry import Grid, Rect, Size

_NEARNESS = 1e-6
"""What a frame sees beyond the canvas and does not show: less than a share can tell [px]."""

_HEIGHTS = np.array(LEVEL_HEIGHTS)
_SOURCE: dict[Quality, float] = {"standard": 1.0, "high": 2**0.25}
"""Least number of source pixels per frame pixel of a sprite."""


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


def fills_frame(viewport: Rect, size: Size, grid: Grid) -> bool:
    """Return whether a frame of `size` sees nothing but the canvas, at most to its border."""
    near_row = _NEARNESS * viewport.height / size.height
    near_col = _NEARNESS * viewport.width / size.width
    return (
        viewport.row >= -near_row
        and viewport.col >= -near_col
        and viewport.bottom <= grid.rows + near_row
        and viewport.right <= grid.cols + near_col
    )


def hides_all(layer: Layer, size: Size, grid: Grid) -> bool:
    """Return whether a frame of `size` shows nothing of what lies below a layer."""
    if layer.opacity < 1 or not is_still(layer):
        return False
    return fills_frame(layer.camera.viewport(size, grid), size, grid)


def wanted_level(viewport: Rect, size: Size, variants: Variants, grid: Grid) -> int:
    """Return the height [px] of the tile level that a frame of `size` is drawn from.

    It has at least sqrt(2) source pixels per frame pixel, unless no visible photo has them.
    """
    px_per_cell = size.height / viewport.height
    wanted = level_for(px_per_cell, 1 << 30)
    # With a million cells in view the look-up would cost more than the drawing.
    if len(variants) == 0 or wanted <= variants.least_native:
        return wanted
    row0, row1, col0, col1 = visible_cells(viewport, size, grid)
    cells = variants.index.reshape(grid.rows, grid.cols)[row0:row1, col0:col1]
    if cells.size == 0:
        return wanted
    return level_for(px_per_cell, int(variants.native[cells].max()))


def layer_needs(
    layer: Layer,
    size: Size,
    *,
    layout: TileLayout,
    front: Variants,
    back: Variants | None,
    photo: Variants | None = None,
    quality: Quality = "standard",
) -> Iterator[tuple[str, int, NDArray[np.int64] | CellRange]]:
    """Return which tiles a layer is drawn from: mosaic, height of the level [px], cells.

    Cells are a range where a mosaic lies still, flat indices (k,) otherwise; a level may come more
    than once.

    Parameters
    ----------
    layer : Layer
        Its mosaic and its back have the cells of `layout`.
    size : Size
        Frame size [px].
    front, back : Variants
        Pictures of the layer's mosaic, and of the one on the backs of its tiles.
    photo : Variants, optional
        The photo that its opening shows.
    quality : "standard" or "high"
        How sprites are sampled.
    """
    opening = layer.opening
    if opening is not None and photo is not None:
        tile = OpenTile.of(opening, front, layout.grid)
        yield opening.mosaic, tile.level(layer.camera, size, int(photo.native[0])), (0, 1, 0, 1)
        if hides_all(tile.layer(layer, opening), size, tile.grid):
            return
    viewport = layer.camera.viewport(size, layout.grid)
    if is_still(layer):
        visible = visible_cells(viewport, size, layout.grid)
        yield layer.mosaic, wanted_level(viewport, size, front, layout.grid), visible
        return
    parts = split_layer(layer, size, layout)
    sides = [(layer.mosaic, front, parts.front, parts.shows_front)]
    if back is not None:
        sides.append((layer.back, back, parts.back, parts.shows_back))
    for name, variants, weights, shown in sides:
        if weights is not None:
            level = wanted_level(viewport, size, variants, layout.grid)
            yield name, level, np.flatnonzero(weights)
        cells = parts.places.cell[shown]
        heights = sprite_levels(layer, size, parts, variants, quality)[shown]
        for level in np.unique(heights):
            yield name, int(level), cells[heights == level]


def is_still(layer: Layer) -> bool:
    """Return whether all tiles are at home and the camera stands upright."""
    return not layer.motions and layer.camera.angle == 0


def turned_level(layer: Layer, size: Size, variants: Variants) -> int | None:
    """Return the level height [px] of all tiles of a layer without motions under a turned camera.

    None if there are several: photos of which some are too small.
    """
    height = LEVEL_HEIGHTS[int(_index(size.height / layer.camera.height * _SOURCE["standard"]))]
    return height if height <= variants.least_native else None


def sprite_levels(
    layer: Layer, size: Size, parts: LayerSplit, variants: Variants, quality: Quality
) -> NDArray[np.int64]:
    """Return the level height [px] that each tile in view is drawn from as a sprite (k,).

    For the two samples of standard quality it has 1 to 1.41 source pixels per frame pixel, for the
    four of high quality 1.19 to 1.68: a coarser or a finer level would lose 3 dB.
    """
    home = size.height / layer.camera.height * _SOURCE[quality]
    flight = parts.places.flight
    wanted = _index(np.asarray(flight.scale * home * _foreshortened(flight.flip, quality)))
    # A tile that comes nearer than home passes fast: its photo is not read for that.
    most = max(int(_index(home)), LEVEL_HEIGHTS.index(CLOSE_UP))
    wanted = np.broadcast_to(np.minimum(wanted, most), parts.places.cell.shape)
    if len(variants) and LEVEL_HEIGHTS[int(wanted.max(initial=0))] > variants.least_native:
        wanted = np.minimum(wanted, _index(variants.native[variants.index[parts.places.cell]]))
    return _HEIGHTS[wanted]


def _foreshortened(flip: Floats | float, quality: Quality) -> Floats | float:
    """Return how much smaller a flipped tile counts: between its narrow and its wide side.

    The eight samples of high quality lie along the narrow one; they reach a third of the wide one.
    """
    if not np.any(flip):
        return 1.0
    narrow = np.maximum(abs(np.cos(flip)), np.float32(0.05))
    if quality == "high":
        narrow = np.minimum(narrow * np.float32(3), np.float32(1))
    shorter: Floats = np.sqrt(narrow)
    return shorter


def _index(height: NDArray[np.floating | np.integer] | float) -> NDArray[np.int64]:
    """Return the indices of the smallest levels that are not less high."""
    return np.minimum(np.searchsorted(_HEIGHTS, height * (1 - 1e-6)), len(_HEIGHTS) - 1)
