"""Cut tiles out of photos: which pixels of a photo become a tile's picture, and at which size."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.pyramid import CLOSE_UP, level_width
from mosaic_anim.library.reduction import reduce_picture

Bytes = NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""row, col, height, width."""

_SNAP = 0.02
"""Crops are float32 fractions: an edge this near to a pixel's edge is meant to be it [px]."""

_THINNEST = 1 / 64
"""Smallest width of a cut [px]: thinner ones are widened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TileCut:
    """How one tile's picture is made at one level.

    Attributes
    ----------
    box : Box
        Part of the upright photo to cut [unit].
    height, width : int
        Size of the picture, turned [px].
    window : Box
        Part of the picture that fills the cell [px].
    turn : int
        As in `Variants`.
    native : float
        Height of the part that the cell shows, turned, in the photo [px].
    is_original : bool
        Whether the picture is pixels of the photo, unchanged.
    """

    box: Box
    height: int
    width: int
    window: Box
    turn: int
    native: float
    is_original: bool


def plan_cut(
    crop: Box, turn: int, full_size: tuple[int, int], level: int, cell_aspect: float
) -> TileCut:
    """Plan a tile's picture.

    A level gets pictures of its own size; in close-ups, an original that has no more pixels than
    that is kept as it is, so that it is filtered once, while drawing.

    Parameters
    ----------
    crop : Box
        Part of the upright photo that the cell shows [unit].
    full_size : (int, int)
        Height and width of the upright photo [px].
    level : int
        Height of the level [px].
    """
    rows = _pixels(crop[0], crop[2], full_size[0])
    cols = _pixels(crop[1], crop[3], full_size[1])
    native = cols[1] if turn & 2 else rows[1]
    if level < CLOSE_UP or round(native) > level:
        width = level_width(level, cell_aspect)
        whole = (0.0, 0.0, float(level), float(width))
        return TileCut(
            box=crop,
            height=level,
            width=width,
            window=whole,
            turn=turn,
            native=native,
            is_original=False,
        )
    (top, bottom), (left, right) = _cover(rows, full_size[0]), _cover(cols, full_size[1])
    box = (top / full_size[0], left / full_size[1], (bottom - top) / full_size[0],
           (right - left) / full_size[1])  # fmt: skip
    window = (rows[0] - top, cols[0] - left, rows[1], cols[1])
    size = (bottom - top, right - left)
    height, width = size[::-1] if turn & 2 else size
    window = turned_window(window, size, turn)
    return TileCut(
        box=box,
        height=height,
        width=width,
        window=window,
        turn=turn,
        native=native,
        is_original=True,
    )


def cut_tile(picture: Bytes, shown: Box, cut: TileCut) -> Bytes:
    """Make a tile's picture.

    Parameters
    ----------
    picture : (H, W, 3) uint8
        The photo, or a reduction of a part of it.
    shown : Box
        The part of the photo that `picture` shows [unit].
    """
    height, width = picture.shape[:2]
    scale_row, scale_col = height / shown[2], width / shown[3]
    top, left = (cut.box[0] - shown[0]) * scale_row, (cut.box[1] - shown[1]) * scale_col
    bottom, right = top + cut.box[2] * scale_row, left + cut.box[3] * scale_col
    size = (cut.height, cut.width) if cut.turn & 2 else (cut.width, cut.height)
    col0, row0, col1, row1 = (round(edge) for edge in (left, top, right, bottom))
    is_within = col0 >= 0 and row0 >= 0 and col1 <= width and row1 <= height
    if cut.is_original and is_within and (col1 - col0, row1 - row0) == size:
        return turn_picture(picture[row0:row1, col0:col1], cut.turn)
    (left, right), (top, bottom) = _some(left, right, width), _some(top, bottom, height)
    box = (left, top, right, bottom)
    native = cut.native * size[1] / cut.height  # before it is turned, a width may be a height
    return turn_picture(reduce_picture(picture, size[1], size[0], native=native, box=box), cut.turn)


def turn_picture(picture: Bytes, turn: int) -> Bytes:
    """Mirror a picture (H, W, 3), then turn it clockwise, as `Variants.turn` says."""
    mirrored = picture[:, ::-1] if turn & 1 else picture
    return np.ascontiguousarray(np.rot90(mirrored, -(turn >> 1)))


def _pixels(start: float, length: float, size: int) -> tuple[float, float]:
    """Return start and length [px] of a fraction of `size`, snapped to pixels; never nothing."""
    first, last = _some(_snapped(start * size), _snapped((start + length) * size), size)
    return first, last - first


def _some(first: float, last: float, size: int) -> tuple[float, float]:
    """Clip a span to `size`, but never to nothing, however thin it is [px].

    Pillow knows the edges of a box to 24 bits.
    """
    least = max(_THINNEST, size / (1 << 20))
    first = min(max(0.0, first), size - least)
    return first, min(max(last, first + least), float(size))


def _snapped(edge: float) -> float:
    return float(round(edge)) if abs(edge - round(edge)) < _SNAP else edge


def _cover(span: tuple[float, float], size: int) -> tuple[int, int]:
    """Return the whole pixels, from and to, that a span touches."""
    first = int(np.floor(span[0]))
    return max(0, first), min(size, max(first + 1, int(np.ceil(span[0] + span[1]))))


def turned_window(window: Box, size: tuple[int, int], turn: int) -> Box:
    """Follow a rectangle of a picture of `size` (height, width) through mirror and turns."""
    row, col, height, width = window
    tall, wide = size
    if turn & 1:
        col = wide - col - width
    for _ in range(turn >> 1):
        row, col, height, width = col, tall - row - height, width, height
        tall, wide = wide, tall
    return row, col, height, width
