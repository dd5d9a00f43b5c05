# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Draw tiles off the grid, from the nearest to the farthest, band by band.

A pixel of the accumulator holds colour, premultiplied, and how much of the pixel is taken, 0 to
256; see `chunks`. A tile takes its coverage, at most what is left, so that neighbours meet without
a seam at any depth and nothing shines through where they do.

Coverage is exact for a box of 1 px along the tile's own two axes: neighbours that fly together add
up to one everywhere. A band of rows stays in the processor's cache.
"""

import numpy as np
from numba import njit

from mosaic_anim.drawing.kernels.arrays import Bytes, Doubles, Factors, Floats, Longs, Words
from mosaic_anim.drawing.kernels.chunks import FULL, draw_chunk, finish_chunk, is_full
from mosaic_anim.drawing.kernels.masks import FEW, NUMBERS, POINTS, point_out
from mosaic_anim.drawing.kernels.shapes import columns_of, rows_of, shape_of
from mosaic_anim.drawing.kernels.texels import ONE
from mosaic_anim.drawing.kernels.vectors import LANES
from mosaic_anim.drawing.kernels.veils import light_left

BAND = 32
"""Rows of a band: 1920 px of them are half a MiB of accumulator."""

PART = 1
"""Bit of a kind: a sprite that another part of the same tile follows."""

_FIXED = 1 / 65536  # of the tint
_SLANT = 1.05  # ratio of source pixels per frame pixel both ways
_DIAGONAL, _BESIDE = 0.25, 0.3  # how far samples lie beside a pixel's centre, one way [px]
_PIXEL = 3  # bytes


@njit(nogil=True, cache=True)
def draw_sprites(
    out: Bytes, height: int, width: int,
    place: Doubles, sprite: Longs, table: Doubles, row: Longs, weight: Doubles, kind: Bytes,
    tint: Factors, grid: Words, has_veils: bool, is_masked: bool, taps: int,
) -> None:  # fmt: skip
    """Draw sprites, and the grid behind them, over what `out` holds.

    Parameters
    ----------
    out : (H * W * 3,) uint8
        What lies below, and the finished frame.
    place : (k, 6) float64
        Of each tile: centre, vector of the width, vector of the height, each down and across [px].
    sprite, row : (s,) int64
        Of each sprite: its tile, and its picture.
    table : (P, 7) float64
        Address, height and width of each picture; row, col, height, width of the part of it that
        is shown [px of the picture].
    weight : (s, 2) float64
        Opacity, and the part of the tile that this sprite is: tiles that show two pictures at once
        are two sprites, one after the other.
    kind : (s,) uint8
        Bit 0: it is only a part, another follows. Bit 1: the grid shows the rest of it.
    tint : (s * 8,) int32
        Gain and offset of each, 16.16 fixed point; empty for none.
    grid : (H * W * 4,) uint16
        Tiles at home: red, green, blue, coverage, 8.8 fixed point, premultiplied; empty for none.
    has_veils : bool
        Whether any sprite is translucent.
    is_masked : bool
        Whether to ask what opaque sprites hide of each other, see `masks`; otherwise they add.
    taps : int
        2 or 4: samples of a frame pixel. Of 4 there are 8 where a tile is seen at a slant.
    """
    bands = (height + BAND - 1) // BAND
    spans = rows_of(place, sprite, height)
    start, order = _by_band(spans, bands)
    pitch = width + LANES  # chunks may begin in the last column
    colors, counts = np.zeros(BAND * pitch, np.int32), np.zeros(BAND * pitch, np.int32)
    masks = np.zeros(BAND * pitch if is_masked else 0, np.uint16)
    points = np.zeros(NUMBERS, np.int64)
    room = BAND * pitch if has_veils else 0
    veils = np.zeros(3 * room, np.float32)
    small = np.zeros(LANES * _PIXEL, np.uint8)
    for band in range(bands):
        top, end = band * BAND, min(height, band * BAND + BAND)
        colors[:] = 0
        counts[:] = 0
        masks[:] = 0
        veils[:room] = 1.0
        veils[room:] = 0.0
        for n in range(start[band], start[band + 1]):
            i = order[n]
            _draw(
                colors, counts, masks, points, veils, room, width,
                top, max(top, spans[i, 0]), min(end, spans[i, 1]),
                place, sprite[i], table, row[i], weight[i, 0], weight[i, 1], kind[i],
                tint, i, taps,
            )  # fmt: skip
        if grid.size > 0:
            _lay_grid(colors, counts, veils, room, top, end, width, grid)
        _finish(out, top, end, width, colors, counts, small)


@njit(nogil=True, cache=True)
def _by_band(spans: Longs, bands: int) -> tuple[Longs, Longs]:
    """Return where each band's sprites begin in a list of sprites, and that list, in order."""
    start = np.zeros(bands + 1, np.int64)
    for i in range(spans.shape[0]):
        for band in range(spans[i, 0] // BAND, (spans[i, 1] + BAND - 1) // BAND):
            start[band + 1] += 1
    start = np.cumsum(start)
    after, order = start.copy(), np.empty(start[-1], np.int64)
    for i in range(spans.shape[0]):
        for band in range(spans[i, 0] // BAND, (spans[i, 1] + BAND - 1) // BAND):
            order[after[band]] = i
            after[band] += 1
    return start, order


@njit(nogil=True, cache=True, error_model="numpy")
def _draw(
    colors: Factors, counts: Factors, masks: Words, points: Longs,
    veils: Floats, room: int, width: int,
    top: int, first: int, end: int, place: Doubles, tile: int, table: Doubles, row: int,
    opacity: float, part: float, kind: int, tint: Factors, i: int, taps: int,
) -> None:  # fmt: skip
    """Draw rows, `first` to `end`, of a sprite into a band that begins at row `top`."""
    shape = shape_of(place, tile)
    uy, ux, vy, vx, _, _, broad, high = shape
    address, tall, wide = np.int64(table[row, 0]), table[row, 1], table[row, 2]
    stride = np.int64(wide) * 4 if tall > 1 else 0
    across, down = table[row, 6] / broad * ONE, table[row, 5] / high * ONE
    scale, weight = opacity * FULL, 1.0
    if room == 0:  # of two parts the first leaves room for the second
        if kind & PART:
            weight = part
        else:
            scale *= part
    hides = kind == 0 and opacity >= 1
    if masks.size > 0:
        point_out(points, POINTS if taps > 2 else FEW, ux, vx, uy, vy)
    gain_r, gain_g, gain_b, offset_r, offset_g, offset_b = _tint_of(tint, i)
    taps, near, far = _taps_of(taps, across, down)
    numbers = (
        np.float32(ux), np.float32(vx),
        np.float32(broad / 2 + 0.5), np.float32(high / 2 + 0.5),
        np.float32(min(broad, 1.0)), np.float32(min(high, 1.0)),
        np.float32(across), np.float32(down),
        np.float32((table[row, 4] + table[row, 6] / 2 - 0.5) * ONE),
        np.float32((table[row, 3] + table[row, 5] / 2 - 0.5) * ONE),
        np.float32(max((wide - 1) * ONE - 1, 0.0)), np.float32(max((tall - 1) * ONE - 1, 0.0)),
        np.float32(near[0] * across), np.float32(near[1] * down),
        np.float32(far[0] * across), np.float32(far[1] * down),
        np.float32(scale), np.float32(weight),
        np.float32(gain_r), np.float32(gain_g), np.float32(gain_b),
        np.float32(offset_r), np.float32(offset_g), np.float32(offset_b),
        np.float32(part),
    )  # fmt: skip
    middle_y, middle_x = place[tile, 0] - 0.5, place[tile, 1] - 0.5
    for y in range(first, end):
        dy = y - middle_y
        low, high_ = columns_of(shape, dy, middle_x, width)
        u, v = uy * dy - ux * middle_x, vy * dy - vx * middle_x
        k = (y - top) * (width + LANES)
        for x in range(low, high_, LANES):
            if not is_full(counts, k + x):
                draw_chunk(
                    colors, counts, masks, points, k + x, veils, room,
                    kind == 0, masks.size > 0, hides,
                    u + ux * x, v + vx * x, numbers, address, stride, taps, tint.size > 0,
                )  # fmt: skip


@njit(nogil=True, cache=True, forceinline=True)
def _taps_of(
    taps: int, across: float, down: float
) -> tuple[int, tuple[float, float], tuple[float, float]]:
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


@njit(nogil=True, cache=True, forceinline=True)
def _tint_of(tint: Factors, i: int) -> tuple[float, float, float, float, float, float]:
    """Return gain of colours in 1 / ONE, and offset."""
    if tint.size == 0:
        return 1.0, 1.0, 1.0, 0.0, 0.0, 0.0
    gain, n = _FIXED / ONE, i * 8
    return (
        tint[n] * gain, tint[n + 1] * gain, tint[n + 2] * gain,
        tint[n + 4] * _FIXED, tint[n + 5] * _FIXED, tint[n + 6] * _FIXED,
    )  # fmt: skip


@njit(nogil=True, cache=True)
def _lay_grid(
    colors: Factors, counts: Factors, veils: Floats, room: int,
    top: int, end: int, width: int, grid: Words,
) -> None:  # fmt: skip
    """Lay the grid behind the sprites of a band, where they leave room."""
    for y in range(top, end):
        for x in range(width):
            k, at = (y - top) * (width + LANES) + x, (y * width + x) * 4
            taken = counts[k] >> 16
            if taken >= FULL or grid[at + 3] == 0:
                continue
            # The coverage of the grid, 0 to 65280, and how much of it is taken.
            cover = grid[at + 3] / 255.0
            wanted = cover * light_left(veils, room, k) if room > 0 else cover
            share = min(wanted, float(FULL - taken)) / cover
            limit = float(grid[at + 3])
            red = np.int64(min(float(grid[at]), limit) * share)
            green = np.int64(min(float(grid[at + 1]), limit) * share)
            blue = np.int64(min(float(grid[at + 2]), limit) * share)
            colors[k] += red + (blue << 16)
            counts[k] += green + (np.int64(cover * share + 0.5) << 16)


@njit(nogil=True, cache=True)
def _finish(
    out: Bytes, top: int, end: int, width: int, colors: Factors, counts: Factors, small: Bytes
) -> None:
    """Lay a band over what `out` holds."""
    for y in range(top, end):
        k, o = (y - top) * (width + LANES), y * width * _PIXEL
        whole = width - width % LANES
        for x in range(0, whole, LANES):
            finish_chunk(out, o + x * _PIXEL, colors, counts, k + x)
        rest = (width - whole) * _PIXEL
        if rest:
            o += whole * _PIXEL
            small[:rest] = out[o : o + rest]
            finish_chunk(small, 0, colors, counts, k + whole)
            out[o : o + rest] = small[:rest]
