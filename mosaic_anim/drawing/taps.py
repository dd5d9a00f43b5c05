"""Plan a triangle filter along one axis: which source pixels, with which 16-bit weights.

The triangle has its middle at the frame pixel's centre and reaches to its neighbours'. Where a
source ends within it, it ends there, too, and what it has left weighs as much more. Weights come
from rounding the running sum, so they always add to exactly what they should, however many there
are.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.shares import Doubles, triangle_before
from mosaic_anim.library.pyramid import OVERSAMPLING

ONE = 65535
"""The sum of the weights of a frame pixel."""

_POINT = 1e-6
"""Width that stands for none [source px]."""

_SPECK = 1e-3
"""Weight that stands for none, of `ONE`: among taps that have no more, all are alike."""

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

    def at(self, pixels: NDArray[np.bool_]) -> "Taps":
        """Return the taps (k, T) of some frame pixels (..., n)."""
        return Taps(index=self.index[pixels], weight=self.weight[pixels])


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
    steps = np.arange(taps)
    off = (first - centre)[..., None] + (steps + 0.5)
    half, area = half[..., None], np.maximum(area[..., None], _POINT)
    if area.min() == 1:
        running = triangle_before((off + 0.5) / half)
    else:
        height = triangle_before((off + area / 2) / half)
        height -= triangle_before((off - area / 2) / half)
        running = np.cumsum(height, axis=-1)
    running *= total[..., None] / running[..., -1:]
    running += 0.5
    weight = np.diff(np.floor(running, out=running), axis=-1, prepend=0.0)
    index = first.astype(np.int64)[..., None] + steps
    return Taps(index=index, weight=weight.astype(np.uint16))


def within(taps: Taps, owner: Indices, before: Doubles, after: Doubles) -> Words:
    """Scale the weights of taps (n, T) so that those of each owner add up to its share.

    Nothing is read beyond its source: what a triangle has there goes to its other taps in the same
    source, each as much larger as it takes.

    Parameters
    ----------
    owner : (n, T) int64
        Whose pixel each tap is; an owner's taps lie side by side.
    before, after : (n, T) float64
        Share of the frame pixel before the tap's owner and after it, 0 to 1. Equal ones leave the
        owner out.
    """
    weight = taps.weight + _SPECK
    running = np.cumsum(weight, axis=-1)
    is_first = np.ones(owner.shape, np.bool_)
    is_first[:, 1:] = owner[:, 1:] != owner[:, :-1]
    is_last = np.roll(is_first, -1, axis=-1)
    low = np.maximum.accumulate(np.where(is_first, running - weight, 0.0), axis=-1)
    ends = np.where(is_last, running, np.inf)[:, ::-1]
    high = np.minimum.accumulate(ends, axis=-1)[:, ::-1]
    share = before + (running - low) / (high - low) * (after - before)
    share = np.where(is_last, after, np.minimum(share, after))  # not a bit too far: it never falls
    whole = np.floor(share * ONE + 0.5)
    made = np.diff(whole, axis=-1, prepend=np.floor(before[:, :1] * ONE + 0.5))
    words: Words = made.astype(np.uint16)
    return words
