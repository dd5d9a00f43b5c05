# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Draw 8 pixels of a sprite, or finish 8 pixels of a frame, at once and without a branch.

A pixel of the accumulator is two integers of two 16-bit lanes: red (low) and blue (high), green
and how much of the pixel is taken, 0 to 256. Colours are 8.8 fixed point, premultiplied. Pixels
beside a sprite are computed like those in it; their coverage is 0.
"""

from collections.abc import Sequence
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

from mosaic_anim.drawing.kernels.masks import seen_of
from mosaic_anim.drawing.kernels.texels import PAIRS, Picture, sampled
from mosaic_anim.drawing.kernels.vectors import (
    LANES,
    Vector,
    chosen,
    counted,
    everywhere,
    is_any,
    loaded,
    store,
)
from mosaic_anim.drawing.kernels.veils import veiled

FULL = 256
"""A pixel that is taken wholly."""

ROUNDING = 3
"""Parts of FULL that neighbours may lack together."""

NUMBERS = 25
"""Of a sprite, see `draw_chunk`."""

_BYTE, _INT = ir.IntType(8), ir.IntType(32)
_HALF = 0x00800080  # rounds both lanes


@intrinsic
def is_full(typing, counts, k):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Tell whether counts[k:k+8] are all taken wholly."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        counts, k = arguments
        green = loaded(builder, _at(context, builder, signature.args[0], counts, k))
        free = (green < FULL << 16).value
        bits = builder.bitcast(free, _BYTE)
        return builder.icmp_unsigned("==", bits, _BYTE(0))

    return types.boolean(counts, types.int64), generate


@intrinsic
def draw_chunk(typing, colors, counts, masks, points, k, veils, room, is_noted, is_masked, hides, u, v, numbers, address, stride, taps, is_tinted):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001, E501  # fmt: skip
    """Draw a sprite's part of 8 pixels, behind what they hold.

    Parameters
    ----------
    colors, counts : (N,) int32
        Red and blue, green and count of each pixel; [k:k+8] is drawn.
    masks, points : (N,) uint16, (masks.NUMBERS,) int64
        See `masks.seen_of`, if `is_masked`; `hides`: whether the sprite hides what comes later.
    veils : (3 * room,) float32
        See `veils.veiled`; `room` is 0 without veils. `is_noted`: whether the sprite is noted.
    u, v : float
        The first pixel's place across the tile's sides, from its centre [px].
    numbers : NUMBERS of float32
        How u and v rise from column to column; half of each side and 1/2; the most that a pixel
        can be covered each way; source pixels per u and v; the middle in the picture, and the last
        place in it; two places of samples, across and down (all source places in 1 / ONE px);
        FULL times opacity; weight of what is left of that; gain and offset of three channels; a
        share of what is veiled.
    address, stride : int
        Of the picture, see `texels.Picture`.
    taps : int
        2: samples at the first place and opposite to it; 4: mirrored, too; 8: of both places.
    is_tinted : bool
        Whether gain and offset count.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        (*_, masks, points, k, veils, room, is_noted, is_masked, hides,
         u, v, numbers, address, stride, taps, is_tinted) = arguments  # fmt: skip
        (u_x, v_x, half_u, half_v, most_u, most_v, across, down, middle_x, middle_y,
         last_x, last_y, near_x, near_y, far_x, far_y, scale, weight, *tint, part) = (
            everywhere(builder, builder.extract_value(numbers, n)) for n in range(NUMBERS)
        )  # fmt: skip
        places = [_at(context, builder, signature.args[n], arguments[n], k) for n in (0, 1)]
        red_blue, green = (loaded(builder, place) for place in places)
        u, v = (
            everywhere(builder, start) + counted(builder) * step
            for start, step in ((u, u_x), (v, v_x))
        )

        cover = (half_u - u.magnitude()).least(most_u).most(0) * (
            (half_v - v.magnitude()).least(most_v).most(0)
        )
        left = ((green >> 16) * -1 + FULL).floats()
        is_fine = builder.icmp_signed(">", taps, taps.type(2))
        held = _at(context, builder, signature.args[2], masks, k)

        def seen() -> list[Vector]:
            where = _at(context, builder, signature.args[3], points, k.type(0))
            return [
                seen_of(
                    held,
                    where,
                    cover,
                    (half_u, half_v),
                    (u, v),
                    hides=hides,
                    is_fine=is_fine,
                )
            ]

        def edges() -> list[Vector]:
            is_edge = is_any((cover < 1) & ((cover * 0) < cover))
            return chosen(builder, is_edge, seen, [cover])

        visible = chosen(builder, is_masked, edges, [cover])[0]
        has_veils = builder.icmp_signed("!=", room, room.type(0))

        def veil() -> list[Vector]:
            where = [k, builder.add(k, room), builder.add(k, builder.add(room, room))]
            sheets = [_at(context, builder, signature.args[5], veils, n) for n in where]
            return [veiled(sheets, scale, cover, visible, is_noted) * part]

        wanted = chosen(builder, has_veils, veil, [visible * scale])[0]
        share = (wanted.least(left) * weight + 0.5).ints()

        pitch = everywhere(builder, builder.trunc(stride, _INT))
        picture = Picture(address, stride, pitch, last_x, last_y)
        # The middle of what a sprite covers of a pixel, not the pixel's.
        (x, y) = (
            (one + one.least(inner).most(inner * -1)) * 0.5
            for one, inner in ((u, (half_u - 1).most(0)), (v, (half_v - 1).most(0)))
        )
        x, y = x * across + middle_x, y * down + middle_y

        def beside(off_x: Vector, off_y: Vector) -> list[Vector]:
            pair = [sampled(picture, x - off_x, y - off_y), sampled(picture, x + off_x, y + off_y)]
            return _mean(*pair)

        def mirrored(off_x: Vector, off_y: Vector) -> list[Vector]:
            return _mean(beside(off_x, off_y), beside(off_x, off_y * -1))

        def fine() -> list[Vector]:
            four = _mean(color, beside(near_x, near_y * -1))
            more = builder.icmp_signed(">", taps, taps.type(4))
            return chosen(builder, more, lambda: _mean(four, mirrored(far_x, far_y)), four)

        color = beside(near_x, near_y)
        color = chosen(builder, is_fine, fine, color)
        plain = [((one + 128) >> 8).whole() for one in color]
        color = chosen(builder, is_tinted, lambda: _tinted(color, tint), plain)

        shares = (share | (share << 16)).words()
        for held, add, place in zip(
            (red_blue, green), (color[0], color[1] | 1 << 16), places, strict=True
        ):
            store((held.words() + add.words() * shares).whole(), place)
        return context.get_dummy_value()

    index, real, flag = types.int64, types.float32, types.boolean
    numbers = types.UniTuple(real, NUMBERS)
    return types.void(
        colors, counts, masks, points, index, veils, index, flag, flag, flag, real, real,
        numbers, index, index, index, flag,
    ), generate  # fmt: skip


@intrinsic
def finish_chunk(typing, out, o, colors, counts, k):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Lay 8 pixels of the accumulator over 24 bytes at out[o:]."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, o, colors, counts, k = arguments
        kinds = signature.args
        red_blue = loaded(builder, _at(context, builder, kinds[2], colors, k))
        green = loaded(builder, _at(context, builder, kinds[3], counts, k))
        rest = (green >> 16) * -1 + FULL
        bytes_ = ir.VectorType(_BYTE, 3 * LANES)
        place = builder.bitcast(_at(context, builder, kinds[0], out, o), bytes_.as_pointer())
        below = builder.load(place, align=1)
        zero = ir.Constant(bytes_, [0] * 3 * LANES)
        wide = [p * 3 + c if c < 3 else 3 * LANES for p in range(LANES) for c in range(4)]
        spread = builder.shuffle_vector(below, zero, ir.Constant(ir.VectorType(_INT, 32), wide))
        under = Vector(builder, builder.bitcast(spread, red_blue.value.type))
        # Nothing shines through what rounding has left.
        is_closed = rest < ROUNDING + 1
        weight = (rest | (rest << 16)).words()
        made = []
        for held, shift in ((red_blue, 0), (green & 0xFFFF, 8)):
            own = (held >> 8) & PAIRS
            behind = is_closed.select(own, (under >> shift) & PAIRS)
            total = held.words() + behind.words() * weight + 128
            made.append((total >> 8).whole())
        pixels = made[0] | (made[1] << 8)
        lanes = builder.bitcast(pixels.value, ir.VectorType(_BYTE, 4 * LANES))
        kept = ir.Constant(
            ir.VectorType(_INT, 24), [4 * p + c for p in range(LANES) for c in range(3)]
        )
        builder.store(builder.shuffle_vector(lanes, lanes, kept), place, align=1)
        return context.get_dummy_value()

    index = types.int64
    return types.void(out, index, colors, counts, index), generate


def _mean(one: Sequence[Vector], other: Sequence[Vector]) -> list[Vector]:
    """Return the mean of two colours, 8.8 lanes."""
    return [(a >> 1) + (b >> 1) for a, b in zip(one, other, strict=True)]


def _tinted(color: list[Vector], tint: list[Vector]) -> list[Vector]:
    """Apply gain and offset to 8.8 lanes; return red and blue, and green, of 8 bits."""
    red_blue, green = (one.whole() for one in color)
    channels = [
        ((one.floats() * gain + offset).most(0).least(255)).ints()
        for one, gain, offset in zip(
            (red_blue & 0xFFFF, green & 0xFFFF, red_blue >> 16), tint[:3], tint[3:], strict=True
        )
    ]
    return [channels[0] | (channels[2] << 16), channels[1]]


def _at(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    """Return the address of array[index]."""
    return builder.gep(context.make_array(kind)(context, builder, array).data, [index])
