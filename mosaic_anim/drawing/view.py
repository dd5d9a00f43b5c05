"""Plan the two ways to draw a view, and hand the plans to the kernels.

Cells whose pictures have one size are drawn as one long picture; close-ups, where small originals
are kept as they are, cell by cell.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.arrays import CellRange, Lanes, Pixels
from mosaic_anim.drawing.axes import Axis, cell_taps, owners, strip_taps
from mosaic_anim.drawing.kernels.arrays import ONE
from mosaic_anim.lazy import LazyModule
from mosaic_anim.library.tiles import TileLevel
from mosaic_anim.values.geometry import Grid, Rect

if TYPE_CHECKING:
    from mosaic_anim.drawing.kernels import cells, steps, strips, weights
else:  # Numba
    cells = LazyModule("mosaic_anim.drawing.kernels.cells")
    steps = LazyModule("mosaic_anim.drawing.kernels.steps")
    strips = LazyModule("mosaic_anim.drawing.kernels.strips")
    weights = LazyModule("mosaic_anim.drawing.kernels.weights")

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
    is_one : bool
        Whether the cells are pieces of one picture, as in `Variants`.
    crisp : (float, float)
        Least crispness of the pixels' shares, down and across, as in `Shares`.
    """

    grid: Grid
    viewport: Rect
    visible: CellRange
    variants: NDArray[np.int32]
    tint: NDArray[np.int32]
    ground: Floats
    is_one: bool
    crisp: tuple[float, float] = (0.0, 0.0)

    def axes(self, height: int, width: int) -> tuple[Axis, Axis]:
        """Return both axes of a frame, down and across."""
        row0, row1, col0, col1 = self.visible
        port, grid = self.viewport, self.grid
        return (
            Axis(
                start=port.row, step=port.height / height, count=height,
                cells=grid.rows, first=row0, end=row1, crisp=self.crisp[0],
            ),
            Axis(
                start=port.col, step=port.width / width, count=width,
                cells=grid.cols, first=col0, end=col1, crisp=self.crisp[1],
            ),
        )  # fmt: skip


def draw_strips(picture: Pixels | Lanes, source: TileLevel, view: View) -> None:
    """Draw cells of one size as one long picture."""
    surface = _surface(picture)
    tall, wide = (int(side) for side in source.shape[0])
    down, across = view.axes(surface.height, surface.width)
    rows, above = strip_taps(down, tall, is_one=view.is_one)
    columns, aside = strip_taps(across, wide, is_one=view.is_one)
    origin, end = int(columns.index.min()), int(columns.index.max()) + 1
    source_strips = strips.Strips(
        place=source.offset[source.slot][view.variants],
        pixels=source.pixels,
        tint=view.tint,
        tall=tall,
        wide=wide,
        first_column=across.first,
        origin=origin,
        end=end,
    )
    strips.draw_strips(
        surface,
        strips.StripTaps(
            pixel=rows.index - down.first * tall,
            weight=rows.weight,
            outside=_background(view.ground, above),
        ),
        strips.StripTaps(
            pixel=columns.index - origin,
            weight=columns.weight,
            outside=_background(view.ground, aside),
        ),
        source_strips,
        bool(view.tint.size) or wide < NARROW,
    )


def draw_cells(picture: Pixels | Lanes, source: TileLevel, view: View) -> None:
    """Draw cells whose pictures have sizes of their own."""
    surface = _surface(picture)
    down, across = view.axes(surface.height, surface.width)
    slots = source.slot[view.variants]
    shape = source.shape[slots].astype(np.int64)
    window = source.window[slots]
    row_span, rows = cell_taps(down, window[..., 0], window[..., 2], shape[..., 0])
    column_span, columns = cell_taps(across, window[..., 1].T, window[..., 3].T, shape[..., 1].T)
    index, weight = columns.index.swapaxes(0, 1), columns.weight.swapaxes(0, 1)
    origin = index.min(axis=(2, 3))
    cells.draw_cells(
        surface,
        cells.CellTaps(
            span=row_span,
            pixel=rows.index.reshape(-1, rows.index.shape[-1]),
            weight=rows.weight.reshape(-1, rows.weight.shape[-1]),
            outside=down.outside,
        ),
        cells.CellTaps(
            span=column_span,
            pixel=(index - origin[..., None, None]).reshape(-1, index.shape[-1]),
            weight=weight.reshape(-1, weight.shape[-1]),
            outside=across.outside,
        ),
        cells.CloseUps(
            place=source.offset[slots],
            pixels=source.pixels,
            tint=view.tint,
            row_bytes=shape[..., 1] * 4,
            origin=origin,
            read=index.max(axis=(2, 3)) + 1 - origin,
        ),
        view.ground,
    )


def weigh_lanes(lanes: Lanes, weight: Pixels, view: View) -> None:
    """Weigh what was drawn of one picture, in place, as its cells share the pixels.

    weight : (rows, cols) uint8, of each visible cell, of 255.
    """
    down, across = view.axes(*lanes.shape[:2])
    weights.weigh_cells(
        lanes.reshape(-1), weights.Owners(*owners(down)), weights.Owners(*owners(across)), weight
    )


def _surface(picture: Pixels | Lanes) -> "steps.Surface":
    """Return what kernels draw into: pixels or lanes, whichever the picture is."""
    height, width = picture.shape[:2]
    flat: NDArray[Any] = picture.reshape(-1)
    is_pixels = picture.dtype == np.uint8
    return steps.Surface(
        height=height,
        width=width,
        pixels=flat if is_pixels else np.empty(0, np.uint8),
        lanes=np.empty(0, np.uint16) if is_pixels else flat,
    )


def _background(ground: Floats, outside: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return 8 pixels of background (32 words) per entry, as far as it is outside: (n * 32,)."""
    share = outside.astype(np.float32)[:, None] * np.float32(256 / ONE)
    return np.tile((share * ground).astype(np.uint16), (1, 8)).reshape(-1)
