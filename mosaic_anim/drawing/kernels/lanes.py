"""Lay tiles at home over what a frame holds.

Compiled in a tenth of the time of `sprites`, which lays them behind tiles in flight, with the same
result: a dive, whose photo opens over its mosaic, needs no more.
"""

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Bytes, Words
from mosaic_anim.drawing.kernels.chunks import FULL, ROUNDING
from mosaic_anim.kernel import kernel


@kernel()
def lay(out: Bytes, grid: Words) -> None:
    """Lay the grid over `out`.

    Parameters
    ----------
    out : (n * 3,) uint8
        What lies below, and then the frame.
    grid : (n * 4,) uint16
        Red, green, blue, coverage, 8.8 fixed point, premultiplied.
    """
    for p in range(out.size // 3):
        cover = np.int64(grid[p * 4 + 3])
        if cover == 0:
            continue
        rest = FULL - (2 * cover + 255) // 510  # coverage is 255 times the share of FULL
        for channel in range(3):
            own = min(np.int64(grid[p * 4 + channel]), cover)
            # Nothing shines through what rounding has left.
            behind = own >> 8 if rest <= ROUNDING else np.int64(out[p * 3 + channel])
            out[p * 3 + channel] = (own + behind * rest + 128) >> 8
