# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Draw tiles off the grid, from the nearest to the farthest, band by band.

A pixel of the accumulator holds colour, premultiplied, and how much of the pixel is taken, 0 to
256; see `chunks`. A tile takes its coverage, at most what is left, so that neighbours meet without
a seam at any depth and nothing shines through where they do.

Coverage is exact for a box of 1 px along the tile's own two axes: neighbours that fly together add
up to one everywhere. A band of rows stays in the processor's cache.
"""

from typing import NamedTuple

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Bytes, Doubles, Factors, Longs, Words
from mosaic_anim.drawing.kernels.bands import by_band, finish_band, lay_grid
from mosaic_anim.drawing.kernels.chunks import (
    FULL,
    PIXELS,
    Band,
    Color,
    Pair,
    Sprite,
    draw_chunk,
    finish_chunk,
    is_full,
    lay_chunk,
)
from mosaic_anim.drawing.kernels.masks import FEW, NUMBERS, POINTS, place_points
from mosaic_anim.drawing.kernels.shapes import Shape, columns_of, rows_of, shape_of
from mosaic_anim.drawing.kernels.texels import ONE
from mosaic_anim.kernel import kernel

BAND = 32
"""Rows of a band: 1920 px of them are half a MiB of accumulator."""

PART = 1
"""Bit of a kind: a sprite that another part of the same tile follows."""

_FIXED = 1 / 65536  # of the tint
_SLANT = 1.05  # ratio of source pixels per frame pixel both ways
_DIAGONAL, _BESIDE = 0.25, 0.3  # how far samples lie beside a pixel's centre, one way [px]

Place = tuple[float, float]
"""Beside a pixel's centre, along u and v [px]."""


class Sprites(NamedTuple):
    """Sprites, the nearest first: tiles that show two pictures at once are two, side by side.

    Attributes
    ----------
    place : (k, 6) float64
        Centre, vector of the width and vector of the height of each, all down and across [px].
    tile, row : (s,) int64
        Of each sprite: its tile, and its picture.
    table : (P, 8) float64
        Address, height and width of each picture; row, col, height, width of the part of it that
        is shown [px of the picture]; whether it is softened, so that one sample does.
    weight : (s, 2) float64
        Opacity, and the part of the tile that this sprite is.
    kind : (s,) uint8
        Bit 0: it is only a part, another follows. Bit 1: the grid shows the rest of it.
    tint : (s * 8,) int32
        Gain and offset of each, 16.16 fixed point; empty for none.
    """

    place: Doubles
    tile: Longs
    table: Doubles
    row: Longs
    weight: Doubles
    kind: Bytes
    tint: Factors


@kernel()
def draw_sprites(
    out: Bytes, sprites: Sprites, grid: Words, has_veils: bool, is_masked: bool, taps: int
) -> None:
    """Draw sprites, and the grid behind them, over what `out` holds.

    Parameters
    ----------
    out : (H, W, 3) uint8
        What lies below, and the finished frame.
    grid : (H * W * 4,) uint16
        Tiles at home: red, green, blue, coverage, 8.8 fixed point, premultiplied; empty for none.
    has_veils : bool
        Whether any sprite is translucent.
    is_masked : bool
        Whether to ask what opaque sprites hide of each other, see `masks`; otherwise they add.
    taps : int
        2 or 4: samples of a frame pixel of pictures that are not softened. Of 4 there are 8 where a
        tile is seen at a slant.
    """
    height, width = out.shape[0], out.shape[1]
    bands = (height + BAND - 1) // BAND
    spans = rows_of(sprites.place, np.zeros(0), sprites.tile, height)
    start, order = by_band(spans, bands, BAND)
    pitch = width + PIXELS
    colors, counts = np.zeros(BAND * pitch, np.int32), np.zeros(BAND * pitch, np.int32)
    masks = np.zeros(BAND * pitch if is_masked else 0, np.uint16)
    room = BAND * pitch if has_veils else 0
    veils = np.zeros(3 * room, np.float32)
    points = np.zeros(NUMBERS, np.int64)
    band = Band(colors, counts, masks, points, veils, room, pitch, is_masked)
    pixels = out.reshape(-1)
    for n in range(bands):
        top, end = n * BAND, min(height, n * BAND + BAND)
        colors[:] = 0
        counts[:] = 0
        masks[:] = 0
        veils[:room] = 1.0
        veils[room:] = 0.0
        for i in order[start[n] : start[n + 1]]:
            _draw(band, top, sprites, i, max(top, spans[i, 0]), min(end, spans[i, 1]), taps)
        if grid.size > 0:
            lay_grid(lay_chunk, band, top, end, grid)
        finish_band(finish_chunk, band, top, end, pixels)


@kernel(forceinline=True, error_model="numpy")
def _draw(band: Band, top: int, sprites: Sprites, i: int, first: int, end: int, taps: int) -> None:
    """Draw rows, `first` to `end`, of a sprite into a band that begins at row `top`."""
    tile = sprites.tile[i]
    shape = shape_of(sprites.place, tile)
    if band.is_masked:
        count = POINTS if taps > 2 else FEW
        place_points(band.points, count, shape.u_x, shape.v_x, shape.u_y, shape.v_y)
    sprite = sprite_of(sprites, i, shape, band.room > 0, taps)
    middle_y, middle_x = sprites.place[tile, 0] - 0.5, sprites.place[tile, 1] - 0.5
    for y in range(first, end):
        dy = y - middle_y
        low, high = columns_of(shape, dy, middle_x, band.pitch - PIXELS)
        u = shape.u_y * dy - shape.u_x * middle_x
        v = shape.v_y * dy - shape.v_x * middle_x
        k = (y - top) * band.pitch
        for x in range(low, high, PIXELS):
            if not is_full(band, k + x):
                draw_chunk(band, k + x, sprite, u + shape.u_x * x, v + shape.v_x * x)


@kernel(forceinline=True, error_model="numpy")
def sprite_of(sprites: Sprites, i: int, shape: Shape, has_veils: bool, taps: int) -> Sprite:
    """Return what a sprite is drawn with."""
    table, row, kind = sprites.table, sprites.row[i], sprites.kind[i]
    opacity, part = sprites.weight[i, 0], sprites.weight[i, 1]
    broad, high = shape.broad, shape.high
    tall, wide = table[row, 1], table[row, 2]
    across, down = table[row, 6] / broad * ONE, table[row, 5] / high * ONE
    stride = np.int64(wide * 4 if tall > 1 else 0)
    is_whole = kind == 0
    share, weight = opacity * FULL, 1.0
    if not has_veils:  # of two parts the first leaves room for the second
        if kind & PART:
            weight = part
        else:
            share *= part
    samples, near, far = _taps_of(taps, across, down)
    if taps == 2 and table[row, 7] > 0:
        samples, near = 1, (0.0, 0.0)
    gain, offset = _tint_of(sprites.tint, i)
    return Sprite(
        slope=pair(shape.u_x, shape.v_x),
        half=pair(broad / 2 + 0.5, high / 2 + 0.5),
        most=pair(min(broad, 1.0), min(high, 1.0)),
        pace=pair(across, down),
        middle=pair(
            (table[row, 4] + table[row, 6] / 2 - 0.5) * ONE,
            (table[row, 3] + table[row, 5] / 2 - 0.5) * ONE,
        ),
        last=pair(max((wide - 1) * ONE - 1, 0.0), max((tall - 1) * ONE - 1, 0.0)),
        near=pair(near[0] * across, near[1] * down),
        far=pair(far[0] * across, far[1] * down),
        opacity=np.float32(share),
        weight=np.float32(weight),
        part=np.float32(part),
        gain=gain,
        offset=offset,
        address=np.int64(table[row, 0]),
        stride=stride,
        taps=samples,
        is_noted=is_whole,
        hides=is_whole & (opacity >= 1),
        is_tinted=sprites.tint.size > 0,
    )


@kernel(forceinline=True)
def pair(u: float, v: float) -> Pair:
    """Return two numbers as `Pair`."""
    return np.float32(u), np.float32(v)


@kernel(forceinline=True)
def _taps_of(taps: int, across: float, down: float) -> tuple[int, Place, Place]:
    """Return how many samples to take, and two places of them beside a pixel's centre [px].

    They lie across a tile's sides. A tile that is seen at a slant has more source pixels one way:
    there samples lie side by side, at sixths and halves of a pixel.
    """
    if across > down * _SLANT:
        if taps == 2:
            return 2, (_BESIDE, 0.0), (0.0, 0.0)
        return 8, (1 / 6, _BESIDE), (1 / 2, _BESIDE)
    if down > across * _SLANT:
        if taps == 2:
            return 2, (0.0, _BESIDE), (0.0, 0.0)
        return 8, (_BESIDE, 1 / 6), (_BESIDE, 1 / 2)
    if taps == 2:
        return 2, (_DIAGONAL, _DIAGONAL), (0.0, 0.0)
    return 4, (_BESIDE, _BESIDE), (0.0, 0.0)


@kernel(forceinline=True)
def _tint_of(tint: Factors, i: int) -> tuple[Color, Color]:
    """Return gain of colours in 1 / ONE, and offset."""
    if tint.size == 0:
        one, none = np.float32(1), np.float32(0)
        return (one, one, one), (none, none, none)
    n = i * 8
    return _color(tint, n, _FIXED / ONE), _color(tint, n + 4, _FIXED)


@kernel(forceinline=True)
def _color(tint: Factors, n: int, unit: float) -> Color:
    red, green, blue = tint[n] * unit, tint[n + 1] * unit, tint[n + 2] * unit
    return np.float32(red), np.float32(green), np.float32(blue)
