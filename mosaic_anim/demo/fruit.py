"""Fruit: oranges, apples, cherries, lemons, slices of citrus."""

import numpy as np

from mosaic_anim.demo.colors import lch, moved, near, pick
from mosaic_anim.demo.noise import fractal, relief, sample
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
from mosaic_anim.demo.solids import (
    backdrop,
    ball,
    ball_normals,
    drop_shadow,
    gloss,
    lambert,
)


def _table(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Return a ground of the colour asked for."""
    return backdrop(rng, sheet, sheet.base, depth=rng.uniform(0.1, 0.4))


def orange(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint one to three oranges, mandarins or limes with dimpled skin."""
    picture = _table(rng, sheet)
    skin = near(rng, lch(0.74, 0.18, pick(rng, [55, 62, 68, 120, 85])), light=0.05)
    size = rng.uniform(0.45, 0.75)
    for k in range(int(rng.integers(1, 4))):
        x, y = (
            (rng.uniform(-0.2, 0.2), rng.uniform(-0.1, 0.2))
            if k == 0
            else rng.uniform(-0.9, 0.9, 2).tolist()
        )
        radius = size * (1 if k == 0 else 0.8)
        drop_shadow(sheet, x, y, radius, out=picture)
        window, view = sheet.cut(picture, x, y, radius * 1.02)
        u, v, w, distance = ball_normals(window, x, y, radius)
        dimples = relief(fractal(rng, window, 26, octaves=2), window, -2.2) * np.float32(0.005)
        light = np.clip(lambert(u, v, w) * (1 + dimples * w), 0, 1.4)
        body = ramp(
            np.stack(
                [moved(skin, -0.42, 0.9, -22), moved(skin, -0.12, 1, -10), skin, moved(skin, 0.1)]
            ),
            light / 1.2,
        )
        shine(np.ones(3, np.float32), 0.75 * gloss(u, v, w, 26) * (1 + dimples), out=body)
        navel = np.sqrt((u + 0.15) ** 2 + (v + 0.62) ** 2)
        lay(lch(0.42, 0.1, 125), 1 - smoothstep(0.05, 0.08, navel), out=body)
        lay(np.clip(body, 0, 1), window.edge(distance), out=view)
    return picture


def apple(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint an apple with streaked cheeks, a stem and a leaf."""
    picture = _table(rng, sheet)
    x, y, radius = rng.uniform(-0.2, 0.2), rng.uniform(0, 0.2), rng.uniform(0.5, 0.72)
    drop_shadow(sheet, x, y, radius, out=picture)
    window, view = sheet.cut(picture, x, y, radius * 1.35, radius * 1.6)
    u, v = (window.x - x) / np.float32(radius), (window.y - y) / np.float32(radius)
    dent = np.exp(-((u / 0.3) ** 2))
    v = v - 0.26 * dent * smoothstep(-0.2, -1.0, v) + 0.1 * dent * smoothstep(0.3, 1.0, v)
    u = u * (1 + 0.12 * np.clip(v, -0.3, 1))
    r2 = u * u + v * v * 1.08
    w = np.sqrt(np.clip(1 - r2, 0, 1))
    hues = pick(rng, [[25, 95], [20, 30], [125, 110], [90, 25], [140, 125]])
    ground, cheek = lch(0.78, 0.17, hues[1]), lch(0.5, 0.21, hues[0])
    angle = np.arctan2(u, v + np.float32(1.1))
    grain = rng.random((64, 64), dtype=np.float32)
    streak = sample(grain, angle * np.float32(0.9), v * np.float32(0.03))
    blush = smoothstep(-0.3, 0.8, u * rng.uniform(-0.8, 0.8) + 0.3 + 0.5 * (streak - 0.5))
    body = ground.reshape(3, 1, 1) + (cheek - ground).reshape(3, 1, 1) * blush
    shade(lambert(u, v, w), out=body)
    shine(np.ones(3, np.float32), 0.8 * gloss(u, v, w, 45), out=body)
    shade(1 - 0.6 * np.exp(-((u / 0.26) ** 2) - ((v + 0.98) / 0.2) ** 2), out=body)
    lay(np.clip(body, 0, 1), window.edge((np.sqrt(r2) - 1) * np.float32(radius)), out=view)
    stem = np.abs(window.x - x - 0.35 * (window.y - y + 0.7 * radius) ** 2) - 0.025
    span = (window.y > y - 1.2 * radius) & (window.y < y - 0.7 * radius)
    lay(lch(0.32, 0.06, 60), window.edge(stem) * span, out=view)
    leaf_shape(
        window,
        x + 0.3 * radius,
        y - 1.08 * radius,
        0.34 * radius,
        -0.4,
        color=lch(0.55, 0.15, 138),
        out=view,
    )
    return picture


def leaf_shape(
    sheet: Sheet,
    x: float,
    y: float,
    size: float,
    angle: float,
    *,
    color: Floats,
    out: Floats,
    slim: float = 0.42,
) -> None:
    """Lay a pointed leaf of half length `size` [units] with veins over `out`."""
    window, view = sheet.cut(out, x, y, size * 1.05)
    along, across = window.turned(angle, x, y)
    along, across = along / np.float32(size), across / np.float32(size)
    wide = np.float32(slim) * np.clip(1 - along**2, 0, 1) ** 0.9 * (1 - 0.3 * along)
    inside = np.abs(across) - wide
    veins = np.abs(fraction(along * 5.0 - np.abs(across) * 6) - 0.5) * 2
    light = (
        1
        + 0.22 * np.sign(across) * smoothstep(0, 0.08, np.abs(across))
        - 0.16 * (1 - smoothstep(0, 0.22, veins))
    )
    middle = 1 - smoothstep(0.012, 0.035, np.abs(across))
    body = color.reshape(3, 1, 1) * (0.86 * light + 0.3 * middle + 0.12 * along)
    lay(np.clip(body, 0, 1), window.edge(inside * np.float32(size * 0.8)), out=view)


def cherries(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a pair of cherries on their stems."""
    picture = _table(rng, sheet)
    skin = lch(rng.uniform(0.32, 0.52), 0.2, rng.uniform(12, 32))
    top_x, top_y = rng.uniform(-0.2, 0.4), -0.85
    radius = rng.uniform(0.3, 0.42)
    for side in (-1, 1):
        x, y = side * rng.uniform(0.3, 0.48), rng.uniform(0.2, 0.5)
        drop_shadow(sheet, x, y, radius, out=picture)
        t = np.clip((sheet.y - top_y) / (y - 0.8 * radius - top_y), 0, 1)
        line = top_x + (x - top_x) * t**2
        off = np.abs(sheet.x - line) / np.sqrt(1 + (1.2 * t) ** 2) - 0.02
        reach = (sheet.y > top_y) & (sheet.y < y - 0.75 * radius)
        lay(lch(0.5, 0.12, 125), sheet.edge(off) * reach, out=picture)
        ball(sheet, x, y, radius, skin, out=picture, shine=0.9, sharp=60)
        window, view = sheet.cut(picture, x, y - 0.8 * radius, 0.4 * radius)
        pit = (
            np.sqrt(((window.x - x) / 0.3) ** 2 + ((window.y - y + 0.83 * radius) / 0.12) ** 2)
            / radius
        )
        shade(1 - 0.5 * (1 - smoothstep(0.3, 1.0, pit)), out=view)
    leaf_shape(
        sheet,
        top_x - 0.3,
        top_y + 0.12,
        0.38,
        rng.uniform(-0.3, 0.5),
        color=lch(0.5, 0.14, 140),
        out=picture,
    )
    return picture


def lemon(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint lemons or limes, pointed at both ends."""
    picture = _table(rng, sheet)
    skin = lch(0.87, 0.17, rng.uniform(95, 108)) if rng.random() < 0.7 else lch(0.72, 0.19, 128)
    for k in range(int(rng.integers(1, 4))):
        x, y = (0.0, 0.05) if k == 0 else rng.uniform(-0.8, 0.8, 2).tolist()
        radius, angle = rng.uniform(0.36, 0.5), rng.uniform(0, 3.14)
        drop_shadow(sheet, x, y, radius, out=picture)
        window, view = sheet.cut(picture, x, y, 1.6 * radius)
        along, across = window.turned(angle, x, y)
        along, across = along / np.float32(1.3 * radius), across / np.float32(radius)
        tip = 0.2 * np.exp(-((np.abs(along) - 1.0) ** 2) * 40) * (np.abs(across) < 0.6)
        r2 = along**2 + across**2 - tip * (1 - np.clip(np.abs(across) / 0.28, 0, 1))
        w = np.sqrt(np.clip(1 - r2, 0, 1))
        c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        u, v = along * c - across * s, along * s + across * c
        bumps = relief(fractal(rng, window, 22, octaves=2), window, -2.2) * np.float32(0.005)
        light = np.clip(lambert(u, v, w) * (1 + bumps * w), 0, 1.4)
        body = ramp(
            np.stack(
                [moved(skin, -0.4, 0.8, -18), moved(skin, -0.12, 1, -8), skin, moved(skin, 0.06)]
            ),
            light / 1.15,
        )
        shine(np.ones(3, np.float32), 0.6 * gloss(u, v, w, 22) * (1 + bumps), out=body)
        lay(
            np.clip(body, 0, 1),
            window.edge((np.sqrt(np.clip(r2, 0, 9)) - 1) * np.float32(radius)),
            out=view,
        )
    return picture


def slice_of_citrus(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint the cut face of an orange, lemon, lime, grapefruit or kiwi-green fancy."""
    hue = pick(rng, [60.0, 72, 102, 124, 28, 15, 350])
    light = 0.74 if 40 < hue < 130 else 0.62
    flesh, rind = lch(light, 0.19, hue), lch(light - 0.02, 0.19, hue + rng.uniform(-8, 20))
    pith = lch(0.95, 0.04, 95)
    picture = _table(rng, sheet)
    x, y, radius = rng.uniform(-0.25, 0.25), rng.uniform(-0.25, 0.25), rng.uniform(0.7, 1.15)
    drop_shadow(sheet, x, y, radius, out=picture, depth=0.3)
    r = sheet.radius(x, y) / np.float32(radius)
    angle = np.arctan2(sheet.y - y, sheet.x - x) + np.float32(rng.uniform(0, 6))
    count = int(rng.integers(8, 12))
    wedge = fraction(angle * np.float32(count / (2 * np.pi)))
    side = np.minimum(wedge, 1 - wedge) * r * np.float32(2 * np.pi / count)
    grain = fractal(rng, Sheet.blank(512, 512, flesh), 40, octaves=3)
    pulp = sample(grain, angle * np.float32(4 / (2 * np.pi)), np.sqrt(r) * np.float32(0.34))
    fine = fractal(rng, sheet, 30, octaves=3)
    body = ramp(
        np.stack([moved(flesh, -0.14), flesh, moved(flesh, 0.14, 0.7)]),
        0.5 + 0.17 * pulp + 0.06 * fine,
    )
    shine(lch(0.97, 0.04, hue), 0.5 * smoothstep(1.3, 2.4, pulp), out=body)
    lay(pith, 1 - smoothstep(0.012, 0.03, side), out=body)
    lay(pith, 1 - smoothstep(0.05, 0.075, r), out=body)
    lay(pith, smoothstep(0.83, 0.86, r + 0.09 * (1 - smoothstep(0, 0.11, side))), out=body)
    lay(rind, smoothstep(0.915, 0.93, r), out=body)
    lay(moved(rind, -0.14), smoothstep(0.96, 1.0, r), out=body)
    lay(np.clip(body, 0, 1), sheet.edge((r - 1) * np.float32(radius)), out=picture)
    return picture
