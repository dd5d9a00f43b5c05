"""Bands of a frame's rows: which sprites touch each, and its way into the frame.

A band's accumulator stays in the processor's cache while all its sprites are drawn.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Bytes, Longs, Words
from mosaic_anim.drawing.kernels.chunks import PIXELS
from mosaic_anim.kernel import kernel

_PIXEL = 3  # bytes
_LANES = 4  # words of a pixel of a grid


class HasPitch(Protocol):
    """What bands have in common.

    Attributes
    ----------
    pitch : int
        Pixels from row to row: the width, and room for a chunk beyond it.
    """

    @property
    def pitch(self) -> int:
        """Pixels from row to row."""
        ...


AnyBand = TypeVar("AnyBand", bound=HasPitch)


@kernel()
def by_band(spans: Longs, bands: int, rows: int) -> tuple[Longs, Longs]:
    """Return where the sprites of each band begin in a list of sprites, and that list, in order.

    spans : (s, 2) int64, rows of each; rows : int, those of a band.
    """
    start = np.zeros(bands + 1, np.int64)
    for i in range(spans.shape[0]):
        for band in range(spans[i, 0] // rows, (spans[i, 1] + rows - 1) // rows):
            start[band + 1] += 1
    start = np.cumsum(start)
    after, order = start.copy(), np.empty(start[-1], np.int64)
    for i in range(spans.shape[0]):
        for band in range(spans[i, 0] // rows, (spans[i, 1] + rows - 1) // rows):
            order[after[band]] = i
            after[band] += 1
    return start, order


@kernel(cache=False, forceinline=True)  # cached with its callers: it takes a function
def lay_grid(
    lay_chunk: Callable[[AnyBand, int, Words, int], None],
    band: AnyBand,
    top: int,
    end: int,
    grid: Words,
) -> None:
    """Lay a grid (H * W * 4,) behind rows, `top` to `end`, of a band, chunk by chunk.

    lay_chunk : function of a band, the index of a chunk's first pixel there, words, and the index
        of its first word there.
    """
    width = band.pitch - PIXELS
    whole = width - width % PIXELS
    small = np.zeros(PIXELS * _LANES, np.uint16)
    for y in range(top, end):
        k, o = (y - top) * band.pitch, y * width * _LANES
        for x in range(0, whole, PIXELS):
            lay_chunk(band, k + x, grid, o + x * _LANES)
        rest = (width - whole) * _LANES
        if rest:
            for i in range(rest):
                small[i] = grid[o + whole * _LANES + i]
            lay_chunk(band, k + whole, small, 0)


@kernel(cache=False, forceinline=True)  # cached with its callers: it takes a function
def finish_band(
    finish_chunk: Callable[[AnyBand, int, Bytes, int], None],
    band: AnyBand,
    top: int,
    end: int,
    out: Bytes,
) -> None:
    """Lay rows, `top` to `end`, of a band over what `out` (H * W * 3,) holds, chunk by chunk.

    finish_chunk : function of a band, the index of a chunk's first pixel there, bytes, and the
        index of its first byte there.
    """
    width = band.pitch - PIXELS
    whole = width - width % PIXELS
    small = np.zeros(PIXELS * _PIXEL, np.uint8)
    for y in range(top, end):
        k, o = (y - top) * band.pitch, y * width * _PIXEL
        for x in range(0, whole, PIXELS):
            finish_chunk(band, k + x, out, o + x * _PIXEL)
        rest = (width - whole) * _PIXEL
        if rest:
            o += whole * _PIXEL
            for i in range(rest):  # a slice takes seconds to compile
                small[i] = out[o + i]
            finish_chunk(band, k + whole, small, 0)
            for i in range(rest):
                out[o + i] = small[i]
