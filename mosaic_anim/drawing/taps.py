"""Plan a triangle filter along one axis: which source pixels, with which 16-bit weights.

The triangle has its middle at the frame pixel's centre and reaches to its neighbours'. Where a
source ends within it, it ends there, too, and what it has left weighs as much more. Weights come
from rounding the running sum, so they always add to exactly what they should, however many there
are.
"""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.shares import Doubles
from mosaic_anim.lazy import LazyModule
from mosaic_anim.library.pyramid import OVERSAMPLING

if TYPE_CHECKING:
    from mosaic_anim.drawing.kernels import triangles as kernels
else:  # Numba
    kernels = LazyModule("mosaic_anim.drawing.kernels.triangles")

_POINT = 1e-6
"""Width that stands for none [source px]."""

Words = NDArray[np.uint16]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taps:
    """The taps of some frame pixels.

    Attributes
    ----------
    index : (..., n, T) int64
        Source pixels; T is at least 4.
    weight : (..., n, T) uint16
        Their weights.
    """

    index: Indices
    weight: Words


def triangle(
    scale: Doubles, centre: Doubles, total: Indices, *, with_touched: bool = False
) -> Taps:
    """Give source pixels the weights of triangles; pixel i has its centre at i + 0.5.

    A reduced picture is taken for what it is, an area of plain pixels, and a weight is the part of
    the triangle that lies over its pixel: triangles one frame pixel apart add to one everywhere, so
    things glide without jitter however pixels lie. An enlarged one is sampled at its pixels'
    centres, which is bilinear interpolation. In between, pixels shrink from areas to points.

    Parameters
    ----------
    scale : (...,) float64
        Source pixels per frame pixel.
    centre : (..., n) float64
        Middle of each triangle [source px].
    total : (..., n) int64
        What the weights add to.
    with_touched : bool
        Whether every source pixel that a triangle touches gets a tap, though some weigh nothing.
    """
    half = np.maximum(1.0, scale)[..., None]
    area = np.clip((scale - 1) / (OVERSAMPLING - 1), 0.0, 1.0)[..., None]  # a pixel's width
    reach = half + (1.0 if with_touched else area) / 2
    taps = max(4, ceil(float((2 * reach).max()) - 1e-9))
    first = np.ceil(centre - reach - 0.5 + 1e-9)
    index = first.astype(np.int64)
    weight = np.empty((*first.shape, taps), np.uint16)
    table = half.size, first.shape[-1]
    kernels.weigh_triangles(
        index.reshape(table),
        half.reshape(-1),
        np.maximum(area, _POINT).reshape(-1),
        np.ascontiguousarray(centre).reshape(table),
        np.ascontiguousarray(total).reshape(table),
        weight.reshape(*table, taps),
    )
    return Taps(index=index[..., None] + np.arange(taps), weight=weight)
