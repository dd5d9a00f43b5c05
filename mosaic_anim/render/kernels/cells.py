"""Draw close-ups: few cells, each with a picture of its own size.

Each cell is filtered at its own resolution and added to the frame with its share of each frame
pixel's triangle. The shares of neighbours and of the background add to one, so there is no seam.
"""

import math

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
from mosaic_anim.render.kernels.taps import cell_taps

NOTHING = np.zeros(LANES, np.uint16)
"""What a sum starts with."""


@njit(nogil=True, cache=True)
def draw_cells(
    out, height, width, starts, steps, outsides, visible, place, shapes, windows, halves,
    taps, pixels, tint, ground,
):  # fmt: skip
    """Draw the frame.

    Parameters
    ----------
    out : (H * W * 3,) uint8
    starts, steps : (2,) float64
        Frame pixel k lies at start + (k + 0.5) * step, for rows and columns [cells].
    outsides : ((H,), (W,)) uint16
        How much of each row's and each column's triangle lies outside the canvas.
    visible : (4,) int64
        First and end row, first and end column of the cells in view.
    place : (rows, cols) int64
        Where the picture of each of them starts in `pixels`.
    shapes : (rows, cols, 2) int64
        Height and width of each picture [px].
    windows : (rows, cols, 4) float64
        row, col, height, width of the part that fills the cell [px].
    halves : (rows, cols, 2) float64
        Half base of the triangle, down and across [source px].
    taps : int
        Taps of the widest triangle, a multiple of 4.
    pixels : (N,) uint8
        Pictures of 4 bytes a pixel.
    tint : (gain, offset)
        (rows, cols, 3) float32 each, of the visible cells; without any cells: no tint.
    ground : (4,) float32
        Colour outside the canvas, 0 to 255.
    """
    row_spans = _spans(starts[0], steps[0], visible[0], place.shape[0], height)
    column_spans = _spans(starts[1], steps[1], visible[2], place.shape[1], width)
    row_first, row_weight = _plans(
        starts[0], steps[0], visible[0], row_spans, shapes, windows, halves, taps, 0
    )
    column_first, column_weight = _plans(
        starts[1], steps[1], visible[2], column_spans, shapes, windows, halves, taps, 1
    )
    stride = shapes[:, :, 1].max() + taps + MARGIN
    rows = np.zeros(ROWS * stride * 4, np.uint16)
    turned = np.zeros(stride * LANES, np.uint16)
    part = np.zeros(stride * 4 + LANES, np.uint16)
    block = np.zeros(width * LANES, np.uint16)
    small = np.zeros(128, np.uint32)
    for top in range(0, height, ROWS):
        end = min(top + ROWS, height)
        _lay_ground(block, outsides[0][top:end], outsides[1], ground)
        for i in range(place.shape[0]):
            if row_spans[i, 0] >= end or row_spans[i, 1] <= top:
                continue
            for j in range(place.shape[1]):
                left, right = column_spans[j]
                if left >= right:
                    continue
                first = column_first[i, j, : right - left]
                origin = first[0]
                columns = min(first[-1] + taps, shapes[i, j, 1]) - origin
                for y in range(top, end):
                    o = (y - top) * stride * 4
                    n = y - row_spans[i, 0]
                    if n < 0 or y >= row_spans[i, 1]:
                        rows[o : o + columns * 4] = 0
                        continue
                    run = place[i, j] + origin * 4
                    if tint[0].size == 0:
                        _weigh_rows(
                            rows, o, columns, row_first[i, j, n], row_weight[i, j, n],
                            pixels, run, shapes[i, j],
                        )  # fmt: skip
                        continue
                    _weigh_rows(
                        part, 0, columns, row_first[i, j, n], row_weight[i, j, n],
                        pixels, run, shapes[i, j],
                    )  # fmt: skip
                    rows[o : o + columns * 4] = 0
                    mass = row_weight[i, j, n].sum()
                    tint_run(rows, o, part, columns, tint[0][i, j], tint[1][i, j], mass)
                turn_columns(rows.view(np.uint64), stride, columns, turned.view(np.uint64))
                weigh_columns(
                    block, block, left, turned, origin, first,
                    column_weight[i, j, : right - left],
                )  # fmt: skip
        finish_block(out, top, width, end - top, block, small, small.view(np.uint8))


@njit(nogil=True, cache=True)
def _spans(start, step, first, count, pixels):
    """Return the frame pixels, from and to, that each of `count` cells touches: (count, 2)."""
    spans = np.empty((count, 2), np.int64)
    for n in range(count):
        low = math.floor((first + n - start) / step - 1.5)
        high = math.ceil((first + n + 1 - start) / step + 0.5)
        spans[n, 0] = min(max(low, 0), pixels)
        spans[n, 1] = min(max(high, 0), pixels)
    return spans


@njit(nogil=True, cache=True)
def _plans(start, step, first_cell, spans, shapes, windows, halves, taps, axis):
    """Plan one axis of all cells: first taps (rows, cols, n) and weights (rows, cols, n, T)."""
    most = (spans[:, 1] - spans[:, 0]).max()
    first = np.zeros((shapes.shape[0], shapes.shape[1], most), np.int64)
    weight = np.zeros((shapes.shape[0], shapes.shape[1], most, taps), np.uint16)
    for i in range(shapes.shape[0]):
        for j in range(shapes.shape[1]):
            n = i if axis == 0 else j
            count = spans[n, 1] - spans[n, 0]
            cell_taps(
                start, step, first_cell + n, windows[i, j, axis], windows[i, j, axis + 2],
                shapes[i, j, axis], halves[i, j, axis], spans[n, 0],
                first[i, j, :count], weight[i, j, :count],
            )  # fmt: skip
    return first, weight


@njit(nogil=True, cache=True)
def _lay_ground(block, row_outside, column_outside, ground):
    """Start a block with the background, as far as each pixel lies outside the canvas."""
    for x in range(column_outside.size):
        for r in range(row_outside.size):
            inside = (1.0 - column_outside[x] / 65535.0) * (1.0 - row_outside[r] / 65535.0)
            for channel in range(4):
                word = ground[channel] * 256.0 * (1.0 - inside) if inside < 1.0 else 0.0
                block[x * LANES + r * 4 + channel] = np.uint16(word)


@njit(nogil=True, cache=True)
def _weigh_rows(out, o, columns, first, weight, pixels, run, shape):
    """Filter `columns` source columns, from byte `run` of a picture's first row on, into out[o:]."""
    row_bytes, last = shape[1] * 4, shape[0] - 1
    for t in range(0, weight.size, 4):
        i0 = run + min(first + t, last) * row_bytes
        i1 = run + min(first + t + 1, last) * row_bytes
        i2 = run + min(first + t + 2, last) * row_bytes
        i3 = run + min(first + t + 3, last) * row_bytes
        w0, w1, w2, w3 = weight[t], weight[t + 1], weight[t + 2], weight[t + 3]
        start, s, step = (NOTHING, 0, 0) if t == 0 else (out, o, 1)
        for k in range(0, columns * 4, LANES):
            weigh_bytes(
                out, o + k, start, s + k * step, pixels, i0 + k, i1 + k, i2 + k, i3 + k,
                w0, w1, w2, w3,
            )  # fmt: skip
