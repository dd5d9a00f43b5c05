# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Read one large picture at an angle: the tiles at home under a turned camera, joined.

A row of the frame crosses many rows of the picture, and the next one lies beside it. So the frame
is drawn in strips that are a few cache lines wide, where what one row has read is still there for
the next, and what a later row will read is asked for in time: processors do not guess it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

from mosaic_anim.drawing.kernels.arrays import Bytes, Doubles
from mosaic_anim.drawing.kernels.chunks import FULL, PIXELS, load_pixels, store_pixels
from mosaic_anim.drawing.kernels.intrinsics import Array, code_of
from mosaic_anim.drawing.kernels.shapes import shape_of
from mosaic_anim.drawing.kernels.texels import ONE, PAIRS, Picture, sample
from mosaic_anim.drawing.kernels.vectors import (
    INT,
    LONG,
    REAL,
    WORD,
    Vector,
    constant,
    repeat,
)
from mosaic_anim.kernel import kernel

_COLUMNS = 64
"""Width of a strip of the frame: of 32 to 1920 it takes least time at most angles [px]."""

_AHEAD = 8
"""Rows of the frame from one that is drawn to one whose pixels are asked for."""

_BYTES = 3 * PIXELS

_INDEX, _PAIR = types.int64, types.UniTuple(types.float32, 2)
_SIZE = types.UniTuple(_INDEX, 2)
_KINDS = _SIZE, types.UniTuple(_PAIR, 2), _PAIR  # of a picture's size, and where it is read


@kernel(error_model="numpy")
def draw_turned(out: Bytes, place: Doubles, picture: Bytes, tall: int, wide: int) -> None:
    """Draw a picture at an angle over what `out` holds, antialiased at its border.

    Parameters
    ----------
    out : (H, W, 3) uint8
        What lies below, and the finished frame.
    place : (1, 6) float64
        Its centre, the vector of its width and that of its height, all down and across [px].
    picture : (N,) uint8
        `tall` rows of `wide` pixels: red, green, blue, 0; and 8 bytes more.
    """
    height, width = out.shape[0], out.shape[1]
    shape = shape_of(place, 0)
    middle_y, middle_x = place[0, 0] - 0.5, place[0, 1] - 0.5
    half_u, half_v = shape.broad / 2, shape.high / 2
    slope_u, slope_v = np.float32(shape.u_x), np.float32(shape.v_x)
    half = np.float32(half_u), np.float32(half_v)
    pace = np.float32(wide / shape.broad * ONE), np.float32(tall / shape.high * ONE)
    ahead_u, ahead_v = np.float32(_AHEAD * shape.u_y), np.float32(_AHEAD * shape.v_y)
    pixels, small = out.reshape(-1), np.zeros(_BYTES, np.uint8)
    for left in range(0, width, _COLUMNS):
        end = min(left + _COLUMNS, width)
        for y in range(height):
            row_u = shape.u_y * (y - middle_y) - shape.u_x * middle_x
            row_v = shape.v_y * (y - middle_y) - shape.v_x * middle_x
            near_u, far_u = _reach(row_u, shape.u_x, left, end)
            near_v, far_v = _reach(row_v, shape.v_x, left, end)
            if near_u >= half_u + 0.5 or near_v >= half_v + 0.5:
                continue
            is_inside = far_u <= half_u - 0.5 and far_v <= half_v - 0.5
            for x in range(left, end, PIXELS):
                u, v = np.float32(row_u + shape.u_x * x), np.float32(row_v + shape.v_x * x)
                first = (u, v), (slope_u, slope_v)
                o = (y * width + x) * 3
                if is_inside and x + PIXELS <= width:
                    ahead = u + ahead_u, v + ahead_v
                    fetch(picture, (tall, wide), ahead, pace)
                    read_chunk(pixels, o, picture, (tall, wide), first, pace)
                else:
                    rest = min((width - x) * 3, _BYTES)
                    for i in range(rest):
                        small[i] = pixels[o + i]
                    lay_chunk(small, 0, picture, (tall, wide), first, pace, half)
                    for i in range(rest):
                        pixels[o + i] = small[i]


@kernel(forceinline=True)
def _reach(row: float, slope: float, left: int, end: int) -> tuple[float, float]:
    """Return how near and how far columns lie from a picture's middle, one way [px]."""
    one, other = row + slope * left, row + slope * (end - 1)
    near = min(abs(one), abs(other)) if one * other > 0 else 0.0
    return near, max(abs(one), abs(other))


@intrinsic
def fetch(typing, picture, size, place, pace):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Ask for a pixel that will be read, which may lie beside the picture; as of `read_chunk`.

    place : pair of float32, u and v [px].
    """

    def write(builder: Any, picture: Array, size: Any, place: Any, pace: Any) -> None:
        tall, wide = size
        column, row = (
            builder.fptosi(
                builder.fadd(
                    builder.fmul(at, builder.fmul(one, REAL(1 / ONE))),
                    builder.fmul(builder.sitofp(side, REAL), REAL(0.5)),
                ),
                LONG,
            )
            for at, one, side in zip(place, pace, (wide, tall), strict=True)
        )
        byte = builder.shl(builder.add(builder.mul(row, wide), column), LONG(2))
        kind = ir.FunctionType(ir.VoidType(), [picture.data.type, INT, INT, INT])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [picture.data.type], kind)
        reads, for_long, data = INT(0), INT(3), INT(1)
        builder.call(ask, [builder.gep(picture.data, [byte]), reads, for_long, data])

    return types.void(picture, _SIZE, _PAIR, _PAIR), code_of(write)


@intrinsic
def read_chunk(typing, out, o, picture, size, first, pace):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Write 8 pixels that lie inside a picture to out[o:].

    Parameters
    ----------
    size : pair of int64
        Height and width of the picture [px].
    first : two pairs of float32
        u and v of the first pixel, and how they rise from column to column [px].
    pace : pair of float32
        Source places per u and per v [1 / ONE px].
    """

    def write(builder: Any, out: Array, o: Any, *source: Any) -> None:
        del builder
        (red_blue, green), _ = _colors(*source)
        store_pixels(red_blue | (green << 8), out, o)

    return types.void(out, _INDEX, picture, *_KINDS), code_of(write)


@intrinsic
def lay_chunk(typing, out, o, picture, size, first, pace, half):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Lay 8 pixels at a picture's border over out[o:]; as of `read_chunk`.

    half : pair of float32, half of its sides [px].
    """

    def write(builder: Any, out: Array, o: Any, *numbers: Any) -> None:
        *source, half = numbers
        colors, place = _colors(*source)
        cover = place[0].like(1)
        for at, side in zip(place, half, strict=True):
            reach = repeat(builder, side, PIXELS) + 0.5
            cover *= (reach - at.magnitude()).most(0).least((reach * 2 - 1).least(1))
        share = (cover * FULL + 0.5).to(INT)
        under = load_pixels(out, o)
        weight, left = (
            (one | (one << 16)).bits_as(WORD) for one in (share, share.like(FULL) - share)
        )
        mixed = []
        for color, shift in zip(colors, (0, 8), strict=True):
            behind = ((under >> shift) & PAIRS).bits_as(WORD)
            total = color.bits_as(WORD) * weight + behind * left + 128
            mixed.append((total >> 8).bits_as(INT))
        store_pixels(mixed[0] | (mixed[1] << 8), out, o)

    return types.void(out, _INDEX, picture, *_KINDS, _PAIR), code_of(write)


def _colors(
    picture: Array, size: Sequence[Any], first: Sequence[Any], pace: Sequence[Any]
) -> tuple[list[Vector], list[Vector]]:
    """Return red and blue, and green of 8 pixels, of 8 bits; and u and v of their centres [px]."""
    builder = picture.builder
    tall, wide = size
    is_one_row = builder.icmp_signed("<", tall, LONG(2))
    stride = builder.select(is_one_row, LONG(0), builder.mul(wide, LONG(4)))
    ramp = constant(builder, REAL, range(PIXELS))
    place = [
        repeat(builder, start, PIXELS) + ramp * repeat(builder, slope, PIXELS)
        for start, slope in zip(*first, strict=True)
    ]
    sides = [repeat(builder, builder.sitofp(one, REAL), PIXELS) for one in (wide, tall)]
    source = Picture(
        builder.ptrtoint(picture.data, LONG),
        stride,
        repeat(builder, builder.trunc(stride, INT), PIXELS),
        *(((side - 1) * ONE - 1).most(0) for side in sides),
    )
    x, y = (
        at * repeat(builder, one, PIXELS) + (side - 1) * (ONE / 2)
        for at, one, side in zip(place, pace, sides, strict=True)
    )
    return [((one + 128) >> 8).bits_as(INT) for one in sample(source, x, y)], place
