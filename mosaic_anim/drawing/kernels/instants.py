"""When a pixel shows which moving tile: points of it, each at an instant of its own.

A pixel has 16 points, spread over its square and over the time that the shutter is open. A tile
takes those that it covers, each at its instant; so it is known which of two tiles hides the other,
and that two beside each other share the time without a gap.

Distances are bytes: those of two points along both sides of a tile, for 8 pixels, are one register.
"""

from collections.abc import Sequence
from typing import Any

from numba import types
from numba.extending import intrinsic

from mosaic_anim.drawing.kernels.intrinsics import Array, code_of
from mosaic_anim.drawing.kernels.swaths import Swath
from mosaic_anim.drawing.kernels.vectors import (
    BYTE,
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

_PIXELS = 8
_REGISTER = 4 * _PIXELS  # bytes: u and v of two points
_WORDS = _REGISTER // 8  # of 64 bits

NUMBERS = POINTS * _WORDS
"""Numbers that `place_instants` notes."""

# Each row, column and instant of 16 has one point. Of many orders tried, this one tells best how
# much an edge of any direction and speed covers: 0.038 of a pixel off on the average.
_COLUMN = (7, 4, 12, 10, 3, 15, 1, 0, 8, 11, 13, 2, 5, 14, 6, 9)
_INSTANT = (7, 14, 11, 2, 4, 5, 9, 0, 15, 8, 13, 12, 6, 1, 3, 10)
_FAR = 126  # what lies farther from a side is as good as this [steps]
_REACH = 120  # the farthest point [steps]
_BESIDE = 0.75  # how far a point may lie beside a pixel's centre, and a little more [px]
_ROUNDS = 128.5  # truncated, and 128 less, it rounds
_EDGE = 0.51
"""Points so near outside a side count as inside: neighbours leave none between them [steps]."""


@kernel(forceinline=True, error_model="numpy")
def steps_of(swath: Swath) -> float:
    """Return in how many steps a pixel is counted, so that a tile's points lie within a byte."""
    way = max(abs(swath.way_u), abs(swath.way_v)) * swath.half_time
    return _REACH / (_BESIDE + way)


@intrinsic
def place_instants(typing, points, slopes, way, drawn, steps):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001, PLR0917 - Numba calls it by place
    """Note how far points lie beside a pixel's centre, as a tile sees them that moves on.

    points : (NUMBERS,) int64
        Registers of two points, u and v of each, every one of them 8 times [steps]; after each such
        register its opposite.
    slopes : four float32
        How u and v rise from column to column, then from row to row.
    way : pair of float32
        How far the tile moves along u and v while the shutter is open [px].
    drawn : pair of float32
        From when to when it is drawn, -1/2 to 1/2.
    steps : float32
        What `steps_of` returns.
    """

    def write(builder: Any, points: Array, *numbers: Any) -> None:
        *records, steps = numbers
        slopes, way, drawn = ([_repeat(builder, one) for one in some] for some in records)
        down, across, time = (
            constant(builder, REAL, [(one + 0.5) / POINTS - 0.5 for one in order])
            for order in (range(POINTS), _COLUMN, _INSTANT)
        )
        since = time - (drawn[0] + drawn[1]) * 0.5
        is_never = (time < drawn[0]) | (time > drawn[1])
        beside = [
            (slopes[k] * across + slopes[k + 2] * down - way[k] * since) * _repeat(builder, steps)
            for k in (0, 1)
        ]
        steps_beside = [(one + _ROUNDS).to(INT) - 128 for one in beside]
        for side, sign in enumerate((1, -1)):
            u, v = (is_never.select(one.like(_FAR), one * sign) for one in steps_beside)
            both = u.pick(range(2 * POINTS), v).to(BYTE)
            for n in range(0, POINTS, 2):
                lanes = [
                    one for k in (n, n + POINTS, n + 1, n + 1 + POINTS) for one in [k] * _PIXELS
                ]
                points.store(LONG((n + side) * _WORDS), both.pick(lanes))

    real = types.float32
    pair, four = types.UniTuple(real, 2), types.UniTuple(real, 4)
    return types.void(points, four, pair, pair, real), code_of(write)


def instants_seen(
    taken: Any,
    points: Array,
    half: Sequence[Vector],
    place: Sequence[Vector],
    steps: Vector,
    *,
    hides: Any,
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
    steps : <8 x float>
        What `steps_of` returns, in every lane.
    """
    builder = steps.builder
    inner = [(one - 0.5) * steps + (_EDGE + _ROUNDS) for one in half]
    along = [at * steps for at in place]
    before = _bytes([one + at for one, at in zip(inner, along, strict=True)])
    after = _bytes([one - at for one, at in zip(inner, along, strict=True)])
    own = constant(builder, BYTE, [0] * _REGISTER)
    for n in range(POINTS // 2):
        off, opposite = (points.load(LONG((2 * n + k) * _WORDS), BYTE, _REGISTER) for k in (0, 1))
        bit = own.like(1 << n if n < 7 else -128)
        own |= ((off < after) & (opposite < before)).select(bit, own.like(0))
    mine = _side(own, 0) & _side(own, _PIXELS)
    others = load(builder, taken, WORD, _PIXELS)
    hidden = repeat(builder, builder.sext(hides, WORD), _PIXELS)
    store(others | (mine & hidden), taken)
    covered, seen = mine.bit_counts(), (mine & ~others).bit_counts()
    return covered.to(INT).to(REAL), seen.to(INT).to(REAL)


def _repeat(builder: Any, value: Any) -> Vector:
    return repeat(builder, value, POINTS)


def _bytes(two: Sequence[Vector]) -> Vector:
    """Return distances along both sides, which are 128 too long, as bytes, twice [steps]."""
    along_u, along_v = (one.most(128 - _FAR).least(128 + _FAR).to(INT) for one in two)
    both = along_u.pick(range(2 * _PIXELS), along_v).to(BYTE) + -128
    return both.pick([*range(2 * _PIXELS)] * 2)


def _side(points: Vector, first: int) -> Vector:
    """Return one side's 16 bytes as words: of each pixel those of both points."""
    lanes = [first + n + k for n in range(_PIXELS) for k in (0, 2 * _PIXELS)]
    return points.pick(lanes).bits_as(WORD)
