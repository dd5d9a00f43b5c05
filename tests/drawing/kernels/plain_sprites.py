"""What the kernel of sprites draws, once more in plain numpy: a row of a sprite at a time.

Float32 where the kernel computes in it, in the same order, so it is held to every bit. A row begins
where the kernel's first chunk does, for a place is exact only there.
"""

import numpy as np

from mosaic_anim.drawing.kernels.shapes import columns_of, shape_of

F = np.float32
FULL = 256
POINTS = 16
AHEAD = 8  # pixels from one exact place to the next


class Accumulator:
    """A frame's pixels while sprites are drawn: colour, premultiplied, and what is known of each.

    color (H, W + 8, 3) and count (H, W + 8) int64; masks (H, W + 8, POINTS) bool: points that are
    taken; veils (H, W + 8, 3) float32: light, cover and share of the unfinished sheet.
    """

    def __init__(self, height, width):
        wide = width + AHEAD
        self.width = width
        self.color = np.zeros((height, wide, 3), np.int64)
        self.count = np.zeros((height, wide), np.int64)
        self.masks = np.zeros((height, wide, POINTS), bool)
        self.veils = np.tile(np.array([1, 0, 0], F), (height, wide, 1))


def plain_sprites(out, sprites, pictures, grid, options):
    """Draw what `draw_sprites` draws over a frame (H, W, 3); return it.

    Parameters
    ----------
    pictures : list of (h, w, 4) uint8
        What the addresses of the table lead to.
    grid : (H, W, 4) int64 or None
    options : (bool, bool, int)
        As the kernel's: has veils, is masked, taps.
    """
    height, width = out.shape[:2]
    frame = Accumulator(height, width)
    for i in range(len(sprites.tile)):
        _draw_sprite(frame, sprites, i, pictures[sprites.row[i]], options)
    if grid is not None:
        _lay_grid(frame, grid, has_veils=options[0])
    color, count = frame.color[:, :width], frame.count[:, :width, None]
    rest = FULL - count
    behind = np.where(rest < 4, color >> 8, out)  # of what rounding has left nothing is seen
    return ((color + behind * rest + 128) >> 8).astype(np.uint8)


def _draw_sprite(frame, sprites, i, picture, options):
    tile, shape = sprites.tile[i], shape_of(sprites.place, sprites.tile[i])
    middle_y, middle_x = sprites.place[tile, :2] - 0.5
    for y in range(len(frame.count)):
        dy = y - middle_y
        low, high = columns_of(shape, dy, middle_x, frame.width)
        if low < high:
            place = places_along(shape, dy, np.arange(low, high, AHEAD), middle_x)
            row = y, slice(low, low + len(place[0]))
            _draw_row(frame, row, place, shape, (sprites, i, picture, options))


def places_along(shape, dy, starts, middle_x):
    """Return u and v (n,) of chunks of a row that begin at columns `starts`."""
    u = shape.u_y * dy - shape.u_x * middle_x + shape.u_x * starts
    v = shape.v_y * dy - shape.v_x * middle_x + shape.v_x * starts
    return [
        (F(start)[:, None] + np.arange(AHEAD, dtype=F) * F(slope)).ravel()
        for start, slope in ((u, shape.u_x), (v, shape.v_x))
    ]


def scale_and_weight(sprites, i, *, has_veils):
    """Return what a sprite wants of a pixel that it covers, and how much of it counts."""
    opacity, part = sprites.weight[i]
    scale, weight = opacity * FULL, 1.0
    if not has_veils:
        scale, weight = (scale, part) if sprites.kind[i] & 1 else (scale * part, 1.0)
    return F(scale), F(weight)


def _draw_row(frame, row, place, shape, sprite):
    sprites, i, picture, (has_veils, is_masked, taps) = sprite
    opacity, part = sprites.weight[i]
    kind = sprites.kind[i]
    scale, weight = scale_and_weight(sprites, i, has_veils=has_veils)
    sides = shape.broad, shape.high
    half = [F(side / 2 + 0.5) for side in sides]
    along = [
        np.maximum(np.minimum(h - abs(at), F(min(side, 1.0))), F(0))
        for h, at, side in zip(half, place, sides, strict=True)
    ]
    cover = along[0] * along[1]
    visible = cover
    if is_masked:
        hides = kind == 0 and opacity >= 1
        visible = visible_cover(frame.masks[row], cover, half, place, (shape, hides, taps))
    wanted = visible * scale
    if has_veils:
        wanted = veil_share(frame.veils[row], scale, cover, visible, kind == 0) * F(part)
    left = F(FULL - frame.count[row])
    share = (np.minimum(wanted, left) * weight + F(0.5)).astype(np.int64)
    color = sampled_color(picture, place, half, sprites.table[sprites.row[i]], (shape, taps))
    if sprites.tint.size:
        gain, offset = sprites.tint.reshape(-1, 2, 4)[i, :, :3]
        gain, offset = F(gain * (1 / 65536 / FULL)), F(offset * (1 / 65536))
        color = np.clip(F(color) * gain + offset, 0, 255).astype(np.int64)
    else:
        color = (color + 128) >> 8
    frame.color[row] += color * share[:, None]
    frame.count[row] += share


def visible_cover(taken, cover, half, place, options):
    """Return how much is seen behind what is taken (n, POINTS), which is written."""
    shape, hides, taps = options
    count = POINTS if taps > 2 else POINTS // 2
    own = np.zeros(taken.shape, bool)
    slopes = (shape.u_x, shape.u_y), (shape.v_x, shape.v_y)
    for n in range(0, POINTS, POINTS // count):
        down, across = 2 * n + 1 - POINTS, 2 * (n * 5 % POINTS) + 1 - POINTS
        covers = True
        for (slope_x, slope_y), side, at in zip(slopes, half, place, strict=True):
            off = (int(slope_x * 512) * across + int(slope_y * 512) * down + 128) >> 8
            inner = side - F(0.5 + 1.5 / 64)
            after, before = (
                np.clip((inner + sign * at) * F(64), -127, 127).astype(int) for sign in (-1, 1)
            )
            covers = covers & (off < after) & (-off < before)
        own[:, n] = covers
    mine, free = F(own.sum(axis=1)), F((own & ~taken).sum(axis=1))
    seen = np.minimum(cover * (free / np.maximum(mine, F(1))) + F(0.1 / count), cover)
    if hides:
        taken |= own
    return np.where((free < mine) & (cover < 1), seen, cover)


def veil_share(veils, opacity, cover, visible, is_noted):
    """Return how much a tile takes behind sheets (n, 3), which are written."""
    through, sheet, share = veils.T.copy()
    room = F(1) - sheet
    free = np.minimum(cover, room)
    behind = (sheet - share) / np.maximum(sheet, F(1e-9))
    taken = through * opacity * np.minimum(free + (cover - free) * behind, visible)
    if is_noted:
        fits, lies = cover < room - F(1e-4), cover > 0
        rest = np.maximum(through * (F(1) - share) - taken * F(1 / 256), F(0))
        more = share + opacity * F(1 / 256) * cover
        veils[lies & fits] = np.stack((through, sheet + cover, more), axis=1)[lies & fits]
        veils[lies & ~fits] = np.stack((rest, rest * 0, rest * 0), axis=1)[lies & ~fits]
    return taken


def sampled_color(picture, place, half, window, options):
    """Return 8.8 colours (n, 3) of a picture at places along a tile's sides."""
    shape, taps = options
    pace = window[6] / shape.broad * FULL, window[5] / shape.high * FULL
    inside = [
        (at + np.maximum(np.minimum(at, inner), -inner)) * F(0.5)
        for at, inner in zip(place, [np.maximum(side - F(1), F(0)) for side in half], strict=True)
    ]
    middle = window[4] + window[6] / 2 - 0.5, window[3] + window[5] / 2 - 0.5
    x, y = (at * F(one) + F(mid * FULL) for at, one, mid in zip(inside, pace, middle, strict=True))

    if taps == 2 and window[7]:
        return sample(picture, x, y)

    def mirrored(off, *signs):
        off_x, off_y = F(off[0] * pace[0]), F(off[1] * pace[1])
        color = None
        for sign in signs:
            one, other = (sample(picture, x + n * off_x, y + n * sign * off_y) for n in (-1, 1))
            both = (one >> 1) + (other >> 1)
            color = both if color is None else (color >> 1) + (both >> 1)
        return color

    is_wide, is_tall = pace[0] > pace[1] * 1.05, pace[1] > pace[0] * 1.05
    if taps == 2:
        return mirrored((0.3, 0.0) if is_wide else (0.0, 0.3) if is_tall else (0.25, 0.25), 1)
    if is_wide or is_tall:
        places = [(1 / 6, 0.3), (1 / 2, 0.3)]
        near, far = (mirrored(off if is_wide else off[::-1], 1, -1) for off in places)
        return (near >> 1) + (far >> 1)
    return mirrored((0.3, 0.3), 1, -1)


def sample(picture, x, y):
    """Interpolate a picture (h, w, 4) between four pixels, at places [1 / 256 px]: 8.8 colours."""
    tall, wide = picture.shape[:2]
    x = np.minimum(np.maximum(x, F(0)), F(max((wide - 1) * FULL - 1, 0))).astype(int)
    y = np.minimum(np.maximum(y, F(0)), F(max((tall - 1) * FULL - 1, 0))).astype(int)
    right, low = x & 255, y & 255
    corner = (right * low + 128) >> 8
    weights = FULL - right - low + corner, right - corner, low - corner, corner
    col, row = x >> 8, y >> 8
    next_col, next_row = np.minimum(col + 1, wide - 1), np.minimum(row + 1, tall - 1)
    places = (row, col), (row, next_col), (next_row, col), (next_row, next_col)
    values = (
        picture[place][:, :3].astype(int) * weight[:, None]
        for place, weight in zip(places, weights, strict=True)
    )
    return sum(values)


def _lay_grid(frame, grid, *, has_veils):
    """Lay tiles at home (H, W, 4), 8.8 words, behind the sprites."""
    count = frame.count[:, : frame.width]
    whole = grid[..., 3].astype(F)
    cover = whole * F(1 / 255)
    through, _, share = np.moveaxis(frame.veils[:, : frame.width], -1, 0)
    wanted = cover * (through * (F(1) - share)) if has_veils else cover
    taken = np.minimum(wanted, (FULL - count).astype(F))
    part = taken / np.maximum(cover, F(1e-3))
    color = np.minimum(grid[..., :3].astype(F), whole[..., None]) * part[..., None]
    frame.color[:, : frame.width] += color.astype(np.int64)
    count += (taken + F(0.5)).astype(np.int64)
