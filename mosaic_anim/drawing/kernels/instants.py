"""When a pixel shows which moving tile: points of it, each at an instant of its own.

A pixel has 16 points, spread over its square and over the time that the shutter is open. A tile
takes those that it covers, each at its instant; so it is known which of two tiles hides the other,
and that two beside each other share the time without a gap.

Distances are words: those of a point along both sides of a tile, for 8 pixels, are one register.
"""

from collections.abc import Sequence
from typing import Any

from mosaic_anim.drawing.kernels.arrays import Doubles, Longs
from mosaic_anim.drawing.kernels.intrinsics import Array
from mosaic_anim.drawing.kernels.vectors import (
    INT,
    LONG,
    REAL,
    WORD,
    Vector,
    constant,
    load,
    repeat,
    store,
)
from mosaic_anim.kernel import kernel

POINTS = 16
"""Points of a pixel, and instants of a shutter's time."""

NUMBERS = POINTS * 8
"""Numbers that `place_instants` notes."""

# Each row, column and instant of 16 has one point. Of many orders tried, this one tells best how
# much an edge of any direction and speed covers: 0.038 of a pixel off on the average.
_COLUMN = (7, 4, 12, 10, 3, 15, 1, 0, 8, 11, 13, 2, 5, 14, 6, 9)
_INSTANT = (7, 14, 11, 2, 4, 5, 9, 0, 15, 8, 13, 12, 6, 1, 3, 10)
_STEP = 512  # of a pixel
_FAR = 24_000  # what lies farther from a side is as good as this [1 / _STEP px]
_NEVER = 32_767
_EDGE = 1.5 / _STEP
"""Points so near outside a side count as inside: neighbours leave none between them [px]."""

_PIXELS = 8
_SPREAD = 0x0001_0001_0001_0001
_WORD = 0xFFFF


@kernel(forceinline=True)
def place_instants(
    points: Longs,
    slopes: tuple[float, float, float, float],
    way: tuple[float, float],
    drawn: Doubles,
) -> None:
    """Note how far points lie beside a pixel's centre, as a tile sees them that moves on.

    points : (NUMBERS,) int64
        For each point u, then v, each 8 times, and then both negated [1 / _STEP px].
    slopes : four floats
        How u and v rise from column to column, then from row to row.
    way : pair of float
        How far the tile moves along u and v while the shutter is open [px].
    drawn : (2,) float64
        From when to when it is drawn, -1/2 to 1/2.
    """
    start, end = drawn[0], drawn[1]
    middle = (start + end) / 2
    for n in range(POINTS):
        down, across = (n + 0.5) / POINTS - 0.5, (_COLUMN[n] + 0.5) / POINTS - 0.5
        time = (_INSTANT[n] + 0.5) / POINTS - 0.5
        u = slopes[0] * across + slopes[2] * down - way[0] * (time - middle)
        v = slopes[1] * across + slopes[3] * down - way[1] * (time - middle)
        u_step, v_step = _step(u), _step(v)
        u_back, v_back = -u_step, -v_step
        if time < start or time > end:
            u_step = v_step = u_back = v_back = _NEVER
        k = 8 * n
        points[k] = points[k + 1] = (u_step & _WORD) * _SPREAD
        points[k + 2] = points[k + 3] = (v_step & _WORD) * _SPREAD
        points[k + 4] = points[k + 5] = (u_back & _WORD) * _SPREAD
        points[k + 6] = points[k + 7] = (v_back & _WORD) * _SPREAD


def instants_seen(
    taken: Any, points: Array, half: Sequence[Vector], place: Sequence[Vector], *, hides: Any
) -> tuple[Vector, Vector]:
    """Return how many points of 8 pixels a sprite covers, and how many of them are seen (REAL).

    Parameters
    ----------
    taken : address of <8 x i16>
        The points that are taken, a bit for each; the sprite's are added if it `hides`.
    points : Array
        What `place_instants` notes.
    half : two of <8 x float>
        Half of its sides, and 1/2 [px].
    place : two of <8 x float>
        u and v of the pixels' centres.
    """
    builder = place[0].builder
    inner = [one - (0.5 - _EDGE) for one in half]
    before = _steps([one + at for one, at in zip(inner, place, strict=True)])
    after = _steps([one - at for one, at in zip(inner, place, strict=True)])
    own = constant(builder, WORD, [0] * (2 * _PIXELS))
    for n in range(POINTS):
        off, opposite = (points.load(LONG(8 * n + k), WORD, 2 * _PIXELS) for k in (0, 4))
        bit = own.like(1 << n if n < POINTS - 1 else -(1 << n))
        own |= ((off < after) & (opposite < before)).select(bit, own.like(0))
    mine = own.pick(range(_PIXELS)) & own.pick(range(_PIXELS, 2 * _PIXELS))
    others = load(builder, taken, WORD, _PIXELS)
    hidden = repeat(builder, builder.sext(hides, WORD), _PIXELS)
    store(others | (mine & hidden), taken)
    covered, seen = mine.bit_counts(), (mine & ~others).bit_counts()
    return covered.to(INT).to(REAL), seen.to(INT).to(REAL)


def _steps(two: Sequence[Vector]) -> Vector:
    """Return distances along both sides as words [1 / _STEP px]."""
    along_u, along_v = ((one * _STEP).most(-_FAR).least(_FAR).to(INT) for one in two)
    return along_u.pick(range(2 * _PIXELS), along_v).to(WORD)


@kernel(forceinline=True)
def _step(distance: float) -> int:
    return int(min(max(distance * _STEP, -_FAR), _FAR))
