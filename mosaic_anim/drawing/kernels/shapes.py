"""The shape of a sprite in the frame: where each row of pixels meets it.

u runs along a tile's width, v along its height, both from its centre and measured in frame pixels
across its sides: they are linear in the frame's rows and columns.
"""

from typing import NamedTuple

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Doubles, Longs
from mosaic_anim.kernel import kernel


class Shape(NamedTuple):
    """The shape of a sprite.

    Attributes
    ----------
    u_y, u_x : float
        How u rises from row to row, and from column to column.
    v_y, v_x : float
        How v does.
    x_u, x_v : float
        Columns per u, and per v.
    broad, high : float
        Length of the sides across which u and v are measured [px].
    """

    u_y: float
    u_x: float
    v_y: float
    v_x: float
    x_u: float
    x_v: float
    broad: float
    high: float


_STEEP = 1e-9  # a row parallel to a side is taken for almost parallel


@kernel(forceinline=True, error_model="numpy")
def shape_of(place: Doubles, tile: int) -> Shape:
    """Return the shape of a tile; `place` as in `sprites.Sprites`."""
    wy, wx, hy, hx = place[tile, 2], place[tile, 3], place[tile, 4], place[tile, 5]
    area = wx * hy - wy * hx
    broad = abs(area) / np.sqrt(hy * hy + hx * hx)
    high = abs(area) / np.sqrt(wy * wy + wx * wx)
    per_u, per_v = broad / area, high / area
    u_x, v_x = steep(hy * per_u, _STEEP), steep(-wy * per_v, _STEEP)
    return Shape(-hx * per_u, u_x, wx * per_v, v_x, 1 / u_x, 1 / v_x, broad, high)


@kernel(error_model="numpy")
def rows_of(place: Doubles, travel: Doubles, sprite: Longs, height: int) -> Longs:
    """Return the frame rows (s, 2), from and to, that each sprite touches.

    travel : (k,) float64
        How far each tile moves up and down from `place` [px]; empty for none.
    """
    spans = np.empty((sprite.shape[0], 2), np.int64)
    for i in range(sprite.shape[0]):
        tile = sprite[i]
        wy, wx, hy, hx = place[tile, 2], place[tile, 3], place[tile, 4], place[tile, 5]
        area = abs(wx * hy - wy * hx)
        # Half a pixel beyond each side, measured across it.
        reach = abs(wy) * (0.5 + 0.5 * np.sqrt(hy * hy + hx * hx) / area)
        reach += abs(hy) * (0.5 + 0.5 * np.sqrt(wy * wy + wx * wx) / area)
        if travel.size > 0:
            reach += travel[tile]
        middle = place[tile, 0] - 0.5
        spans[i, 0] = np.int64(min(max(np.ceil(middle - reach), 0.0), height))
        spans[i, 1] = np.int64(min(max(np.floor(middle + reach) + 1, 0.0), height))
    return spans


@kernel(forceinline=True)
def columns_of(shape: Shape, down: float, middle: float, width: int) -> tuple[int, int]:
    """Return the columns, from and to, of a row that is `down` below the centre of a sprite.

    middle : float
        Column of the centre, counted from the first pixel's middle [px].
    """
    half_u, half_v = shape.broad / 2 + 0.5, shape.high / 2 + 0.5
    u, v = shape.u_y * down, shape.v_y * down
    across, along = half_u * abs(shape.x_u), half_v * abs(shape.x_v)
    at_u, at_v = middle - u * shape.x_u, middle - v * shape.x_v
    low, high = max(at_u - across, at_v - along), min(at_u + across, at_v + along)
    start, end = columns_between(low, high, width)
    return start, end


@kernel(forceinline=True)
def columns_between(low: float, high: float, width: int) -> tuple[int, int]:
    """Return the columns, from and to, whose middles lie from `low` to `high` in a row."""
    low, high = np.ceil(max(low, 0.0)), np.floor(min(high, width - 1.0)) + 1.0
    low = min(low, float(width))
    return int(low), int(max(low, high))


@kernel(forceinline=True)
def steep(slope: float, least: float) -> float:
    """Keep a slope from 0, so that it can be divided by."""
    if abs(slope) < least:
        return least
    return slope
