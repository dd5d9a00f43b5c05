"""Draw 8 pixels of a sprite, or finish 8 pixels of a frame, at once and without a branch.

A pixel of the accumulator is two integers of two 16-bit lanes: red (low) and blue (high), green
and how much of the pixel is taken, 0 to 256. Colours are 8.8 fixed point, premultiplied. Pixels
beside a sprite are computed like those in it; their coverage is 0.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numba import types
from numba.extending import intrinsic

from mosaic_anim.drawing.kernels.arrays import Factors, Floats, Longs, Words
from mosaic_anim.drawing.kernels.intrinsics import Array, code_of
from mosaic_anim.drawing.kernels.masks import visible_cover
from mosaic_anim.drawing.kernels.texels import PAIRS, Picture, sample
from mosaic_anim.drawing.kernels.vectors import (
    BYTE,
    INT,
    REAL,
    WORD,
    Vector,
    constant,
    load,
    repeat,
    run_if,
)
from mosaic_anim.drawing.kernels.veils import veil_share

PIXELS = 8
"""Pixels drawn at once."""

FULL = 256
"""A pixel that is taken wholly."""

LEAST_COVER = 1e-3
"""What covers nothing takes nothing: 0 / LEAST_COVER."""

ROUNDING = 3
"""Parts of FULL that neighbours may lack together."""

Pair = tuple[np.float32, np.float32]
Color = tuple[np.float32, np.float32, np.float32]


class Band(NamedTuple):
    """Rows of the accumulator, N pixels.

    Attributes
    ----------
    colors, counts : (N,) int32
        Red and blue, green and count of each pixel.
    masks : (N,) uint16
        Points of each pixel that are taken, if `is_masked`; see `masks`.
    points : (masks.NUMBERS,) int64
        Points along the sides of the sprite that is drawn, if `is_masked`.
    veils : (3 * room,) float32
        What translucent tiles leave; see `veils`.
    room : int
        N, or 0 if no tile is translucent.
    pitch : int
        Pixels of a row: some more than the frame's, for a chunk may begin in its last column.
    is_masked : bool
        Whether to ask what opaque sprites hide of each other.
    """

    colors: Factors
    counts: Factors
    masks: Words
    points: Longs
    veils: Floats
    room: int
    pitch: int
    is_masked: bool


class Sprite(NamedTuple):
    """What a sprite is drawn with: float32, along u and v, unless noted.

    u runs along a tile's width, v along its height, both from its centre [px].

    Attributes
    ----------
    slope : pair
        How u and v rise from column to column.
    half : pair
        Half of each side, and 1/2 [px].
    most : pair
        The most that a pixel can be covered each way.
    pace : pair
        Source places per u and per v [1 / ONE px].
    middle, last : pair
        The middle in the picture, and its last place that has a neighbour [1 / ONE px].
    near, far : pair
        Two places of samples beside a pixel's centre [1 / ONE px].
    opacity : float
        0 to FULL.
    weight, part : float
        Weight of what the sprite takes; of what it would take before veils.
    gain, offset : three floats
        Tint of 8.8 colours; it counts if `is_tinted`.
    address, stride : int64
        Where the picture lies, see `texels.Picture`.
    taps : int64
        1: one sample at the near place; 2: opposite to it, too; 4: mirrored; 8: at both places.
    is_noted, hides, is_tinted : bool
        Whether veils note the sprite; whether it hides what comes later; whether it has a tint.
    """

    slope: Pair
    half: Pair
    most: Pair
    pace: Pair
    middle: Pair
    last: Pair
    near: Pair
    far: Pair
    opacity: np.float32
    weight: np.float32
    part: np.float32
    gain: Color
    offset: Color
    address: np.int64
    stride: np.int64
    taps: int
    is_noted: bool
    hides: bool
    is_tinted: bool


@intrinsic
def is_full(typing, band, k):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Return whether pixels [k:k+8] are all taken wholly."""

    def write(builder: Any, band: Band, k: Any) -> Any:
        return builder.not_((_load(band.counts, k) < FULL << 16).any())

    return types.boolean(band, types.int64), code_of(write)


@intrinsic
def draw_chunk(typing, band, k, sprite, u, v):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001, PLR0917 - Numba calls it by place
    """Draw a sprite's part of pixels [k:k+8] of a band, behind what they hold.

    u, v : float
        The first pixel's place across the tile's sides, from its centre [px].
    """

    def write(builder: Any, band: Any, k: Any, sprite: Any, *first: Any) -> None:
        sprite = repeat_numbers(builder, sprite)
        ramp = constant(builder, REAL, range(PIXELS))
        place = [
            repeat(builder, start, PIXELS) + ramp * slope
            for start, slope in zip(first, sprite.slope, strict=True)
        ]
        red_blue, green = _load(band.colors, k), _load(band.counts, k)
        left = (FULL - (green >> 16)).to(REAL)
        wanted = _wanted_share(builder, band, k, sprite, place)
        share = (wanted.least(left) * sprite.weight + 0.5).to(INT)
        color = _sampled_color(builder, sprite, place)
        shares = (share | (share << 16)).bits_as(WORD)
        one = color[0], color[1] | 1 << 16
        for array, pixels, add in zip(
            (band.colors, band.counts), (red_blue, green), one, strict=True
        ):
            array.store(k, (pixels.bits_as(WORD) + add.bits_as(WORD) * shares).bits_as(INT))

    real = types.float32
    return types.void(band, types.int64, sprite, real, real), code_of(write)


@intrinsic
def lay_chunk(typing, band, k, grid, o):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Lay 8 pixels of tiles at home, grid[o:o+32], behind pixels [k:k+8] of a band.

    grid : (N,) uint16
        Red, green, blue, coverage, 8.8 fixed point, premultiplied.
    """

    def write(builder: Any, band: Any, k: Any, grid: Array, o: Any) -> None:
        *colors, whole = grid_pixels(grid, o)
        red_blue, counts = _load(band.colors, k), _load(band.counts, k)
        cover = whole * (1 / 255)
        wanted = cover_seen(builder, band, k, cover)
        taken = wanted.least((FULL - (counts >> 16)).to(REAL))
        share = taken / cover.most(LEAST_COVER)
        red, green, blue = ((one.least(whole) * share).to(INT) for one in colors)
        band.colors.store(k, red_blue + (red | (blue << 16)))
        band.counts.store(k, counts + (green | ((taken + 0.5).to(INT) << 16)))

    index = types.int64
    return types.void(band, index, grid, index), code_of(write)


@intrinsic
def finish_chunk(typing, band, k, out, o):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Lay pixels [k:k+8] of a band over 24 bytes at out[o:]."""

    def write(builder: Any, band: Any, k: Any, out: Array, o: Any) -> None:
        del builder
        red_blue, green = _load(band.colors, k), _load(band.counts, k)
        rest = FULL - (green >> 16)
        under = load_pixels(out, o)
        # Nothing shines through what rounding has left.
        is_closed = rest < ROUNDING + 1
        weight = (rest | (rest << 16)).bits_as(WORD)
        halves = []
        for color, shift in ((red_blue, 0), (green & 0xFFFF, 8)):
            own = (color >> 8) & PAIRS
            behind = is_closed.select(own, (under >> shift) & PAIRS)
            total = color.bits_as(WORD) + behind.bits_as(WORD) * weight + 128
            halves.append((total >> 8).bits_as(INT))
        store_pixels(halves[0] | (halves[1] << 8), out, o)

    index = types.int64
    return types.void(band, index, out, index), code_of(write)


def load_pixels(out: Array, o: Any) -> Vector:
    """Return 8 pixels from the 24 bytes at out[o:]: red, green, blue, 0 in each lane."""
    below = out.load(o, BYTE, 3 * PIXELS)
    spread = [p * 3 + c if c < 3 else 3 * PIXELS for p in range(PIXELS) for c in range(4)]
    return below.pick(spread, below.like(0)).bits_as(INT)


def store_pixels(pixels: Vector, out: Array, o: Any) -> None:
    """Write 8 pixels, red, green, blue and what does not count in each lane, to out[o:]."""
    out.store(o, pixels.bits_as(BYTE).pick(4 * p + c for p in range(PIXELS) for c in range(3)))


def grid_pixels(grid: Array, o: Any) -> list[Vector]:
    """Return red, green, blue and coverage of 8 pixels of a grid from grid[o:] on, 8.8."""
    words = grid.load(o, WORD, 4 * PIXELS)
    return [words.pick(range(channel, 4 * PIXELS, 4)).to(INT).to(REAL) for channel in range(4)]


def cover_seen(builder: Any, band: Any, k: Any, cover: Vector) -> Vector:
    """Return what of 8 pixels' coverage comes through all veils of a band."""

    def visible_part() -> list[Vector]:
        twice = builder.add(band.room, band.room)
        through, sheet = (
            load(builder, band.veils.at(builder.add(k, room)), REAL, PIXELS)
            for room in (k.type(0), twice)
        )
        return [cover * (through * (1 - sheet))]

    has_veils = builder.icmp_signed("!=", band.room, band.room.type(0))
    return run_if(builder, has_veils, visible_part, [cover])[0]


def repeat_numbers(builder: Any, sprite: Any) -> Any:
    """Return a record whose float32 numbers are vectors."""

    def repeated(value: Any) -> Any:
        if isinstance(value, list):
            return [repeated(one) for one in value]
        return repeat(builder, value, PIXELS) if value.type == REAL else value

    return type(sprite)(*(repeated(value) for value in sprite))


def _wanted_share(builder: Any, band: Any, k: Any, sprite: Any, place: list[Vector]) -> Vector:
    """Return how much of each pixel a sprite would take, were it free: 0 to FULL."""
    along_u, along_v = (
        (half - at.magnitude()).least(most).most(0)
        for half, at, most in zip(sprite.half, place, sprite.most, strict=True)
    )
    cover = along_u * along_v

    def visible_edges() -> list[Vector]:
        is_edge = ((cover < 1) & (cover > 0)).any()
        return run_if(builder, is_edge, lambda: [masked_cover()], [cover])

    def masked_cover() -> Vector:
        return visible_cover(
            band.masks.at(k),
            band.points,
            cover,
            sprite.half,
            place,
            hides=sprite.hides,
            is_fine=_is_more(builder, sprite.taps, 2),
        )

    visible = run_if(builder, band.is_masked, visible_edges, [cover])[0]

    def veiled() -> list[Vector]:
        twice = builder.add(band.room, band.room)
        sheets = [band.veils.at(builder.add(k, room)) for room in (k.type(0), band.room, twice)]
        return [veil_share(sheets, sprite.opacity, cover, visible, sprite.is_noted) * sprite.part]

    has_veils = builder.icmp_signed("!=", band.room, band.room.type(0))
    return run_if(builder, has_veils, veiled, [visible * sprite.opacity])[0]


def _sampled_color(builder: Any, sprite: Any, place: list[Vector]) -> list[Vector]:
    """Return red and blue, and green of each pixel, of 8 bits."""
    pitch = repeat(builder, builder.trunc(sprite.stride, INT), PIXELS)
    picture = Picture(sprite.address, sprite.stride, pitch, *sprite.last)
    # The middle of what a sprite covers of a pixel, not the pixel's.
    x, y = (
        (at + at.least(inner).most(inner * -1)) * 0.5 * pace + middle
        for at, inner, pace, middle in zip(
            place,
            [(half - 1).most(0) for half in sprite.half],
            sprite.pace,
            sprite.middle,
            strict=True,
        )
    )

    def one_side(off: Sequence[Vector], sign: int = 1) -> Sequence[Vector]:
        return sample(picture, x - off[0], y - off[1] * sign)

    def both_sides(off: Sequence[Vector], sign: int = 1) -> list[Vector]:
        return _mean(one_side(off, sign), sample(picture, x + off[0], y + off[1] * sign))

    def mirrored() -> list[Vector]:
        four = _mean(color, both_sides(sprite.near, -1))
        is_slanted = _is_more(builder, sprite.taps, 4)
        return run_if(builder, is_slanted, lambda: _mean(four, far()), four)

    def far() -> list[Vector]:
        return _mean(both_sides(sprite.far), both_sides(sprite.far, -1))

    def opposite() -> list[Vector]:
        return _mean(color, sample(picture, x + sprite.near[0], y + sprite.near[1]))

    color = list(one_side(sprite.near))
    color = run_if(builder, _is_more(builder, sprite.taps, 1), opposite, color)
    color = run_if(builder, _is_more(builder, sprite.taps, 2), mirrored, color)
    plain = [((one + 128) >> 8).bits_as(INT) for one in color]
    return run_if(builder, sprite.is_tinted, lambda: _tint(color, sprite), plain)


def _mean(one: Sequence[Vector], other: Sequence[Vector]) -> list[Vector]:
    """Return the mean of two colours, 8.8 lanes."""
    return [(a >> 1) + (b >> 1) for a, b in zip(one, other, strict=True)]


def _tint(color: Sequence[Vector], sprite: Any) -> list[Vector]:
    """Apply gain and offset to 8.8 lanes; return red and blue, and green, of 8 bits."""
    red_blue, green = (one.bits_as(INT) for one in color)
    channels = red_blue & 0xFFFF, green & 0xFFFF, red_blue >> 16
    red, green, blue = (
        (one.to(REAL) * gain + offset).most(0).least(255).to(INT)
        for one, gain, offset in zip(channels, sprite.gain, sprite.offset, strict=True)
    )
    return [red | (blue << 16), green]


def _load(array: Any, k: Any) -> Vector:
    pixels: Vector = array.load(k, INT, PIXELS)
    return pixels


def _is_more(builder: Any, taps: Any, count: int) -> Any:
    return builder.icmp_signed(">", taps, taps.type(count))
