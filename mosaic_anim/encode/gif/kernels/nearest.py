# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""The nearest of some colours, found exactly: for each part of the cube, those that may be it.

The cube of colours is cut into 16 x 16 x 16 cells. A colour may be the nearest of a point in a cell
only if the cell's nearest corner is not farther from it than the farthest corner is from some other
colour (P. Heckbert, "Color image quantization for frame buffer display", 1982, section 3.3, calls
it locally sorted search). Some ten remain.
"""

import numpy as np

from mosaic_anim.encode.gif.kernels.arrays import Bytes, Flags, Longs, Shorts
from mosaic_anim.kernel import kernel

_FAR = 1 << 60


@kernel()
def cells_of(pixels: Bytes, counted: Flags) -> Flags:
    """Return in which of the 4096 cells the `counted` of `pixels` (N, 3) lie."""
    asked = np.zeros(4096, np.bool_)
    for i in range(pixels.shape[0]):
        if counted[i]:
            red, green, blue = pixels[i, 0], pixels[i, 1], pixels[i, 2]
            asked[np.int64(red) >> 4 << 8 | np.int64(green) >> 4 << 4 | np.int64(blue) >> 4] = True
    return asked


@kernel()
def candidates(colors: Longs, unit: int, asked: Flags) -> tuple[Longs, Shorts]:
    """Return, for each cell, the colours that may be the nearest of a point in it.

    Parameters
    ----------
    colors : (n, 3) int64
        [1 / unit level]
    asked : (4096,) bool
        Cells in which there are points; frames of photos have some in a quarter of them.

    Returns
    -------
    span : (4096, 2) int64
        From and to in `listed`, by red, green, blue; of cells that are asked for.
    listed : int16
        Numbers of colours, rising in each cell.
    """
    n = colors.shape[0]
    span = np.empty((4096, 2), np.int64)
    listed = np.empty(4096 * 16, np.int16)
    everyone = np.arange(n)
    some, few, least = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    total = 0
    for coarse in range(512):
        red, green, blue = coarse >> 6, coarse >> 3 & 7, coarse & 7
        if not _has_any(asked, red, green, blue):
            continue
        count = _within(colors, everyone, n, red, green, blue, 32 * unit, least, some)
        for part in range(8):
            r, g, b = 2 * red + (part >> 2), 2 * green + (part >> 1 & 1), 2 * blue + (part & 1)
            cell = r << 8 | g << 4 | b
            if not asked[cell]:
                continue
            kept = _within(colors, some, count, r, g, b, 16 * unit, least, few)
            if total + kept > listed.size:
                longer = np.empty(2 * listed.size + kept, np.int16)
                longer[:total] = listed[:total]
                listed = longer
            span[cell, 0] = total
            for q in range(kept):
                listed[total + q] = few[q]
            total += kept
            span[cell, 1] = total
    return span, listed


@kernel()
def _has_any(asked: Flags, red: int, green: int, blue: int) -> bool:
    """Return whether there are points in any of the 8 cells of a coarse one."""
    for part in range(8):
        r, g, b = 2 * red + (part >> 2), 2 * green + (part >> 1 & 1), 2 * blue + (part & 1)
        if asked[r << 8 | g << 4 | b]:
            return True
    return False


@kernel()
def _within(
    colors: Longs, asked: Longs, count: int, red: int, green: int, blue: int, side: int,
    least: Longs, out: Longs,
) -> int:  # fmt: skip
    """Write into `out` which of the first `count` of `asked` may be nearest in a cell."""
    most = np.int64(_FAR)
    for q in range(count):
        k = asked[q]
        near = np.int64(0)
        far = np.int64(0)
        for c in range(3):
            x = colors[k, c] - (red, green, blue)[c] * side
            y = side - x
            if x < 0:
                near += x * x
            elif y < 0:
                near += y * y
            beyond = max(abs(x), abs(y))
            far += beyond * beyond
        least[q] = near
        most = min(most, far)
    kept = 0
    for q in range(count):
        if least[q] <= most:
            out[kept] = asked[q]
            kept += 1
    return kept


@kernel()
def nearest_of(
    colors: Longs, span: Longs, listed: Shorts, cell: int, x: int, y: int, z: int
) -> tuple[int, int]:
    """Return the nearest colour of a point in a cell, the first of equals, and its distance^2."""
    best, found = _FAR, 0
    for q in range(span[cell, 0], span[cell, 1]):
        k = listed[q]
        red, green, blue = colors[k, 0] - x, colors[k, 1] - y, colors[k, 2] - z
        distance = red * red + green * green + blue * blue
        if distance < best:
            best, found = int(distance), int(k)
    return found, best


@kernel()
def neighbours(colors: Longs, most: int) -> Shorts:
    """Return the nearest others of each colour, nearest first.

    Returns
    -------
    (n, min(n - 1, most)) int16
    """
    n = colors.shape[0]
    count = min(n - 1, most)
    found = np.empty((n, count), np.int16)
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
            found[k, place] = best
            distance[best] = _FAR
    return found
