"""What the kernel of moving sprites draws, once more in plain numpy: a row of a sprite at a time.

Float32 where the kernel computes in it, in the same order, so it is held to every bit; see
`plain_sprites`.
"""

import numpy as np

from mosaic_anim.drawing.kernels import instants, smears
from mosaic_anim.drawing.kernels.shapes import rows_of, shape_of
from mosaic_anim.drawing.kernels.swaths import swath_columns, swath_of, travel_of
from tests.drawing.kernels.plain_sprites import (
    AHEAD,
    FULL,
    F,
    places_along,
    sample,
    scale_and_weight,
    veil_share,
)


class Accumulator:
    """A frame's pixels: count, three colours, their squares, what mixes, what follows."""

    def __init__(self, height, width):
        wide = width + AHEAD
        self.width = width
        self.fields = np.zeros((9, height, wide), F)
        self.masks = np.zeros((height, wide, instants.POINTS), bool)
        self.veils = np.tile(np.array([1, 0, 0], F), (height, wide, 1))


def plain_smears(out, sprites, ways, pictures, grid, *, has_veils):
    """Draw what `draw_smears` draws over a frame (H, W, 3); return it.

    Parameters
    ----------
    pictures : list of (h, w, 4) uint8
        What the addresses of the table lead to.
    grid : (H, W, 4) int64 or None
    """
    height, width = out.shape[:2]
    frame = Accumulator(height, width)
    for i in range(len(sprites.tile)):
        _draw_sprite(frame, sprites, ways, i, (pictures[sprites.row[i]], has_veils))
    if grid is not None:
        _lay_grid(frame, grid, has_veils=has_veils)
    return _finished(frame, out)


def _finished(frame, out):
    count, *fields = frame.fields[:, :, : frame.width]
    follows = (fields[7] + F(1e-6)) / (fields[6] + F(1e-6)) * F(1.2)
    rest = FULL - count
    closed = rest < 4
    whole = np.where(closed, count, F(FULL))
    rest = np.where(closed, F(0), rest)
    drawn = []
    for channel in range(3):
        under = F(out[..., channel])
        mean = (fields[channel] + under * rest) / whole
        square = (fields[3 + channel] + under * under * rest) / whole
        light = mean + np.maximum(np.sqrt(np.maximum(square, F(0))) - mean, F(0)) * follows
        drawn.append(np.clip(light + F(0.5), 0, 255).astype(np.uint8))
    return np.stack(drawn, axis=-1)


def _draw_sprite(frame, sprites, ways, i, options):
    tile = sprites.tile[i]
    shape = shape_of(sprites.place, tile)
    swath = swath_of(shape, ways, tile)
    middle_y, middle_x = sprites.place[tile, :2] - 0.5
    first, end = rows_of(sprites.place, travel_of(ways), sprites.tile, len(frame.masks))[i]
    for y in range(first, end):
        dy = y - middle_y
        low, high = swath_columns(swath, dy, middle_x, frame.width)
        if low < high:
            place = places_along(shape, dy, np.arange(low, high, AHEAD), middle_x)
            row = y, slice(low, low + len(place[0]))
            _draw_row(frame, row, place, (shape, swath, ways.time[tile]), (sprites, i, *options))


def _draw_row(frame, row, place, motion, sprite):
    shape, swath, time = motion
    sprites, i, picture, has_veils = sprite
    opacity, part = sprites.weight[i]
    kind = sprites.kind[i]
    scale, weight = scale_and_weight(sprites, i, has_veils=has_veils)
    hides = kind == 0 and opacity >= 1
    covered, seen = _instants_seen(frame.masks[row], place, (shape, swath, time), hides=hides)
    covered, seen = covered * F(1 / 16), seen * F(1 / 16)
    wanted = seen * scale
    if has_veils:
        wanted = veil_share(frame.veils[row], scale, covered, seen, kind == 0) * F(part)
    fields = frame.fields[(slice(None), *row)]
    share = np.maximum(np.minimum(wanted, F(FULL) - fields[0]), F(0)) * weight
    colors, spread = _mean_colors(place, (shape, swath), sprites.table[sprites.row[i]], picture)
    if sprites.tint.size:
        gain, offset = sprites.tint.reshape(-1, 2, 4)[i, :, :3]
        gain = F(gain * (1 / 65536 / FULL)) * F(FULL)
        colors = np.clip(colors * gain + (F(offset * (1 / 65536)) - F(0.5)), 0, 255)
        spread = spread * gain * gain
    solid = opacity * part
    solid, apart = F(solid), F(solid * solid * solid * solid)
    ways = swath.way_u, swath.way_v
    at_once = [F(1 / (6 * max(abs(way), smears._SLOW))) for way in ways]
    ends = [
        abs(at) - F(side / 2) for at, side in zip(place, (shape.broad, shape.high), strict=True)
    ]
    rate = np.where(ends[0] > ends[1], *at_once)
    mixed = share * (F(1) - covered * solid)
    follows = (
        share * apart * np.maximum((F(1) - covered) - rate / np.maximum(covered, F(1e-6)), F(0))
    )
    squares = colors * colors + spread
    own = np.stack((share, *(share * c for c in (*colors.T, *squares.T)), mixed, follows))
    # Chunks of 8 pixels of which some are taken wholly, or none is covered, are drawn all the same.
    fields += own


def _instants_seen(taken, place, motion, *, hides):
    """Return how many points are covered, and how many of them nothing hides."""
    shape, swath, (start, end) = motion
    own = np.ones(taken.shape, bool)
    start, end, ways = F(start), F(end), (F(swath.way_u), F(swath.way_v))
    middle = (start + end) * F(0.5)
    farthest = max(abs(swath.way_u), abs(swath.way_v)) * swath.half_time
    steps = F(120 / (0.75 + farthest))
    half = [
        (F(side / 2 + 0.5) - F(0.5)) * steps + F(0.51 + 128.5) for side in (shape.broad, shape.high)
    ]
    edges = [
        [np.clip(one + sign * (at * steps), 2, 254).astype(int) - 128 for sign in (1, -1)]
        for one, at in zip(half, place, strict=True)
    ]
    slopes = (F(shape.u_x), F(shape.u_y)), (F(shape.v_x), F(shape.v_y))
    for n in range(16):
        down, across, time = (
            F((order[n] + 0.5) / 16 - 0.5)
            for order in (range(16), instants._COLUMN, instants._INSTANT)
        )
        for (rise_x, rise_y), way, (before, after) in zip(slopes, ways, edges, strict=True):
            beside = (rise_x * across + rise_y * down - way * (time - middle)) * steps
            step = int(beside + F(128.5)) - 128
            own[:, n] &= (step < after) & (-step < before) & (start <= time <= end)
    covered, seen = F(own.sum(axis=1)), F((own & ~taken).sum(axis=1))
    if hides:
        taken |= own
    return covered, seen


def _mean_colors(place, motion, window, picture):
    """Return the mean of colours that pass by (n, 3), and how much they vary, 0 to 255."""
    shape, swath = motion
    sides, ways = (shape.broad, shape.high), (swath.way_u, swath.way_v)
    pace = window[6] / shape.broad * FULL, window[5] / shape.high * FULL
    middle = window[4] + window[6] / 2 - 0.5, window[3] + window[5] / 2 - 0.5
    way = np.sqrt(ways[0] * ways[0] + ways[1] * ways[1])
    length = 2 * swath.half_time * way
    for side, one in zip(sides, ways, strict=True):
        length = min(length, side * way / max(abs(one), smears._SLOW))
    spacing, least = (smears.SOFT_SPACING, 1) if window[7] else (smears.SPACING, 2)
    count = int(min(max(np.ceil(length / spacing), least), smears.MOST))
    beside = _beside(pace, ways, moves=way * (2 * swath.half_time) > 1)
    if window[7]:
        beside = F(0), F(0)
    start, end = (F(sign * swath.half_time) + F(0) * place[0] for sign in (-1, 1))
    first, last = start, end
    for at, side, one in zip(place, sides, ways, strict=True):
        slow = F(1 / (one if abs(one) >= smears._SLOW else smears._SLOW))
        to, off = (at - F(side / 2)) * slow, (at + F(side / 2)) * slow
        first, last = np.maximum(first, np.minimum(to, off)), np.minimum(last, np.maximum(to, off))
    first, last = np.minimum(first, end), np.maximum(last, start)
    time = np.maximum(last - first, F(0)) * F(1 / count)
    now = (first + last) * F(0.5)
    step_x, step_y = (time * F(one) * F(per) for one, per in zip(ways, pace, strict=True))
    x, y = (
        (at - F(one) * now) * F(per) + F(mid * FULL) + F((count - 1) / 2) * step
        for at, one, per, mid, step in zip(place, ways, pace, middle, (step_x, step_y), strict=True)
    )
    sums = np.zeros((2, len(x), 3), F)
    for _ in range(count):
        color = F(sample(picture, x + beside[0], y + beside[1]))
        sums += np.stack((color, color * color))
        x, y, beside = x - step_x, y - step_y, (-beside[0], -beside[1])
    share = F(1 / count) * F(1 / 256)
    color, square = sums[0] * share, sums[1] * (share * F(1 / 256))
    return color, np.maximum(square - color * color, F(0)) * F(way * way / (way * way + 2))


def _beside(pace, ways, *, moves):
    """Return how far samples lie beside the way, or beside the centre of what hardly moves."""
    if moves:
        aside = 0.25 / np.sqrt(ways[0] * ways[0] + ways[1] * ways[1])
        return F(-ways[1] * aside * float(F(pace[0]))), F(ways[0] * aside * float(F(pace[1])))
    if pace[0] > pace[1] * 1.05:
        return F(0.3 * pace[0]), F(0)
    if pace[1] > pace[0] * 1.05:
        return F(0), F(0.3 * pace[1])
    return F(0.25 * pace[0]), F(0.25 * pace[1])


def _lay_grid(frame, grid, *, has_veils):
    """Lay tiles at home (H, W, 4), 8.8 words, behind the sprites."""
    fields = frame.fields[:, :, : frame.width]
    cover = grid[..., 3].astype(F) * F(1 / 255)
    through, _, share = np.moveaxis(frame.veils[:, : frame.width], -1, 0)
    wanted = cover * (through * (F(1) - share)) if has_veils else cover
    share = np.minimum(wanted, np.maximum(F(FULL) - fields[0], F(0)))
    fields[0] += share
    for channel in range(3):
        color = grid[..., channel].astype(F) / np.maximum(cover, F(1e-3))
        color = np.minimum(color, F(255))
        fields[1 + channel] += share * color
        fields[4 + channel] += share * color * color
    fields[7] += share * (F(1) - cover * F(1 / FULL))
