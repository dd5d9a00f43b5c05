"""Plan a triangle filter along one axis: which source pixels, with which 16-bit weights.

The triangle has its middle at the frame pixel's centre. Weights come from rounding the running
sum, so they always add to exactly what they should, however many there are.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

ONE = 65535
"""The sum of the weights of a frame pixel."""

Doubles = NDArray[np.float64]
Words = NDArray[np.uint16]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taps:
    """The taps of some frame pixels.

    Attributes
    ----------
    index : (..., n, T) int64
        Source pixels; T is a multiple of 4.
    weight : (..., n, T) uint16
        Their weights.
    """

    index: Indices
    weight: Words


def tap_count(half: float) -> int:
    """Return how many taps a triangle of this half base [source px] can have, in groups of 4."""
    return max(4, 4 * ceil(ceil(2 * half - 1e-9) / 4))


def triangle(centre: Doubles, half: Doubles | float, taps: int, total: NDArray[np.int64]) -> Taps:
    """Sample triangles at source pixels; pixel i has its centre at i + 0.5.

    Parameters
    ----------
    centre : (..., n) float64
        Middle of each triangle [source px].
    half : (..., n) float64
        Half of its base [source px].
    taps : int
        Taps to give each.
    total : (..., n) int64
        What the weights add to.
    """
    first = np.ceil(centre - half - 0.5)
    steps = np.arange(taps)
    distance = np.abs(first[..., None] + (steps + 0.5) - centre[..., None])
    height = np.maximum(0.0, 1.0 - distance / np.asarray(half)[..., None])
    running = np.cumsum(height, axis=-1)
    share = running / running[..., -1:] * total[..., None]
    weight = np.diff(np.floor(share + 0.5), axis=-1, prepend=0.0)
    index = first.astype(np.int64)[..., None] + steps
    return Taps(index=index, weight=weight.astype(np.uint16))


def share_before(edge: Doubles | float, place: Doubles, step: float) -> NDArray[np.int64]:
    """Tell how much of the triangles of frame pixels at `place` lies before `edge`, of ONE.

    The half base is one frame pixel, `step` [cells].
    """
    x = np.clip((edge - place) / step, -1.0, 1.0)
    before = np.where(x < 0, 0.5 * (1 + x) ** 2, 1 - 0.5 * (1 - x) ** 2)
    return np.floor(before * ONE + 0.5).astype(np.int64)
