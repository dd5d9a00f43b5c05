"""Steps that a block of 8 frame rows goes through.

Vertically filtered rows lie as (row, source column, channel) words; turned to (source column,
row, channel) a horizontal tap is 32 lanes at once, whatever its place; the finished block,
(frame column, row, channel), is rounded and packed into the frame.
"""

import numpy as np
from numba import njit

from mosaic_anim.render.kernels.lanes import LANES, pack_rgb, round_to_bytes, weigh_words

ROWS = 8
"""Frame rows in a block."""

MARGIN = 8
"""Spare source columns after a row: runs are handled in whole chunks of 8 pixels."""


@njit(nogil=True, cache=True)
def turn_columns(rows, stride, columns, turned):
    """Turn (8, stride) words of 4 channels into (columns, 8).

    rows : (8 * stride,) uint64; turned : (columns * 8,) uint64, out.
    """
    for column in range(columns):
        for row in range(ROWS):
            turned[column * ROWS + row] = rows[row * stride + column]


@njit(nogil=True, cache=True)
def weigh_columns(block, start, first_pixel, turned, origin, first, weight):
    """Filter the columns into the block, added to `start` (which may be the block itself).

    block, start : (W * 32,) uint16; turned : (columns * 32,) uint16, column 0 is the source
    column `origin`; first, weight : plan of the frame pixels from `first_pixel` on.
    """
    for n in range(first.size):
        o = (first_pixel + n) * LANES
        i = (first[n] - origin) * LANES
        weigh_words(
            block, o, start, o, turned, i, i + LANES, i + 2 * LANES, i + 3 * LANES,
            weight[n, 0], weight[n, 1], weight[n, 2], weight[n, 3],
        )  # fmt: skip
        for t in range(4, weight.shape[1], 4):
            j = i + t * LANES
            weigh_words(
                block, o, block, o, turned, j, j + LANES, j + 2 * LANES, j + 3 * LANES,
                weight[n, t], weight[n, t + 1], weight[n, t + 2], weight[n, t + 3],
            )  # fmt: skip


@njit(nogil=True, cache=True)
def background(ground, outside):
    """Return 8 pixels of background (32 words) for each entry, weighted by how far it is outside.

    ground : (4,) float32, 0 to 255; outside : (n,) uint16. Returns (n * 32,) uint16.
    """
    words = np.zeros(outside.size * LANES, np.uint16)
    for n in range(outside.size):
        if outside[n] > 0:
            for lane in range(LANES):
                share = ground[lane % 4] * outside[n] * (256.0 / 65535.0)
                words[n * LANES + lane] = np.uint16(share)
    return words


@njit(nogil=True, cache=True)
def finish_block(out, row, width, rows, block, small, smalls):
    """Round a block and write its rows to the frame.

    out : (H * W * 3,) uint8; small, smalls : (2, 64) uint32 and the same memory as (2 * 256,)
    uint8, room for 8 x 8 pixels before and after turning.
    """
    for x in range(0, width, 8):
        count = min(8, width - x)
        for k in range(count):
            round_to_bytes(smalls, k * LANES, block, (x + k) * LANES)
        for k in range(count):
            for r in range(ROWS):
                small[64 + r * 8 + k] = small[k * 8 + r]
        for r in range(rows):
            o = ((row + r) * width + x) * 3
            if count == 8:
                pack_rgb(out, o, smalls, 256 + r * 32)
            else:
                for k in range(count):
                    for channel in range(3):
                        out[o + 3 * k + channel] = smalls[256 + r * 32 + 4 * k + channel]


@njit(nogil=True, cache=True)
def tint_run(out, o, part, count, gain, offset, mass):
    """Add `count` pixels of `part` to out[o:], each channel times its gain plus its offset.

    part : (lanes,) uint16, 8.8, weighted by `mass` of 65535; gain, offset : (3,) float32.
    """
    limit = np.float32(mass) * np.float32(65280.0 / 65535.0)
    share = np.float32(mass) * np.float32(256.0 / 65535.0)
    g0, g1, g2 = gain[0], gain[1], gain[2]
    o0, o1, o2 = offset[0] * share, offset[1] * share, offset[2] * share
    for k in range(count):
        i = 4 * k
        j = o + i
        a = min(max(np.float32(part[i]) * g0 + o0, np.float32(0.0)), limit)
        b = min(max(np.float32(part[i + 1]) * g1 + o1, np.float32(0.0)), limit)
        c = min(max(np.float32(part[i + 2]) * g2 + o2, np.float32(0.0)), limit)
        out[j] += np.uint16(np.int32(a))
        out[j + 1] += np.uint16(np.int32(b))
        out[j + 2] += np.uint16(np.int32(c))
