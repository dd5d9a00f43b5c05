"""Draw many cells whose pictures have one size: the canvas is sampled as one long picture.

Where cells are large and have no tint, the rows of the tiles are read where they lie; otherwise
what a block needs is gathered first, row by row, and tinted on the way.
"""

from typing import NamedTuple

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Bytes, Factors, Longs, Words
from mosaic_anim.drawing.kernels.blocks import CHANNELS, ROWS
from mosaic_anim.drawing.kernels.steps import (
    CHUNK,
    RUN,
    START,
    ColumnTaps,
    RowTaps,
    Source,
    Surface,
    copy_run,
    filter_run,
    turn_rows,
    weigh_columns,
    write_block,
    write_lanes,
)
from mosaic_anim.kernel import kernel


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


@kernel()
def draw_strips(
    surface: Surface, down: StripTaps, across: StripTaps, strips: Strips, gathers: bool
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
    out, lanes, width = surface.pixels, surface.lanes, surface.width
    rows = np.zeros(ROWS * RUN, np.uint16)
    turned = np.zeros((end - origin + 8) * CHANNELS, np.uint16)
    block = np.zeros((width + 8) * CHANNELS, np.uint16)
    small = np.zeros(192, np.uint8)
    place, pixels, pieces = strips.place, strips.pixels, strips.place.shape[1]
    band, stride = np.zeros(0, np.uint8), 0
    if gathers:
        stride = (pieces * wide + 8) * 4
        band = np.zeros(_most_rows(down.pixel) * stride, np.uint8)
        place, pixels, pieces = np.zeros((1, 1), np.int64), band, 1
    source = Source(place, pixels)
    cell, byte = _row_places(down.pixel, tall, wide * 4, stride)
    taps = RowTaps(cell, byte, down.weight, down.outside, CHANNELS)
    columns_taps = ColumnTaps(across.pixel, across.weight)
    for top in range(0, surface.height, ROWS):
        count, band_start = min(ROWS, surface.height - top), 0
        if gathers:
            low, high = down.pixel[top, 0], down.pixel[top + count - 1, -1] + 1
            _gather(band, stride, low, high, strips)
            band_start = low * stride
        for piece in range(pieces):
            piece_left = (strips.first_column + piece) * wide
            piece_right = end if gathers else min(piece_left + wide, end)
            for left in range(max(piece_left, origin), piece_right, CHUNK):
                columns = min(CHUNK, piece_right - left)
                shift = (left - piece_left) * 4 - band_start
                for y in range(top, top + count):
                    filter_run(rows, (y - top) * RUN, columns, taps, y, source, piece, shift)
                turn_rows(rows, columns, turned, (left - origin) * CHANNELS)
        weigh_columns(block, START, across.outside, turned, columns_taps, START, width)
        if lanes.size > 0:
            write_lanes(lanes, top, width, count, block)
        else:
            write_block(out, top, width, count, block, small)


@kernel()
def _row_places(pixel: Longs, tall: int, row_bytes: int, stride: int) -> tuple[Longs, Longs]:
    """Return the row of cells and the byte in its pictures that each source row starts at.

    stride : int
        Bytes from row to row of the band, if rows are gathered there; 0 if they are not.
    """
    cell, byte = np.zeros(pixel.shape, np.int64), np.zeros(pixel.shape, np.int64)
    for y in range(pixel.shape[0]):
        for t in range(pixel.shape[1]):
            row = pixel[y, t]
            cell[y, t] = row // tall if stride == 0 else 0
            byte[y, t] = row % tall * row_bytes if stride == 0 else row * stride
    return cell, byte


@kernel()
def _most_rows(rows: Longs) -> int:
    """Return the greatest number of source rows that a block reads."""
    most = 0
    for top in range(0, rows.shape[0], ROWS):
        last = min(top + ROWS, rows.shape[0]) - 1
        most = max(most, rows[last, -1] + 1 - rows[top, 0])
    return most


@kernel()
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
