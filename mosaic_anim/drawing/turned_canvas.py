"""Draw tiles at home under a turned camera: joined to one picture, which is read at an angle.

The pictures of a level are joined once, tinted, while frames are drawn from that level; each frame
then is one read, instead of thousands of sprites. They are softened beforehand, as those of small
sprites are (see `softening`), and one sample a pixel does.
"""

from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing import softening
from mosaic_anim.drawing.array_cache import ArrayCache
from mosaic_anim.drawing.arrays import Pixels
from mosaic_anim.drawing.canvas import draw_at_home
from mosaic_anim.drawing.levels import turned_level
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.drawing.tile_positions import Indices, box_pose, cells_in_view
from mosaic_anim.lazy import LazyModule
from mosaic_anim.library.tiles import PADDING, TileLevel, Tiles
from mosaic_anim.values.flight import Flight
from mosaic_anim.values.frame_state import Layer
from mosaic_anim.values.geometry import Grid, Rect, Size

if TYPE_CHECKING:
    from mosaic_anim.drawing.kernels import turned_canvas as kernels
else:  # Numba
    kernels = LazyModule("mosaic_anim.drawing.kernels.turned_canvas")

MOST = 5
"""Most pixels of a joined picture for each of a frame: what a frame sees at any angle has fewer."""

_BLOCK = 1 << 20
"""Pixels that are joined at once: what is worked out on the way takes little memory."""

_joined_pictures: "ArrayCache[_JoinedPictures]" = ArrayCache()
"""Of the slots of levels."""

_lock = Lock()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _JoinedPictures:
    """The pictures of some cells, side by side as the cells are.

    Attributes
    ----------
    gain : weak reference to an array
        The tint of the placement.
    tint : float
        How much of it is applied.
    is_there : (n,) bool
        The cells whose pictures have been joined.
    is_whole : bool
        Whether these are all cells.
    box : Rect
        Where they lie [cells].
    size : Size
        Size of the picture [px].
    pixels : (N,) uint8
        Its rows of red, green, blue, 0; at least `PADDING` spare bytes at the end.
    """

    gain: ref[NDArray[np.float32]]
    tint: float
    is_there: NDArray[np.bool_]
    is_whole: bool
    box: Rect
    size: Size
    pixels: NDArray[np.uint8]

    def shows(self, mosaic: Mosaic, layer: Layer, size: Size) -> bool:
        """Return whether it is what a frame sees of a mosaic."""
        return (
            self.gain() is mosaic.placement.gain
            and self.tint == layer.tint
            and (self.is_whole or bool(self.is_there[_cells(mosaic, layer, size)].all()))
        )


def draw_turned(out: Pixels, layer: Layer, size: Size, mosaic: Mosaic) -> bool:
    """Draw the tiles of a layer without motions over `out` (H, W, 3); return whether it was done.

    It is not where pictures of several sizes, large ones or none are in view.

    Raises
    ------
    ValueError
        If the level lacks the picture of a cell in view.
    """
    height = turned_level(layer, size, mosaic.tiles.variants)
    level = next((one for one in mosaic.tiles.levels if one.height == height), None)
    if level is None or level.height > softening.MOST:
        return False
    canvas = _joined_level(mosaic, level, layer, size)
    if canvas is None:
        return False
    place = box_pose(canvas.box, layer.camera, size, mosaic.placement.grid)
    kernels.draw_turned(out, place, canvas.pixels, canvas.size.height, canvas.size.width)
    return True


def _joined_level(
    mosaic: Mosaic, level: TileLevel, layer: Layer, size: Size
) -> _JoinedPictures | None:
    """Join the pictures of a level, at least those in view; None if these have too many pixels."""
    with _lock:
        known = _joined_pictures.get(level.slot)
        if known is None or not known.shows(mosaic, layer, size):
            most = MOST * size.height * size.width
            known = _join(mosaic, level, layer.tint, _cells(mosaic, layer, size), most)
            if known is not None:
                _joined_pictures.add(level.slot, known)
    return known


def _cells(mosaic: Mosaic, layer: Layer, size: Size) -> Indices:
    """Return the cells (k,) that a frame may see."""
    return cells_in_view(layer.camera, size, mosaic.layout, Flight())


def _join(
    mosaic: Mosaic, level: TileLevel, tint: float, cells: Indices, most: int
) -> _JoinedPictures | None:
    """Join the pictures of all cells that a level has; of those in view, if these are too many."""
    grid, variants = mosaic.placement.grid, mosaic.tiles.variants
    is_there = level.slot[variants.index] >= 0
    if not is_there[cells].all():
        missing = np.count_nonzero(~is_there[cells])
        raise ValueError(f"level {level.height} lacks the pictures of {missing} tiles in view")
    tall, wide = (int(side) for side in level.shape[0])
    if not len(cells):
        return None
    box = _box(np.flatnonzero(is_there), grid)
    if box.height * tall * box.width * wide > most:
        box = _box(cells, grid)
        inside = np.zeros((grid.rows, grid.cols), np.bool_)
        inside[int(box.row) : int(box.bottom), int(box.col) : int(box.right)] = True
        is_there &= inside.reshape(-1)
    size = Size(height=int(box.height) * tall, width=int(box.width) * wide)
    if size.height * size.width > most:
        return None
    soft = replace(level, pixels=softening.softened_pixels(level))
    tiles, weight = Tiles(variants=variants, levels=(soft,)), is_there * np.uint8(255)
    pixels = np.zeros(size.height * size.width * 4 + PADDING, np.uint8)
    rows = pixels[: size.height * size.width * 4].reshape(size.height, size.width, 4)
    step = max(1, _BLOCK // (tall * size.width))
    for row in range(int(box.row), int(box.bottom), step):
        count = min(step, int(box.bottom) - row)
        part = Size(height=count * tall, width=size.width)
        port = Rect(row=float(row), col=box.col, height=float(count), width=box.width)
        lanes = draw_at_home(
            mosaic.placement, tiles, port, part, tint=tint, weight=weight, level=level.height
        )
        top = (row - int(box.row)) * tall
        rows[top : top + part.height, :, :3] = (lanes[..., :3] + np.uint16(128)) >> 8
    return _JoinedPictures(
        gain=ref(mosaic.placement.gain),
        tint=tint,
        is_there=is_there,
        is_whole=bool(is_there.all()),
        box=box,
        size=size,
        pixels=pixels,
    )


def _box(cells: Indices, grid: Grid) -> Rect:
    """Return where cells lie, as a rectangle of whole cells."""
    rows, cols = np.divmod(cells, grid.cols)
    row, col = int(rows.min()), int(cols.min())
    return Rect(
        row=float(row),
        col=float(col),
        height=float(rows.max() + 1 - row),
        width=float(cols.max() + 1 - col),
    )
