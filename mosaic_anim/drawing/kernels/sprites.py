# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Draw tiles off the grid, from the nearest to the farthest, band by band.

A pixel of the accumulator is one integer: three lanes of 8.8 fixed point, premultiplied, and above
them how much of the pixel is taken, 0 to 256. A tile takes its coverage, at most what is left, so
that neighbours meet without a seam at any depth and nothing shines through where they do.

Coverage is exact for a box of 1 px along the tile's own two axes: neighbours that fly together add
up to one everywhere. A band of rows stays in the processor's cache.
"""

import numpy as np
from numba import njit

from mosaic_anim.drawing.kernels.arrays import Bytes, Doubles, Factors, Floats, Longs, Words
from mosaic_anim.drawing.kernels.lanes import LANES as RUN
from mosaic_anim.drawing.kernels.lanes import tint_from
from mosaic_anim.drawing.kernels.shapes import (
    ACROSS,
    CY,
    DOWN,
    HALF_U,
    HALF_V,
    MIDDLE_X,
    MIDDLE_Y,
    REACH,
    UX,
    UY,
    VX,
    VY,
    at_row,
    find_spans,
    shapes,
)
from mosaic_anim.drawing.kernels.texels import LANES, ONE, between, inside, mean_of
from mosaic_anim.drawing.kernels.veils import light_left, veiled_share

BAND = 64
"""Rows of a band: 1920 px of them are 1 MiB of accumulator."""

FULL = 256
"""A pixel that is taken wholly."""

COUNT = 48
"""Where the accumulator's count begins [bits]."""

PART = 1
"""Bit of a kind: a sprite that another part of the same tile follows."""

HALF = 0x0000008000800080
"""Rounds each lane."""

QUARTERS = 0x00003FFF3FFF3FFF
"""What lanes keep when they are shifted by two bits."""

_ROUNDING = 3  # parts of FULL that neighbours may lack together


@njit(nogil=True, cache=True)
def draw_sprites(
    out: Bytes, height: int, width: int,
    place: Doubles, window: Doubles, picture: Longs, weight: Doubles, kind: Bytes,
    tint: Factors, grid: Words, has_veils: bool, taps: int,
) -> None:  # fmt: skip
    """Draw sprites, and the grid behind them, over what `out` holds.

    Parameters
    ----------
    out : (H * W * 3,) uint8
        What lies below, and the finished frame.
    place : (k, 6) float64
        Centre, vector of the width, vector of the height, each down and across [px].
    window : (k, 4) float64
        row, col, height, width of the part of the picture that is shown [px of the picture].
    picture : (k, 3) int64
        Address, height and width of the whole picture.
    weight : (k, 2) float64
        Opacity, and the part of the tile that this sprite is: tiles that show two pictures at once
        are two sprites, one after the other.
    kind : (k,) uint8
        Bit 0: it is only a part, another follows. Bit 1: the grid shows the rest of it.
    tint : (k * 8,) int32
        Gain and offset of each, 16.16 fixed point; empty for none.
    grid : (H * W * 4,) uint16
        Tiles at home: red, green, blue, coverage, 8.8 fixed point, premultiplied; empty for none.
    has_veils : bool
        Whether any sprite is translucent.
    taps : int
        2 or 4: samples of a frame pixel.
    """
    bands = (height + BAND - 1) // BAND
    shape = shapes(place, window, picture)
    spans = _rows(shape, height)
    start, order = _by_band(spans, bands)
    sums = np.zeros(BAND * width, np.int64)
    columns = np.zeros((BAND, 4), np.int64)
    veils = np.zeros((BAND * width if has_veils else 0, 3), np.float32)
    copy = np.zeros(_largest(picture) * 4 + RUN if tint.size > 0 else 1, np.uint8)
    for band in range(bands):
        top, end = band * BAND, min(height, band * BAND + BAND)
        sums[:] = 0
        if has_veils:
            veils[:, 0], veils[:, 1], veils[:, 2] = 1.0, 0.0, 0.0
        for n in range(start[band], start[band + 1]):
            i = order[n]
            address, tall, wide = picture[i, 0], picture[i, 1], picture[i, 2]
            if tint.size > 0:
                for k in range(0, tall * wide * 4, RUN):
                    tint_from(copy, k, address + k, tint, i * 8)
                address = np.int64(copy.ctypes.data)
            stride = wide * 4 if tall > 1 else 0
            first, last = max(top, spans[i, 0]), min(end, spans[i, 1])
            if taps == 2 and not has_veils and weight[i, 0] * weight[i, 1] >= 1.0:
                _draw_plain(
                    sums, columns, width, top, first, last,
                    shape, i, address, stride, tall, wide,
                )  # fmt: skip
            else:
                _draw_careful(
                    sums, veils, columns, width, top, first, last,
                    shape, i, address, stride, tall, wide,
                    weight[i, 0], weight[i, 1], kind[i], taps,
                )  # fmt: skip
        _finish(out, top, end, width, sums, veils, grid)
    copy[0] = 0  # its address was in use until here


@njit(nogil=True, cache=True)
def _rows(shape: Doubles, height: int) -> Longs:
    """Return the frame rows (k, 2), from and to, that each sprite touches."""
    spans = np.empty((shape.shape[0], 2), np.int64)
    for i in range(shape.shape[0]):
        spans[i, 0] = np.int64(min(max(np.ceil(shape[i, CY] - shape[i, REACH] - 0.5), 0.0), height))
        low = np.floor(shape[i, CY] + shape[i, REACH] - 0.5) + 1
        spans[i, 1] = np.int64(min(max(low, 0.0), height))
    return spans


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


@njit(nogil=True, cache=True)
def _largest(picture: Longs) -> int:
    """Return the greatest number of pixels of a picture."""
    most = 0
    for i in range(picture.shape[0]):
        most = max(most, picture[i, 1] * picture[i, 2])
    return most


@njit(nogil=True, cache=True, error_model="numpy")
def _draw_plain(
    sums: Longs, spans: Longs, width: int, top: int, first: int, end: int,
    shape: Doubles, i: int, address: int, stride: int, tall: int, wide: int,
) -> None:  # fmt: skip
    """Draw rows, `first` to `end`, of an opaque sprite into a band that begins at row `top`."""
    across, down = shape[i, ACROSS] * ONE, shape[i, DOWN] * ONE
    middle_x, middle_y = shape[i, MIDDLE_X] * ONE, shape[i, MIDDLE_Y] * ONE
    last_x, last_y = max((wide - 1) * ONE - 1, 0), max((tall - 1) * ONE - 1, 0)
    ux, vx = shape[i, UX], shape[i, VX]
    step_x, step_y = np.int64(ux * across), np.int64(vx * down)
    # Two samples, a quarter of a pixel up and left of the centre, and down and right. One does
    # for the sides: two would gain 0.5 dB and take a fifth longer.
    off_x = np.int64((ux + shape[i, UY]) * across * 0.25)
    off_y = np.int64((vx + shape[i, VY]) * down * 0.25)
    half_u, half_v = shape[i, HALF_U] + 0.5, shape[i, HALF_V] + 0.5
    most_u, most_v = min(1.0, 2 * shape[i, HALF_U]), min(1.0, 2 * shape[i, HALF_V])
    find_spans(spans, shape, i, first, end, width)
    for n in range(end - first):
        y = first + n
        u0, v0 = at_row(shape, i, y)
        x, i0, i1, x1 = spans[n, 0], spans[n, 1], spans[n, 2], spans[n, 3]
        row = (y - top) * width
        while True:
            for column in range(x, i0):
                k = np.uint64(row + column)  # spares a test for counting from the end
                left = FULL - (sums[k] >> COUNT)
                if left > 0:
                    u, v = u0 + ux * column, v0 + vx * column
                    cover = min(most_u, half_u - abs(u)) * min(most_v, half_v - abs(v))
                    share = min(np.int64(cover * FULL + 0.5), left)
                    sy = inside(np.int64(middle_y + v * down), last_y)
                    sx = inside(np.int64(middle_x + u * across), last_x)
                    color = ((between(address, stride, sy, sx) + HALF) >> 8) & LANES
                    sums[k] += color * share + (share << COUNT)
            if i0 >= i1:
                break
            sx = np.int64(middle_x + (u0 + ux * i0) * across) - off_x
            sy = np.int64(middle_y + (v0 + vx * i0) * down) - off_y
            for column in range(i0, i1):
                k = np.uint64(row + column)
                taken = sums[k] >> COUNT
                if taken < FULL:
                    near = between(address, stride, sy, sx)
                    far = between(address, stride, sy + 2 * off_y, sx + 2 * off_x)
                    color = mean_of(near, far)
                    if taken > 0:
                        color = ((color >> 8) & LANES) * (FULL - taken)
                    sums[k] += color + ((FULL - taken) << COUNT)
                sx += step_x
                sy += step_y
            x, i0, i1 = i1, x1, x1


@njit(nogil=True, cache=True, error_model="numpy")
def _draw_careful(
    sums: Longs, veils: Floats, spans: Longs, width: int, top: int, first: int, end: int,
    shape: Doubles, i: int, address: int, stride: int, tall: int, wide: int,
    opacity: float, part: float, kind: int, taps: int,
) -> None:  # fmt: skip
    """As `_draw_plain`, of a sprite that is not opaque, or sampled at four points."""
    across, down = shape[i, ACROSS] * ONE, shape[i, DOWN] * ONE
    last_x, last_y = max((wide - 1) * ONE - 1, 0), max((tall - 1) * ONE - 1, 0)
    ux, vx = shape[i, UX], shape[i, VX]
    half_u, half_v = shape[i, HALF_U], shape[i, HALF_V]
    find_spans(spans, shape, i, first, end, width)
    for y in range(first, end):
        u0, v0 = at_row(shape, i, y)
        for x in range(spans[y - first, 0], spans[y - first, 3]):
            k = (y - top) * width + x
            left = FULL - (sums[k] >> COUNT)
            if left == 0:
                continue
            u, v = u0 + ux * x, v0 + vx * x
            cover = max(min(1.0, 2 * half_u, half_u + 0.5 - abs(u)), 0.0)
            cover *= max(min(1.0, 2 * half_v, half_v + 0.5 - abs(v)), 0.0)
            if veils.shape[0] > 0:
                share = veiled_share(veils, k, opacity, cover, kind == 0)
                taken = min(np.int64(share * FULL * part + 0.5), left)
            elif kind & PART:
                taken = np.int64(min(cover * opacity * FULL, left) * part + 0.5)
            else:
                taken = min(np.int64(cover * opacity * part * FULL + 0.5), left)
            if taken == 0:
                continue
            total = 0
            for n in range(taps):
                # A quarter of a frame pixel from the centre: two samples lie on a diagonal.
                off_x = (n & 1) * 0.5 - 0.25
                off_y = (n >> 1) * 0.5 - 0.25 if taps == 4 else off_x
                near_u = u + ux * off_x + shape[i, UY] * off_y
                near_v = v + vx * off_x + shape[i, VY] * off_y
                sx = np.int64(shape[i, MIDDLE_X] * ONE + near_u * across)
                sy = np.int64(shape[i, MIDDLE_Y] * ONE + near_v * down)
                color = between(address, stride, inside(sy, last_y), inside(sx, last_x))
                total += (color >> 2) & QUARTERS
            if taps == 2:
                total += total
            color = ((total + HALF) >> 8) & LANES
            sums[k] += color * taken + (taken << COUNT)


@njit(nogil=True, cache=True)
def _finish(
    out: Bytes, top: int, end: int, width: int, sums: Longs, veils: Floats, grid: Words
) -> None:
    """Lay a band over what `out` holds: the sprites, then the grid where they leave room."""
    for n in range((end - top) * width):
        total = sums[n]
        taken = total >> COUNT
        at = top * width + n
        red, green, blue = total & 0xFFFF, (total >> 16) & 0xFFFF, (total >> 32) & 0xFFFF
        if grid.size > 0 and taken < FULL and grid[at * 4 + 3] > 0:
            # The coverage of the grid, 0 to 65280, and how much of it is taken.
            cover = grid[at * 4 + 3] / 255.0
            most = float(FULL - taken)
            wanted = cover
            if veils.shape[0] > 0:
                wanted *= light_left(veils, n)
            share = min(wanted, most) / cover
            limit = float(grid[at * 4 + 3])
            red += np.int64(min(float(grid[at * 4]), limit) * share)
            green += np.int64(min(float(grid[at * 4 + 1]), limit) * share)
            blue += np.int64(min(float(grid[at * 4 + 2]), limit) * share)
            taken += np.int64(cover * share + 0.5)
        if taken == 0:
            continue
        rest = FULL - taken
        o = at * 3
        if rest <= _ROUNDING:  # nothing shines through what rounding has left
            out[o] = min((red + (red * rest >> 8) + 128) >> 8, 255)
            out[o + 1] = min((green + (green * rest >> 8) + 128) >> 8, 255)
            out[o + 2] = min((blue + (blue * rest >> 8) + 128) >> 8, 255)
        else:
            out[o] = (red + out[o] * rest + 128) >> 8
            out[o + 1] = (green + out[o + 1] * rest + 128) >> 8
            out[o + 2] = (blue + out[o + 2] * rest + 128) >> 8
