"""Draw 8 pixels of a sprite that moves while the shutter is open, or finish 8 pixels, at once.

What lies in a pixel one after another is averaged in linear light, what lies there side by side or
one through the other in encoded sRGB, as in frames without blur. A pixel therefore knows the mean
of its colours and the mean of their squares: how much they vary says how much brighter their light
is than their mean.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numba import types
from numba.extending import intrinsic

from mosaic_anim.drawing.kernels.arrays import Floats, Longs, Words
from mosaic_anim.drawing.kernels.chunks import (
    FULL,
    LEAST_COVER,
    PIXELS,
    ROUNDING,
    Pair,
    cover_seen,
    grid_pixels,
    repeat_numbers,
    store_pixels,
)
from mosaic_anim.drawing.kernels.instants import POINTS, instants_seen
from mosaic_anim.drawing.kernels.intrinsics import Array, code_of
from mosaic_anim.drawing.kernels.texels import Picture, sample
from mosaic_anim.drawing.kernels.vectors import (
    BYTE,
    INT,
    REAL,
    Vector,
    constant,
    load,
    repeat,
    run_if,
    run_times,
    store,
)
from mosaic_anim.drawing.kernels.veils import veil_share

FIELDS = 9
"""Numbers of a pixel."""

_COUNT, _COLOR, _SQUARE, _MIXED, _FOLLOWS = 0, 1, 4, 7, 8

_LIGHT = 1.2
"""How much farther from the mean colour that of the mean light lies than the root of squares.

sRGB is nearly a power of 2.2, the root that of 2: their differences are as 2.2 - 1 to 2 - 1. Within
3 levels of 255, whatever is mixed.
"""

_TINY = 1e-6


class SmearBand(NamedTuple):
    """Rows of the accumulator, N pixels.

    Attributes
    ----------
    fields : (FIELDS * N,) float32
        How much of each pixel is taken, 0 to FULL; three colours times that; their squares times
        that; how far several things share the pixel, and how far they do so one after another.
    masks : (N,) uint16
        Points that are taken, see `instants`.
    points : (instants.NUMBERS,) int64
        Points as the sprite sees them that is drawn.
    veils : (3 * room,) float32
        What translucent tiles leave; see `veils`.
    room, size, pitch : int
        N, or 0 if no tile is translucent; N; pixels of a row.
    """

    fields: Floats
    masks: Words
    points: Longs
    veils: Floats
    room: int
    size: int
    pitch: int


class Streak(NamedTuple):
    """How a sprite moves: float32, along u and v, unless noted.

    Attributes
    ----------
    way : pair
        How far it moves while the shutter is open [px].
    slowness : pair
        1 / `way`.
    side : pair
        Half of each side [px].
    time : pair
        First and last instant, counted from the one at which it is where it is drawn, -1/2 to 1/2.
    beside : pair
        How far samples lie beside its way, in turn on both sides [1 / ONE px].
    at_once : pair
        Variance of black and white that a side mixes in a pixel in each moment, on the average.
    solid : float
        Opacity of the sprite, of a part of a tile times that part.
    apart : float
        How far it is seen apart from what lies behind it, 0 to 1: where a translucent one follows
        another, what shines through both does not change.
    blur : float
        How far what is sampled follows in time, 0 to 1.
    steps : float
        What points are counted in, see `instants` [1 / px].
    samples, share : int64, float
        How many samples it takes, and one through that.
    before : float
        How many steps before the middle the first one lies.
    """

    way: Pair
    slowness: Pair
    side: Pair
    time: Pair
    beside: Pair
    at_once: Pair
    solid: np.float32
    apart: np.float32
    blur: np.float32
    steps: np.float32
    samples: np.int64
    share: np.float32
    before: np.float32


@intrinsic
def is_taken(typing, band, k):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Return whether pixels [k:k+8] are all taken wholly."""

    def write(builder: Any, band: SmearBand, k: Any) -> Any:
        return builder.not_((_load(band.fields, k) < FULL).any())

    return types.boolean(band, types.int64), code_of(write)


@intrinsic
def draw_smear(typing, band, k, sprite, streak, u, v):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001, PLR0917 - Numba calls it by place
    """Draw a sprite's part of pixels [k:k+8] of a band, behind what they hold.

    u, v : float
        The first pixel's place across the tile's sides, from its centre [px].
    """

    def write(builder: Any, band: Any, k: Any, sprite: Any, streak: Any, *first: Any) -> None:
        sprite, streak = repeat_numbers(builder, sprite), repeat_numbers(builder, streak)
        ramp = constant(builder, REAL, range(PIXELS))
        place = [
            repeat(builder, start, PIXELS) + ramp * slope
            for start, slope in zip(first, sprite.slope, strict=True)
        ]
        covered, seen = (
            one * (1 / POINTS)
            for one in instants_seen(
                band.masks.at(k), band.points, sprite.half, place, streak.steps, hides=sprite.hides
            )
        )
        count = _load(band.fields, k)
        left = FULL - count
        wanted = _demand(builder, band, k, sprite, (covered, seen))
        share = wanted.least(left).most(0) * sprite.weight

        def take() -> list[Vector]:
            colors, squares = _mean_colors(builder, sprite, streak, place)
            _add(builder, band, k, [share, *(share * one for one in (*colors, *squares))])
            mixed = share * (1 - covered * streak.solid)
            ends = [at.magnitude() - side for at, side in zip(place, streak.side, strict=True)]
            at_once = (ends[0] > ends[1]).select(*streak.at_once)
            follows = share * streak.apart * ((1 - covered) - at_once / covered.most(_TINY)).most(0)
            _add(builder, band, k, [mixed, follows], first=_MIXED)
            return []

        run_if(builder, (share > 0).any(), take, [])

    real = types.float32
    return types.void(band, types.int64, sprite, streak, real, real), code_of(write)


@intrinsic
def lay_smear(typing, band, k, grid, o):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Lay 8 pixels of tiles at home, grid[o:o+32], behind pixels [k:k+8] of a band.

    grid : (N,) uint16
        As for `chunks.lay_chunk`.
    """

    def write(builder: Any, band: Any, k: Any, grid: Array, o: Any) -> None:
        *colors, whole = grid_pixels(grid, o)
        cover = whole * (1 / 255)
        left = (FULL - _load(band.fields, k)).most(0)
        share = cover_seen(builder, band, k, cover).least(left)
        colors = [(one / cover.most(LEAST_COVER)).least(255) for one in colors]
        means = [share * one for one in colors]
        squares = [mean * one for mean, one in zip(means, colors, strict=True)]
        # A tile that leaves home fades, which is not one after another.
        mixed = share * (1 - cover * (1 / FULL))
        _add(builder, band, k, [share, *means, *squares, mixed])

    index = types.int64
    return types.void(band, index, grid, index), code_of(write)


@intrinsic
def finish_smear(typing, band, k, out, o):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Lay pixels [k:k+8] of a band over 24 bytes at out[o:]."""

    def write(builder: Any, band: Any, k: Any, out: Array, o: Any) -> None:
        fields = [load(builder, _field(builder, band, k, n), REAL, PIXELS) for n in range(FIELDS)]
        count = fields[_COUNT]
        follows = (fields[_FOLLOWS] + _TINY) / (fields[_MIXED] + _TINY) * _LIGHT
        rest = FULL - count
        is_closed = rest < ROUNDING + 1
        whole = is_closed.select(count, count.like(FULL))
        rest = is_closed.select(rest.like(0), rest)
        below = out.load(o, BYTE, 3 * PIXELS)
        channels = []
        for channel in range(3):
            numbers = [3 * pixel + channel for pixel in range(PIXELS)]
            under = below.pick(numbers).to(INT).to(REAL)
            mean = (fields[_COLOR + channel] + under * rest) / whole
            square = (fields[_SQUARE + channel] + under * under * rest) / whole
            light = mean + (square.most(0).root() - mean).most(0) * follows
            channels.append((light + 0.5).most(0).least(255).to(INT))
        store_pixels(channels[0] | (channels[1] << 8) | (channels[2] << 16), out, o)

    index = types.int64
    return types.void(band, index, out, index), code_of(write)


def _demand(builder: Any, band: Any, k: Any, sprite: Any, cover: tuple[Vector, Vector]) -> Vector:
    """Return how much of each pixel a sprite would take, were it free: 0 to FULL.

    cover : two of <8 x float>
        How much of each pixel it covers, and how much of that is seen, 0 to 1.
    """
    covered, seen = cover

    def veiled() -> list[Vector]:
        twice = builder.add(band.room, band.room)
        sheets = [band.veils.at(builder.add(k, room)) for room in (k.type(0), band.room, twice)]
        return [veil_share(sheets, sprite.opacity, covered, seen, sprite.is_noted) * sprite.part]

    has_veils = builder.icmp_signed("!=", band.room, band.room.type(0))
    return run_if(builder, has_veils, veiled, [seen * sprite.opacity])[0]


def _mean_colors(
    builder: Any, sprite: Any, streak: Any, place: Sequence[Vector]
) -> tuple[list[Vector], list[Vector]]:
    """Return the mean of what passes by each pixel, and that of its squares: three channels each.

    A sprite passes from the instant at which the first of its sides reaches the pixel's centre to
    that at which the last one leaves it.
    """
    pitch = repeat(builder, builder.trunc(sprite.stride, INT), PIXELS)
    picture = Picture(sprite.address, sprite.stride, pitch, *sprite.last)
    start, end = (place[0].like(0) + one for one in streak.time)
    first, last = start, end
    for at, side, slow in zip(place, streak.side, streak.slowness, strict=True):
        one, other = (at - side) * slow, (at + side) * slow
        first, last = first.most(one.least(other)), last.least(one.most(other))
    first, last = first.least(end), last.most(start)
    time = (last - first).most(0) * streak.share
    middle = (first + last) * 0.5
    step_x, step_y = (time * way * pace for way, pace in zip(streak.way, sprite.pace, strict=True))
    x, y = (
        (at - way * middle) * pace + base + streak.before * step
        for at, way, pace, base, step in zip(
            place, streak.way, sprite.pace, sprite.middle, (step_x, step_y), strict=True
        )
    )

    def add(_: Any, state: Sequence[Vector]) -> list[Vector]:
        x, y, aside_x, aside_y, *sums = state
        red_blue, green = (one.bits_as(INT) for one in sample(picture, x + aside_x, y + aside_y))
        colors = [one.to(REAL) for one in (red_blue & 0xFFFF, green & 0xFFFF, red_blue >> 16)]
        values = (*colors, *(one * one for one in colors))
        sums = [a + b for a, b in zip(sums, values, strict=True)]
        return [x - step_x, y - step_y, aside_x * -1, aside_y * -1, *sums]

    begin = [x, y, *streak.beside, *[time.like(0)] * 6]
    sums = run_times(builder, streak.samples, add, begin)[4:]
    share = streak.share * (1 / 256)
    colors = [one * share for one in sums[:3]]
    share *= 1 / 256
    means = [*colors, *(one * share for one in sums[3:])]
    spread = [(two - one * one).most(0) for one, two in zip(colors, means[3:], strict=True)]
    return _tinted(builder, sprite, colors, [one * streak.blur for one in spread])


def _tinted(
    builder: Any, sprite: Any, colors: Sequence[Vector], spread: Sequence[Vector]
) -> tuple[list[Vector], list[Vector]]:
    """Apply gain and offset to mean colours that vary by `spread`; return them and squares."""

    def tint() -> list[Vector]:
        gains = [gain * 256 for gain in sprite.gain]
        tinted = [
            (one * gain + (offset - 0.5)).most(0).least(255)
            for one, gain, offset in zip(colors, gains, sprite.offset, strict=True)
        ]
        return [*tinted, *(one * gain * gain for one, gain in zip(spread, gains, strict=True))]

    both = run_if(builder, sprite.is_tinted, tint, [*colors, *spread])
    return both[:3], [one * one + two for one, two in zip(both[:3], both[3:], strict=True)]


def _add(builder: Any, band: Any, k: Any, values: Sequence[Vector], *, first: int = 0) -> None:
    """Add to fields of 8 pixels, from the `first` on."""
    for n, value in enumerate(values, start=first):
        at = _field(builder, band, k, n)
        store(load(builder, at, REAL, PIXELS) + value, at)


def _field(builder: Any, band: Any, k: Any, number: int) -> Any:
    """Return the address of a field of pixel k."""
    return band.fields.at(builder.add(k, builder.mul(band.size, band.size.type(number))))


def _load(array: Any, k: Any) -> Vector:
    pixels: Vector = array.load(k, REAL, PIXELS)
    return pixels
