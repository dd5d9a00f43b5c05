"""Draw many cells whose pictures have one size: the canvas is sampled as one long picture.

Where cells are large and have no tint, the rows of the tiles are read where they lie; otherwise
what a block needs is gathered first, row by row, and tinted on the way.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from mosaic_anim.drawing.kernels.arrays import Bytes, Factors, Longs, Words
from mosaic_anim.drawing.kernels.blocks import CHANNELS, ROWS
from mosaic_anim.drawing.kernels.steps import (
    CHUNK,
    RUN,
    ColumnTaps,
    RowTaps,
    Source,
    Target,
    copy_run,
    filter_run,
    turn_rows,
    weigh_columns,
    write_block,
    write_lanes,
)


class StripTaps(NamedTuple):
    """Which source pixels the pixels along one axis are made of.

    Attributes
    ----------
    pixel, weight : (n, T) int64, uint16
        Of rows they count from the first cells of `Strips.place`, of columns from `Strips.origin`.
    outside : (n * 32,) uint16
        Background in each row or column, 8 pixels of it.
    """

    pixel: Longs
    weight: Words
    outside: Words


class Strips(NamedTuple):
    """The cells in view.

    Attributes
    ----------
    place : (rows, cols) int64
        Where the picture of each starts in `pixels`.
    pixels : (N,) uint8
        Pictures of 4 bytes a pixel.
    tint : (rows * cols * 8,) int32
        Gain and offset of each, 16.16 fixed point; empty for none.
    tall, wide : int
        Size of a picture [px].
    first_column : int
        Canvas column of the first of them.
    origin, end : int
        Source columns that are read, counted from the canvas's left edge.
    """

    place: Longs
    pixels: Bytes
    tint: Factors
    tall: int
    wide: int
    first_column: int
    origin: int
    end: int


@njit(nogil=True, cache=True)
def draw_strips(
    target: Target, down: StripTaps, across: StripTaps, strips: Strips, gathers: bool
) -> None:
    """Draw the picture.

    Parameters
    ----------
    down, across : StripTaps
        Of its rows and of its columns.
    gathers : bool
        Whether to gather each block's source rows first; tint needs it.
    """
    origin, end, tall, wide = strips.origin, strips.end, strips.tall, strips.wide
    out, lanes, width = target.pixels, target.lanes, target.width
    rows = np.zeros(ROWS * RUN, np.uint16)
    turned = np.zeros((end - origin + 8) * CHANNELS, np.uint16)
    block = np.zeros((width + 8) * CHANNELS, np.uint16)
    small = np.zeros(192, np.uint8)
    cell, byte = down.pixel // tall, down.pixel % tall * (wide * 4)
    band, stride = np.zeros(0, np.uint8), 0
    if gathers:
        stride = (strips.place.shape[1] * wide + 8) * 4
        cell, byte = down.pixel * 0, down.pixel * stride
        band = np.zeros(_most_rows(down.pixel) * stride, np.uint8)
    tiles = Source(strips.place, strips.pixels)
    copies = Source(np.zeros((1, 1), np.int64), band)
    taps = RowTaps(cell, byte, down.weight, down.outside, CHANNELS)
    columns_taps = ColumnTaps(across.pixel, across.weight)
    for top in range(0, target.height, ROWS):
        count = min(ROWS, target.height - top)
        if gathers:
            low, high = down.pixel[top, 0], down.pixel[top + count - 1, -1] + 1
            _gather(band, stride, low, high, strips)
            for left in range(origin, end, CHUNK):
                columns = min(CHUNK, end - left)
                shift = (left - strips.first_column * wide) * 4 - low * stride
                for y in range(top, top + count):
                    filter_run(rows, (y - top) * RUN, columns, taps, y, copies, 0, shift)
                turn_rows(rows, columns, turned, (left - origin) * CHANNELS)
        for column in range(0 if gathers else strips.place.shape[1]):
            tile_left = (strips.first_column + column) * wide
            tile_right = min(tile_left + wide, end)
            for left in range(max(tile_left, origin), tile_right, CHUNK):
                columns = min(CHUNK, tile_right - left)
                shift = (left - tile_left) * 4
                for y in range(top, top + count):
                    filter_run(rows, (y - top) * RUN, columns, taps, y, tiles, column, shift)
                turn_rows(rows, columns, turned, (left - origin) * CHANNELS)
        weigh_columns(block, 0, across.outside, turned, columns_taps, 0, width)
        if lanes.size > 0:
            write_lanes(lanes, top, width, count, block)
        else:
            write_block(out, top, width, count, block, small)


@njit(nogil=True, cache=True)
def _most_rows(rows: Longs) -> int:
    """Return the greatest number of source rows that a block reads."""
    most = 0
    for top in range(0, rows.shape[0], ROWS):
        last = min(top + ROWS, rows.shape[0]) - 1
        most = max(most, rows[last, -1] + 1 - rows[top, 0])
    return most


@njit(nogil=True, cache=True)
def _gather(band: Bytes, stride: int, low: int, high: int, strips: Strips) -> None:
    """Copy the source rows from `low` to `high` of all visible cells to the band, tinted.

    Cells go from left to right: what a last chunk of 8 pixels writes too far is overwritten.
    """
    place, pixels, tint, wide = strips.place, strips.pixels, strips.tint, strips.wide
    for y in range(low, high):
        i, row = y // strips.tall, y % strips.tall * (wide * 4)
        o = (y - low) * stride
        for j in range(place.shape[1]):
            t = (i * place.shape[1] + j) * 8
            copy_run(band, o + j * wide * 4, wide, pixels, place[i, j] + row, tint, t)
