"""Draw a part of the canvas, antialiased and sub-pixel exact, without ever painting it whole.

The filter is a triangle whose half base is one frame pixel, or one source pixel when the picture
is enlarged, on encoded sRGB values. It ends where its source ends: at the border of the canvas, and
at that of a photo where it could reach into the next one by more than half a pixel (see `shares`).
From a level of 1.41 source pixels per frame pixel or more it comes within 45 dB of the same filter
over the originals (see `library.reduction`).
"""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.array_cache import ArrayCache
from mosaic_anim.drawing.arrays import CellRange, Lanes, Pixels
from mosaic_anim.drawing.levels import visible_cells, wanted_level
from mosaic_anim.drawing.shares import crispness
from mosaic_anim.drawing.view import (
    Floats,
    View,
    draw_cells,
    draw_strips,
    weigh_lanes,
)
from mosaic_anim.library.pyramid import CLOSE_UP, OVERSAMPLING
from mosaic_anim.library.tiles import TileLevel, Tiles, Variants
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.flight import Value
from mosaic_anim.values.frame_state import Color
from mosaic_anim.values.geometry import Grid, Rect, Size


def draw_canvas(
    placement: Placement,
    tiles: Tiles,
    viewport: Rect,
    size: Size,
    *,
    tint: float = 1.0,
    background: Color,
    level: int | None = None,
    out: Pixels | None = None,
) -> Pixels:
    """Draw what `viewport` shows of the canvas.

    Parameters
    ----------
    viewport : Rect
        Part of the canvas [cells]; outside the canvas is `background`.
    size : Size
        Size of the picture [px].
    tint : float
        How much of the placement's tint is applied, 0 to 1.
    level : int or None
        Height [px] of the tile level to draw from; by default what the viewport needs.
    out : (H, W, 3) uint8 or None
        C-contiguous picture to draw into.

    Returns
    -------
    (H, W, 3) uint8
        Encoded sRGB.

    Raises
    ------
    ValueError
        If the tiles lack the level, or the picture of a cell in view.
    """
    picture = _target(size, out)
    visible = _read_cells(viewport, size, placement.grid, tiles.variants)
    if visible[0] == visible[1] or visible[2] == visible[3]:
        picture[:] = np.array(background, np.uint8)
        return picture
    source = level_of(tiles, level or wanted_level(viewport, size, tiles.variants, placement.grid))
    view = View(
        grid=placement.grid,
        viewport=viewport,
        visible=visible,
        variants=_variants_in_view(tiles, source, visible, placement.grid),
        tint=_tint_in_view(placement, visible, tint),
        ground=np.array((*background, 0), np.float32),
        is_one=tiles.variants.is_one,
    )
    _draw(picture, source, view)
    return picture


def draw_at_home(
    placement: Placement,
    tiles: Tiles,
    viewport: Rect,
    size: Size,
    *,
    tint: float = 1.0,
    weight: Pixels | None = None,
    crisp: tuple[float, float] = (0.0, 0.0),
    level: int | None = None,
) -> Lanes:
    """Draw what `viewport` shows of the canvas, to be laid over something else.

    Parameters
    ----------
    tint : float
        How much of the placement's tint is applied, 0 to 1.
    weight : (n,) uint8 or None
        How much of each cell is drawn, of 255; by default all. Tiles of weight 0 are not read.
    crisp : (float, float)
        Least crispness, down and across, with which cells share pixels: what is drawn to add to
        this has to share them alike, see `home_crispness`.
    level : int or None
        As of `draw_canvas`.

    Returns
    -------
    (H, W, 4) uint16
        Red, green, blue, coverage: 8.8 fixed point, premultiplied.
    """
    grid = placement.grid
    visible = _read_cells(viewport, size, grid, tiles.variants)
    row0, row1, col0, col1 = visible
    lanes = np.zeros((size.height, size.width, 4), np.uint16)
    if row0 == row1 or col0 == col1:
        return lanes
    level = level or wanted_level(viewport, size, tiles.variants, grid)
    source = level_of(tiles, level)
    every = np.arange(grid.rows * grid.cols).reshape(grid.rows, grid.cols)
    cells = every[row0:row1, col0:col1].reshape(-1)
    weights = np.full(len(cells), 255, np.uint8) if weight is None else weight[cells]
    variants = tiles.variants.index[cells]
    missing = np.count_nonzero((source.slot[variants] < 0) & (weights > 0))
    if missing:
        raise ValueError(f"level {source.height} lacks the pictures of {missing} cells in view")
    own = home_crispness(tiles, viewport, size, grid, level=level)
    crisp = max(crisp[0], own[0]), max(crisp[1], own[1])
    # Filters of one picture read on in the next cell, whatever it weighs: weights come afterwards
    is_weighed = tiles.variants.is_one and max(crisp) > 0 and bool((weights < 255).any())
    filtered = np.full_like(weights, 255) if is_weighed else weights
    view = View(
        grid=grid,
        viewport=viewport,
        visible=visible,
        variants=variants.reshape(row1 - row0, col1 - col0),
        tint=_weighted(_factors(placement, cells, tint), filtered).reshape(-1),
        ground=np.zeros(4, np.float32),
        is_one=tiles.variants.is_one,
        crisp=crisp,
    )
    _draw(lanes, source, view)
    if is_weighed:
        weigh_lanes(lanes, weights.reshape(view.variants.shape), view)
    return lanes


def home_crispness(
    tiles: Tiles, viewport: Rect, size: Size, grid: Grid, *, level: int | None = None
) -> tuple[float, float]:
    """Return the crispness, down and across, with which cells share the pixels of a frame."""
    source = level_of(tiles, level or wanted_level(viewport, size, tiles.variants, grid))
    down, across = viewport.height / size.height, viewport.width / size.width
    if not _is_uniform(source):  # each cell is filtered at a scale of its own
        return crispness(down, OVERSAMPLING), crispness(across, OVERSAMPLING)
    tall, wide = (int(side) for side in source.shape[0])
    return crispness(down, tall * down), crispness(across, wide * across)


def tint_factors(
    placement: Placement, cells: NDArray[np.int64], amount: Value
) -> NDArray[np.int32] | None:
    """Return gain and offset (k, 8) of some cells, 16.16 fixed point; None for no tint.

    amount : (k,) float32 or float, how much of their tint counts, 0 to 1.
    """
    if not np.any(amount) or not _is_tinted(placement):
        return None
    return _fixed(_factors(placement, cells, amount))


def _factors(placement: Placement, cells: NDArray[np.int64], amount: Value) -> Floats:
    """Return gain of red, green, blue, 0, then their offset, 0 (k, 8)."""
    share = np.asarray(amount, np.float32).reshape(-1, 1)  # (k, 1) or (1, 1)
    factors = np.zeros((len(cells), 8), np.float32)
    factors[:, :3] = 1 + (placement.gain[cells] - 1) * share
    factors[:, 4:7] = placement.offset[cells] * share
    factors[:, 4:7] += np.float32(0.5)  # rounds
    return factors


def _weighted(factors: Floats, weights: Pixels) -> NDArray[np.int32]:
    """Let tint also weigh: the fourth channel becomes the coverage, the others premultiplied."""
    share = weights.astype(np.float32)[:, None] / np.float32(255)
    half = np.float32(0.5)
    factors[:, :3] *= share
    factors[:, 4:7] = (factors[:, 4:7] - half) * share + half
    factors[:, 7] = weights + half
    return _fixed(factors)


def _draw(picture: Pixels | Lanes, source: TileLevel, view: View) -> None:
    if _is_uniform(source):
        draw_strips(picture, source, view)
    else:
        draw_cells(picture, source, view)


def _target(size: Size, out: Pixels | None) -> Pixels:
    shape = (size.height, size.width, 3)
    if out is None:
        return np.empty(shape, np.uint8)
    if out.shape != shape or out.dtype != np.uint8 or not out.flags.c_contiguous:
        raise ValueError(f"out is {out.dtype} {out.shape} — it must be contiguous uint8 {shape}")
    return out


def _read_cells(viewport: Rect, size: Size, grid: Grid, variants: Variants) -> CellRange:
    """Return the cells that are read: those in view; of one picture also those around them."""
    row0, row1, col0, col1 = visible_cells(viewport, size, grid)
    if not variants.is_one or row0 == row1 or col0 == col1:
        return row0, row1, col0, col1
    return max(0, row0 - 1), min(grid.rows, row1 + 1), max(0, col0 - 1), min(grid.cols, col1 + 1)


def level_of(tiles: Tiles, height: int) -> TileLevel:
    """Return a level of the tiles; without it, say which ones there are."""
    try:
        return tiles.level(height)
    except KeyError:
        heights = ", ".join(str(one.height) for one in tiles.levels)
        raise ValueError(f"the tiles lack level {height} — they have {heights}") from None


def _variants_in_view(
    tiles: Tiles, source: TileLevel, visible: CellRange, grid: Grid
) -> NDArray[np.int32]:
    """Return the variants (rows, cols) of the visible cells; the level must hold them all."""
    row0, row1, col0, col1 = visible
    variants = tiles.variants.index.reshape(grid.rows, grid.cols)[row0:row1, col0:col1]
    lacks = source.slot < 0
    if lacks.any() and lacks[variants].any():
        missing = np.count_nonzero(lacks[variants])
        raise ValueError(f"level {source.height} lacks the pictures of {missing} cells in view")
    return variants


def _tint_in_view(placement: Placement, visible: CellRange, amount: float) -> NDArray[np.int32]:
    """Return what `View.tint` holds."""
    if amount == 0 or not _is_tinted(placement):
        return np.empty(0, np.int32)
    row0, row1, col0, col1 = visible
    shape = (placement.grid.rows, placement.grid.cols, 3)
    gain = placement.gain.reshape(shape)[row0:row1, col0:col1]
    offset = placement.offset.reshape(shape)[row0:row1, col0:col1]
    factors = np.zeros((*gain.shape[:2], 8), np.float32)
    factors[..., :3] = 1 + (gain - 1) * np.float32(amount)
    factors[..., 4:7] = offset * np.float32(amount) + np.float32(0.5)  # rounds
    return _fixed(factors).reshape(-1)


_tints: ArrayCache[bool] = ArrayCache()
"""Of gain arrays: whether they tint. A million cells take as long as the drawing."""


def _is_tinted(placement: Placement) -> bool:
    """Return whether any cell has a tint; arrays of a placement never change."""
    known = _tints.get(placement.gain)
    if known is None:
        known = bool((placement.gain != 1).any() or placement.offset.any())
        _tints.add(placement.gain, known)
    return known


def _fixed(factors: Floats) -> NDArray[np.int32]:
    """Return 16.16 fixed point; limits keep 255 * gain + offset within 32 bits."""
    limits = np.array([60] * 4 + [16000] * 4, np.float32)
    return np.rint(np.clip(factors, -limits, limits) * 65536).astype(np.int32)


def _is_uniform(source: TileLevel) -> bool:
    """Return whether all pictures have one size and fill their cells."""
    if source.height < CLOSE_UP:
        return True
    same = (source.shape == source.shape[0]).all()
    return bool(same and (source.window[:, 2:] == source.shape).all())
