# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""The palette of some colours: cut into boxes, then moved to the means of what is nearest.

The start is a tree of boxes: the box with the greatest sum of squares is cut where that leaves the
least (after X. Wu, "Efficient statistical computations for optimal color quantization", Graphics
Gems II, 1991, here on a list of colours). Some rounds of k-means follow: each gains less than the
one before, six are within 0.1 dB of thirty.
"""

import numpy as np

from mosaic_anim.encode.gif.kernels.arrays import Longs
from mosaic_anim.encode.gif.kernels.histogram import UNIT
from mosaic_anim.encode.gif.kernels.nearest import COARSE, candidates, cell_of, nearest_of
from mosaic_anim.kernel import kernel

_BITS = 11
"""Bits of a channel that counts in units."""


@kernel()
def cut_boxes(points: Longs, most: int) -> Longs:
    """Return at most `most` means of boxes (k, 3) of the colours `points` (n, 4)."""
    n = points.shape[0]
    order, aside = np.arange(n), np.empty(n, np.int64)
    box = np.zeros((most, 2), np.int64)
    weight, spread = np.zeros(most, np.int64), np.zeros((most, 3), np.int64)
    means = np.zeros((most, 3), np.int64)
    box[0, 1] = n
    _describe(points, order, box, 0, weight, means, spread)
    count = 1
    while count < most:
        worst = np.argmax(spread[:count].sum(axis=1))
        axis = np.argmax(spread[worst])
        if spread[worst, axis] == 0:
            break
        middle = _cut(points, order, box[worst, 0], box[worst, 1], axis, aside)
        box[count, 0], box[count, 1], box[worst, 1] = middle, box[worst, 1], middle
        _describe(points, order, box, worst, weight, means, spread)
        _describe(points, order, box, count, weight, means, spread)
        count += 1
    return means[:count]


@kernel()
def _describe(
    points: Longs, order: Longs, box: Longs, k: int, weight: Longs, means: Longs, spread: Longs
) -> None:
    """Find weight, mean and squares about the mean, channel by channel, of a box.

    From sums of squares, in whole numbers: below 2**54 for as many pixels as a GIF can have.
    """
    total, first, second, third = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    squares = np.zeros(3, np.int64)
    for i in range(box[k, 0], box[k, 1]):
        point = order[i]
        x, y, z, count = points[point, 0], points[point, 1], points[point, 2], points[point, 3]
        total += count
        first += count * x
        second += count * y
        third += count * z
        squares[0] += count * x * x
        squares[1] += count * y * y
        squares[2] += count * z * z
    weight[k] = total
    for c in range(3):
        summed = (first, second, third)[c]
        mean = (2 * summed + total) // (2 * total)
        means[k, c] = mean
        about = squares[c] - mean * (2 * summed - mean * total)
        spread[k, c] = about if box[k, 1] - box[k, 0] > 1 else 0


@kernel()
def _cut(points: Longs, order: Longs, begin: int, end: int, axis: int, aside: Longs) -> int:
    """Order a box so that the lower part of it, by a channel, comes first; return where it ends."""
    count, summed = np.zeros(256 * UNIT, np.int64), np.zeros(256 * UNIT, np.int64)
    low, high = np.int64(256 * UNIT), np.int64(0)
    for i in range(begin, end):
        value = points[order[i], axis]
        count[value] += points[order[i], 3]
        summed[value] += points[order[i], 3] * value
        low, high = min(low, value), max(high, value)
    weight, total = count[low : high + 1].sum(), summed[low : high + 1].sum()
    below, part = np.int64(0), np.int64(0)
    best, edge = np.int64(-1), low
    for value in range(low, high):
        below += count[value]
        part += summed[value]
        if count[value]:
            # The gain is (mean - mean)^2 * w * w / (w + w): whole numbers all the way.
            rest = weight - below
            apart = (total - part) // rest - part // below
            gain = apart * apart * (below * rest // weight + 1)
            if gain > best:
                best, edge = gain, np.int64(value)
    place, above = begin, 0
    for i in range(begin, end):
        if points[order[i], axis] <= edge:
            order[place] = order[i]
            place += 1
        else:
            aside[above] = order[i]
            above += 1
    order[place:end] = aside[:above]
    return place


@kernel()
def move_to_means(points: Longs, colors: Longs, rounds: int) -> None:
    """Move `colors` (k, 3), in place, to the means of the points nearest to each.

    A colour that is nearest to none takes the worst point of the worst colour.
    """
    n = colors.shape[0]
    asked = np.zeros(1 << 3 * COARSE, np.bool_)
    for i in range(points.shape[0]):
        x, y, z = points[i, 0], points[i, 1], points[i, 2]
        asked[cell_of(x, y, z, _BITS, COARSE)] = True
    for _ in range(rounds):
        span, listed = candidates(colors, UNIT, asked, COARSE)
        sums, error = np.zeros((n, 4), np.int64), np.zeros(n, np.int64)
        worst, farthest = np.zeros(n, np.int64), np.zeros(n, np.int64)
        for i in range(points.shape[0]):
            x, y, z, weight = points[i, 0], points[i, 1], points[i, 2], points[i, 3]
            cell = cell_of(x, y, z, _BITS, COARSE)
            k, distance = nearest_of(colors, span, listed, cell, x, y, z)
            sums[k, 0] += weight * x
            sums[k, 1] += weight * y
            sums[k, 2] += weight * z
            sums[k, 3] += weight
            error[k] += weight * distance
            if weight * distance > worst[k]:
                worst[k], farthest[k] = weight * distance, i
        for k in range(n):
            weight = sums[k, 3]
            if weight:
                for c in range(3):
                    colors[k, c] = (2 * sums[k, c] + weight) // (2 * weight)
                continue
            taken = np.argmax(error)
            if error[taken]:
                colors[k] = points[farthest[taken], :3]
                error[taken] = 0
