"""Noise: smooth random hills over the plane, the same for the same seed."""

from functools import lru_cache
from typing import TYPE_CHECKING

from mosaic_anim.lazy import np

if TYPE_CHECKING:
    from mosaic_anim.values.flight import Floats

_SIDE = 64
"""Points of the lattice per side, a power of 2: beyond them the hills repeat."""

_LAST = _SIDE - 1


def noise(y: "Floats", x: "Floats", seed: int) -> "Floats":
    """Return heights from -1 to 1 at points whose unit is the size of a hill (n,).

    References
    ----------
    Value noise: Ebert et al., "Texturing and Modeling", 3rd ed. 2003, section 2.
    """
    lattice = _lattice(seed)
    top: Floats = np.floor(y)
    left: Floats = np.floor(x)
    down, across = _smooth(y - top), _smooth(x - left)
    row, col = top.astype(np.int32), left.astype(np.int32)
    upper, lower = ((row & _LAST) * _SIDE, ((row + 1) & _LAST) * _SIDE)
    near, far = col & _LAST, (col + 1) & _LAST
    above = _mixed(lattice[upper + near], lattice[upper + far], across)
    below = _mixed(lattice[lower + near], lattice[lower + far], across)
    return _mixed(above, below, down)


@lru_cache(maxsize=16)
def _lattice(seed: int) -> "Floats":
    """Return the heights of the lattice's points, row by row."""
    rng = np.random.default_rng(seed)
    return 2 * rng.random(_SIDE * _SIDE, np.float32) - 1


def _smooth(share: "Floats") -> "Floats":
    """Ease a share so that the hills have no creases."""
    return share * share * (3 - 2 * share)


def _mixed(first: "Floats", second: "Floats", share: "Floats") -> "Floats":
    """Interpolate between two values."""
    return first + (second - first) * share
