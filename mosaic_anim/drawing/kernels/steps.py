# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Steps that a block of 8 frame rows goes through.

Filtered down, source columns lie as rows of pixels; turned to (source column, row, channel), a
horizontal tap is 32 lanes at once, whatever its place; the finished block, (frame column, row,
channel), is rounded and packed into the frame.

A pixel is 4 words of 8.8 fixed point. Runs are handled in chunks of 8 pixels, so buffers have room
for 7 more, and what is written there is overwritten or never read.
"""

from typing import NamedTuple

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Bytes, Factors, Longs, Words
from mosaic_anim.drawing.kernels.blocks import (
    CHANNELS,
    ROWS,
    copy_bytes,
    tint_bytes,
    turn_pixels,
    weigh,
    write_pixels,
    write_words,
)
from mosaic_anim.kernel import kernel

START = np.int64(0)
"""Where arrays begin. Numba compiles a function once more for a zero that is written in a call."""

CHUNK = 128
"""Most source columns that are filtered and turned at once, so that they stay in the L1 cache."""

RUN = (CHUNK + 8) * 4
"""Words of a row of filtered pixels."""


class Surface(NamedTuple):
    """The picture that is drawn: the frame, or what is laid over another one; one of them is empty.

    Attributes
    ----------
    height, width : int
        Its size [px].
    pixels : (H * W * 3,) uint8
        Encoded sRGB.
    lanes : (H * W * 4,) uint16
        Red, green, blue, coverage: 8.8 fixed point, premultiplied.
    """

    height: int
    width: int
    pixels: Bytes
    lanes: Words


class RowTaps(NamedTuple):
    """Which source rows frame rows are made of.

    Attributes
    ----------
    cell, byte, weight : (K, T) int64, int64, uint16
        Row of cells, byte of the source row in the cell's picture, and weight of each tap.
    starts : (M,) uint16
        What sums start with: 32 words for each of K, if `step` is 32, or for all, if it is 0.
    step : int
        Words from one start to the next.
    """

    cell: Longs
    byte: Longs
    weight: Words
    starts: Words
    step: int


class ColumnTaps(NamedTuple):
    """Which source columns frame columns are made of.

    Attributes
    ----------
    pixel, weight : (K, T) int64, uint16
        Source column, counted from the first that is read, and weight of each tap.
    """

    pixel: Longs
    weight: Words


class Source(NamedTuple):
    """Pictures that rows are read from.

    Attributes
    ----------
    place : (rows, cols) int64
        Where the picture of each cell starts in `pixels`.
    pixels : (N,) uint8
        4 bytes a pixel.
    """

    place: Longs
    pixels: Bytes


@kernel(forceinline=True)
def copy_run(
    band: Bytes, o: int, columns: int, pixels: Bytes, i: int, tint: Factors, t: int
) -> None:
    """Copy pixels[i:] to band[o:], tinted.

    tint : (N,) int32; tint[t:t+8] are gain and offset in 16.16 fixed point; empty for none.
    """
    if tint.size == 0:
        for k in range(0, columns * 4, CHANNELS):
            copy_bytes(band, o + k, pixels, i + k)
    else:
        for k in range(0, columns * 4, CHANNELS):
            tint_bytes(band, o + k, pixels, i + k, tint, t)


@kernel(forceinline=True)
def filter_run(
    rows: Words, o: int, columns: int, taps: RowTaps, y: int,
    source: Source, column: int, shift: int,
) -> None:  # fmt: skip
    """Filter one frame row over some source columns of a column of cells, down.

    Parameters
    ----------
    rows : (N,) uint16, out
        rows[o:] gets the columns.
    y : int
        Which taps to take: number of the frame row.
    shift : int
        Byte of the first source column in a picture's row.
    """
    place, pixels = source.place, source.pixels
    cell, byte, weight, starts = taps.cell, taps.byte, taps.weight, taps.starts
    s = y * taps.step
    i0 = place[cell[y, 0], column] + byte[y, 0] + shift
    i1 = place[cell[y, 1], column] + byte[y, 1] + shift
    i2 = place[cell[y, 2], column] + byte[y, 2] + shift
    i3 = place[cell[y, 3], column] + byte[y, 3] + shift
    weights = weight[y, 0], weight[y, 1], weight[y, 2], weight[y, 3]
    for k in range(0, columns * 4, CHANNELS):
        weigh(rows, o + k, starts, s, pixels, (i0 + k, i1 + k, i2 + k, i3 + k), weights)
    for t in range(4, weight.shape[1]):
        if weight[y, t] > 0:
            i, w = place[cell[y, t], column] + byte[y, t] + shift, weight[y, t]
            for k in range(0, columns * 4, CHANNELS):
                weigh(rows, o + k, rows, o + k, pixels, (i + k,), (w,))


@kernel(forceinline=True)
def turn_rows(rows: Words, columns: int, turned: Words, o: int) -> None:
    """Turn 8 rows, RUN words apart, into columns of 8 pixels at turned[o:]."""
    for k in range(0, columns, 8):
        turn_pixels(turned, o + k * CHANNELS, rows, k * 4, RUN)


@kernel(forceinline=True)
def weigh_columns(
    block: Words, b: int, start: Words, turned: Words, taps: ColumnTaps, first: int, count: int
) -> None:
    """Filter columns into block[b:], across, added to start[b:] (which may be the block).

    The taps of `count` frame columns begin at `first`; they count the columns of `turned`.
    """
    pixel, weight = taps.pixel, taps.weight
    for n in range(first, first + count):
        o = b + (n - first) * CHANNELS
        i0, i1, i2, i3 = pixel[n, 0], pixel[n, 1], pixel[n, 2], pixel[n, 3]
        weights = weight[n, 0], weight[n, 1], weight[n, 2], weight[n, 3]
        places = i0 * CHANNELS, i1 * CHANNELS, i2 * CHANNELS, i3 * CHANNELS
        weigh(block, o, start, o, turned, places, weights)
        for t in range(4, weight.shape[1]):
            if weight[n, t] > 0:
                weigh(block, o, block, o, turned, (pixel[n, t] * CHANNELS,), (weight[n, t],))


@kernel(forceinline=True)
def write_lanes(lanes: Words, top: int, width: int, rows: int, block: Words) -> None:
    """Write the first `rows` rows of a block as they are to lanes (H * W * 4,), from `top` on."""
    whole = width - width % 8 if rows == ROWS else 0
    for x in range(0, whole, 8):
        write_words(lanes, (top * width + x) * 4, width * 4, block, x * CHANNELS)
    for r in range(rows):
        o = (top + r) * width * 4
        for x in range(whole, width):
            for k in range(4):
                lanes[o + x * 4 + k] = block[x * CHANNELS + r * 4 + k]


@kernel(forceinline=True)
def write_block(out: Bytes, top: int, width: int, rows: int, block: Words, small: Bytes) -> None:
    """Write the first `rows` rows of a block to the frame, from row `top` on.

    out : (H * W * 3,) uint8; small : (192,) uint8, room for 8 x 8 pixels.
    """
    for x in range(0, width, 8):
        o = (top * width + x) * 3
        columns = min(8, width - x)
        if columns == 8 and rows == ROWS:
            write_pixels(out, o, width * 3, block, x * CHANNELS)
            continue
        write_pixels(small, 0, 24, block, x * CHANNELS)
        for r in range(rows):
            for k in range(columns * 3):
                out[o + r * width * 3 + k] = small[r * 24 + k]
