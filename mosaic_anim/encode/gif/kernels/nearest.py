# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""The nearest of some colours, found exactly: for each part of the cube, those that may be it.

The cube of colours is cut into cells. A colour may be the nearest of a point in a cell only if the
cell's nearest point is not farther from it than the farthest one is from some other colour (P.
Heckbert, "Color image quantization for frame buffer display", 1982, section 3.3, calls it locally
sorted search). A cell asks those only that may be it in a larger one. Of 256 colours of a frame of
photos some 16 remain in cells of 16 levels a side, and five where they have 8.
"""

import numpy as np

from mosaic_anim.encode.gif.kernels.arrays import Bytes, Flags, Longs, Shorts
from mosaic_anim.kernel import kernel

FINE = 5
"""Bits of a channel that name a cell of 8 levels: worth it where each has many points."""

COARSE = 4
"""Bits of a channel that name a cell of 16 levels."""

_FIRST = 3  # bits of the largest cells
_FAR = 1 << 60


@kernel()
def cells_of(pixels: Bytes, counted: Flags) -> Flags:
    """Return in which of the FINE cells the `counted` of `pixels` (N, 3) lie."""
    asked = np.zeros(1 << 3 * FINE, np.bool_)
    for i in range(pixels.shape[0]):
        if counted[i]:
            red, green, blue = pixels[i, 0], pixels[i, 1], pixels[i, 2]
            asked[cell_of(np.int64(red), np.int64(green), np.int64(blue), 8, FINE)] = True
    return asked


@kernel()
def cell_of(red: int, green: int, blue: int, have: int, bits: int) -> int:
    """Return the cell, by some bits of a channel, of a colour whose channels have more."""
    shift = have - bits
    return (red >> shift) << 2 * bits | (green >> shift) << bits | blue >> shift


@kernel()
def candidates(colors: Longs, unit: int, asked: Flags, bits: int) -> tuple[Longs, Shorts]:
    """Return, for each cell, the colours that may be the nearest of a point in it.

    Parameters
    ----------
    colors : (n, 3) int64
        [1 / unit level]
    asked : (2**(3 * bits),) bool
        Cells in which there are points; frames of photos have some in a quarter of them.
    bits : int
        Bits of a channel that name a cell.

    Returns
    -------
    span : (2**(3 * bits), 2) int64
        From and to in `listed`, by red, green, blue; of cells that are asked for.
    listed : int16
        Numbers of colours, rising in each cell.
    """
    n = colors.shape[0]
    span = np.zeros((1, 2), np.int64)
    span[0, 1] = n
    listed = np.arange(n).astype(np.int16)
    above = 0
    for now in range(_FIRST, bits + 1):
        span, listed = _refined(colors, unit, _larger(asked, bits, now), now, span, listed, above)
        above = now
    return span, listed


@kernel()
def _larger(asked: Flags, bits: int, fewer: int) -> Flags:
    """Return which cells of fewer bits have a cell that is asked for."""
    if fewer == bits:
        return asked
    larger = np.zeros(1 << 3 * fewer, np.bool_)
    low = (1 << bits) - 1
    for cell in range(asked.size):
        if asked[cell]:
            red, green, blue = cell >> 2 * bits, cell >> bits & low, cell & low
            larger[cell_of(red, green, blue, bits, fewer)] = True
    return larger


@kernel()
def _refined(
    colors: Longs, unit: int, asked: Flags, bits: int, wide: Longs, wider: Shorts, above: int
) -> tuple[Longs, Shorts]:
    """Return span and list of cells from those, `wide` and `wider`, of larger ones."""
    span = np.empty((asked.size, 2), np.int64)
    listed = np.empty(asked.size, np.int16)
    least = np.empty(colors.shape[0], np.int64)
    side, low = (256 >> bits) * unit, (1 << bits) - 1
    total = 0
    for cell in range(asked.size):
        if not asked[cell]:
            continue
        red, green, blue = cell >> 2 * bits, cell >> bits & low, cell & low
        parent = cell_of(red, green, blue, bits, above)
        begin, count = wide[parent, 0], wide[parent, 1] - wide[parent, 0]
        if total + count > listed.size:
            longer = np.empty(2 * listed.size + count, np.int16)
            longer[:total] = listed[:total]
            listed = longer
        corner = (red * side, green * side, blue * side)
        most = _measure(colors, wider[begin : begin + count], corner, side, least)
        span[cell, 0] = total
        for q in range(count):
            if least[q] <= most:
                listed[total] = wider[begin + q]
                total += 1
        span[cell, 1] = total
    return span, listed


@kernel()
def _measure(
    colors: Longs, some: Shorts, corner: tuple[int, int, int], side: int, least: Longs
) -> int:
    """Write how near, squared, a cell comes to each of some colours.

    Returns
    -------
    int
        How far its farthest point is, squared, from the one from which that is nearest.
    """
    most = np.int64(_FAR)
    for q in range(some.size):
        k = np.uintp(some[q])
        near, far = np.int64(0), np.int64(0)
        for c in range(3):
            before = corner[c] - colors[k, c]
            beyond = before + side - 1
            gap, reach = max(before, -beyond, 0), max(beyond, -before)
            near += gap * gap
            far += reach * reach
        least[q] = near
        most = min(most, far)
    return int(most)


@kernel()
def nearest_of(
    colors: Longs, span: Longs, listed: Shorts, cell: int, x: int, y: int, z: int
) -> tuple[int, int]:
    """Return the nearest colour of a point in a cell, the first of equals, and its distance^2."""
    best, nearest = _FAR, np.uintp(0)
    for q in range(np.uintp(span[cell, 0]), np.uintp(span[cell, 1])):
        k = np.uintp(listed[q])  # unsigned, so that no index counts from the end
        red, green, blue = colors[k, 0] - x, colors[k, 1] - y, colors[k, 2] - z
        distance = red * red + green * green + blue * blue
        if distance < best:
            best, nearest = int(distance), k
    return int(nearest), best


@kernel()
def neighbours(colors: Longs, most: int) -> Shorts:
    """Return the nearest others of each colour, nearest first.

    Returns
    -------
    (n, min(n - 1, most)) int16
    """
    n = colors.shape[0]
    count = min(n - 1, most)
    nearest = np.empty((n, count), np.int16)
    distance = np.empty(n, np.int64)
    for k in range(n):
        for other in range(n):
            total = np.int64(0)
            for c in range(3):
                step = colors[other, c] - colors[k, c]
                total += step * step
            distance[other] = total
        distance[k] = _FAR
        for place in range(count):
            best = np.argmin(distance)
            nearest[k, place] = best
            distance[best] = _FAR
    return nearest
