"""Cloth: silk, knitting, canvas, stripes, dots, denim, in the colour asked for."""

import numpy as np

from mosaic_anim.demo.colors import family, lch, moved, near, pick
from mosaic_anim.demo.noise import fractal, relief
from mosaic_anim.demo.paint import (
    Floats,
    Sheet,
    fraction,
    lay,
    ramp,
    shade,
    shine,
    smoothstep,
    swatches,
    wrapped,
)


def _thread(place: Floats) -> Floats:
    """Return the roundness of threads (0 at the seam, 1 on top) at a position [threads]."""
    off = (fraction(place)) * 2 - 1
    return np.sqrt(np.clip(1 - off * off, 0, 1))


def silk(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint satin in soft folds."""
    along, across = sheet.turned(rng.uniform(0, 3.14))
    bend = fractal(rng, sheet, 1.2, octaves=3, fall=0.4)
    fold = np.sin(across * rng.uniform(3, 7) + 1.3 * bend + 0.5 * np.sin(along * 2)) + 0.5 * bend
    light = np.clip(
        0.5 + 0.03 * relief(fold, sheet, rng.uniform(0, 6.28)) * np.float32(rng.uniform(2, 4)), 0, 1
    )
    depth = rng.uniform(0.12, 0.3)
    color = sheet.base
    picture = ramp(
        np.stack([moved(color, -depth), moved(color, -0.3 * depth), color, moved(color, 0.06)]),
        light,
    )
    shine(moved(color, 0.3, 0.5), 0.75 * smoothstep(0.72, 1.05, light), out=picture)
    return picture


def knit(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Knit rows of stitches, mostly with a pattern."""
    rows = int(rng.integers(9, 22))
    u, v = sheet.x * np.float32(rows * 0.42), sheet.y * np.float32(rows / 2)
    fuzz = fractal(rng, sheet, 24, octaves=3)
    col = np.floor(u)
    inside = u - col
    slant = np.abs(inside - 0.5) * 2  # 0 in the middle of a stitch, 1 at its sides
    place = v - slant * 0.9
    row = np.floor(place)
    oval = np.sqrt((((place - row) - 0.5) / 0.62) ** 2 + ((slant - 0.55) / 0.62) ** 2)
    light = (
        np.sqrt(np.clip(1 - oval**2, 0.02, 1))
        + 0.05 * np.sin((place + slant * 2) * 18)
        + 0.03 * fuzz
    )
    tones = family(rng, sheet.base, 3, light=0.22, chroma=0.3, hue=60)
    pattern = pick(rng, ["plain", "stripes", "nordic", "checks"])
    period = int(rng.integers(3, 8))
    choice = {
        "plain": 0 * (row + col),
        "stripes": np.floor(row / period),
        "nordic": (wrapped(np.abs(wrapped(col, 2 * period) - period) + row, period) < 2) * 1.0,
        "checks": wrapped(np.floor(row / period) + np.floor(col / period), 2),
    }[pattern]
    tones[0] = sheet.base
    picture = swatches(tones, choice)
    shade(0.28 + 0.8 * light, out=picture)
    return np.clip(picture, 0, 1)


def canvas(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Weave a coarse plain cloth or a basket, two shades."""
    count = rng.uniform(10, 34)
    along, across = sheet.turned(pick(rng, [0.0, 0.785, rng.uniform(0, 1.5)]))
    u, v = along * np.float32(count / 2), across * np.float32(count / 2)
    over = wrapped(np.floor(u) + np.floor(v), 2)
    bow_u, bow_v = np.cos((fraction(u) - 0.5) * 3.0), np.cos((fraction(v) - 0.5) * 3.0)
    grain = fractal(rng, sheet, 22, octaves=3)
    first, second = near(rng, sheet.base, light=0.03), near(rng, sheet.base, light=0.1, hue=30)
    fibre = (
        0.06 * np.sin(u * 30 + 2 * grain) * (1 - over) + 0.06 * np.sin(v * 30 + 2 * grain) * over
    )
    upper = _thread(u) * (0.55 + 0.5 * bow_v)
    lower = _thread(v) * (0.55 + 0.5 * bow_u)
    light = upper + (lower - upper) * over
    picture: Floats = first.reshape(3, 1, 1) + (second - first).reshape(3, 1, 1) * over
    shade(0.36 + 0.66 * light + fibre, out=picture)
    return np.clip(picture, 0, 1)


def stripes(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Print stripes of many widths, straight or wavy, on a fine weave."""
    along, across = sheet.turned(pick(rng, [0.0, np.pi / 2, np.pi / 4, rng.uniform(0, 3.14)]))
    place = across + pick(rng, [0.0, 0.0, 0.12]) * np.sin(along * rng.uniform(3, 7))
    count = int(rng.integers(3, 9))
    tones = family(rng, sheet.base, count, light=0.16, chroma=0.4, hue=pick(rng, [10, 40, 90]))
    tones[0] = sheet.base
    borders = np.sort(rng.uniform(0, 1, count - 1)).tolist()
    position = fraction(place * np.float32(rng.uniform(0.6, 2.0)))
    picture = sheet.fill(tones[0])
    soft = sheet.pixel * 1.4
    for k, border in enumerate(borders):
        lay(tones[k + 1], smoothstep(border - soft, border + soft, position), out=picture)
    weave = np.sin(sheet.x * 150) * np.sin(sheet.y * 150)
    shade(0.97 + 0.04 * weave + 0.04 * fractal(rng, sheet, 1.5, octaves=3), out=picture)
    return np.clip(picture, 0, 1)


def polka(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Print dots or rings in even rows."""
    count, turn = rng.uniform(3, 10), pick(rng, [0.0, np.pi / 4, rng.uniform(0, 1.5)])
    along, across = sheet.turned(turn, rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3))
    u, v = along * np.float32(count / 2), across * np.float32(count / 2)
    u = u + 0.5 * wrapped(np.floor(v), 2)
    r = np.sqrt((fraction(u) - 0.5) ** 2 + (fraction(v) - 0.5) ** 2)
    size = rng.uniform(0.2, 0.42)
    picture = sheet.fill(sheet.base)
    dot = moved(sheet.base, pick(rng, [-0.35, 0.35]), 0.9, pick(rng, [0, 180, 60, -60]))
    lay(dot, sheet.edge((r - size) * np.float32(2 / count)), out=picture)
    if rng.random() < 0.4:
        lay(
            near(rng, sheet.base, hue=120),
            sheet.edge((r - size * 0.5) * np.float32(2 / count)),
            out=picture,
        )
    folds = fractal(rng, sheet, 1.0, octaves=3, fall=0.4)
    shade(0.98 + 0.035 * relief(folds, sheet, 0.8), out=picture)
    return np.clip(picture, 0, 1)


def denim(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint worn twill with a double seam."""
    color = sheet.base
    _, across = sheet.turned(rng.uniform(0.6, 1.0))
    wear = fractal(rng, sheet, 2.5, fall=0.6)
    thread = fractal(rng, sheet, 40, octaves=3, stretch=(0.3, 1.6))
    twill = np.sin(across * 110 + 0.8 * thread)
    tone = 0.45 + 0.16 * twill + 0.07 * thread + 0.1 * wear
    picture = ramp(np.stack([moved(color, -0.15), color, moved(color, 0.16, 0.5)]), tone)
    place, seam = sheet.turned(
        pick(rng, [0.0, np.pi / 2]), rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5)
    )
    shade(
        1 - 0.3 * np.exp(-((seam / 0.05) ** 2)) + 0.12 * np.exp(-(((seam - 0.12) / 0.06) ** 2)),
        out=picture,
    )
    yarn = lch(0.72, 0.14, 68)
    for shift in (0.06, 0.17):
        stitch = np.maximum(
            np.abs(seam - shift) - 0.014, np.abs(fraction(place * 9) - 0.5) / 9 - 0.04
        )
        shade(1 - 0.5 * smoothstep(0.03, 0.0, stitch), out=picture)
        lay(yarn, sheet.edge(stitch, 0.008), out=picture)
    return np.clip(picture, 0, 1)
