"""Read pictures between their pixels: four channels at once in one 64-bit integer.

A pixel lies in memory as red, green, blue, 0. Spread to lanes of 16 bits, in the order red, blue,
green, it can be multiplied by a weight of 0 to 256 and added like one number. The lane above is
free: the drawer counts there how much of a frame pixel is taken.

Sprites of one frame read from many levels, each an array of its own, in the order of their depth.
Compiled code cannot choose among arrays fast, so it is given the address of each picture.
"""

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.extending import intrinsic

LANES = 0x000000FF00FF00FF
"""The bytes of red, blue and green in a spread pixel."""

ONE = 1 << 16
"""A source pixel, in fixed point."""

_PIXEL = 0xFFFFFFFF
_SPREAD = 0x1000001  # brings green, bits 8-15, to bits 32-39


@intrinsic
def load_pair(typing, address):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Return two neighbouring pixels, 8 bytes at an address, as one integer."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
        where = builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())
        return builder.load(where, align=1)

    return types.int64(types.int64), generate


@njit(nogil=True, cache=True, forceinline=True)
def between(address: int, stride: int, down: int, across: int) -> int:
    """Return the pixel at a place between four, as three lanes of 8.8 fixed point.

    Parameters
    ----------
    address : int
        Of the picture's first pixel.
    stride : int
        Bytes of a row; 0 if there is only one.
    down, across : int
        16.16 fixed point, counted from the first pixel's centre.
    """
    at = address + (down >> 16) * stride + (across >> 16) * 4
    above, below = load_pair(at), load_pair(at + stride)
    x, y = (across >> 8) & 255, (down >> 8) & 255
    both = (x * y + 128) >> 8
    color: int = (
        (((above & _PIXEL) * _SPREAD) & LANES) * (256 - x - y + both)
        + (((above >> 32) * _SPREAD) & LANES) * (x - both)
        + (((below & _PIXEL) * _SPREAD) & LANES) * (y - both)
        + (((below >> 32) * _SPREAD) & LANES) * both
    )
    return color


@njit(nogil=True, cache=True, forceinline=True)
def inside(place: int, last: int) -> int:
    """Keep a place in the picture: 0 to `last`."""
    return min(max(place, 0), last)
