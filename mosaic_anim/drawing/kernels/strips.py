# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Draw many cells whose pictures have one size: the canvas is sampled as one long picture.

Where cells are large and have no tint, the rows of the tiles are read where they lie; otherwise
what a block needs is gathered first, row by row, and tinted on the way.
"""

import numpy as np
from numba import njit

from mosaic_anim.drawing.kernels.arrays import Bytes, Factors, Longs, Words
from mosaic_anim.drawing.kernels.lanes import LANES, ROWS
from mosaic_anim.drawing.kernels.steps import (
    CHUNK,
    RUN,
    copy_run,
    filter_run,
    turn_rows,
    weigh_columns,
    write_block,
    write_lanes,
)


@njit(nogil=True, cache=True)
def draw_strips(
    out: Bytes, height: int, width: int, row_index: Longs, weight: Words,
    starts: Words, column_index: Longs, column_weight: Words, outer: Words,
    origin: int, end: int, tall: int, wide: int, first_column: int,
    place: Longs, pixels: Bytes, tint: Factors, gathers: bool, lanes: Words,
) -> None:  # fmt: skip
    """Draw the frame.

    Parameters
    ----------
    out : (H * W * 3,) uint8
    row_index, weight : (H, T)
        Taps of the rows; the index counts source rows from the first of `place`.
    starts : (H * 32,) uint16
        Background in each row, 8 pixels of it.
    column_index, column_weight : (W, T)
        Taps of the columns; the index counts from `origin`.
    outer : (W * 32,) uint16
        Background in each column, 8 pixels of it.
    origin, end : int
        Source columns that are read, counted from the canvas's left edge.
    tall, wide : int
        Size of a picture [px].
    first_column : int
        Canvas column of the first cells in `place`.
    place : (rows, cols) int64
        Where the picture of each visible cell starts in `pixels`.
    pixels : (N,) uint8
        Pictures of 4 bytes a pixel.
    tint : (rows * cols * 8,) int32
        Gain and offset of the visible cells, 16.16 fixed point; empty for none.
    gathers : bool
        Gather each block's source rows first; tint needs it.
    lanes : (H * W * 4,) uint16
        If not empty it gets the picture, four channels of 8.8 fixed point, and `out` nothing.
    """
    rows = np.zeros(ROWS * RUN, np.uint16)
    turned = np.zeros((end - origin + 8) * LANES, np.uint16)
    block = np.zeros((width + 8) * LANES, np.uint16)
    small = np.zeros(192, np.uint8)
    cell, byte = row_index // tall, row_index % tall * (wide * 4)
    band, stride, nowhere = np.zeros(0, np.uint8), 0, np.zeros((1, 1), np.int64)
    if gathers:
        stride = (place.shape[1] * wide + 8) * 4
        cell, byte = row_index * 0, row_index * stride
        band = np.zeros(_most_rows(row_index) * stride, np.uint8)
    for top in range(0, height, ROWS):
        count = min(ROWS, height - top)
        if gathers:
            low, high = row_index[top, 0], row_index[top + count - 1, -1] + 1
            _gather(band, stride, low, high, tall, wide, place, pixels, tint)
            for left in range(origin, end, CHUNK):
                columns = min(CHUNK, end - left)
                for y in range(top, top + count):
                    filter_run(
                        rows, (y - top) * RUN, columns, starts, y * LANES,
                        y, cell, byte, weight,
                        nowhere, 0, 0, (left - first_column * wide) * 4 - low * stride, band,
                    )  # fmt: skip
                turn_rows(rows, columns, turned, (left - origin) * LANES)
        for column in range(0 if gathers else place.shape[1]):
            tile_left = (first_column + column) * wide
            tile_right = min(tile_left + wide, end)
            for left in range(max(tile_left, origin), tile_right, CHUNK):
                columns = min(CHUNK, tile_right - left)
                for y in range(top, top + count):
                    filter_run(
                        rows, (y - top) * RUN, columns, starts, y * LANES,
                        y, cell, byte, weight,
                        place, 0, column, (left - tile_left) * 4, pixels,
                    )  # fmt: skip
                turn_rows(rows, columns, turned, (left - origin) * LANES)
        weigh_columns(block, 0, outer, turned, 0, width, column_index, column_weight)
        if lanes.size > 0:
            write_lanes(lanes, top, width, count, block)
        else:
            write_block(out, top, width, count, block, small)


@njit(nogil=True, cache=True)
def _most_rows(row_index: Longs) -> int:
    """Return the greatest number of source rows that a block reads."""
    most = 0
    for top in range(0, row_index.shape[0], ROWS):
        last = min(top + ROWS, row_index.shape[0]) - 1
        most = max(most, row_index[last, -1] + 1 - row_index[top, 0])
    return most


@njit(nogil=True, cache=True)
def _gather(
    band: Bytes, stride: int, low: int, high: int, tall: int, wide: int,
    place: Longs, pixels: Bytes, tint: Factors,
) -> None:  # fmt: skip
    """Copy the source rows from `low` to `high` of all visible cells to the band, tinted.

    Cells go from left to right: what a last chunk of 8 pixels writes too far is overwritten.
    """
    for y in range(low, high):
        i, row = y // tall, y % tall * (wide * 4)
        o = (y - low) * stride
        for j in range(place.shape[1]):
            copy_run(
                band, o + j * wide * 4, wide, pixels, place[i, j] + row,
                tint, (i * place.shape[1] + j) * 8,
            )  # fmt: skip
