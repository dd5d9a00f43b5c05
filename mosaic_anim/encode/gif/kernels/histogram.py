"""Which colours some pixels have, and how often: 6 bits a channel, with the mean of each bin."""

import numpy as np

from mosaic_anim.encode.gif.kernels.arrays import Bytes, Flags, Ints, Longs
from mosaic_anim.kernel import kernel

UNIT = 8
"""Parts of a level in which means are kept."""

BINS = 1 << 18


@kernel()
def count_colors(pixels: Bytes, counted: Flags, sums: Ints) -> Longs:
    """Return the colours of the pixels that count.

    Parameters
    ----------
    pixels : (N, 3) uint8
    counted : (N,) bool
    sums : (BINS, 4) int32
        Room to work in: zeros before, zeros after. A frame of 65,535 px a side holds fewer than
        2**32 pixels, but a bin of white may pass 2**31: pixels beyond its room are left out.

    Returns
    -------
    (n, 4) int64
        Mean of each bin [1 / UNIT level], and its pixels.
    """
    bins = 0
    for i in range(pixels.shape[0]):
        if counted[i]:
            red, green, blue = pixels[i, 0], pixels[i, 1], pixels[i, 2]
            k = np.int64(red >> 2) << 12 | np.int64(green >> 2) << 6 | np.int64(blue >> 2)
            if sums[k, 3] == 0:
                bins += 1
            elif sums[k, 3] == 1 << 23:
                continue
            sums[k, 0] += red
            sums[k, 1] += green
            sums[k, 2] += blue
            sums[k, 3] += 1
    points = np.empty((bins, 4), np.int64)
    n = 0
    for place in range(sums.shape[0]):
        weight = np.int64(sums[place, 3])
        if weight:
            for c in range(3):
                points[n, c] = (2 * UNIT * np.int64(sums[place, c]) + weight) // (2 * weight)
                sums[place, c] = 0
            points[n, 3] = weight
            sums[place, 3] = 0
            n += 1
    return points


@kernel()
def few_colors(pixels: Bytes, counted: Flags, most: int) -> Longs:
    """Return the colours themselves, if there are at most `most`; otherwise one more.

    Returns
    -------
    (n, 3) int64
        In the order of their first pixels.
    """
    room = 2048
    keys = np.full(room, -1, np.int64)
    colors = np.empty((most + 1, 3), np.int64)
    n = 0
    last = np.int64(-1)
    for i in range(pixels.shape[0]):
        if not counted[i]:
            continue
        red, green, blue = np.int64(pixels[i, 0]), np.int64(pixels[i, 1]), np.int64(pixels[i, 2])
        key = red << 16 | green << 8 | blue
        if key == last:
            continue
        last = key
        at = key * 40503 >> 7 & room - 1
        while keys[at] >= 0 and keys[at] != key:
            at = (at + 1) & room - 1
        if keys[at] < 0:
            keys[at] = key
            colors[n, 0], colors[n, 1], colors[n, 2] = red, green, blue
            n += 1
            if n > most:
                break
    return colors[:n]
