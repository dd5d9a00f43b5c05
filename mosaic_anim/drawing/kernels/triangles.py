# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Weigh source pixels by triangles, and share frame pixels out among their owners.

In numpy this took longer than a close-up's rows take to be filtered. The formulas are those of
`taps` and of `shares`, where they are explained.
"""

from typing import NamedTuple

import numpy as np

from mosaic_anim.drawing.kernels.arrays import ONE, Doubles, Longs, Words
from mosaic_anim.kernel import kernel

_SPECK = 1e-3
"""Weight that stands for none, of `ONE`: among taps that have no more, all are alike."""

_NONE = 1e-12


class Sharing(NamedTuple):
    """How the pixels of a frame are shared out along one axis, as in `shares.Shares`.

    Attributes
    ----------
    step, cells, crisp
        As there.
    unit, length : int
        Length of an owner, of what is filtered as one [cells, source px].
    is_apart : bool
        Whether no pixel's filter reads beyond its owner.
    """

    step: float
    cells: int
    crisp: float
    unit: int
    length: int
    is_apart: bool


@kernel(error_model="numpy")
def weigh_triangles(
    first: Longs, half: Doubles, area: Doubles, centre: Doubles, total: Longs, weight: Words
) -> None:
    """Weigh the taps of triangles; `taps.triangle` says what for.

    Parameters
    ----------
    first : (m, n) int64
        First source pixel of each.
    half, area : (m,) float64
        Half the base of a row's triangles, and the width that stands for a source pixel's.
    centre : (m, n) float64
        Their middles [source px].
    total : (m, n) int64
        What the weights of each add to.
    weight : (m, n, T) uint16, out
        From `first` on.
    """
    is_reduced = True
    for row in range(area.size):
        is_reduced = is_reduced and area[row] == 1.0
    running = np.empty(weight.shape[2])
    for row in range(weight.shape[0]):
        reach, width = half[row], area[row] / 2
        for n in range(weight.shape[1]):
            off, so_far = first[row, n] - centre[row, n], 0.0
            for t in range(running.size):
                middle = off + (t + 0.5)
                if is_reduced:
                    so_far = _triangle_before((middle + 0.5) / reach)
                else:
                    end = _triangle_before((middle + width) / reach)
                    so_far += end - _triangle_before((middle - width) / reach)
                running[t] = so_far
            unit, before = total[row, n] / so_far, 0.0
            for t in range(running.size):
                upto = np.floor(running[t] * unit + 0.5)
                weight[row, n, t] = np.uint16(upto - before)
                before = upto


@kernel(error_model="numpy")
def share_out(place: Doubles, first: Longs, weight: Words, outside: Words, axis: Sharing) -> None:
    """Scale the weights of taps so that those of each owner add up to its share of the pixel.

    Nothing is read beyond its source: what a triangle has there goes to its other taps in the same
    source, each as much larger as it takes.

    Parameters
    ----------
    place : (n,) float64
        Centres of the pixels [cells].
    first : (n,) int64
        First source pixel of each.
    weight : (n, T) uint16, out
        From `first` on.
    outside : (n,) uint16, out
        How much of each pixel lies outside the canvas, of `ONE`.
    """
    taps, owners = weight.shape[1], axis.cells // axis.unit
    running = np.empty(taps)
    for n in range(place.size):
        outside[n] = 0
        owner, last_owner = first[n] // axis.length, (first[n] + taps - 1) // axis.length
        is_cut = axis.is_apart and owner != last_owner
        if not is_cut and owner >= 0 and last_owner < owners:
            continue
        so_far = 0.0
        for t in range(taps):
            so_far += weight[n, t] + _SPECK
            running[t] = so_far
        inside = _inside(axis, place[n])
        start = whole = _rounded(inside * _part_before(axis, owner * axis.unit, place[n]))
        t = 0
        while t < taps:
            owner = (first[n] + t) // axis.length
            end = min((owner + 1) * axis.length - first[n], taps)
            before = inside * _part_before(axis, owner * axis.unit, place[n])
            after = inside * _part_before(axis, (owner + 1) * axis.unit, place[n])
            low, high = running[t] - (weight[n, t] + _SPECK), running[end - 1]
            while t < end:
                share = before + (running[t] - low) / (high - low) * (after - before)
                # Not a bit too far: it never falls.
                upto = _rounded(after if t == end - 1 else min(share, after))
                weight[n, t] = np.uint16(upto - whole)
                whole = upto
                t += 1
        outside[n] = np.uint16(ONE - (whole - start))


@kernel(forceinline=True)
def _rounded(share: float) -> int:
    """Return a share of a pixel, of `ONE`."""
    return int(np.floor(share * ONE + 0.5))


@kernel(forceinline=True)
def _inside(axis: Sharing, place: float) -> float:
    """Return how much of a pixel lies inside the canvas, 0 to 1."""
    start, end = -place / axis.step, (axis.cells - place) / axis.step
    inside: float = _square_before(end) - _square_before(start)
    return inside


@kernel(forceinline=True)
def _part_before(axis: Sharing, edge: int, place: float) -> float:
    """Return how much of what of a pixel lies inside the canvas lies before an edge [cells]."""
    start = _before(-place / axis.step, axis.crisp)
    end = _before((axis.cells - place) / axis.step, axis.crisp)
    here = _before((min(max(edge, 0), axis.cells) - place) / axis.step, axis.crisp)
    part: float = (here - start) / max(end - start, _NONE)
    return part


@kernel(forceinline=True)
def _before(x: float, crisp: float) -> float:
    """Return how much of a pixel lies before x, counted from its centre [px]."""
    before: float = _triangle_before(x)
    if crisp != 0:
        before = (1 - crisp) * before + crisp * _square_before(x)
    return before


@kernel(forceinline=True)
def _square_before(x: float) -> float:
    """Return the area of a square of side 1 that lies before x."""
    return min(max(x + 0.5, 0.0), 1.0)


@kernel(forceinline=True)
def _triangle_before(x: float) -> float:
    """Return the area of a triangle of half base 1 that lies before x."""
    x = min(max(x, -1.0), 1.0)
    return (abs(x) * -0.5 + 1.0) * x + 0.5
