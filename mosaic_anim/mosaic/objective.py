"""The objective: what a good mosaic is, as one number that the matcher makes small.

The objective of an assignment of variants v to cells i, with photos p, is::

    sum_i  (d(i, v_i)^2 + (z(v_i) - y_i)^2) f(p)  each tile resembles its cell, and shows a photo
  + sum_p  a u_p (u_p - 1) / 2                    no photo is used too often
  + sum_{i < j, same photo}  b w(|i - j|)         nor near itself
  + c sum_i h(i, p)                               even areas show no pattern
  + l sum_i |sum_j g(i - j) e_j|^2                seen from afar, the colour is right

- d is the distance in feature space (see `features`), in Delta E*ab with L*a*b*; f is `FAVOUR` for
  photos that are favoured, else 1. z is how close a crop is, y how close a cell wants it: a close
  one resembles the cell more, and shows less of its photo to those who look from near (see `CROPS`
  and `importance`). Both are the last number of their features.
- u_p is how often photo p is used. The a of a library much smaller than the grid is less, because
  there every photo comes again often: a = `USE` / max(1, cells / photos).
- |i - j| is the Euclidean distance of two cells of the same photo; w a Gaussian of `NEAR` cells
  times a parabola that ends it at `_REACH`. Cut off there at once, it left a ring of that radius
  around each photo on which the same one came again 3.4 times as often as by chance.
- h is a hash, from 0 to 1: without it, equal cells would choose alike, and a flat sky would
  crystallise into a wallpaper.
- e_j is the error of the mean colour in cell j, g a Gaussian of `FAR` cells: neighbours make up for
  one another's errors, as dots of ink do in halftoning (error diffusion: Floyd and Steinberg 1976;
  as a least-squares problem: Analoui and Allebach, "Model-based halftoning using direct binary
  search", SPIE 1666, 1992).

`repeat_penalty` multiplies a, b and c. The constants were chosen by measuring error (CIEDE2000) and
structure (SSIM), at 4 pixels per cell, of six covers: see `tests/benchmarks/matching.py`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

USE = 0.5
"""Cost of each use of a photo that is used already [Delta E squared]."""

CLOSE = 20.0
"""Cost of the same photo at no distance at all [Delta E squared]."""
NEAR = 4.0
"""Distance at which that cost has fallen to exp(-1/2) of it [cells]."""
_REACH = 13
"""Distance from which on it counts nothing [cells]."""

SHUFFLE = 10.0
"""Most that chance adds [Delta E squared]."""

FAVOUR = 0.5
"""What remains of the distance of a photo that is favoured."""

COLOUR_FROM_AFAR = 0.5
"""Weight of the error that remains when cells run together, against that of each cell."""
FAR = 1.0
"""Standard deviation of the Gaussian that they run together with [cells]."""
_FAR_REACH = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Objective:
    """The objective's weights for one grid and library.

    Attributes
    ----------
    use : float
        a, the cost of a further use.
    near : (N, N) float32
        Cost of a pair of equal photos so many rows and columns apart.
    shuffle : float
        c, the most that chance adds.
    far : (M, M) float32
        l times the autocorrelation of g: weight of the product of two cells' colour errors, by
        their distance; M is odd.
    """

    use: float
    near: NDArray[np.float32]
    shuffle: float
    far: NDArray[np.float32]


def objective(repeat_penalty: float, cells: int, photos: int) -> Objective:
    """Return the objective for a grid of `cells` and a library of `photos`."""
    distance = np.hypot(*np.mgrid[:_REACH, :_REACH])
    taper = np.maximum(0, 1 - (distance / _REACH) ** 2)
    near = repeat_penalty * CLOSE * taper * np.exp(-(distance**2) / (2 * NEAR**2))
    steps = np.arange(-_FAR_REACH, _FAR_REACH + 1)
    blur = np.exp(-(steps**2) / (2 * FAR**2))
    spread = np.convolve(blur / blur.sum(), blur / blur.sum())
    return Objective(
        use=repeat_penalty * USE / max(1.0, cells / photos),
        near=near.astype(np.float32),
        shuffle=repeat_penalty * SHUFFLE,
        far=(COLOUR_FROM_AFAR * np.outer(spread, spread)).astype(np.float32),
    )
