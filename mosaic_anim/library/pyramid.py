"""The sizes at which tiles are stored: half-octave levels, named by a tile's height [px].

A frame is drawn from the smallest level that has at least 1.41 source pixels per frame pixel, so
there are always 1.41 to 2 of them: enough for an antialiased picture, never much more to read.
"""

from bisect import bisect_left
from math import sqrt

LEVEL_HEIGHTS: tuple[int, ...] = tuple(sorted({round(2 ** (k / 2)) for k in range(27)}))
"""1, 2, 3, 4, 6, 8, 11, 16, 23, 32, ... 8192: heights of the levels [px]."""

OVERSAMPLING = sqrt(2)
"""Least number of source pixels per frame pixel, in each direction."""

CLOSE_UP = 128
"""From this level height on, pictures smaller than the level are stored as they are [px].

A close-up shows few cells and can draw each at its own resolution, so that a landing on a small
photo enlarges it once, not twice.
"""


def level_for(px_per_cell: float, native: int) -> int:
    """Return the level height for cells of `px_per_cell` frame pixels.

    Parameters
    ----------
    px_per_cell : float
        Height of a cell in the frame [px].
    native : int
        Greatest height of a crop in its original [px]; more cannot be seen.
    """
    wanted = min(_at_least(OVERSAMPLING * px_per_cell), _at_least(native))
    return LEVEL_HEIGHTS[wanted]


def level_width(height: int, cell_aspect: float) -> int:
    """Return the width of a tile [px] at a level."""
    return max(1, round(height * cell_aspect))


def _at_least(height: float) -> int:
    """Return the index of the smallest level height that is not less than `height`."""
    # A level of exactly the wanted size must not be missed by a rounding error.
    return min(bisect_left(LEVEL_HEIGHTS, height * (1 - 1e-9)), len(LEVEL_HEIGHTS) - 1)
