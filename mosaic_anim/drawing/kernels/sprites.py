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
from mosaic_anim.drawing.kernels.texels import LANES, ONE, between, inside
from mosaic_anim.drawing.kernels.veils import light_left, veiled_share

BAND = 64
"""Rows of a band: 1920 px of them are 1 MiB of accumulator."""

FULL = 256
"""A pixel that is taken wholly."""

_COUNT = 48  # where the accumulator's count begins [bits]
_HALF = 0x0000008000800080  # rounds each lane
_QUARTER = 0x00003FFF3FFF3FFF  # what a lane keeps when it is shifted by two bits
_ROUNDING = 3  # parts of FULL that neighbours may lack together
_STEEP = 1e-9  # a row parallel to an edge is taken for almost parallel


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
        1, or 4: samples of a frame pixel.
    """
    bands = (height + BAND - 1) // BAND
    spans = _rows(place, height)
    start, order = _by_band(spans, bands)
    sums = np.zeros(BAND * width, np.int64)
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
            _draw_sprite(
                sums, veils, width, top, max(top, spans[i, 0]), min(end, spans[i, 1]),
                place[i], window[i], address, tall, wide, weight[i, 0], weight[i, 1], kind[i], taps,
            )  # fmt: skip
        _finish(out, top, end, width, sums, veils, grid)
    copy[0] = 0  # its address was in use until here


@njit(nogil=True, cache=True)
def _rows(place: Doubles, height: int) -> Longs:
    """Return the frame rows (k, 2), from and to, that each sprite touches."""
    spans = np.empty((place.shape[0], 2), np.int64)
    for i in range(place.shape[0]):
        wy, wx, hy, hx = place[i, 2], place[i, 3], place[i, 4], place[i, 5]
        # Half a pixel beyond each side, measured across it.
        area = abs(wx * hy - wy * hx)
        reach = abs(wy) * (0.5 + 0.5 * np.hypot(hy, hx) / area)
        reach += abs(hy) * (0.5 + 0.5 * np.hypot(wy, wx) / area)
        spans[i, 0] = np.int64(min(max(np.ceil(place[i, 0] - reach - 0.5), 0.0), height))
        spans[i, 1] = np.int64(min(max(np.floor(place[i, 0] + reach - 0.5) + 1, 0.0), height))
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


@njit(nogil=True, cache=True)
def _draw_sprite(
    sums: Longs, veils: Floats, width: int, top: int, first: int, end: int,
    place: Doubles, window: Doubles, address: int, tall: int, wide: int,
    opacity: float, part: float, kind: int, taps: int,
) -> None:  # fmt: skip
    """Draw the rows from `first` to `end` of one sprite into a band that begins at row `top`."""
    wy, wx, hy, hx = place[2], place[3], place[4], place[5]
    area = wx * hy - wy * hx
    high = abs(area) / np.hypot(wy, wx)  # the tile's sides, measured across them
    broad = abs(area) / np.hypot(hy, hx)
    # u runs along the width, v along the height, both from the centre [px].
    ux, uy = hy / area * broad, -hx / area * broad
    vx, vy = -wy / area * high, wx / area * high
    ux, vx = _steep(ux), _steep(vx)
    # Source pixels per frame pixel, and the centre's place among them.
    across, down = window[3] / broad, window[2] / high
    middle_x, middle_y = window[1] + window[3] / 2 - 0.5, window[0] + window[2] / 2 - 0.5
    last_x, last_y = max((wide - 1) * ONE - 1, 0), max((tall - 1) * ONE - 1, 0)
    stride = wide * 4 if tall > 1 else 0
    step_x, step_y = np.int64(ux * across * ONE), np.int64(vx * down * ONE)
    # Where nothing has to be clipped: wholly covered, all four source pixels in the picture.
    u_low = max(0.5 - broad / 2, -middle_x / across + 0.01)
    u_high = min(broad / 2 - 0.5, (wide - 1 - middle_x) / across - 0.01)
    v_low = max(0.5 - high / 2, -middle_y / down + 0.01)
    v_high = min(high / 2 - 0.5, (tall - 1 - middle_y) / down - 0.01)
    plain = veils.shape[0] == 0 and opacity >= 1.0 and part >= 1.0 and taps == 1
    for y in range(first, end):
        u0 = uy * (y + 0.5 - place[0]) + ux * (0.5 - place[1])  # at x = 0
        v0 = vy * (y + 0.5 - place[0]) + vx * (0.5 - place[1])
        x0, x1 = _span(
            u0, ux, -broad / 2 - 0.5, broad / 2 + 0.5,
            v0, vx, -high / 2 - 0.5, high / 2 + 0.5, 0, width,
        )  # fmt: skip
        if x0 >= x1:
            continue
        i0, i1 = x1, x1
        if plain and u_low < u_high and v_low < v_high:
            i0, i1 = _span(u0, ux, u_low, u_high, v0, vx, v_low, v_high, x0, x1)
        row = (y - top) * width
        x = x0
        while x < x1:
            if x == i0 and i0 < i1:
                sx = np.int64((middle_x + (u0 + ux * x) * across) * ONE)
                sy = np.int64((middle_y + (v0 + vx * x) * down) * ONE)
                for k in range(row + i0, row + i1):
                    taken = sums[k] >> _COUNT
                    if taken == 0:
                        sums[k] = between(address, stride, sy, sx) + (FULL << _COUNT)
                    elif taken < FULL:
                        color = ((between(address, stride, sy, sx) + _HALF) >> 8) & LANES
                        rest = FULL - taken
                        sums[k] += color * rest + (rest << _COUNT)
                    sx += step_x
                    sy += step_y
                x = i1
                continue
            k = row + x
            left = FULL - (sums[k] >> _COUNT)
            if left > 0:
                u, v = u0 + ux * x, v0 + vx * x
                cover = min(u + 0.5, broad / 2) - max(u - 0.5, -broad / 2)
                cover = max(cover, 0.0)
                cover *= max(min(v + 0.5, high / 2) - max(v - 0.5, -high / 2), 0.0)
                if veils.shape[0] > 0:
                    share = veiled_share(veils, k, opacity, cover, kind == 0)
                    share = min(np.int64(share * FULL * part + 0.5), left)
                elif kind & 1:
                    share = np.int64(min(cover * opacity * FULL, left) * part + 0.5)
                else:
                    share = min(np.int64(cover * opacity * part * FULL + 0.5), left)
                if share > 0:
                    sx = np.int64((middle_x + u * across) * ONE)
                    sy = np.int64((middle_y + v * down) * ONE)
                    if taps == 1:
                        color = between(address, stride, inside(sy, last_y), inside(sx, last_x))
                    else:
                        color = _four(
                            address, stride, sy, sx, last_y, last_x,
                            np.int64(uy * across * ONE), step_x,
                            np.int64(vy * down * ONE), step_y,
                        )  # fmt: skip
                    if share < FULL:
                        color = (((color + _HALF) >> 8) & LANES) * share
                    sums[k] += color + (share << _COUNT)
            x += 1


@njit(nogil=True, cache=True, forceinline=True)
def _four(
    address: int, stride: int, sy: int, sx: int, last_y: int, last_x: int,
    x_down: int, x_across: int, y_down: int, y_across: int,
) -> int:  # fmt: skip
    """Return the mean of four samples, a quarter of a frame pixel from the centre."""
    total = 0
    for down in (-1, 1):
        for across in (-1, 1):
            x = sx + ((x_down * down + x_across * across) >> 2)
            y = sy + ((y_down * down + y_across * across) >> 2)
            color = between(address, stride, inside(y, last_y), inside(x, last_x))
            total += (color >> 2) & _QUARTER
    return total


@njit(nogil=True, cache=True, forceinline=True)
def _steep(slope: float) -> float:
    """Keep a slope from 0, so that it can be divided by."""
    if abs(slope) < _STEEP:
        return _STEEP
    return slope


@njit(nogil=True, cache=True, forceinline=True)
def _span(
    u: float, du: float, u_low: float, u_high: float,
    v: float, dv: float, v_low: float, v_high: float, least: int, most: int,
) -> tuple[int, int]:  # fmt: skip
    """Return the columns, from and to, in which both coordinates lie between their bounds."""
    a, b = (u_low - u) / du, (u_high - u) / du
    c, d = (v_low - v) / dv, (v_high - v) / dv
    low = max(min(a, b), min(c, d), float(least))
    high = min(max(a, b), max(c, d), most - 1.0)
    if low > high:
        return most, most
    return int(np.ceil(low)), int(np.floor(high)) + 1


@njit(nogil=True, cache=True)
def _finish(
    out: Bytes, top: int, end: int, width: int, sums: Longs, veils: Floats, grid: Words
) -> None:
    """Lay a band over what `out` holds: the sprites, then the grid where they leave room."""
    for n in range((end - top) * width):
        total = sums[n]
        taken = total >> _COUNT
        at = top * width + n
        red, blue, green = total & 0xFFFF, (total >> 16) & 0xFFFF, (total >> 32) & 0xFFFF
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
