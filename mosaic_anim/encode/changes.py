"""What differs between two frames: the part that an animation has to redraw."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.encode.encoding import Pixels

BLOCK = 8
"""Side of the squares that are new or old as a whole [px]: half a macroblock of VP8."""

REACH = 2
"""How far from a pixel that differs others are new too [px].

What was there has left traces around it, which would stay: without this, where tiles have flown
over an empty background, twice as many pixels are off by more than 15 levels. It costs 2 %.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Change:
    """The rectangle that holds all that is new.

    Attributes
    ----------
    rows, cols : slice
        Where it lies in the frame [px].
    is_new : (H, W) bool array or None
        Which of its pixels are new, in whole blocks; None if all are.
    """

    rows: slice
    cols: slice
    is_new: NDArray[np.bool_] | None


def whole_change(frame: Pixels) -> Change:
    """Return the change that shows all of a frame."""
    height, width = frame.shape[:2]
    return Change(rows=slice(0, height), cols=slice(0, width), is_new=None)


def change_between(before: Pixels, after: Pixels) -> Change | None:
    """Compare two frames; None if they are equal.

    Every difference counts. To leave out small ones, as libwebp's own animation encoder does, lets
    a slow fade run in a few visible steps.
    """
    if before is after:
        return None
    height, width = after.shape[:2]
    differs = _widened(_widened(np.any(before != after, axis=2)).T).T
    rows, cols = np.arange(0, height, BLOCK), np.arange(0, width, BLOCK)
    blocks = np.logical_or.reduceat(np.logical_or.reduceat(differs, rows, axis=0), cols, axis=1)
    if not blocks.any():
        return None
    down, across = _span(np.any(blocks, axis=1)), _span(np.any(blocks, axis=0))
    inner = blocks[down, across]
    rows_new = slice(down.start * BLOCK, min(down.stop * BLOCK, height))
    cols_new = slice(across.start * BLOCK, min(across.stop * BLOCK, width))
    if inner.all():
        return Change(rows=rows_new, cols=cols_new, is_new=None)
    pixels = inner.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
    pixels = pixels[: rows_new.stop - rows_new.start, : cols_new.stop - cols_new.start]
    return Change(rows=rows_new, cols=cols_new, is_new=pixels)


def _widened(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Set also the rows within reach of those that are set."""
    wide = flags.copy()
    for step in range(1, REACH + 1):
        wide[step:] |= flags[:-step]
        wide[:-step] |= flags[step:]
    return wide


def _span(flags: NDArray[np.bool_]) -> slice:
    """Return from the first to the last that is set."""
    places = np.flatnonzero(flags)
    return slice(int(places[0]), int(places[-1]) + 1)
