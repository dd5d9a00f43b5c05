"""Draw many cells whose pictures have one size: the canvas is sampled as one long picture.

The rows of the tiles are read where they lie; nothing is gathered.
"""

import numpy as np
from numba import njit

from mosaic_anim.render.kernels.block import (
    MARGIN,
    ROWS,
    finish_block,
    tint_run,
    turn_columns,
    weigh_columns,
)
from mosaic_anim.render.kernels.lanes import LANES, weigh_bytes


@njit(nogil=True, cache=True)
def strip_places(visible, columns, index, slot, offset, place):
    """Look up where the picture of each visible cell starts.

    visible : (4,) int64 first and end row, first and end column; place : (rows, cols) int64, out.
    Returns how many of them are missing; those point to the first picture.
    """
    missing = 0
    for i in range(visible[0], visible[1]):
        for j in range(visible[2], visible[3]):
            s = slot[index[i * columns + j]]
            missing += s < 0
            place[i - visible[0], j - visible[2]] = offset[max(s, 0)]
    return missing


@njit(nogil=True, cache=True)
def draw_strips(
    out, height, width, row_plan, column_plan, visible, place, shape, pixels, tint, ground
):
    """Draw the frame.

    Parameters
    ----------
    out : (H * W * 3,) uint8
    row_plan, column_plan : (first, weight, outside)
        See `taps.strip_taps`, for the H rows and the W columns.
    visible : (4,) int64
        First and end row, first and end column of the cells at hand.
    place : (rows, cols) int64
        Where the picture of each of them starts in `pixels`.
    shape : (2,) int64
        Height and width of a picture [px].
    pixels : (N,) uint8
        Pictures of 4 bytes a pixel.
    tint : (gain, offset)
        (rows, cols, 3) float32 each, of the visible cells; without any cells: no tint.
    ground : (4,) float32
        Colour outside the canvas, 0 to 255.
    """
    row_first, row_weight, row_outside = row_plan
    column_first, column_weight, column_outside = column_plan
    tile_width = shape[1]
    origin = column_first.min()
    end = column_first.max() + column_weight.shape[1]
    stride = end - origin + MARGIN
    rows = np.zeros(ROWS * stride * 4, np.uint16)
    turned = np.zeros(stride * LANES, np.uint16)
    block = np.zeros(width * LANES, np.uint16)
    part = np.zeros(tile_width * 4 + LANES, np.uint16)
    small = np.zeros(128, np.uint32)
    start = np.zeros(LANES, np.uint16)
    has_columns = column_outside.min() < 65535
    for top in range(0, height, ROWS):
        count = min(ROWS, height - top)
        _fill(block, width, column_outside, ground)
        if has_columns:
            for column in range(visible[2], visible[3]):
                left = max(column * tile_width, origin)
                right = min((column + 1) * tile_width, end)
                if right <= left:
                    continue
                shift = (left - column * tile_width) * 4
                for r in range(count):
                    y = top + r
                    _start(start, row_outside[y], ground)
                    o = (r * stride + left - origin) * 4
                    if tint[0].size == 0:
                        _plain_run(
                            rows, o, (right - left) * 4, start, row_first[y], row_weight[y],
                            visible, place[:, column - visible[2]], shape, shift, pixels,
                        )  # fmt: skip
                    else:
                        _tinted_run(
                            rows, o, right - left, start, row_first[y], row_weight[y],
                            visible, place[:, column - visible[2]], shape, shift, pixels,
                            tint[0][:, column - visible[2]], tint[1][:, column - visible[2]], part,
                        )  # fmt: skip
            turn_columns(rows.view(np.uint64), stride, stride, turned.view(np.uint64))
            weigh_columns(block, 0, turned, origin, column_first, column_weight)
        finish_block(out, top, width, count, block, small, small.view(np.uint8))


@njit(nogil=True, cache=True)
def _fill(block, width, outside, ground):
    """Start a block with the background, as far as each column lies outside the canvas."""
    for x in range(width):
        for lane in range(LANES):
            block[x * LANES + lane] = np.uint16(ground[lane % 4] * outside[x] * (256.0 / 65535.0))


@njit(nogil=True, cache=True)
def _start(start, outside, ground):
    """Start a row with the background, as far as it lies outside the canvas."""
    for lane in range(LANES):
        start[lane] = np.uint16(ground[lane % 4] * outside * (256.0 / 65535.0))


@njit(nogil=True, cache=True)
def _plain_run(rows, o, lanes, start, first, weight, visible, place, shape, shift, pixels):
    """Filter one cell's part of one row; taps may lie in cells above each other."""
    tall, row_bytes = shape[0], shape[1] * 4
    last = visible[1] * tall - 1
    for t in range(0, weight.size, 4):
        y0, y1 = min(first + t, last), min(first + t + 1, last)
        y2, y3 = min(first + t + 2, last), min(first + t + 3, last)
        i0 = place[y0 // tall - visible[0]] + (y0 % tall) * row_bytes + shift
        i1 = place[y1 // tall - visible[0]] + (y1 % tall) * row_bytes + shift
        i2 = place[y2 // tall - visible[0]] + (y2 % tall) * row_bytes + shift
        i3 = place[y3 // tall - visible[0]] + (y3 % tall) * row_bytes + shift
        w0, w1, w2, w3 = weight[t], weight[t + 1], weight[t + 2], weight[t + 3]
        for k in range(0, lanes, LANES):
            if t == 0:
                weigh_bytes(
                    rows, o + k, start, 0, pixels, i0 + k, i1 + k, i2 + k, i3 + k, w0, w1, w2, w3
                )
            else:
                weigh_bytes(
                    rows, o + k, rows, o + k, pixels, i0 + k, i1 + k, i2 + k, i3 + k,
                    w0, w1, w2, w3,
                )  # fmt: skip


@njit(nogil=True, cache=True)
def _tinted_run(
    rows, o, count, start, first, weight, visible, place, shape, shift, pixels, gain, offset, part
):
    """Filter one cell's part of one row, each of the cells above each other with its own tint."""
    tall, row_bytes = shape[0], shape[1] * 4
    taps = weight.size
    for i in range(count * 4):
        rows[o + i] = start[i % 4]
    low = first // tall
    high = min((first + taps - 1) // tall, visible[1] - 1)
    masked = np.zeros(4, np.uint16)
    zero = np.zeros(LANES, np.uint16)
    for cell in range(low, high + 1):
        mass = 0
        base = place[cell - visible[0]] + shift
        for t in range(0, taps, 4):
            for n in range(4):
                y = first + t + n
                inside = cell * tall <= y < (cell + 1) * tall
                masked[n] = weight[t + n] if inside else 0
                mass += masked[n]
            i0 = base + min(max(first + t - cell * tall, 0), tall - 1) * row_bytes
            i1 = base + min(max(first + t + 1 - cell * tall, 0), tall - 1) * row_bytes
            i2 = base + min(max(first + t + 2 - cell * tall, 0), tall - 1) * row_bytes
            i3 = base + min(max(first + t + 3 - cell * tall, 0), tall - 1) * row_bytes
            for k in range(0, count * 4, LANES):
                if t == 0:
                    weigh_bytes(
                        part, k, zero, 0, pixels, i0 + k, i1 + k, i2 + k, i3 + k,
                        masked[0], masked[1], masked[2], masked[3],
                    )  # fmt: skip
                else:
                    weigh_bytes(
                        part, k, part, k, pixels, i0 + k, i1 + k, i2 + k, i3 + k,
                        masked[0], masked[1], masked[2], masked[3],
                    )  # fmt: skip
        if mass > 0:
            tint_run(rows, o, part, count, gain[cell - visible[0]], offset[cell - visible[0]], mass)
