"""What opaque tiles hide of those behind them: points of each pixel, and which of them are taken.

Coverage alone cannot tell a tile beside another from one behind it. Where both cover only a part of
a pixel, points tell how much of the later tile is hidden. They are counted, not weighed: how much a
tile covers stays exact, and tiles that share no point add.

Distances are bytes: those of two points along both sides of a tile, for 8 pixels, are one register.
"""

from collections.abc import Sequence
from typing import Any

from mosaic_anim.drawing.kernels.arrays import Longs
from mosaic_anim.drawing.kernels.intrinsics import Array
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
    run_if,
    store,
)
from mosaic_anim.kernel import kernel

POINTS = 16
"""Points of a pixel."""

FEW = 8
"""Every other one, noted first, does for standard quality."""

_TURN = 5  # each column and each row of 16 has one point, and they lie far apart
_STEP = 64  # of a pixel
_FAR = 127  # what lies farther from a side is as good as this [1 / _STEP px]
_SHY = 1.5 / _STEP
"""Points so near a side count as outside: of two neighbours none may take the other's [px]."""

_PIXELS = 8
_REGISTER = 4 * _PIXELS  # bytes: u and v of two points
_WORDS = _REGISTER // 8  # of 64 bits

NUMBERS = POINTS * _WORDS
"""Numbers that `place_points` notes."""

_SPREAD = 0x0101010101010101


@kernel(forceinline=True)
def place_points(  # noqa: PLR0917 - compiled code has no keyword-only arguments
    points: Longs, count: int, u_x: float, v_x: float, u_y: float, v_y: float
) -> None:
    """Note how far the first `count` points lie beside a pixel's centre, along a tile's sides.

    points : (NUMBERS,) int64
        Registers of two points, u and v of each, every one of them 8 times [1 / _STEP px]; after
        each such register its opposite.
    u_x, v_x, u_y, v_y : float
        How u and v rise from column to column, and from row to row.
    """
    # Points lie at odd multiples of half a POINTS-th of a pixel.
    fixed = _STEP / (2 * POINTS) * 256
    u_across, u_down = int(u_x * fixed), int(u_y * fixed)
    v_across, v_down = int(v_x * fixed), int(v_y * fixed)
    for i in range(count):
        n = 2 * i if i < FEW else 2 * (i - FEW) + 1
        down, across = 2 * n + 1 - POINTS, 2 * (n * _TURN % POINTS) + 1 - POINTS
        u = (u_across * across + u_down * down + 128) >> 8
        v = (v_across * across + v_down * down + 128) >> 8
        at = i // 2 * 2 * _WORDS + i % 2 * 2
        points[at], points[at + 1] = (u & 255) * _SPREAD, (v & 255) * _SPREAD
        points[at + _WORDS], points[at + _WORDS + 1] = (-u & 255) * _SPREAD, (-v & 255) * _SPREAD


def visible_cover(
    taken: Any,
    points: Array,
    cover: Vector,
    half: Sequence[Vector],
    place: Sequence[Vector],
    *,
    hides: Any,
    is_fine: Any,
) -> Vector:
    """Return how much of 8 pixels can be seen of a sprite, 0 to `cover`; note what it hides.

    Parameters
    ----------
    taken : address of <8 x i16>
        The points that are taken, a bit for each.
    points : Array
        What `place_points` notes.
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

    def covered_points(first: int, end: int, own: Vector) -> Vector:
        for n in range(first // 2, end // 2):
            off, opposite = (
                points.load(LONG((2 * n + k) * _WORDS), BYTE, _REGISTER) for k in (0, 1)
            )
            bit = own.like(1 << n if n < FEW - 1 else -128)
            own |= ((off < after) & (opposite < before)).select(bit, own.like(0))
        return own

    own = covered_points(0, FEW, constant(builder, BYTE, [0] * _REGISTER))
    own = run_if(builder, is_fine, lambda: [covered_points(FEW, POINTS, own)], [own])[0]
    mine = (_side(own, 0) & _side(own, _PIXELS)).bits_as(WORD)
    others = load(builder, taken, WORD, _PIXELS)
    hidden = repeat(builder, builder.sext(hides, WORD), _PIXELS)
    store(others | (mine & hidden), taken)
    count = mine.bit_counts().to(INT).to(REAL)
    free = (mine & ~others).bit_counts().to(INT).to(REAL)
    # Points may be wrong by half the share of one.
    slack = builder.select(is_fine, *(REAL(0.1 / number) for number in (POINTS, FEW)))
    seen = (cover * (free / count.most(1)) + repeat(builder, slack, _PIXELS)).least(cover)
    # What covers a pixel wholly takes all that is left of it.
    return ((free < count) & (cover < 1)).select(seen, cover)


def _steps(two: Sequence[Vector]) -> Vector:
    """Return distances along both sides as bytes, twice [1 / _STEP px]."""
    along_u, along_v = ((one * _STEP).most(-_FAR).least(_FAR).to(INT) for one in two)
    both = along_u.pick(range(2 * _PIXELS), along_v).to(BYTE)
    return both.pick([*range(2 * _PIXELS)] * 2)


def _side(points: Vector, first: int) -> Vector:
    """Return one side's 16 bytes: of each pixel those of both points."""
    return points.pick(first + n + k for n in range(_PIXELS) for k in (0, 2 * _PIXELS))
