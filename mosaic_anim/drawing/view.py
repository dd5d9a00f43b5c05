"""Plan the two ways to draw a view, and hand the plans to the kernels.

Cells whose pictures have one size are drawn as one long picture; close-ups, where small originals
are kept as they are, cell by cell.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.levels import CellRange
from mosaic_anim.drawing.taps import ONE, Taps, share_before, triangle
from mosaic_anim.geometry import Grid, Rect
from mosaic_anim.library.tiles import TileLevel

Pixels = NDArray[np.uint8]
Lanes = NDArray[np.uint16]
"""A picture (H, W, 4): red, green, blue, coverage, 8.8 fixed point, premultiplied."""

Floats = NDArray[np.float32]

NARROW = 16
"""Tiles narrower than this are gathered first: so many short runs cost more than the copy [px]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """Where a frame looks, and what lies in the cells it sees.

    Attributes
    ----------
    grid : Grid
        The canvas.
    viewport : Rect
        Part of it that fills the frame [cells].
    visible : CellRange
        The cells in view.
    variants : (rows, cols) int32
        Which variant lies in each of them.
    tint : (rows * cols * 8,) int32
        Gain and offset of red, green, blue, 0 of each of them, 16.16 fixed point; or empty.
    ground : (4,) float32
        Colour outside the canvas, 0 to 255.
    """

    grid: Grid
    viewport: Rect
    visible: CellRange
    variants: NDArray[np.int32]
    tint: NDArray[np.int32]
    ground: Floats


def draw_strips(picture: Pixels | Lanes, source: TileLevel, view: View) -> None:
    """Draw cells of one size as one long picture."""
    from mosaic_anim.drawing.kernels import strips

    height, width = picture.shape[:2]
    out, lanes = _bytes_or_lanes(picture)
    tall, wide = (int(side) for side in source.shape[0])
    row0, row1, col0, col1 = view.visible
    port, grid = view.viewport, view.grid
    rows, above = _strip_taps(
        start=port.row, length=port.height, count=height,
        per_cell=tall, cells=grid.rows, visible=(row0, row1),
    )  # fmt: skip
    columns, aside = _strip_taps(
        start=port.col, length=port.width, count=width,
        per_cell=wide, cells=grid.cols, visible=(col0, col1),
    )  # fmt: skip
    origin, end = int(columns.index.min()), int(columns.index.max()) + 1
    strips.draw_strips(
        out, height, width,
        rows.index - row0 * tall, rows.weight,
        _background(view.ground, above),
        columns.index - origin, columns.weight, _background(view.ground, aside),
        origin, end, tall, wide, col0, source.offset[source.slot][view.variants], source.pixels,
        view.tint, bool(view.tint.size) or wide < NARROW, lanes,
    )  # fmt: skip


def _bytes_or_lanes(picture: Pixels | Lanes) -> tuple[Pixels, Lanes]:
    """Return both kinds of picture, flat; the one that is not wanted is empty."""
    if picture.dtype == np.uint8:
        return picture.reshape(-1), np.empty(0, np.uint16)  # type: ignore[return-value]
    return np.empty(0, np.uint8), picture.reshape(-1)  # type: ignore[return-value]


def _strip_taps(
    *, start: float, length: float, count: int, per_cell: int, cells: int, visible: tuple[int, int]
) -> tuple[Taps, NDArray[np.uint16]]:
    """Plan one axis: taps, and the background's weight, of each frame pixel.

    A tap outside the canvas belongs to the background. One outside the visible cells, which only a
    wide triangle over an enlarged picture reaches, goes to the nearest of their pixels.
    """
    step = length / count
    centre = (start + (np.arange(count) + 0.5) * step) * per_cell
    taps = triangle(np.array(per_cell * step), centre, np.full(count, ONE))
    inside = (taps.index >= 0) & (taps.index < cells * per_cell)
    weight = np.where(inside, taps.weight, 0).astype(np.uint16)
    index = np.clip(taps.index, visible[0] * per_cell, visible[1] * per_cell - 1)
    outside = ONE - weight.sum(1, dtype=np.int64)
    return Taps(index=index, weight=weight), outside.astype(np.uint16)


def _background(ground: Floats, outside: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return 8 pixels of background (32 words) per entry, as far as it is outside: (n * 32,)."""
    share = outside.astype(np.float32)[:, None] * np.float32(256 / ONE)
    return np.tile((share * ground).astype(np.uint16), (1, 8)).reshape(-1)


def draw_cells(picture: Pixels | Lanes, source: TileLevel, view: View) -> None:
    """Draw cells whose pictures have sizes of their own."""
    from mosaic_anim.drawing.kernels import cells

    height, width = picture.shape[:2]
    out, lanes = _bytes_or_lanes(picture)
    row0, row1, col0, col1 = view.visible
    port, grid = view.viewport, view.grid
    slots = source.slot[view.variants]
    shape = source.shape[slots].astype(np.int64)
    window = source.window[slots]
    row_span, rows = _cell_taps(
        start=port.row, step=port.height / height, count=height, cell=np.arange(row0, row1),
        first=window[..., 0], length=window[..., 2], stored=shape[..., 0],
    )  # fmt: skip
    column_span, columns = _cell_taps(
        start=port.col, step=port.width / width, count=width, cell=np.arange(col0, col1),
        first=window[..., 1].T, length=window[..., 3].T, stored=shape[..., 1].T,
    )  # fmt: skip
    index, column_weight = (a.swapaxes(0, 1) for a in (columns.index, columns.weight))
    origin = index.min(axis=(2, 3))
    read = index.max(axis=(2, 3)) + 1 - origin
    taps = rows.index.shape[-1]
    byte = (rows.index * (shape[..., 1, None, None] * 4)).reshape(-1, taps)
    cells.draw_cells(
        out, height, width,
        row_span, rows.index.reshape(-1, taps), np.zeros_like(byte), byte,
        rows.weight.reshape(-1, taps),
        column_span, (index - origin[..., None, None]).reshape(-1, index.shape[-1]),
        column_weight.reshape(-1, index.shape[-1]), origin, read, int(read.max()),
        shape[..., 1] * 4,
        _outside(port.row, port.height, height, grid.rows),
        _outside(port.col, port.width, width, grid.cols), view.ground,
        source.offset[slots], source.pixels, view.tint, lanes,
    )  # fmt: skip


def _cell_taps(
    *, start: float, step: float, count: int, cell: NDArray[np.int64],
    first: NDArray[np.float64], length: NDArray[np.float64], stored: NDArray[np.int64],
) -> tuple[NDArray[np.int64], Taps]:  # fmt: skip
    """Plan one axis of every cell.

    Parameters
    ----------
    start, step : float
        Frame pixel k lies at start + (k + 0.5) * step [cells].
    count : int
        Frame pixels along the axis.
    cell : (a,) int64
        Rows or columns of cells.
    first, length, stored : (a, b)
        Of each cell's picture, where b runs along the other axis: start and length of what is
        shown, and length of what there is [source px].

    Returns
    -------
    span : (a, 2) int64
        Frame pixels, from and to, that each row or column of cells touches.
    taps : Taps
        (a, b, n, T), from the start of the span on; past its end they have no weight.
    """
    low = np.floor((cell - start) / step - 1.5)
    high = np.ceil((cell + 1 - start) / step + 0.5)
    span = np.clip(np.stack((low, high), axis=1), 0, count).astype(np.int64)
    pixel = span[:, :1] + np.arange((span[:, 1] - span[:, 0]).max())  # (a, n)
    place = start + (pixel + 0.5) * step
    edge = cell[:, None].astype(np.float64)
    share = share_before(edge + 1, place, step) - share_before(edge, place, step)
    centre = first[..., None] + (place - edge)[:, None] * length[..., None]  # (a, b, n)
    taps = triangle(length * step, centre, np.broadcast_to(share[:, None], centre.shape))
    index = np.clip(taps.index, 0, stored[..., None, None] - 1)
    return span, Taps(index=index, weight=taps.weight)


def _outside(start: float, length: float, count: int, cells: int) -> NDArray[np.uint16]:
    """Tell how much of each frame pixel's triangle lies outside the canvas, of ONE: (n,)."""
    step = length / count
    place = start + (np.arange(count) + 0.5) * step
    inside = share_before(cells, place, step) - share_before(0, place, step)
    return (ONE - inside).astype(np.uint16)
