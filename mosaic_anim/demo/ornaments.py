"""Patterns: glazed tiles, stained glass, guilloche, waves of fans, mandalas, snowflakes, coral."""

import numpy as np

from mosaic_anim.demo.colors import family, lch, moved, near, pick
from mosaic_anim.demo.noise import fractal, relief, voronoi
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


def azulejo(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Glaze square tiles with a mirrored pattern of petals and rings."""
    count = pick(rng, [1.0, 1.5, 2, 2.5])
    u, v = sheet.x * np.float32(count / 2) + 0.5, sheet.y * np.float32(count / 2) + 0.5
    a, b = np.abs((fraction(u)) - 0.5) * 2, np.abs((fraction(v)) - 0.5) * 2
    a, b = np.maximum(a, b), np.minimum(a, b)  # one eighth, mirrored
    white = moved(sheet.base, 0.4, 0.12) if rng.random() < 0.6 else lch(0.95, 0.03, 90)
    tones = [
        sheet.base,
        moved(sheet.base, -0.15),
        near(rng, lch(0.78, 0.15, 85), hue=60),
        near(rng, sheet.base, light=0.2, hue=90),
    ]
    picture = sheet.fill(white if rng.random() < 0.5 else sheet.base)
    unit = np.float32(1 / count)
    for k in range(int(rng.integers(5, 9))):
        kind = rng.integers(4)
        x, y = rng.uniform(0, 1), rng.uniform(0, 1)
        x, y = max(x, y), min(x, y)
        r, angle = np.sqrt((a - x) ** 2 + (b - y) ** 2), np.arctan2(b - y, a - x)
        size = rng.uniform(0.12, 0.45)
        if kind == 0:
            distance = np.abs(r - size) - rng.uniform(0.02, 0.06)
        elif kind == 1:
            distance = r - size * (0.6 + 0.4 * np.cos(angle * int(rng.integers(2, 6))))
        elif kind == 2:
            middle = np.sqrt(a * a + b * b)
            distance = (
                np.abs(middle - rng.uniform(0.3, 1.2) - 0.1 * np.cos(8 * np.arctan2(b, a))) - 0.035
            )
        else:
            distance = np.abs(a + b - rng.uniform(0.4, 1.6)) - 0.03
        lay(tones[k % 4] if k % 3 else white, sheet.edge(distance * unit), out=picture)
    joint = np.minimum(0.5 - np.abs(fraction(u) - 0.5), 0.5 - np.abs(fraction(v) - 0.5)) * 2
    gloss = fractal(rng, sheet, 1.5, octaves=3)
    shade(1 + 0.03 * gloss, out=picture)
    lay(moved(white, -0.25, 0.5), 0.8 * sheet.edge((joint - 0.012) * unit), out=picture)
    shine(
        np.ones(3, np.float32),
        0.25 * np.exp(-(((fraction(u) + fraction(v) - 0.45) / 0.12) ** 2)),
        out=picture,
    )
    return np.clip(picture, 0, 1)


def stained_glass(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Lead panes of coloured glass, lit from behind."""
    owner, _, gap = voronoi(
        rng, sheet.x, sheet.y, rng.uniform(3.5, 9), jitter=rng.uniform(0.5, 1.0)
    )
    tones = family(rng, sheet.base, 13, light=0.2, chroma=0.3, hue=pick(rng, [15, 40, 100]))
    tones[:4] = sheet.base
    number = np.arange(4096)
    panes = tones[(number * 7 + number // 5) % 13]
    picture: Floats = np.stack([plane.take(owner) for plane in np.ascontiguousarray(panes.T)])
    ripple = fractal(rng, sheet, 5, octaves=4)
    sun = np.exp(-(sheet.radius(rng.uniform(-0.6, 0.6), rng.uniform(-0.6, 0.6)) ** 2))
    shade(
        0.72 + 0.45 * sun + 0.05 * ripple + 0.02 * np.clip(relief(ripple, sheet, 0.7) * 0.3, -2, 2),
        out=picture,
    )
    shade(0.7 + 0.3 * smoothstep(0, 0.12, gap), out=picture)
    lead = 0.022
    lay(lch(0.16, 0.01, 250), sheet.edge(gap / 2 - lead), out=picture)
    lay(lch(0.5, 0.02, 250), 0.6 * np.exp(-((gap / 0.014) ** 2)), out=picture)
    return np.clip(picture, 0, 1)


def guilloche(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Engrave fine interlaced rosettes, as on banknotes."""
    paper, ink = moved(sheet.base, 0.12, 0.6), moved(sheet.base, -0.22, 1.2)
    if rng.random() < 0.4:
        paper, ink = moved(sheet.base, -0.12), moved(sheet.base, 0.3, 0.7)
    picture = sheet.fill(paper)
    r = sheet.radius(0, 0)
    angle = np.arctan2(sheet.y, sheet.x)
    for k in range(int(rng.integers(3, 6))):
        lobes, depth, lines = (
            int(rng.integers(5, 25)),
            rng.uniform(0.02, 0.1),
            int(rng.integers(7, 16)),
        )
        place = r + depth * np.sin(angle * lobes) + 0.3 * depth * np.sin(angle * lobes * 2 + k)
        nearest = np.abs(fraction(place * lines) - 0.5) / lines
        ring = smoothstep(0, 0.02, place - rng.uniform(0, 0.5)) * smoothstep(
            0, 0.02, rng.uniform(0.7, 1.6) - place
        )
        tone = moved(ink, 0, 1, rng.uniform(-50, 50))
        lay(tone, sheet.edge(nearest - 0.006) * ring, out=picture)
    return picture


def fans(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Print seigaiha: overlapping fans like waves."""
    count = rng.uniform(2, 5)
    picture = sheet.fill(sheet.base)
    tones = np.stack(
        [
            moved(sheet.base, -0.15),
            sheet.base,
            moved(sheet.base, 0.25, 0.5),
            near(rng, sheet.base, hue=50),
        ]
    )
    rings = int(rng.integers(3, 6))
    gold = lch(0.85, 0.13, 85) if rng.random() < 0.4 else moved(sheet.base, 0.4, 0.3)
    step = 0.5 / count
    for row in range(int(-sheet.bottom / step) - 2, int(sheet.bottom / step) + 3):
        part, view = sheet.cut(picture, 0, (row + 1) * step, sheet.right, 2.1 * step)
        dx = (fraction(part.x * np.float32(count) + 0.5 * (row % 2)) - 0.5) * 2
        r = np.sqrt(dx * dx + (part.y / np.float32(step) - row - 2) ** 2 / 4)
        band = fraction(r * rings)
        body = ramp(tones, 0.25 + 0.5 * np.floor(r * rings) / rings)
        lay(gold, smoothstep(0.78, 0.84, band), out=body)
        lay(body, part.edge((r - 1) / np.float32(2 * count)), out=view)
    shade(1 + 0.02 * fractal(rng, sheet, 30, octaves=3), out=picture)
    return np.clip(picture, 0, 1)


def mandala(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Draw rings of petals about the middle."""
    r, angle = sheet.radius(0, 0), np.arctan2(sheet.y, sheet.x) + np.float32(rng.uniform(0, 6.28))
    tones = family(rng, sheet.base, 5, light=0.25, chroma=0.4, hue=pick(rng, [30, 80, 150]))
    tones[0] = sheet.base
    picture = sheet.fill(moved(sheet.base, -0.1))
    folds = int(rng.integers(3, 8)) * 2
    for k in range(9, 0, -1):
        size = 0.16 * k
        wave = np.abs(np.cos(angle * (folds * (1 + (k % 2)) / 2)))
        rim = size * (0.78 + 0.22 * wave ** np.float32(pick(rng, [0.5, 1.0, 2.0])))
        tone = tones[k % 5]
        shade(1 - 0.3 * smoothstep(1.12, 0.98, r / rim), out=picture)
        lay(tone, sheet.edge(r - rim), out=picture)
        lay(moved(tone, 0.2, 0.8), sheet.edge(np.abs(r - rim + 0.022) - 0.006), out=picture)
        dot = np.sqrt(
            ((fraction(angle * folds / (2 * np.pi)) - 0.5) * r * 6.28 / folds) ** 2
            + (r - size * 0.8 + 0.01) ** 2
        )
        lay(moved(tone, -0.25), sheet.edge(dot - 0.022), out=picture)
    return picture


def snowflake(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Draw an ice crystal with six branched arms, glowing on a cold ground."""
    ground = sheet.base
    blur = fractal(rng, sheet, 1.3, octaves=3)
    picture = ramp(np.stack([moved(ground, -0.12), ground, moved(ground, 0.1)]), 0.5 + 0.2 * blur)
    dx, dy = sheet.turned(rng.uniform(0, 1), rng.uniform(-0.1, 0.1), rng.uniform(-0.1, 0.1))
    r, angle = np.sqrt(dx * dx + dy * dy), np.arctan2(dy, dx)
    fold = np.abs(fraction(angle / np.float32(np.pi / 3)) - 0.5) * np.float32(np.pi / 3)
    along, side = r * np.cos(fold), r * np.sin(fold)
    size = rng.uniform(0.75, 0.92)
    distance = np.maximum(side - 0.022 * (1.3 - along / size), along - size)
    for k in range(int(rng.integers(4, 8))):
        start = size * rng.uniform(0.12, 0.9)
        reach = rng.uniform(0.1, 0.42) * (1.1 - abs(start / size - 0.5))
        a, b = (along - start) * 0.5 + side * 0.866, np.abs((along - start) * -0.866 + side * 0.5)
        distance = np.minimum(
            distance, np.maximum(b - 0.017 * (1.2 - 0.6 * a / reach), np.maximum(a - reach, -a))
        )
        if k == 0:
            plate = np.abs(along - start * 0.45) - 0.014
            distance = np.minimum(distance, plate)
    ice = np.stack([lch(0.8, 0.06, 240), lch(0.99, 0.01, 220)])
    shine(lch(0.9, 0.05, 230), 0.45 * np.exp(-np.clip(distance, 0, 9) * 16), out=picture)
    body = ramp(ice, np.clip(-distance * 50 + 0.2 * blur, 0, 1))
    lay(body, sheet.edge(distance) * np.float32(0.95), out=picture)
    return picture


def coral(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Grow brain coral: winding ridges of even width."""
    flow = fractal(rng, sheet, rng.uniform(3, 6), octaves=2, fall=0.3)
    twist = fractal(rng, sheet, 1.5, octaves=2)
    ridge = np.sin(flow * 6 + twist * 2)
    fine = fractal(rng, sheet, 30, octaves=2)
    light = 0.5 + 0.32 * ridge + 0.007 * relief(ridge, sheet, -2.2) + 0.05 * fine
    color = sheet.base
    tones = np.stack(
        [moved(color, -0.3, 1, 30), moved(color, -0.08), color, moved(color, 0.16, 0.7, -15)]
    )
    return ramp(tones, np.clip(light, 0, 1))
