"""Read pictures between their pixels: four channels at once, as lanes of one 64-bit integer.

A pixel lies in memory as red, green, blue, 0. Its lanes have 16 bits, so that it can be multiplied
by a weight of 0 to 256 and added like one number. The highest lane is free: the drawer counts there
how much of a frame pixel is taken.

Sprites of one frame read from many levels, each an array of its own, in the order of their depth.
Compiled code cannot choose among arrays fast, so it is given the address of each picture.
"""

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.extending import intrinsic

LANES = 0x000000FF00FF00FF
"""The bytes of red, green and blue in a pixel of lanes."""

ONE = 1 << 16
"""A source pixel, in fixed point."""

_BYTE, _WORD, _INT, _LONG = (ir.IntType(bits) for bits in (8, 16, 32, 64))
_HALVES = 0x00007FFF7FFF7FFF  # what lanes keep when they are shifted by a bit
_PAIR = 8  # two neighbouring pixels


@intrinsic
def between(typing, address, stride, down, across):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Return the pixel at a place between four, as lanes of 8.8 fixed point (int64).

    Parameters
    ----------
    address : int64
        Of the picture's first pixel.
    stride : int64
        Bytes of a row; 0 if there is only one.
    down, across : int64
        16.16 fixed point, counted from the first pixel's centre.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
        address, stride, down, across = arguments
        row = builder.mul(builder.ashr(down, _LONG(16)), stride)
        col = builder.shl(builder.ashr(across, _LONG(16)), _LONG(2))
        above = builder.add(builder.add(address, row), col)
        pairs = [_pair(builder, at) for at in (above, builder.add(above, stride))]
        x, y = (_fraction(builder, place) for place in (across, down))
        # 256 - x for the left pixel, x for the right one; then shared between the rows.
        aside = builder.add(builder.xor(x, _words(0xFFFF, 0)), _words(257, 0))
        low = builder.lshr(builder.add(builder.mul(aside, y), _words(128, 128)), _words(8, 8))
        weights = builder.sub(aside, low), low
        parts = [builder.mul(*one) for one in zip(pairs, weights, strict=True)]
        both = builder.add(*parts)
        left, right = (_half(builder, both, first) for first in (0, 4))
        return builder.bitcast(builder.add(left, right), _LONG)

    long = types.int64
    return long(long, long, long, long), generate


def _pair(builder: Any, address: Any) -> Any:
    """Load two neighbouring pixels as eight words."""
    kind = ir.VectorType(_BYTE, _PAIR)
    loaded = builder.load(builder.inttoptr(address, kind.as_pointer()), align=1)
    return builder.zext(loaded, ir.VectorType(_WORD, _PAIR))


def _fraction(builder: Any, place: Any) -> Any:
    """Return the first 8 bits behind the point, in each of eight words."""
    kind = ir.VectorType(_WORD, _PAIR)
    word = builder.trunc(builder.and_(builder.lshr(place, _LONG(8)), _LONG(255)), _WORD)
    nothing = ir.Constant(kind, ir.Undefined)
    one = builder.insert_element(nothing, word, _INT(0))
    return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(_INT, _PAIR), [0] * _PAIR))


def _words(left: int, right: int) -> Any:
    """Return a constant for the channels of both pixels."""
    return ir.Constant(ir.VectorType(_WORD, _PAIR), [left] * 4 + [right] * 4)


def _half(builder: Any, pair: Any, first: int) -> Any:
    """Return one pixel of two."""
    lanes = ir.Constant(ir.VectorType(_INT, 4), [first + k for k in range(4)])
    return builder.shuffle_vector(pair, pair, lanes)


@njit(nogil=True, cache=True, forceinline=True)
def inside(place: int, last: int) -> int:
    """Keep a place in the picture: 0 to `last`."""
    return min(max(place, 0), last)


@njit(nogil=True, cache=True, forceinline=True)
def mean_of(one: int, other: int) -> int:
    """Return the mean of two pixels of lanes."""
    return ((one >> 1) & _HALVES) + ((other >> 1) & _HALVES)
