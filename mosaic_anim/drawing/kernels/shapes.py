# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""The shape of a sprite in the frame: where each row of pixels meets it.

u runs along a tile's width, v along its height, both from its centre and measured in frame pixels
across its sides: they are linear in the frame's rows and columns.
"""

import numpy as np
from numba import njit

from mosaic_anim.drawing.kernels.arrays import Doubles, Longs

CY, CX = 0, 1  # the centre [px]
UY, UX, VY, VX = 2, 3, 4, 5  # how u and v rise from row to row and from column to column
PER_U, PER_V = 6, 7  # columns per u and per v
HALF_U, HALF_V = 8, 9  # half of the sides [px]
U_LOW, U_HIGH, V_LOW, V_HIGH = 10, 11, 12, 13  # between them nothing has to be clipped
ACROSS, DOWN = 14, 15  # source pixels per u and per v
MIDDLE_X, MIDDLE_Y = 16, 17  # the tile's centre in its picture [px of the picture]
REACH = 18  # rows above and below the centre that it touches

_NUMBERS = 19
_STEEP = 1e-9  # a row parallel to a side is taken for almost parallel
_MARGIN = 0.37  # samples lie a quarter of a pixel beside the centre, both ways [px]


@njit(nogil=True, cache=True, error_model="numpy")
def shapes(place: Doubles, window: Doubles, picture: Longs) -> Doubles:
    """Return what drawing needs of each sprite (k, 19); see `sprites.draw_sprites`."""
    shape = np.empty((place.shape[0], _NUMBERS))
    for i in range(place.shape[0]):
        wy, wx, hy, hx = place[i, 2], place[i, 3], place[i, 4], place[i, 5]
        area = wx * hy - wy * hx
        broad = abs(area) / np.sqrt(hy * hy + hx * hx)
        high = abs(area) / np.sqrt(wy * wy + wx * wx)
        ux, vx = _steep(hy / area * broad), _steep(-wy / area * high)
        shape[i, CY], shape[i, CX] = place[i, 0], place[i, 1]
        shape[i, UY], shape[i, UX] = -hx / area * broad, ux
        shape[i, VY], shape[i, VX] = wx / area * high, vx
        shape[i, PER_U], shape[i, PER_V] = 1 / ux, 1 / vx
        shape[i, HALF_U], shape[i, HALF_V] = broad / 2, high / 2
        # Half a pixel beyond each side, measured across it.
        shape[i, REACH] = abs(wy) * (0.5 + 0.5 / broad) + abs(hy) * (0.5 + 0.5 / high)
        across, down = window[i, 3] / broad, window[i, 2] / high
        middle_x = window[i, 1] + window[i, 3] / 2 - 0.5
        middle_y = window[i, 0] + window[i, 2] / 2 - 0.5
        shape[i, ACROSS], shape[i, DOWN] = across, down
        shape[i, MIDDLE_X], shape[i, MIDDLE_Y] = middle_x, middle_y
        # Wholly covered, and all four source pixels in the picture.
        shape[i, U_LOW] = max(0.5 - broad / 2, -middle_x / across + _MARGIN)
        shape[i, U_HIGH] = min(broad / 2 - 0.5, (picture[i, 2] - 1 - middle_x) / across - _MARGIN)
        shape[i, V_LOW] = max(0.5 - high / 2, -middle_y / down + _MARGIN)
        shape[i, V_HIGH] = min(high / 2 - 0.5, (picture[i, 1] - 1 - middle_y) / down - _MARGIN)
    return shape


@njit(nogil=True, cache=True, forceinline=True)
def at_row(shape: Doubles, i: int, y: int) -> tuple[float, float]:
    """Return u and v at the middle of frame row `y`'s first pixel."""
    down, across = y + 0.5 - shape[i, CY], 0.5 - shape[i, CX]
    u = shape[i, UY] * down + shape[i, UX] * across
    v = shape[i, VY] * down + shape[i, VX] * across
    return u, v


@njit(nogil=True, cache=True, error_model="numpy")
def find_spans(spans: Longs, shape: Doubles, i: int, first: int, end: int, width: int) -> None:
    """Find the columns that the rows from `first` to `end` share with a sprite.

    All rows at once: a processor that must wait for a span to know where a loop ends waits long.

    Parameters
    ----------
    spans : (rows, 4) int64, out
        Of each row: its first column, from where to where nothing has to be clipped, its end.
    """
    half_u, half_v = shape[i, HALF_U] + 0.5, shape[i, HALF_V] + 0.5
    per_u, per_v = shape[i, PER_U], shape[i, PER_V]
    u_low, u_high, v_low, v_high = (
        shape[i, U_LOW], shape[i, U_HIGH], shape[i, V_LOW], shape[i, V_HIGH],
    )  # fmt: skip
    has_inside = u_low < u_high and v_low < v_high
    for y in range(first, end):
        u, v = at_row(shape, i, y)
        a, b, c, d = -half_u - u, half_u - u, -half_v - v, half_v - v
        low, high = _between(a * per_u, b * per_u, c * per_v, d * per_v, 0.0, width)
        n = y - first
        spans[n, 0], spans[n, 3] = np.int64(low), np.int64(high)
        if has_inside:
            a, b, c, d = u_low - u, u_high - u, v_low - v, v_high - v
            low, high = _between(a * per_u, b * per_u, c * per_v, d * per_v, low, high)
            spans[n, 1], spans[n, 2] = np.int64(low), np.int64(high)
        if not has_inside or low >= high:
            spans[n, 1], spans[n, 2] = spans[n, 3], spans[n, 3]


@njit(nogil=True, cache=True, forceinline=True)
def _between(
    a: float, b: float, c: float, d: float, least: float, most: float
) -> tuple[float, float]:
    """Return the columns, from and to, between a and b, between c and d, and within limits."""
    low = np.ceil(max(min(a, b), min(c, d), least))
    high = np.floor(min(max(a, b), max(c, d), most - 1.0)) + 1.0
    low = min(low, most)
    return low, max(low, high)


@njit(nogil=True, cache=True, forceinline=True)
def _steep(slope: float) -> float:
    """Keep a slope from 0, so that it can be divided by."""
    if abs(slope) < _STEEP:
        return _STEEP
    return slope
