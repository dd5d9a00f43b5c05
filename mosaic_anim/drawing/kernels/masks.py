# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""What opaque tiles hide of those behind them: points of each pixel, and which of them are taken.

Coverage alone cannot tell a tile beside another from one behind it. Where both cover only a part of
a pixel, points tell how much of the later tile is hidden. They are counted, not weighed: how much a
tile covers stays exact, and tiles that share no point add.

Distances are bytes: those of two points along both sides of a tile, for 8 pixels, are one register.
"""

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit
from numba.core.cgutils import get_or_insert_function

from mosaic_anim.drawing.kernels.arrays import Longs
from mosaic_anim.drawing.kernels.vectors import (
    LANES,
    Ints,
    Vector,
    Words,
    chosen,
    everywhere,
    loaded,
    store,
)

POINTS = 16
"""Points of a pixel."""

FEW = 8
"""Every other one, noted first, does for standard quality."""

_TURN = 5  # each column and each row of 16 has one point, and they lie far apart
_STEP = 64  # of a pixel
_FAR = 127  # what lies farther from a side is as good as this [1 / _STEP px]
_SHY = 1.5 / _STEP
"""Points so near a side count as outside: of two neighbours none may take the other's [px]."""

_REGISTER = 32  # bytes
_WORDS = _REGISTER // 8  # of 64 bits
NUMBERS = POINTS * _WORDS
"""Of `point_out`."""

_SPREAD = 0x0101010101010101
_Bytes = ir.VectorType(ir.IntType(8), _REGISTER)


@njit(nogil=True, cache=True, forceinline=True)
def point_out(points: Longs, count: int, u_x: float, v_x: float, u_y: float, v_y: float) -> None:
    """Note how far the first `count` points lie beside a pixel's centre, along a tile's sides.

    points : (NUMBERS,) int64
        Registers of two points, u and v of each, every one of them 8 times [1 / _STEP px]; after
        each such register its opposite.
    u_x, v_x, u_y, v_y : float
        How u and v rise from column to column, and from row to row.
    """
    # Points lie at odd multiples of half a POINTS-th of a pixel.
    fixed = _STEP / (2 * POINTS) * 256
    u_across, u_down = np.int64(u_x * fixed), np.int64(u_y * fixed)
    v_across, v_down = np.int64(v_x * fixed), np.int64(v_y * fixed)
    for i in range(count):
        n = 2 * i if i < FEW else 2 * (i - FEW) + 1
        down, across = 2 * n + 1 - POINTS, 2 * (n * _TURN % POINTS) + 1 - POINTS
        u = (u_across * across + u_down * down + 128) >> 8
        v = (v_across * across + v_down * down + 128) >> 8
        at = i // 2 * 2 * _WORDS + i % 2 * 2
        points[at], points[at + 1] = (u & 255) * _SPREAD, (v & 255) * _SPREAD
        points[at + _WORDS], points[at + _WORDS + 1] = (-u & 255) * _SPREAD, (-v & 255) * _SPREAD


def seen_of(
    held: Any,
    points: Any,
    cover: Vector,
    half: tuple[Vector, Vector],
    place: tuple[Vector, Vector],
    *,
    hides: Any,
    is_fine: Any,
) -> Vector:
    """Return how much of 8 pixels can be seen of a sprite, 0 to `cover`; note what it hides.

    Parameters
    ----------
    held : address of <8 x i16>
        The points that are taken, a bit for each.
    points : address
        See `point_out`.
    cover : <8 x float>
        How much of each pixel the sprite covers.
    half : two of <8 x float>
        Half of its sides, and 1/2 [px].
    place : two of <8 x float>
        u and v of the pixels' centres.
    hides : bool
        Whether the sprite takes its points.
    is_fine : bool
        Whether to ask all points, or `FEW`.
    """
    builder = cover.builder
    inner = [one - (0.5 + _SHY) for one in half]
    before = _steps([one + at for one, at in zip(inner, place, strict=True)])
    after = _steps([one - at for one, at in zip(inner, place, strict=True)])

    def asked(first: int, end: int, own: Vector) -> Vector:
        for n in range(first // 2, end // 2):
            off, opposite = (
                loaded(builder, builder.gep(points, [ir.IntType(64)((2 * n + k) * _WORDS)]), _Bytes)
                for k in (0, 1)
            )
            bit = 1 << n if n < FEW - 1 else -128
            own |= ((off < after) & (opposite < before)).select(own * 0 + bit, own * 0)
        return own

    own = asked(0, FEW, Vector(builder, ir.Constant(_Bytes, [0] * _REGISTER)))
    own = chosen(builder, is_fine, lambda: [asked(FEW, POINTS, own)], [own])[0]
    own = _part(own, 0) & _part(own, LANES)
    mine, taken = Vector(builder, builder.bitcast(own.value, Words)), loaded(builder, held, Words)
    noted = everywhere(builder, builder.sext(hides, ir.IntType(16)))
    store(taken | (mine & noted), held)
    count, free = _counted(mine), _counted(mine & (taken ^ -1))
    # Points may be wrong by half the share of one.
    slack = builder.select(is_fine, *(ir.Constant(ir.FloatType(), 0.1 / n) for n in (POINTS, FEW)))
    seen = (cover * (free / count.most(1)) + everywhere(builder, slack)).least(cover)
    # What covers a pixel wholly takes all that is left of it.
    return ((free < count) & (cover < 1)).select(seen, cover)


def _steps(two: list[Vector]) -> Vector:
    """Return distances along both sides as bytes, twice [1 / _STEP px]."""
    builder = two[0].builder
    ints = [(one * _STEP).most(-_FAR).least(_FAR).ints().value for one in two]
    both = builder.shuffle_vector(*ints, _picked(range(2 * LANES)))
    few = builder.trunc(both, ir.VectorType(ir.IntType(8), 2 * LANES))
    return Vector(builder, builder.shuffle_vector(few, few, _picked([*range(2 * LANES)] * 2)))


def _part(lanes: Vector, first: int) -> Vector:
    """Return one side's 16 bytes: of each pixel those of both points."""
    kept = [first + n + k for n in range(LANES) for k in (0, 2 * LANES)]
    return Vector(
        lanes.builder, lanes.builder.shuffle_vector(lanes.value, lanes.value, _picked(kept))
    )


def _picked(lanes: Any) -> Any:
    lanes = list(lanes)
    return ir.Constant(ir.VectorType(ir.IntType(32), len(lanes)), lanes)


def _counted(points: Vector) -> Vector:
    """Return how many bits of each word are set, <8 x float>."""
    builder = points.builder
    kind = ir.FunctionType(Words, [Words])
    count = get_or_insert_function(builder.module, kind, "llvm.ctpop.v8i16")
    return Vector(builder, builder.zext(builder.call(count, [points.value]), Ints)).floats()
