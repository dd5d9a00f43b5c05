# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Draw close-ups: few cells, each with a picture of its own size.

Each cell is filtered at its own resolution and added to the frame with its share of each frame
pixel's triangle. The shares of neighbours and of the background add to one, so there is no seam.
"""

import numpy as np
from numba import njit

from mosaic_anim.drawing.kernels.arrays import Bytes, Factors, Floats, Longs, Words
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
def draw_cells(
    out: Bytes, height: int, width: int,
    row_span: Longs, row_index: Longs, cell: Longs, byte: Longs, weight: Words,
    column_span: Longs, column_index: Longs, column_weight: Words,
    origin: Longs, read: Longs, widest: int, row_bytes: Longs,
    row_outside: Words, column_outside: Words, ground: Floats,
    place: Longs, pixels: Bytes, tint: Factors, lanes: Words,
) -> None:  # fmt: skip
    """Draw the frame.

    Parameters
    ----------
    out : (H * W * 3,) uint8
    row_span : (rows, 2) int64
        Frame rows, from and to, that each row of cells touches.
    row_index, cell, byte, weight : (rows * cols * n, T)
        Row taps of each cell, for the n frame rows from the start of its span: source row, 0,
        the row's byte in the picture, weight.
    column_span : (cols, 2) int64
        Frame columns, from and to, that each column of cells touches.
    column_index, column_weight : (rows * cols * m, T)
        Column taps of each cell, for the m frame columns from the start of its span; the index
        counts from its `origin`.
    origin, read : (rows, cols) int64
        First source column of each cell, and how many are read.
    widest : int
        Greatest number of source columns.
    row_bytes : (rows, cols) int64
        Length of a row of each cell's picture.
    row_outside, column_outside : (H,), (W,) uint16
        How much of each row's and each column's triangle lies outside the canvas.
    ground : (4,) float32
        Colour outside the canvas, 0 to 255.
    place, pixels, tint, lanes
        As in `strips.draw_strips`.
    """
    rows = np.zeros(ROWS * RUN, np.uint16)
    nothing = np.zeros(LANES, np.uint16)
    tall = weight.shape[0] // place.size
    wide = column_weight.shape[0] // place.size
    nowhere, band = np.zeros((1, 1), np.int64), np.zeros(0, np.uint8)
    turned = np.zeros((widest + 8) * LANES, np.uint16)
    block = np.zeros((width + 8) * LANES, np.uint16)
    small = np.zeros(192, np.uint8)
    for top in range(0, height, ROWS):
        count = min(ROWS, height - top)
        _lay_ground(block, row_outside, top, count, column_outside, ground)
        for i in range(place.shape[0]):
            if row_span[i, 0] >= top + count or row_span[i, 1] <= top:
                continue
            for j in range(place.shape[1]):
                here = i * place.shape[1] + j
                first = max(top, row_span[i, 0])
                last = min(top + count, row_span[i, 1])
                taps = here * tall - row_span[i, 0]  # those of frame row 0, were it in the span
                source, start = pixels, place[i, j]
                if tint.size > 0:
                    low = row_index[taps + first, 0]
                    high = row_index[taps + last - 1, -1] + 1
                    if band.size < (high - low) * row_bytes[i, j] + LANES:
                        band = np.zeros((high - low) * row_bytes[i, j] + LANES, np.uint8)
                    copy_run(
                        band, 0, (high - low) * row_bytes[i, j] // 4, pixels,
                        start + low * row_bytes[i, j], tint, here * 8,
                    )  # fmt: skip
                    source, start = band, -low * row_bytes[i, j]
                for left in range(0, read[i, j], CHUNK):
                    columns = min(CHUNK, read[i, j] - left)
                    for y in range(top, top + count):
                        if first <= y < last:
                            filter_run(
                                rows, (y - top) * RUN, columns, nothing, 0,
                                taps + y, cell, byte, weight,
                                nowhere, 0, 0, start + (origin[i, j] + left) * 4, source,
                            )  # fmt: skip
                        else:
                            for k in range(columns * 4):
                                rows[(y - top) * RUN + k] = 0
                    turn_rows(rows, columns, turned, left * LANES)
                weigh_columns(
                    block, column_span[j, 0] * LANES, block, turned,
                    here * wide, column_span[j, 1] - column_span[j, 0],
                    column_index, column_weight,
                )  # fmt: skip
        if lanes.size > 0:
            write_lanes(lanes, top, width, count, block)
        else:
            write_block(out, top, width, count, block, small)


@njit(nogil=True, cache=True)
def _lay_ground(
    block: Words, row_outside: Words, top: int, count: int, column_outside: Words, ground: Floats
) -> None:
    """Start a block with the background, as far as each pixel lies outside the canvas."""
    for k in range(block.size):
        block[k] = 0
    edge = False
    for r in range(count):
        edge = edge or row_outside[top + r] > 0
    for x in range(column_outside.size):
        if not edge and column_outside[x] == 0:
            continue
        across = 1.0 - column_outside[x] / 65535.0
        for r in range(count):
            outside = 1.0 - across * (1.0 - row_outside[top + r] / 65535.0)
            for channel in range(3):
                block[x * LANES + r * 4 + channel] = np.uint16(ground[channel] * 256.0 * outside)
