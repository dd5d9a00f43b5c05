"""Frame window: the part of a frame that a layer can change.

A mosaic that lies in a cell of another one covers a few pixels; drawn as a frame of their size, it
costs as much as they do.
"""

from dataclasses import dataclass
from math import ceil, floor

from mosaic_anim.drawing.levels import is_still
from mosaic_anim.values.frame_state import Camera, Layer
from mosaic_anim.values.geometry import Grid, Size

_MOST = 0.75
"""Share of a frame from which on the whole of it is drawn."""


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


def _reached(start: float, end: float, length: int) -> tuple[int, int]:
    """Return the pixels of one axis from `start` to `end`, with one beyond each: one at least."""
    first = min(max(floor(start) - 1, 0), length - 1)
    return first, min(max(ceil(end) + 1, first + 1), length)
