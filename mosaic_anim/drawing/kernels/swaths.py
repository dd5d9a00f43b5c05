"""The swath of a sprite that moves: where each row of pixels meets it at any time.

Along u and v a sprite reaches as much farther as it moves; beside its way no farther than its
farthest corner does.
"""

from typing import NamedTuple

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Doubles
from mosaic_anim.drawing.kernels.shapes import Shape, columns_between, steep
from mosaic_anim.kernel import kernel

STILL = 1.0
"""What moves less is sampled like a sprite that does not [px]."""

_LEVEL = 1e-9  # a row parallel to a way is taken for almost parallel


class Ways(NamedTuple):
    """How tiles move while the shutter is open.

    Attributes
    ----------
    way : (k, 2) float64
        How far the centre of each moves in the whole time, down and across [px].
    time : (k, 2) float64
        From when to when it is drawn, -1/2 to 1/2: where `Sprites.place` says halfway.
    """

    way: Doubles
    time: Doubles


class Swath(NamedTuple):
    """Three strips that cross where a sprite passes: along u, along v and along its way.

    Attributes
    ----------
    way_u, way_v : float
        How far it moves in the whole time [px].
    half_time : float
        Half of the time that it is drawn, at most 1/2.
    u_y, v_y, w_y : float
        How the place across each strip rises from row to row.
    x_u, x_v, x_w : float
        Columns from place to place across each strip.
    half_u, half_v, half_w : float
        Half the width of each strip [columns].
    """

    way_u: float
    way_v: float
    half_time: float
    u_y: float
    v_y: float
    w_y: float
    x_u: float
    x_v: float
    x_w: float
    half_u: float
    half_v: float
    half_w: float


@kernel(forceinline=True, error_model="numpy")
def swath_of(shape: Shape, ways: Ways, tile: int) -> Swath:
    """Return where a tile passes."""
    down, across = ways.way[tile, 0], ways.way[tile, 1]
    half_time = (ways.time[tile, 1] - ways.time[tile, 0]) / 2
    way_u = shape.u_x * across + shape.u_y * down
    way_v = shape.v_x * across + shape.v_y * down
    half_u = shape.broad / 2 + 0.5 + abs(way_u) * half_time
    half_v = shape.high / 2 + 0.5 + abs(way_v) * half_time
    w_x, w_y, half_w = shape.u_x, shape.u_y, half_u
    length = np.sqrt(way_u * way_u + way_v * way_v)
    if length > STILL:
        to_u, to_v = -way_v / length, way_u / length
        w_x = steep(to_u * shape.u_x + to_v * shape.v_x, _LEVEL)
        w_y = to_u * shape.u_y + to_v * shape.v_y
        half_w = abs(to_u) * (shape.broad / 2 + 0.5) + abs(to_v) * (shape.high / 2 + 0.5)
    x_u, x_v, x_w = 1 / shape.u_x, 1 / shape.v_x, 1 / w_x
    return Swath(
        way_u,
        way_v,
        half_time,
        shape.u_y,
        shape.v_y,
        w_y,
        x_u,
        x_v,
        x_w,
        half_u * abs(x_u),
        half_v * abs(x_v),
        half_w * abs(x_w),
    )


@kernel()
def travel_of(ways: Ways) -> Doubles:
    """Return how far each tile (k,) moves up and down from halfway [px]."""
    return np.abs(ways.way[:, 0]) * (ways.time[:, 1] - ways.time[:, 0]) / 2


@kernel(forceinline=True)
def swath_columns(swath: Swath, down: float, middle: float, width: int) -> tuple[int, int]:
    """Return the columns, from and to, of a row that is `down` below a sprite's centre.

    middle : float
        Column of the centre, counted from the first pixel's middle [px].
    """
    at_u = middle - swath.u_y * down * swath.x_u
    at_v = middle - swath.v_y * down * swath.x_v
    at_w = middle - swath.w_y * down * swath.x_w
    low = max(at_u - swath.half_u, at_v - swath.half_v, at_w - swath.half_w)
    high = min(at_u + swath.half_u, at_v + swath.half_v, at_w + swath.half_w)
    start, end = columns_between(low, high, width)
    return start, end
