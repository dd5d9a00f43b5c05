"""Plan a triangle filter along one axis: which source pixels, with which 16-bit weights.

The triangle has its middle at the frame pixel's centre. Weights come from rounding the running
sum, so they always add to exactly 65535, however many there are.
"""

import math

import numpy as np
from numba import njit

ONE = 65535
"""The sum of the weights of a frame pixel."""


@njit(nogil=True, cache=True)
def strip_taps(start, step, per_cell, half, bounds, first, weight, outside):
    """Plan for cells that lie side by side as one long picture.

    Parameters
    ----------
    start, step : float
        Frame pixel k lies at start + (k + 0.5) * step [cells].
    per_cell : int
        Source pixels in a cell.
    half : float
        Half of the triangle's base [source px].
    bounds : (4,) int64
        First and end source pixel of the canvas, first and end of the cells at hand [source px].
        A tap outside the canvas goes to the background, one outside the cells at hand to the
        nearest of their pixels.
    first : (n,) int64, out
        First source pixel.
    weight : (n, T) uint16, out
        Weights of the source pixels first, first + 1, ...
    outside : (n,) uint16, out
        Weight of the background.
    """
    taps = weight.shape[1]
    for k in range(first.size):
        centre = (start + (k + 0.5) * step) * per_cell
        left = math.ceil(centre - half - 0.5)
        total = 0.0
        for t in range(taps):
            total += max(0.0, 1.0 - abs(left + t + 0.5 - centre) / half)
        inner = min(max(left, bounds[2]), bounds[3] - 1)
        first[k] = inner
        outside[k] = 0
        for t in range(taps):
            weight[k, t] = 0
        running, before = 0.0, 0
        for t in range(taps):
            running += max(0.0, 1.0 - abs(left + t + 0.5 - centre) / half)
            now = math.floor(running / total * ONE + 0.5)
            if left + t < bounds[0] or left + t >= bounds[1]:
                outside[k] += now - before
            else:
                tap = min(max(left + t, bounds[2]), bounds[3] - 1)
                weight[k, tap - inner] += now - before
            before = now


@njit(nogil=True, cache=True)
def cell_taps(start, step, cell, shown_start, shown, stored, half, first_pixel, first, weight):
    """Plan for one cell that is drawn by itself, with an antialiased edge.

    Parameters
    ----------
    start, step : float
        Frame pixel k lies at start + (k + 0.5) * step [cells].
    cell : int
        The cell's row or column.
    shown_start, shown : float
        Start and length of what the cell shows of its picture [source px].
    stored : int
        Length of its picture [source px]; taps outside go to its first or last pixel.
    half : float
        Half of the triangle's base [source px].
    first_pixel : int
        Frame pixel of the first row of the plan.
    first : (n,) int64, out
        First source pixel.
    weight : (n, T) uint16, out
        Weights of the source pixels first, first + 1, ...; they add to the part of the frame
        pixel's triangle that lies over the cell.
    """
    taps = weight.shape[1]
    for n in range(first.size):
        place = start + (first_pixel + n + 0.5) * step
        share = _share(cell + 1, place, step) - _share(cell, place, step)
        centre = shown_start + (place - cell) * shown
        left = math.ceil(centre - half - 0.5)
        total = 0.0
        for t in range(taps):
            total += max(0.0, 1.0 - abs(left + t + 0.5 - centre) / half)
        inner = min(max(left, 0), stored - 1)
        first[n] = inner
        for t in range(taps):
            weight[n, t] = 0
        running, before = 0.0, 0
        for t in range(taps):
            running += max(0.0, 1.0 - abs(left + t + 0.5 - centre) / half)
            now = math.floor(running / total * share + 0.5)
            tap = min(max(left + t, 0), stored - 1)
            weight[n, tap - inner] += now - before
            before = now


@njit(nogil=True, cache=True)
def outside_shares(start, step, cells, outside):
    """Tell how much of each frame pixel's triangle lies outside a canvas of `cells`, of ONE.

    outside : (n,) uint16, out.
    """
    for k in range(outside.size):
        place = start + (k + 0.5) * step
        outside[k] = ONE - (_share(cells, place, step) - _share(0, place, step))


@njit(nogil=True, cache=True)
def _share(edge, place, step):
    """Return how much of a pixel's triangle (half base one pixel) lies before `edge`, of ONE."""
    x = min(max((edge - place) / step, -1.0), 1.0)
    before = 0.5 * (1.0 + x) ** 2 if x < 0.0 else 1.0 - 0.5 * (1.0 - x) ** 2
    return math.floor(before * ONE + 0.5)


def tap_count(half: float) -> int:
    """Return how many taps a triangle of this half base [source px] can have, in groups of 4."""
    return max(4, 4 * math.ceil(math.ceil(2 * half - 1e-9) / 4))


def shape_of_plan(count: int, half: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the empty arrays first, weight and outside of a plan for `count` frame pixels."""
    taps = tap_count(half)
    return (
        np.empty(count, np.int64),
        np.empty((count, taps), np.uint16),
        np.empty(count, np.uint16),
    )
