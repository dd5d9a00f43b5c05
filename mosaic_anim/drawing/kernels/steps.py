# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Steps that a block of 8 frame rows goes through.

Filtered down, source columns lie as rows of pixels; turned to (source column, row, channel), a
horizontal tap is 32 lanes at once, whatever its place; the finished block, (frame column, row,
channel), is rounded and packed into the frame.

A pixel is 4 words of 8.8 fixed point. Runs are handled in chunks of 8 pixels, so buffers have room
for 7 more, and what is written there is overwritten or never read.
"""

from numba import njit

from mosaic_anim.drawing.kernels.arrays import Bytes, Factors, Longs, Words
from mosaic_anim.drawing.kernels.lanes import (
    LANES,
    ROWS,
    copy_bytes,
    tint_bytes,
    turn_pixels,
    weigh_byte,
    weigh_bytes,
    weigh_word,
    weigh_words,
    write_pixels,
)

CHUNK = 128
"""Most source columns that are filtered and turned at once, so that they stay in the L1 cache."""

RUN = (CHUNK + 8) * 4
"""Words of a row of filtered pixels."""


@njit(nogil=True, cache=True, forceinline=True)
def copy_run(
    band: Bytes, o: int, columns: int, pixels: Bytes, i: int, tint: Factors, t: int
) -> None:
    """Copy pixels[i:] to band[o:], tinted.

    tint : (N,) int32; tint[t:t+8] are gain and offset in 16.16 fixed point; empty for none.
    """
    if tint.size == 0:
        for k in range(0, columns * 4, LANES):
            copy_bytes(band, o + k, pixels, i + k)
    else:
        for k in range(0, columns * 4, LANES):
            tint_bytes(band, o + k, pixels, i + k, tint, t)


@njit(nogil=True, cache=True, forceinline=True)
def filter_run(
    rows: Words, o: int, columns: int, starts: Words, s: int,
    y: int, cell: Longs, byte: Longs, weight: Words,
    place: Longs, row: int, column: int, shift: int, pixels: Bytes,
) -> None:  # fmt: skip
    """Filter one frame row over some source columns, down.

    Parameters
    ----------
    rows : (N,) uint16, out
        rows[o:] gets the columns.
    starts : (M,) uint16
        starts[s:s+32] is what the sum starts with.
    y : int
        The frame row: which taps to take.
    cell, byte, weight : (K, T)
        Of each tap: cell row, counted from `row`; byte of the tap's row in the cell's picture;
        weight.
    place : (rows, cols) int64
        Where each cell's picture starts in `pixels`.
    row, column : int
        The first cell that taps mean.
    shift : int
        Byte of the first source column in a picture's row.
    """
    i0 = place[row + cell[y, 0], column] + byte[y, 0] + shift
    i1 = place[row + cell[y, 1], column] + byte[y, 1] + shift
    i2 = place[row + cell[y, 2], column] + byte[y, 2] + shift
    i3 = place[row + cell[y, 3], column] + byte[y, 3] + shift
    w0, w1, w2, w3 = weight[y, 0], weight[y, 1], weight[y, 2], weight[y, 3]
    for k in range(0, columns * 4, LANES):
        weigh_bytes(rows, o + k, starts, s, pixels, i0 + k, i1 + k, i2 + k, i3 + k, w0, w1, w2, w3)
    for t in range(4, weight.shape[1]):
        if weight[y, t] > 0:
            i, w = place[row + cell[y, t], column] + byte[y, t] + shift, weight[y, t]
            for k in range(0, columns * 4, LANES):
                weigh_byte(rows, o + k, rows, o + k, pixels, i + k, w)


@njit(nogil=True, cache=True, forceinline=True)
def write_lanes(lanes: Words, top: int, width: int, rows: int, block: Words) -> None:
    """Write the first `rows` rows of a block as they are to lanes (H * W * 4,), from `top` on."""
    for r in range(rows):
        o = (top + r) * width * 4
        for x in range(width):
            for k in range(4):
                lanes[o + x * 4 + k] = block[x * LANES + r * 4 + k]


@njit(nogil=True, cache=True, forceinline=True)
def turn_rows(rows: Words, columns: int, turned: Words, o: int) -> None:
    """Turn 8 rows, RUN words apart, into columns of 8 pixels at turned[o:]."""
    for k in range(0, columns, 8):
        turn_pixels(turned, o + k * LANES, rows, k * 4, RUN)


@njit(nogil=True, cache=True, forceinline=True)
def weigh_columns(
    block: Words, b: int, start: Words, turned: Words,
    first: int, count: int, index: Longs, weight: Words,
) -> None:  # fmt: skip
    """Filter columns into block[b:], across, added to start[b:] (which may be the block).

    index, weight : (N, T) taps; those of `count` frame columns begin at `first`; `index` counts
    the columns of `turned`.
    """
    for n in range(first, first + count):
        o = b + (n - first) * LANES
        i0, i1, i2, i3 = index[n, 0], index[n, 1], index[n, 2], index[n, 3]
        w0, w1, w2, w3 = weight[n, 0], weight[n, 1], weight[n, 2], weight[n, 3]
        weigh_words(
            block, o, start, o, turned, i0 * LANES, i1 * LANES, i2 * LANES, i3 * LANES,
            w0, w1, w2, w3,
        )  # fmt: skip
        for t in range(4, weight.shape[1]):
            if weight[n, t] > 0:
                weigh_word(block, o, block, o, turned, index[n, t] * LANES, weight[n, t])


@njit(nogil=True, cache=True, forceinline=True)
def write_block(out: Bytes, top: int, width: int, rows: int, block: Words, small: Bytes) -> None:
    """Write the first `rows` rows of a block to the frame, from row `top` on.

    out : (H * W * 3,) uint8; small : (192,) uint8, room for 8 x 8 pixels.
    """
    for x in range(0, width, 8):
        o = (top * width + x) * 3
        columns = min(8, width - x)
        if columns == 8 and rows == ROWS:
            write_pixels(out, o, width * 3, block, x * LANES)
            continue
        write_pixels(small, 0, 24, block, x * LANES)
        for r in range(rows):
            for k in range(columns * 3):
                out[o + r * width * 3 + k] = small[r * 24 + k]
