"""Share frame pixels out among the cells that they lie over, along one axis.

How much of a pixel a cell owns, and what colour it gives, are two questions. The colour comes from
the cell's own picture alone (`taps.within`): no filter reads beyond its source, so a photo ends
with its own colours, and one flat colour stays that colour to the last pixel. How much is answered
here, for a mosaic and the backs of its tiles alike, so that both together make one.

At the border of the canvas a pixel is a square: the part of it that lies outside is background, and
none does where the border is that of the frame. Between cells it is the triangle of the filter as
long as they are small, for there the mosaic is one picture. To large cells it is a square, too: a
photo that fills the frame, or lies pixel on pixel, has all of each pixel to itself; and to any that
are not reduced, whose pixels are points.
"""

from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.pyramid import OVERSAMPLING

Doubles = NDArray[np.floating]
Edges = NDArray[np.floating] | NDArray[np.integer]

SOFT, CRISP = 16.0, 32.0
"""Cells share pixels by triangles up to this size, by squares from this size on [px]."""

_NONE = 1e-12


def crispness(step: float, scale: float) -> float:
    """Return how much of a square a pixel is where cells meet, 0 to 1.

    Parameters
    ----------
    step : float
        From pixel to pixel of the frame [cells].
    scale : float
        Source pixels per frame pixel.
    """
    large = log2(1 / (step * SOFT)) / log2(CRISP / SOFT)
    enlarged = (OVERSAMPLING - scale) / (OVERSAMPLING - 1)  # source pixels shrink alike
    return min(max(large, enlarged, 0.0), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How the pixels of a frame are shared out along one axis.

    Attributes
    ----------
    step : float
        From pixel to pixel [cells].
    cells : int
        Length of the canvas [cells].
    crisp : float
        How much of a square a pixel is where cells meet, 0 (a triangle) to 1.
    """

    step: float
    cells: int
    crisp: float

    def before(self, edge: Edges, place: Doubles) -> Doubles:
        """Return how much of each pixel belongs to the cells before an edge, 0 to 1.

        Parameters
        ----------
        edge : (...,) array
            Edges of cells; those beyond the canvas count as its border [cells].
        place : (...,) float64
            Centres of pixels [cells].
        """
        return self.inside(place) * self.part_before(edge, place)

    def inside(self, place: Doubles) -> Doubles:
        """Return how much of each pixel lies inside the canvas, 0 to 1."""
        start, end = (_square_before((edge - place) / self.step) for edge in (0, self.cells))
        return end - start

    def part_before(self, edge: Edges, place: Doubles) -> Doubles:
        """Return how much of what of each pixel lies inside the canvas lies before an edge."""
        clipped = np.clip(edge, 0, self.cells).astype(np.float64)
        start, end = (self._before((one - place) / self.step) for one in (0, self.cells))
        here = self._before((clipped - place) / self.step)
        return (here - start) / np.maximum(end - start, _NONE)

    def _before(self, x: Doubles) -> Doubles:
        """Return how much of a pixel lies before x, counted from its centre [px]."""
        if self.crisp == 0:
            return triangle_before(x)
        return (1 - self.crisp) * triangle_before(x) + self.crisp * _square_before(x)


def triangle_before(x: Doubles) -> Doubles:
    """Return the area of a triangle of half base 1 that lies before x: 1/2 + x (1 - |x| / 2)."""
    x = np.clip(x, -1.0, 1.0)
    before = np.abs(x)  # one array for all of it: fresh memory takes longer than the sums
    before *= -0.5
    before += 1.0
    before *= x
    before += 0.5
    return before


def _square_before(x: Doubles) -> Doubles:
    """Return the area of a square of side 1 that lies before x."""
    return np.asarray(x + 0.5).clip(0.0, 1.0)
