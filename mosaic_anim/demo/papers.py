"""Surfaces with flowing colour: marbled paper, paper cuts, watercolour, walls in the sun."""

import numpy as np

from mosaic_anim.demo.colors import family, lch, lch_of, moved, near, pick
from mosaic_anim.demo.noise import curve, fractal, relief
from mosaic_anim.demo.paint import (
    Floats,
    Sheet,
    fraction,
    lay,
    ramp,
    shade,
    smoothstep,
)


def marbled(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Comb floating inks as for endpapers."""
    along, across = sheet.turned(rng.uniform(0, 3.14))
    drift = fractal(rng, sheet, 1.3, octaves=4, fall=0.4)
    comb = rng.uniform(4, 11)
    tooth = np.abs(fraction(along * comb / 2 + 0.25 * drift) - 0.5) * 2
    place = across * rng.uniform(1.0, 2.0) + 0.16 * drift + rng.uniform(0.15, 0.5) * tooth**1.5
    place += 0.12 * np.sin(across * comb * 1.5 + 3 * np.sin(along * 3))
    count = int(rng.integers(5, 9))
    tones = family(rng, sheet.base, count, light=0.2, chroma=0.4, hue=pick(rng, [20, 45, 100]))
    tones[0] = sheet.base
    bands = np.concatenate([np.repeat(tones, 4, axis=0), tones[:1]])
    picture = ramp(bands, fraction(place))
    edge = np.abs(fraction(place * count) - 0.5)
    lay(moved(sheet.base, 0.35, 0.4), 0.55 * smoothstep(0.47, 0.495, edge), out=picture)
    shade(1 + 0.03 * fractal(rng, sheet, 20, octaves=3), out=picture)
    return np.clip(picture, 0, 1)


def papercut(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Stack sheets of cut paper, each with the shadow of the one above it."""
    along, across = sheet.turned(rng.uniform(0, 6.28))
    rings = rng.random() < 0.4
    place = (
        sheet.radius(rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5)) * 1.6 - 1 if rings else across
    )
    wave = fractal(rng, sheet, rng.uniform(0.9, 2), octaves=2, fall=0.3) * np.float32(
        rng.uniform(0.08, 0.25)
    )
    wobble = 0.06 * curve(rng, along, 2, octaves=2)
    layers = int(rng.integers(4, 9))
    start, end = (
        near(rng, sheet.base, light=0.22, hue=30),
        near(rng, sheet.base, light=0.22, hue=30),
    )
    tones: list[Floats] = [start + (end - start) * t / layers for t in range(layers + 1)]
    tones[layers // 2] = sheet.base
    picture = sheet.fill(tones[0])
    for k in range(layers):
        level = -0.95 + 1.9 * (k + 0.5) / layers
        own = place + wave * np.float32(1 + 0.4 * np.sin(k)) + wobble * np.float32(np.cos(2 * k))
        distance = own - np.float32(level)
        shade(1 - 0.5 * smoothstep(-0.13, 0.01, distance), out=picture)
        lay(tones[k + 1], sheet.edge(-distance), out=picture)
    shade(0.99 + 0.012 * fractal(rng, sheet, 60, octaves=2), out=picture)
    return np.clip(picture, 0, 1)


def watercolour(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Wash pigments over rough paper; they gather at the edges of each wash."""
    picture = sheet.fill(moved(sheet.base, 0.08, 0.6))
    rough = fractal(rng, sheet, 40, octaves=3)
    for _ in range(int(rng.integers(3, 6))):
        shape = fractal(rng, sheet, rng.uniform(0.9, 2.2), fall=0.55)
        tone = near(
            rng, moved(sheet.base, 0, 1.25), light=0.16, chroma=0.3, hue=pick(rng, [20, 70])
        )
        inside = smoothstep(-0.02, 0.05, shape - rng.uniform(-0.8, 0.6))
        flow = np.clip(0.5 + 0.2 * fractal(rng, sheet, 2.5) + 0.05 * rough, 0, 1)
        lay(tone, inside * flow * np.float32(0.9), out=picture)
        rim = inside * (1 - inside) * 4
        shade(1 - 0.16 * rim, out=picture)
    shade(1 + 0.02 * rough, out=picture)
    return np.clip(picture, 0, 1)


def wall(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint plain architecture in hard sun: planes of wall, a shadow, a strip of sky."""
    hue = lch_of(sheet.base)[2]
    sky_hue = rng.uniform(230, 260)
    picture = sheet.fill(
        ramp(np.stack([lch(0.5, 0.16, sky_hue), lch(0.75, 0.1, sky_hue)]), (sheet.y + 1) / 2)
    )
    grain = fractal(rng, sheet, 3, fall=0.75)
    turn = rng.uniform(0, 6.28)
    for k in range(int(rng.integers(1, 4))):
        along, across = sheet.turned(
            turn + k * rng.uniform(0.7, 1.8), rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3)
        )
        tone = sheet.base if k == 0 else near(rng, sheet.base, light=0.2, hue=pick(rng, [10, 60]))
        body = tone.reshape(3, 1, 1) * (1.0 + 0.025 * grain - 0.06 * along)
        shadow = sheet.turned(
            turn + rng.uniform(0.5, 2.5), rng.uniform(-0.4, 0.4), rng.uniform(-0.4, 0.4)
        )[1]
        dark = sheet.edge(shadow, 0.012) * np.float32(0.55)
        body = body + (moved(tone, -0.2, 0.9, 12).reshape(3, 1, 1) - body) * dark
        lay(np.clip(body, 0, 1), sheet.edge(-across - rng.uniform(-0.1, 0.6)), out=picture)
    if rng.random() < 0.35:
        _window(rng, sheet, hue, out=picture)
    return picture


def _window(rng: np.random.Generator, sheet: Sheet, hue: float, *, out: Floats) -> None:
    """Lay a window with its frame and shadow over `out`."""
    x, y, w, h = (
        rng.uniform(-0.4, 0.4),
        rng.uniform(-0.3, 0.3),
        rng.uniform(0.18, 0.3),
        rng.uniform(0.25, 0.45),
    )
    box = np.maximum(np.abs(sheet.x - x) - w, np.abs(sheet.y - y) - h)
    cast = np.maximum(np.abs(sheet.x - x - 0.06) - w, np.abs(sheet.y - y - 0.07) - h)
    shade(1 - 0.35 * sheet.edge(cast - 0.05, 0.01), out=out)
    lay(lch(0.95, 0.02, hue), sheet.edge(box - 0.05), out=out)
    glass = ramp(
        np.stack([lch(0.75, 0.08, 235), lch(0.25, 0.06, 250)]),
        (sheet.y - y + h + (sheet.x - x)) / (2.4 * h),
    )
    lay(glass, sheet.edge(box), out=out)
    bar = np.minimum(np.abs(sheet.x - x), np.abs(sheet.y - y)) - 0.018
    lay(lch(0.93, 0.02, hue), sheet.edge(bar) * sheet.edge(box), out=out)


def crumpled(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint crumpled paper or foil, sharp creases between flat facets."""
    shape = np.abs(fractal(rng, sheet, rng.uniform(1.5, 3), fall=0.5, octaves=5))
    shape += 0.5 * np.abs(fractal(rng, sheet, rng.uniform(2, 5), fall=0.5, octaves=4))
    light = 0.5 + rng.uniform(0.03, 0.07) * relief(shape, sheet, rng.uniform(0, 6.28))
    depth = rng.uniform(0.12, 0.25)
    color = sheet.base
    return ramp(
        np.stack([moved(color, -depth), color, moved(color, depth, 0.7)]), np.clip(light, 0, 1)
    )


def gradient(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint glowing clouds of colour that melt into one another."""
    a, b = fractal(rng, sheet, 0.9, octaves=2), fractal(rng, sheet, 0.9, octaves=2)
    one, two = near(rng, sheet.base, light=0.15, hue=45), near(rng, sheet.base, light=0.15, hue=45)
    picture = sheet.fill(sheet.base)
    lay(one, smoothstep(-0.2, 1.8, a), out=picture)
    lay(two, smoothstep(-0.2, 1.8, b), out=picture)
    grain = fractal(rng, sheet, 120, octaves=1)
    shade(1 + 0.018 * grain, out=picture)
    return np.clip(picture, 0, 1)
