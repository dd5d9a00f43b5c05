"""Frame window: the part of a frame that a layer can change.

A mosaic that lies in a cell of another one covers a few pixels; drawn as a frame of their size, it
costs as much as they do. Where it hides what lies below, it is drawn as if there were nothing.
"""

from dataclasses import dataclass
from math import ceil, floor

from mosaic_anim.drawing.levels import is_still
from mosaic_anim.values.frame_state import Camera, Layer
from mosaic_anim.values.geometry import Grid, Rect, Size

_MOST = 0.75
"""Share of a frame from which on the whole of it is drawn."""

_LEAST = 64
"""Least side of a part of a frame that is worth drawing apart [px]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameWindow:
    """A part of a frame.

    Attributes
    ----------
    rows, cols : slice
        Its pixels.
    size : Size
        Their number, down and across.
    camera : Camera
        The camera that sees in a frame of that size what is seen there.
    """

    rows: slice
    cols: slice
    size: Size
    camera: Camera


def frame_window(layer: Layer, size: Size, grid: Grid) -> FrameWindow:
    """Return the pixels that a layer can change; all of them where that is most.

    Parameters
    ----------
    size : Size
        Frame size [px].
    grid : Grid
        The layer's cells.
    """
    whole = FrameWindow(
        rows=slice(0, size.height), cols=slice(0, size.width), size=size, camera=layer.camera
    )
    if not is_still(layer) or layer.opening is not None:
        return whole
    view = layer.camera.viewport(size, grid)
    tall, wide = view.height / size.height, view.width / size.width  # of a pixel [cells]
    top, bottom = _reached(-view.row / tall, (grid.rows - view.row) / tall, size.height)
    left, right = _reached(-view.col / wide, (grid.cols - view.col) / wide, size.width)
    if (bottom - top) * (right - left) > _MOST * size.height * size.width:
        return whole
    camera = Camera(
        row=view.row + (top + bottom) / 2 * tall,
        col=view.col + (left + right) / 2 * wide,
        height=(bottom - top) * tall,
    )
    return FrameWindow(
        rows=slice(top, bottom),
        cols=slice(left, right),
        size=Size(height=bottom - top, width=right - left),
        camera=camera,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePart:
    """Some rows and columns of a frame.

    Attributes
    ----------
    rows, cols : slice
        Its pixels.
    viewport : Rect
        What is seen there [cells].
    """

    rows: slice
    cols: slice
    viewport: Rect

    @property
    def size(self) -> Size:
        """Number of pixels, down and across."""
        return Size(height=self.rows.stop - self.rows.start, width=self.cols.stop - self.cols.start)


def split_frame(viewport: Rect, size: Size, grid: Grid) -> tuple[FramePart | None, list[FramePart]]:
    """Return the part of a frame that sees nothing but a mosaic, if any, and those around it.

    Parameters
    ----------
    viewport : Rect
        What the frame sees [cells].
    size : Size
        Frame size [px].
    """
    tall, wide = viewport.height / size.height, viewport.width / size.width  # of a pixel [cells]

    def part(rows: tuple[int, int], cols: tuple[int, int]) -> FramePart:
        return FramePart(
            rows=slice(*rows),
            cols=slice(*cols),
            viewport=Rect(
                row=viewport.row + rows[0] * tall,
                col=viewport.col + cols[0] * wide,
                height=(rows[1] - rows[0]) * tall,
                width=(cols[1] - cols[0]) * wide,
            ),
        )

    top, bottom = _within(-viewport.row / tall, (grid.rows - viewport.row) / tall, size.height)
    left, right = _within(-viewport.col / wide, (grid.cols - viewport.col) / wide, size.width)
    every_row, every_col = (0, size.height), (0, size.width)
    if min(bottom - top, right - left) < _LEAST:
        return None, [part(every_row, every_col)]
    around = [
        ((0, top), every_col),
        ((bottom, size.height), every_col),
        ((top, bottom), (0, left)),
        ((top, bottom), (right, size.width)),
    ]
    parts = [part(rows, cols) for rows, cols in around if rows[0] < rows[1] and cols[0] < cols[1]]
    return part((top, bottom), (left, right)), parts


def _within(start: float, end: float, length: int) -> tuple[int, int]:
    """Return the pixels of one axis whose filters reach neither `start` nor `end` [px]."""
    first = 0 if start <= 0 else ceil(start) + 1
    last = length if end >= length else floor(end) - 1
    return first, max(first, last)


def _reached(start: float, end: float, length: int) -> tuple[int, int]:
    """Return the pixels of one axis from `start` to `end`, with one beyond each: one at least."""
    first = min(max(floor(start) - 1, 0), length - 1)
    return first, min(max(ceil(end) + 1, first + 1), length)
