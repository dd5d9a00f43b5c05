# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Which colour each pixel of a frame is shown in, and where two take turns in a pattern."""

import numpy as np

from mosaic_anim.encode.gif.kernels.arrays import Bytes, Flags, Ints, Longs, Shorts
from mosaic_anim.encode.gif.kernels.nearest import FINE, cell_of, nearest_of
from mosaic_anim.kernel import kernel

FIXED = -1
"""The error of a pixel that stays as it is whatever it costs."""

STEPS = 64
"""Steps of a pattern's strength."""

_GRAIN = 3  # squared distance of two pixels that are a level apart in each channel
_WIDEST = 40 * 40  # squared distance of two colours that may take turns
_STEEPNESS = 16  # of how much two colours that take turns have to be farther apart than pixels are
_ROUGHEST = _WIDEST // _STEEPNESS + _GRAIN  # squared distance of pixels that leaves no such colours


@kernel()
def choose(
    pixels: Bytes, changed: Flags, shown: Bytes, keeps: Flags,
    colors: Longs, span: Longs, listed: Shorts, near: Shorts, stay: int,
    width: int, row: int, col: int, strength: int, out: Shorts, target: Bytes, error: Longs,
) -> None:  # fmt: skip
    """Choose for each pixel its nearest colour, or what is shown already where that is as near.

    Where the picture changes less from pixel to pixel than the colours are apart, the two colours
    on both sides of a pixel take turns, in a pattern that stands still on the screen, so that
    their mean is its colour. The nearest two are used: so the pattern is as faint as can be.

    Parameters
    ----------
    pixels, shown : (N, 3) uint8
        The wanted picture, and the one on the screen.
    changed : (N,) bool
        False where a pixel stays as it is.
    keeps : (N,) bool
        Where `shown` is known: such a pixel may stay although it changes.
    colors : (k, 3) int64
        The palette; `near` its neighbours.
    stay : int
        The index of what stays.
    width, row, col : int
        Width of the rectangle, and its place in the frame.
    strength : int
        Strength of the pattern, 0 to 64.
    out : (N,) int16
        Filled with the chosen indices.
    target : (N, 3) uint8
        Filled with the colours that `out` means to show: of the pixel, or of the pattern.
    error : (N,) int64
        Filled with the squared distance of `out` from `target`, or FIXED.
    """
    rough = _roughness(pixels, width)
    line, column = row - 1, width - 1
    for i in range(pixels.shape[0]):
        column += 1
        if column == width:
            line, column = line + 1, 0
        if not changed[i]:
            out[i], error[i] = stay, FIXED
            target[i] = shown[i]
            continue
        x, y, z = np.int64(pixels[i, 0]), np.int64(pixels[i, 1]), np.int64(pixels[i, 2])
        target[i] = pixels[i]
        cell = cell_of(x, y, z, 8, FINE)
        k, distance = nearest_of(colors, span, listed, cell, x, y, z)
        out[i], error[i] = k, distance
        if strength > 0 and distance > 0 and rough[i] < _ROUGHEST:
            other = _mixed(pixels, i, k, rough[i], line, col + column, strength, colors, near)
            if other >= 0:
                out[i], error[i] = other, 0
                for c in range(3):
                    target[i, c] = colors[other, c]
        if keeps[i]:
            red = np.int64(shown[i, 0]) - np.int64(target[i, 0])
            green = np.int64(shown[i, 1]) - np.int64(target[i, 1])
            blue = np.int64(shown[i, 2]) - np.int64(target[i, 2])
            as_is = red * red + green * green + blue * blue
            if as_is <= error[i]:
                out[i], error[i] = stay, as_is


@kernel()
def _mixed(
    pixels: Bytes, i: int, k: int, rough: int, y: int, x: int, strength: int,
    colors: Longs, near: Shorts,
) -> int:  # fmt: skip
    """Return the colour of the pattern at a pixel of a smooth place; -1 for none."""
    best, pair, share = 1 << 60, -1, 0
    for place in range(near.shape[1]):
        other = near[k, place]
        length, along, off = 0, 0, 0
        for c in range(3):
            step = int(colors[other, c] - colors[k, c])
            away = int(np.int64(pixels[i, c]) - colors[k, c])
            length += step * step
            along += step * away
            off += away * away
        if length > _WIDEST:
            break
        if along <= 0 or _STEEPNESS * (rough - _GRAIN) >= length:
            continue
        # What the mean of the two is off, and a little for being far apart.
        cost = off - along * along // length + length // 16
        if cost < best:
            best, pair = cost, int(other)
            share = along * (2 * STEPS) // length
    if pair < 0:
        return -1
    bar = 2 * _rank(y, x) + 1  # 1 to 2 * STEPS - 1
    if pair < k:
        bar = 2 * STEPS - bar  # one pattern for both, whichever is nearer
    bar = STEPS + (bar - STEPS) * strength // STEPS
    return pair if share > bar else -1


@kernel()
def _roughness(pixels: Bytes, width: int) -> Ints:
    """Return how far each pixel is (N,), squared, from the farthest of its cross.

    The cross are the pixels one and two beside it, and those one and two above and below.
    """
    count = pixels.shape[0]
    red, green, blue = (
        np.empty(count, np.int32),
        np.empty(count, np.int32),
        np.empty(count, np.int32),
    )
    for i in range(count):
        red[i], green[i], blue[i] = pixels[i, 0], pixels[i, 1], pixels[i, 2]
    most = np.zeros(count, np.int32)
    for step in range(1, 3):
        for begin in range(0, count, width):
            row = slice(begin, begin + width)
            _compare(red[row], green[row], blue[row], step, most[row])
        _compare(red, green, blue, step * width, most)
    return most


@kernel()
def _compare(red: Ints, green: Ints, blue: Ints, step: int, most: Ints) -> None:
    """Compare pixels with those `step` later, and enter the squared distance of both."""
    count = most.size - step
    if count <= 0:
        return
    apart = np.empty(count, np.int32)
    reds, greens, blues, later = red[step:], green[step:], blue[step:], most[step:]
    for i in range(count):
        x, y, z = reds[i] - red[i], greens[i] - green[i], blues[i] - blue[i]
        apart[i] = x * x + y * y + z * z
    for i in range(count):
        most[i] = max(most[i], apart[i])
    for i in range(count):
        later[i] = max(later[i], apart[i])


@kernel()
def _rank(y: int, x: int) -> int:
    """Return a pixel's place, 0 to 63, in Bayer's order of an 8 x 8 square.

    B. E. Bayer, "An optimum method for two-level rendition of continuous-tone pictures", 1973.
    """
    rank = 0
    for bit in range(3):
        a, b = y >> bit & 1, x >> bit & 1
        rank = rank << 2 | (a ^ b) << 1 | a
    return rank


@kernel()
def show(index: Shorts, colors: Longs, stay: int, shown: Bytes) -> None:
    """Write the colours of `index` into what is shown, where it does not stay."""
    for i in range(index.size):
        k = index[i]
        if k != stay:
            for c in range(3):
                shown[i, c] = colors[k, c]
