"""Draw many cells whose pictures have one size: the canvas is sampled as one long picture.

The rows of the tiles are read where they lie; nothing is gathered.
"""

import numpy as np
from numba import njit

from mosaic_anim.render.kernels.block import (
    MARGIN,
    ROWS,
    background,
    finish_block,
    tint_run,
    turn_columns,
    weigh_columns,
)
from mosaic_anim.render.kernels.lanes import LANES, weigh_bytes

NOTHING = np.zeros(LANES, np.uint16)
"""What a sum starts with."""


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
    cell, byte = _tap_places(row_first, row_weight.shape[1], visible, shape)
    starts = background(ground, row_outside)
    outer = background(ground, column_outside)
    rows = np.zeros(ROWS * stride * 4, np.uint16)
    turned = np.zeros(stride * LANES, np.uint16)
    block = np.zeros(width * LANES, np.uint16)
    part = np.zeros(tile_width * 4 + LANES, np.uint16)
    small = np.zeros(128, np.uint32)
    tinted = tint[0].size > 0
    for top in range(0, height, ROWS):
        count = min(ROWS, height - top)
        for column in range(place.shape[1]):
            tile_left = (visible[2] + column) * tile_width
            left, right = max(tile_left, origin), min(tile_left + tile_width, end)
            shift = (left - tile_left) * 4
            for y in range(top, top + count if right > left else top):
                o = ((y - top) * stride + left - origin) * 4
                if tinted:
                    _tinted_run(
                        rows, o, right - left, starts, y, row_weight, cell, byte,
                        place, column, shift, pixels, tint[0], tint[1], part,
                    )  # fmt: skip
                else:
                    _plain_run(
                        rows, o, (right - left) * 4, starts, y, row_weight, cell, byte,
                        place, column, shift, pixels,
                    )  # fmt: skip
        turn_columns(rows.view(np.uint64), stride, stride, turned.view(np.uint64))
        weigh_columns(block, outer, 0, turned, origin, column_first, column_weight)
        finish_block(out, top, width, count, block, small, small.view(np.uint8))


@njit(nogil=True, cache=True)
def _tap_places(first, taps, visible, shape):
    """Find each row tap's cell row (from the first visible one) and its byte in a picture."""
    cell = np.empty((first.size, taps), np.int64)
    byte = np.empty((first.size, taps), np.int64)
    last = visible[1] * shape[0] - 1
    for y in range(first.size):
        for t in range(taps):
            # Taps past the end have no weight.
            row = min(first[y] + t, last)
            cell[y, t] = row // shape[0] - visible[0]
            byte[y, t] = row % shape[0] * shape[1] * 4
    return cell, byte


@njit(nogil=True, cache=True)
def _plain_run(rows, o, lanes, starts, y, weight, cell, byte, place, column, shift, pixels):
    """Filter one cell's part of one row; taps may lie in cells above each other."""
    for t in range(0, weight.shape[1], 4):
        start, s = (starts, y * LANES) if t == 0 else (rows, o)
        step = 0 if t == 0 else 1
        i0 = place[cell[y, t], column] + byte[y, t] + shift
        i1 = place[cell[y, t + 1], column] + byte[y, t + 1] + shift
        i2 = place[cell[y, t + 2], column] + byte[y, t + 2] + shift
        i3 = place[cell[y, t + 3], column] + byte[y, t + 3] + shift
        w0, w1, w2, w3 = weight[y, t], weight[y, t + 1], weight[y, t + 2], weight[y, t + 3]
        for k in range(0, lanes, LANES):
            weigh_bytes(
                rows, o + k, start, s + k * step, pixels, i0 + k, i1 + k, i2 + k, i3 + k,
                w0, w1, w2, w3,
            )  # fmt: skip


@njit(nogil=True, cache=True)
def _tinted_run(
    rows, o, count, starts, y, weight, cell, byte, place, column, shift, pixels, gain, offset, part
):
    """Filter one cell's part of one row, each of the cells above each other with its own tint."""
    taps = weight.shape[1]
    for i in range(count * 4):
        rows[o + i] = starts[y * LANES + i % 4]
    t = 0
    while t < taps:
        # Up to four taps of one cell.
        this = cell[y, t]
        w0, w1, w2, w3 = weight[y, t], np.uint16(0), np.uint16(0), np.uint16(0)
        i0 = place[this, column] + shift
        i1, i2, i3 = i0, i0, i0
        i0 += byte[y, t]
        t += 1
        if t < taps and cell[y, t] == this:
            w1, i1 = weight[y, t], i1 + byte[y, t]
            t += 1
            if t < taps and cell[y, t] == this:
                w2, i2 = weight[y, t], i2 + byte[y, t]
                t += 1
                if t < taps and cell[y, t] == this:
                    w3, i3 = weight[y, t], i3 + byte[y, t]
                    t += 1
        mass = np.int64(w0) + np.int64(w1) + np.int64(w2) + np.int64(w3)
        if mass > 0:
            for k in range(0, count * 4, LANES):
                weigh_bytes(
                    part, k, NOTHING, 0, pixels, i0 + k, i1 + k, i2 + k, i3 + k, w0, w1, w2, w3
                )
            tint_run(rows, o, part, count, gain[this, column], offset[this, column], mass)
