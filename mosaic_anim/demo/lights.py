"""Lights at night: bokeh, skylines, fireworks, candles, lanterns."""

import numpy as np

from mosaic_anim.demo.colors import family, lch, lch_of, moved, near, pick
from mosaic_anim.demo.land import reflect
from mosaic_anim.demo.noise import fractal
from mosaic_anim.demo.paint import (
    Floats,
    Sheet,
    fraction,
    lay,
    ramp,
    shade,
    shine,
    smoothstep,
)
from mosaic_anim.demo.skies import SUNSETS, stars


def bokeh(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint lights out of focus, discs of one size at several depths."""
    color = sheet.base
    blur = fractal(rng, sheet, 1.2, octaves=2)
    picture = ramp(
        np.stack([moved(color, -0.38), moved(color, -0.22), moved(color, -0.05)]),
        0.45 + 0.22 * blur,
    )
    tones = family(rng, moved(color, 0.12, 1.1), 6, light=0.14, hue=pick(rng, [15, 40, 110]))
    for depth in (0.5, 0.75, 1.0):
        radius = rng.uniform(0.12, 0.26) * depth
        for _ in range(int(rng.integers(10, 22))):
            x, y = rng.uniform(-1.1, 1.1) * sheet.right, rng.uniform(-1.1, 1.1) * sheet.bottom
            window, view = sheet.cut(picture, x, y, radius * 1.1)
            r = window.radius(x, y)
            disc = window.edge(r - radius, 0.012) * (
                0.55 + 0.45 * smoothstep(0.55 * radius, radius, r)
            )
            shine(tones[rng.integers(6)], disc * rng.uniform(0.25, 0.75), out=view)
    return picture


def skyline(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a city at dusk with lit windows, mostly above its reflection."""
    colors = SUNSETS[rng.integers(len(SUNSETS))]
    picture = sheet.fill(ramp(colors[:4], np.clip((sheet.y + 1) / 1.5, 0, 1)))
    shade(np.float32(rng.uniform(0.6, 1.0)) * np.ones((1, 1), np.float32), out=picture)
    if rng.random() < 0.5:
        x, y = rng.uniform(-0.6, 0.6), rng.uniform(-0.75, -0.2)
        shine(
            lch(0.95, 0.06, 80),
            sheet.edge(sheet.radius(x, y) - rng.uniform(0.1, 0.3), 0.01),
            out=picture,
        )
    shore = rng.uniform(0.35, 0.6)
    glow = lch(0.85, 0.12, 75)
    for depth in (0.25, 0.55, 1.0):
        body = ramp(
            np.stack([colors[2], colors[1], moved(colors[0], -0.1)]),
            np.array(depth, dtype=np.float32),
        )
        _row(rng, sheet, shore, depth, body=body, glow=glow, out=picture)
    if rng.random() < 0.75:
        reflect(rng, sheet, shore, moved(colors[0], 0.02), out=picture)
    else:
        lay(
            moved(colors[0], -0.12),
            sheet.edge(shore - sheet.y) * np.ones_like(sheet.x),
            out=picture,
        )
    return picture


def _row(
    rng: np.random.Generator,
    sheet: Sheet,
    shore: float,
    depth: float,
    *,
    body: Floats,
    glow: Floats,
    out: Floats,
) -> None:
    """Lay one row of towers over `out`."""
    x = -sheet.right - rng.uniform(0, 0.2)
    while x < sheet.right - 0.001:
        wide = rng.uniform(0.1, 0.26)
        tall = (rng.uniform(0.25, 0.95) - 0.25 * depth) * (1.15 if rng.random() < 0.2 else 0.85)
        _tower(
            rng, sheet, x, shore, wide=wide, tall=tall, body=body, glow=glow, depth=depth, out=out
        )
        x += wide + pick(rng, [0.0, 0.0, 0.03])


def _tower(
    rng: np.random.Generator,
    sheet: Sheet,
    left: float,
    shore: float,
    *,
    wide: float,
    tall: float,
    body: Floats,
    glow: Floats,
    depth: float,
    out: Floats,
) -> None:
    """Lay one tower with its windows over `out`."""
    window, view = sheet.cut(
        out, left + wide / 2, shore - tall / 2, wide / 2 + sheet.pixel, tall / 2 + 0.22
    )
    box = np.maximum(
        np.abs(window.x - left - wide / 2) - wide / 2,
        np.maximum(shore - tall - window.y, window.y - shore),
    )
    top = rng.random()
    if top < 0.25:  # a spire
        spire = np.abs(window.x - left - wide / 2) - 0.012 * (1 + (window.y - shore + tall) / 0.2)
        box = np.minimum(
            box, np.maximum(spire, np.maximum(shore - tall - 0.2 - window.y, window.y - shore))
        )
    elif top < 0.45:  # a gabled roof
        roof = np.abs(window.x - left - wide / 2) * 0.8 - (window.y - shore + tall + wide * 0.4)
        box = np.minimum(box, np.maximum(roof, window.y - shore + tall - wide))
    tone = near(rng, body, light=0.025, hue=10)
    facade = tone.reshape(3, 1, 1) * (1 + 0.25 * (window.x - left - wide / 2) / wide) + 0 * window.y
    columns = max(2, int(wide / 0.03))
    u = (window.x - left) / np.float32(wide) * columns
    v = (window.y - shore + tall) / np.float32(0.042)
    lit = rng.random((64, columns + 2), dtype=np.float32)
    storey = np.clip(np.floor(v), 0, 63).astype(np.intp)
    bright = lit[storey, np.clip(np.floor(u), 0, columns).astype(np.intp)]
    pane = np.maximum(
        np.abs(fraction(u) - 0.5) / columns * wide - 0.3 * wide / columns,
        np.abs(fraction(v) - 0.5) * 0.042 - 0.013,
    )
    share = rng.uniform(0.15, 0.6)
    on = (bright < share) * (v > 0.6) * (0.4 + 0.6 * bright / share) * (0.35 + 0.65 * depth)
    lay(glow, window.edge(pane) * on.astype(np.float32), out=facade)
    lay(facade, window.edge(box), out=view)


def fireworks(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint bursts of sparks that fade along their falling paths."""
    hue = lch_of(sheet.base)[2]
    night = ramp(np.stack([lch(0.1, 0.05, 280), lch(0.2, 0.07, hue)]), (sheet.y + 1) / 2)
    picture = sheet.fill(night)
    stars(rng, picture, sheet, 60)
    for k in range(int(rng.integers(2, 5))):
        x, y = (
            (rng.uniform(-0.25, 0.25), rng.uniform(-0.3, 0))
            if k == 0
            else rng.uniform(-0.8, 0.6, 2).tolist()
        )
        radius = rng.uniform(0.6, 0.9) if k == 0 else rng.uniform(0.25, 0.5)
        tone = lch(0.75, 0.2, hue if k == 0 else rng.uniform(0, 360))
        _burst(rng, sheet, x, y, radius, tone=tone, out=picture)
    return picture


def _burst(
    rng: np.random.Generator,
    sheet: Sheet,
    x: float,
    y: float,
    radius: float,
    *,
    tone: Floats,
    out: Floats,
) -> None:
    sparks = []
    for rays, reach in ((int(rng.integers(40, 70)), 1.0), (int(rng.integers(24, 40)), 0.62)):
        length = reach * rng.uniform(0.75, 1.0, rays).astype(np.float32)
        sparks.append((length, rng.uniform(0.35, 0.65, rays).astype(np.float32)))
    window, whole = sheet.cut(out, x, y + 0.07 * radius, radius * 1.1)
    for band, view in window.bands(whole):
        dx, dy = (band.x - x) / np.float32(radius), (band.y - y) / np.float32(radius)
        dy = dy - 0.13 * (dx * dx + dy * dy)  # sparks fall
        r, angle = np.sqrt(dx * dx + dy * dy), np.arctan2(dy, dx)
        shine(tone, 0.3 * np.exp(-3 * r), out=view)
        for length, shift in sparks:
            cols = np.flatnonzero(r.min(axis=0) < 1.08 * length.max())
            if not cols.size:
                continue
            near_by = slice(cols[0], cols[-1] + 1)
            _sparks(
                r[:, near_by],
                angle[:, near_by],
                length,
                shift,
                band.pixel / radius,
                tone=moved(tone, 0.05),
                out=view[..., near_by],
            )


def _sparks(
    r: Floats,
    angle: Floats,
    length: Floats,
    shift: Floats,
    pixel: float,
    *,
    tone: Floats,
    out: Floats,
) -> None:
    """Lay sparks of some lengths (n,), shifted from an even turn by `shift`, over `out`."""
    rays = len(length)
    place = angle * np.float32(rays / (2 * np.pi)) + np.float32(rays)
    whole = np.floor(place)
    number = whole.astype(np.intp)
    place -= whole
    place -= shift.take(number, mode="wrap")
    off = np.abs(place) * r * np.float32(2 * np.pi / rays)
    line = np.exp(-((off / np.maximum(0.0065 * (0.3 + r), pixel * 0.7)) ** 2))
    t = r / length.take(number, mode="wrap")
    light = line * smoothstep(0.1, 0.9, t) * smoothstep(1.03, 0.97, t)
    tip = np.exp(-((off / 0.014) ** 2) - ((t - 0.985) / 0.022) ** 2)
    shine(tone, light * 1.1, out=out)
    shine(np.ones(3, np.float32), np.clip(tip + 0.6 * light**3, 0, 1), out=out)


def candles(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint candle flames in the dark with their glow."""
    color = moved(sheet.base, -0.1)
    dark = lch(min(lch_of(color)[0] * 0.45, 0.3), lch_of(color)[1] * 0.6, lch_of(color)[2])
    picture = sheet.fill(dark)
    shade(1 + 0.15 * fractal(rng, sheet, 1.2, octaves=2), out=picture)
    count = int(rng.integers(1, 4))
    for k in range(count):
        x = (k - (count - 1) / 2) * 0.62 + rng.uniform(-0.08, 0.08)
        y, wide = rng.uniform(0.25, 0.6), rng.uniform(0.16, 0.24)
        distance = sheet.radius(x, y - 0.35)
        shine(lch(0.72, 0.16, 62), 0.75 * np.exp(-distance * 2.4), out=picture)
        body = np.maximum(
            np.abs(sheet.x - x) - wide, y - sheet.y + 0.12 * (sheet.x - x) ** 2 / wide
        )
        tones = np.stack([lch(0.93, 0.11, 85), moved(color, 0.25), color, moved(color, -0.2)])
        wax = sheet.fill(ramp(tones, np.clip((sheet.y - y) / 1.1, 0, 1)))
        wax *= 1 - 0.5 * ((sheet.x - x + 0.05) / wide).clip(-1, 1) ** 2
        lay(wax, sheet.edge(body - 0.012), out=picture)
        lay(
            lch(0.15, 0.02, 50),
            sheet.edge(np.maximum(np.abs(sheet.x - x) - 0.012, np.abs(sheet.y - y + 0.06) - 0.08)),
            out=picture,
        )
        _flame(rng, sheet, x, y - 0.1, out=picture)
    return picture


def _flame(rng: np.random.Generator, sheet: Sheet, x: float, y: float, *, out: Floats) -> None:
    window, view = sheet.cut(out, x, y - 0.25, 0.3, 0.5)
    lean = rng.uniform(-0.08, 0.08)
    t = np.clip((y - window.y) / 0.52, -0.2, 1.2)  # 0 at the foot, 1 at the tip
    off = np.abs(window.x - x - lean * t**2) / 0.125
    rim = np.sqrt(np.clip(t + 0.12, 0, 1)) * np.clip(1 - t, 0, 1) ** 0.75 * 1.75
    inside = smoothstep(1.15, 0.55, off / np.maximum(rim, 0.03)) * (t > -0.12) * (t < 1)
    heat = np.clip((1 - off / np.maximum(rim, 0.03)) * 1.2 + 0.2, 0, 1) * (
        0.5 + 0.5 * smoothstep(0.0, 0.3, t)
    )
    tones = np.stack(
        [lch(0.6, 0.2, 45), lch(0.78, 0.17, 65), lch(0.92, 0.13, 92), lch(0.99, 0.03, 95)]
    )
    lay(ramp(tones, heat), inside, out=view)
    shine(lch(0.5, 0.2, 262), 0.6 * np.exp(-((t / 0.09) ** 2)) * (off < 1.2) * inside, out=view)


def lanterns(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint paper lanterns that glow as they rise at night."""
    hue = lch_of(sheet.base)[2]
    picture = sheet.fill(
        ramp(np.stack([lch(0.1, 0.06, 275), lch(0.24, 0.08, 300)]), (sheet.y + 1) / 2)
    )
    stars(rng, picture, sheet, 80)
    sizes = np.sort(rng.uniform(0.05, 0.3, int(rng.integers(9, 22))))
    for size in sizes.tolist():
        x, y = rng.uniform(-1, 1) * sheet.right, rng.uniform(-1, 1) * sheet.bottom
        tone = lch(0.72, 0.17, hue + rng.uniform(-25, 25))
        window, view = sheet.cut(picture, x, y, size * 2.2)
        shine(tone, 0.45 * np.exp(-((window.radius(x, y) / (0.85 * size)) ** 2)), out=view)
        u, v = (window.x - x) / np.float32(size), (window.y - y) / np.float32(size)
        wide = 0.62 - 0.16 * (v - 0.1) ** 2 + np.float32(0.06) * (v < 0)
        body = np.maximum(np.abs(u) - wide, np.abs(v) - 0.85)
        light = np.clip(0.25 + 0.75 * smoothstep(-0.9, 0.9, v) - 0.5 * (u / 0.62) ** 2 * 0.5, 0, 1)
        ribs = 1 - 0.08 * smoothstep(0.8, 1.0, np.cos(v * 22))
        tones = np.stack(
            [moved(tone, -0.3, 1, -20), tone, moved(tone, 0.14, 0.9, 20), lch(0.97, 0.08, 95)]
        )
        lay(ramp(tones, light) * ribs, window.edge(body * np.float32(size), 0.1 * size), out=view)
    return picture
