"""Draw many cells whose pictures have one size: the canvas is sampled as one long picture.

The rows of the tiles are read where they lie; nothing is gathered.
"""

import numpy as np
from numba import njit

from mosaic_anim.render.kernels.arrays import Bytes, Floats, Longs, Words
from mosaic_anim.render.kernels.lanes import LANES, ROWS
from mosaic_anim.render.kernels.steps import (
    CHUNK,
    RUN,
    filter_run,
    turn_rows,
    weigh_columns,
    write_block,
)


@njit(nogil=True, cache=True)
def draw_strips(
    out: Bytes, height: int, width: int,
    groups: int, cell: Longs, byte: Longs, weight: Words, mass: Longs, starts: Words,
    column_index: Longs, column_weight: Words, outer: Words,
    origin: int, end: int, tile_width: int, first_column: int,
    place: Longs, pixels: Bytes, gain: Floats, offset: Floats,
) -> None:  # fmt: skip
    """Draw the frame.

    Parameters
    ----------
    out : (H * W * 3,) uint8
    groups : int
        Groups of taps of each row.
    cell, byte, weight : (H * groups, 4)
        Taps of the rows: cell row (from the first of `place`), byte in a picture, weight.
    mass : (H * groups,) int64
        Sums of the weights.
    starts : (H * 32,) uint16
        Background in each row, 8 pixels of it.
    column_index, column_weight : (W, T)
        Taps of the columns; the index counts from `origin`.
    outer : (W * 32,) uint16
        Background in each column, 8 pixels of it.
    origin, end : int
        Source columns that are read, counted from the canvas's left edge.
    tile_width, first_column : int
        Width of a picture [px]; canvas column of the first cells in `place`.
    place : (rows, cols) int64
        Where the picture of each visible cell starts in `pixels`.
    pixels : (N,) uint8
        Pictures of 4 bytes a pixel.
    gain, offset : (rows, cols, 3) float32
        Tint of the visible cells; empty for none.
    """
    rows = np.zeros(ROWS * RUN, np.uint16)
    part = np.zeros(RUN + LANES, np.uint16)
    turned = np.zeros((end - origin + 8) * LANES, np.uint16)
    block = np.zeros((width + 8) * LANES, np.uint16)
    small = np.zeros(192, np.uint8)
    for top in range(0, height, ROWS):
        count = min(ROWS, height - top)
        for column in range(place.shape[1]):
            tile_left = (first_column + column) * tile_width
            tile_right = min(tile_left + tile_width, end)
            for left in range(max(tile_left, origin), tile_right, CHUNK):
                columns = min(CHUNK, tile_right - left)
                for r in range(count):
                    y = top + r
                    filter_run(
                        rows, r * RUN, columns, starts, y * LANES,
                        y * groups, (y + 1) * groups, cell, byte, weight, mass,
                        place, 0, column, (left - tile_left) * 4, pixels, gain, offset, part,
                    )  # fmt: skip
                turn_rows(rows, columns, turned, (left - origin) * LANES)
        weigh_columns(block, 0, outer, turned, 0, width, column_index, column_weight)
        write_block(out, top, width, count, block, small)
