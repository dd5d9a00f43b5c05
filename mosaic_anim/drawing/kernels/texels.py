"""Read pictures between their pixels, at 8 places at once.

A pixel lies in memory as red, green, blue, 0: a lane of 32 bits. Masked, it is two lanes of 16
bits, red and blue, or green alone, so that weights of 0 to 256 multiply two channels at once.

Sprites of one frame read from many levels, each an array of its own, in the order of their depth.
Compiled code cannot choose among arrays fast, so it is given the address of each picture.
"""

from dataclasses import dataclass
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]

from mosaic_anim.drawing.kernels.vectors import INT, LONG, WORD, Vector

PAIRS = 0x00FF00FF
"""The bytes of red and blue, or of green, in lanes of 16 bits."""

ONE = 256
"""A source pixel, in fixed point."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Where a picture lies in memory, while code is written.

    Attributes
    ----------
    address, stride : int64
        Address of its first pixel; bytes of a row, 0 if there is only one.
    pitch : Vector
        `stride` in every lane.
    last_x, last_y : Vector
        The last place that has a neighbour, counted as `sample` counts.
    """

    address: Any
    stride: Any
    pitch: Vector
    last_x: Vector
    last_y: Vector


def sample(picture: Picture, x: Vector, y: Vector) -> tuple[Vector, Vector]:
    """Return red and blue, and green: 8.8 fixed point in lanes of 16 bits.

    x, y : <8 x float>
        Counted from the first pixel's centre [1 / ONE px]; kept inside the picture.
    """
    across = x.most(0).least(picture.last_x).to(INT)
    down = y.most(0).least(picture.last_y).to(INT)
    offset = (down >> 8) * picture.pitch + ((across >> 8) << 2)
    builder = offset.builder
    above = _load_pairs(picture.address, offset)
    below = _load_pairs(builder.add(picture.address, picture.stride), offset)
    right, low = _weights(across & 255), _weights(down & 255)
    corner = (right * low + 128) >> 8
    weights = (right * -1) - low + corner + ONE, right - corner, low - corner, corner
    sums = []
    for shift in (0, 8):
        parts = [
            ((texel >> shift) & PAIRS).bits_as(WORD) * weight
            for texel, weight in zip((*above, *below), weights, strict=True)
        ]
        sums.append((parts[0] + parts[1]) + (parts[2] + parts[3]))
    return sums[0], sums[1]


def _weights(lanes: Vector) -> Vector:
    """Copy the lower half of each lane to the upper one, for both of its channels."""
    return (lanes | (lanes << 16)).bits_as(WORD)


def _load_pairs(address: Any, offset: Vector) -> tuple[Vector, Vector]:
    """Read a pixel and its right neighbour at each offset from an address [bytes].

    One load a lane: the gather instruction of 8 took 15 ns where this was measured.
    """
    builder, half = offset.builder, offset.lanes // 2
    halves = []
    for first in (0, half):
        pairs = ir.Constant(ir.VectorType(LONG, half), ir.Undefined)
        for lane in range(half):
            one = builder.zext(builder.extract_element(offset.value, INT(first + lane)), LONG)
            where = builder.inttoptr(builder.add(address, one), LONG.as_pointer())
            pairs = builder.insert_element(pairs, builder.load(where, align=1), INT(lane))
        halves.append(Vector(builder, pairs).bits_as(INT))
    left, right = (halves[0].pick(range(side, 2 * offset.lanes, 2), halves[1]) for side in (0, 1))
    return left, right
