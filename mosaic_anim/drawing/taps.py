"""Plan a triangle filter along one axis: which source pixels, with which 16-bit weights.

The triangle has its middle at the frame pixel's centre and reaches to its neighbours'. Weights
come from rounding the running
sum, so they always add to exactly what they should, however many there are.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.pyramid import OVERSAMPLING

ONE = 65535
"""The sum of the weights of a frame pixel."""

_POINT = 1e-6
"""Width that stands for none [source px]."""

Doubles = NDArray[np.floating]
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


def triangle(scale: Doubles, centre: Doubles, total: NDArray[np.int64]) -> Taps:
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
    """
    half = np.maximum(1.0, scale)[..., None]
    area = np.clip((scale - 1) / (OVERSAMPLING - 1), 0.0, 1.0)[..., None]  # a pixel's width
    taps = max(4, ceil(float((2 * half + area).max()) - 1e-9))
    first = np.ceil(centre - half - area / 2 - 0.5 + 1e-9)
    steps = np.arange(taps)
    off = first[..., None] + (steps + 0.5) - centre[..., None]
    half, area = half[..., None], np.maximum(area[..., None], _POINT)
    height = _before((off + area / 2) / half) - _before((off - area / 2) / half)
    running = np.cumsum(height, axis=-1)
    share = running / running[..., -1:] * total[..., None]
    weight = np.diff(np.floor(share + 0.5), axis=-1, prepend=0.0)
    index = first.astype(np.int64)[..., None] + steps
    return Taps(index=index, weight=weight.astype(np.uint16))


def share_before(edge: Doubles | float, place: Doubles, step: float) -> NDArray[np.int64]:
    """Tell how much of the triangles of frame pixels at `place` lies before `edge`, of ONE.

    The half base is one frame pixel, `step` [cells].
    """
    before = _before((edge - place) / step)
    share: NDArray[np.int64] = np.floor(before * ONE + 0.5).astype(np.int64)
    return share


def _before(x: Doubles) -> Doubles:
    """Return the area of a triangle of half base 1 that lies before x."""
    x = np.clip(x, -1.0, 1.0)
    return 0.5 + x * (1.0 - 0.5 * np.abs(x))
