"""Landscapes: hills in mist, mountains, lakes, dunes, forests, the sea."""

import numpy as np

from mosaic_anim.demo.colors import lch, moved, near, palette, pick
from mosaic_anim.demo.noise import curve, fractal, relief
from mosaic_anim.demo.paint import Floats, Sheet, lay, ramp, shade, shine, smoothstep
from mosaic_anim.demo.skies import SUNSETS, clouds, sunset, treeline


def hills(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint ranges of hills, paler the farther, with mist in the valleys."""
    hue = pick(rng, [140.0, 165, 200, 235, 265, 300, 350, 25, 55, 110]) + rng.uniform(-12, 12)
    turn, warm = rng.uniform(-40, 40), rng.uniform(20, 95)
    far, close = lch(rng.uniform(0.78, 0.92), 0.07, warm), lch(rng.uniform(0.14, 0.3), 0.09, hue)
    picture = ramp(
        np.stack([lch(0.8, 0.1, hue + turn), far, moved(far, 0.06)]), (sheet.y + 1) / 1.4
    )
    picture = sheet.fill(picture)
    sun_x, sun_y = rng.uniform(-0.6, 0.6), rng.uniform(-0.6, -0.1)
    distance = sheet.radius(sun_x, sun_y)
    shine(lch(0.95, 0.08, warm), 0.5 * np.exp(-distance * 3), out=picture)
    lay(lch(0.98, 0.05, warm), sheet.edge(distance - rng.uniform(0.08, 0.2)), out=picture)
    layers = int(rng.integers(4, 8))
    for k in range(layers):
        depth = (k + 1) / layers
        rise = 0.22 * (1.2 - 0.6 * depth)
        ground = rise * curve(rng, sheet.x, 1 + 1.2 * (1 - depth), fall=0.42)
        ground += np.float32(-0.25 + 1.05 * depth**1.15)
        top = ground
        if depth > 0.55 and rng.random() < 0.8:
            top = ground - treeline(rng, sheet.x, 0.03 * depth, 0.13 * depth)
        part, view, _ = sheet.below(picture, float(top.min()))
        mist = np.float32(0.65 * (1 - 0.75 * depth)) * smoothstep(0.0, 0.55, part.y - ground)
        body = ramp(
            np.stack([far, lch(0.55, 0.11, hue + turn * 0.4), close]),
            np.array(depth, dtype=np.float32),
        )
        color = body.reshape(3, 1, 1) + (far - body).reshape(3, 1, 1) * mist
        lay(color, part.edge(top - part.y), out=view)
    return picture


def mountains(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint snowy peaks above forest or a lake."""
    picture = _sky(rng, sheet)
    rock = near(rng, lch(0.42, 0.04, pick(rng, [260, 40, 290])))
    light = pick(rng, [-0.6, 3.7])
    for depth in (0.0, 1.0):
        peaks(
            rng,
            sheet,
            rng.uniform(-0.25, -0.1) + 0.35 * depth,
            rock=rock,
            light=light,
            haze=0.45 * (1 - depth),
            out=picture,
        )
    if rng.random() < 0.6:
        reflect(
            rng, sheet, rng.uniform(0.3, 0.55), lch(0.3, 0.06, rng.uniform(180, 250)), out=picture
        )
    else:
        for depth in (0.3, 0.7, 1.0):
            top = 0.3 + 0.45 * depth + 0.1 * curve(rng, sheet.x, 2, octaves=2)
            top -= treeline(rng, sheet.x, 0.08, 0.14 + 0.12 * depth)
            part, view, _ = sheet.below(picture, float(top.min()))
            lay(lch(0.42 - 0.24 * depth, 0.06, 155), part.edge(top - part.y), out=view)
    return picture


def _sky(rng: np.random.Generator, sheet: Sheet) -> Floats:
    if rng.random() < 0.45:
        return clouds(rng, sheet)
    return sunset(rng, sheet)


def peaks(
    rng: np.random.Generator,
    sheet: Sheet,
    level: float,
    *,
    rock: Floats,
    light: float,
    haze: float,
    out: Floats,
) -> None:
    """Lay one snowy range over `out`, its crest about at `level` [units]."""
    crest = level + 0.42 * curve(
        rng, sheet.x, rng.uniform(1.3, 2.4), octaves=7, fall=0.42, rough=True
    )
    sheet, out, _ = sheet.below(out, float(crest.min()))
    down = sheet.y - crest
    folds = fractal(rng, sheet, 3.0, fall=0.5, stretch=(0.9, 1.2))
    slope = np.convolve(np.gradient(crest[0]), np.ones(9) / 9, mode="same") / sheet.pixel
    faces = np.tanh(2 * slope * np.sign(np.cos(light))).astype(np.float32)
    shift = folds * (np.float32(0.1) - np.float32(0.25) * down) / np.float32(sheet.pixel)
    column = np.arange(sheet.width, dtype=np.float32) + shift
    side = faces.take(column.astype(np.intp), mode="clip")
    ridge = 1 - np.abs(folds) * np.float32(0.7)
    lit = np.clip(0.5 - 0.3 * side + 0.025 * relief(ridge, sheet, light), 0, 1)
    snow = smoothstep(-0.1, 0.12, 0.42 - down + 0.2 * folds - 0.3 * (1 - lit))
    stone = rock.reshape(3, 1, 1) * (0.35 + 1.0 * lit)
    white = ramp(palette("5f7fb0", "b9cbe6", "fffdf8"), lit)
    body = stone + (white - stone) * snow
    mist = lch(0.8, 0.05, 250).reshape(3, 1, 1)
    body += (mist - body) * np.clip(haze + 0.25 * smoothstep(0.2, 0.9, down), 0, 1)
    lay(body, sheet.edge(-down), out=out)


def reflect(
    rng: np.random.Generator, sheet: Sheet, shore: float, water: Floats, *, out: Floats
) -> None:
    """Mirror what is above `shore` [units] in rippling water of a colour below it."""
    first = int(np.clip((shore - float(sheet.y[0, 0])) / sheet.pixel, 1, sheet.height - 2))
    rows = sheet.height - first
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    flat = Sheet(x=sheet.x, y=sheet.y[first:], pixel=sheet.pixel, base=sheet.base)
    ripple = fractal(rng, flat, 5, stretch=(9, 0.8), fall=0.6, octaves=6)
    source = (
        first - 1 - np.arange(rows)[:, None] * 1.05 + ripple * (0.006 + 0.05 * depth) / sheet.pixel
    )
    source = np.clip(np.rint(source), 0, first - 1).astype(np.int32)
    cols = np.arange(sheet.width)[None, :]
    mirrored = out[:, source, cols]
    lay(water, np.clip(0.16 + 0.3 * depth + 0.05 * ripple, 0, 1), out=mirrored)
    shade(1 + 0.05 * ripple, out=mirrored)
    out[:, first:] = mirrored
    line = np.exp(-(((flat.y - shore) / 0.012) ** 2))
    shine(lch(0.9, 0.03, 230), 0.35 * line * np.ones_like(sheet.x), out=out[:, first:])


def dunes(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint sand dunes, each with a sunny and a shadowy flank and wind ripples."""
    hue = pick(rng, [68.0, 55, 45, 35, 85, 20])
    colors = SUNSETS[rng.integers(len(SUNSETS))]
    picture = sheet.fill(ramp(colors[1:], (sheet.y + 1) / 1.3))
    sunny = lch(rng.uniform(0.72, 0.86), rng.uniform(0.1, 0.15), hue)
    dark = lch(rng.uniform(0.25, 0.45), 0.09, hue - rng.uniform(15, 60))
    side = np.float32(pick(rng, [-1.0, 1.0]))
    ripples = fractal(rng, sheet, 2.0, octaves=4)
    layers = int(rng.integers(3, 6))
    for k in range(layers):
        depth = (k + 0.6) / layers
        peak = rng.uniform(-0.8, 0.8)
        off = sheet.x - np.float32(peak)
        fall = 0.5 * np.sqrt(off * off + np.float32(0.004)) * (0.5 + 0.25 * (off * side > 0))
        crest = (
            -0.55
            + 1.05 * depth
            + fall.astype(np.float32)
            + 0.05 * curve(rng, sheet.x, 1.5, octaves=2)
        )
        part, view, rows = sheet.below(picture, float(crest.min()))
        down = part.y - crest
        along = part.y - np.float32(-0.55 + 1.05 * depth)
        bend = curve(rng, part.y, 1.5, octaves=2)
        spine = np.float32(peak) + 0.3 * along * side + 0.3 * along.clip(0, 2) * bend
        turn = side * (part.x - spine)
        flank = 0.25 + 0.75 * smoothstep(-0.012, 0.012, turn) - 0.1 * np.clip(turn, 0, 1)
        flank += 0.3 * smoothstep(0.0, -0.9, turn) * (turn < 0)
        waves = np.sin(down * np.float32(75 - 30 * depth) + 3 * ripples[rows] + 9 * off)
        tone = flank + 0.05 * waves * flank * smoothstep(0, 0.15, down)
        body = ramp(
            np.stack([dark, moved(dark, 0.14, hue=8), sunny, moved(sunny, 0.06)]),
            tone,
        )
        lay(body, part.edge(-down), out=view)
    return picture


def forest(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint firs in mist, row behind row."""
    hue, light = pick(rng, [150.0, 170, 195, 230, 130, 260]), rng.uniform(0.6, 0.93)
    fog = lch(light, 0.045, hue + rng.uniform(-60, 60))
    picture = sheet.fill(
        ramp(np.stack([moved(fog, -0.12), fog, moved(fog, 0.04)]), (sheet.y + 1) / 2)
    )
    mist = fractal(rng, sheet, 1.6, stretch=(2.0, 0.7), octaves=6)
    deep = lch(rng.uniform(0.14, 0.28), 0.06, hue)
    layers = int(rng.integers(4, 7))
    for k in range(layers):
        depth = (k + 1) / layers
        ground = (
            -0.5
            + 1.5 * depth
            + 0.2 * curve(rng, sheet.x, 1.3, octaves=3)
            + rng.uniform(-0.3, 0.3) * sheet.x
        )
        top = ground - treeline(rng, sheet.x, 0.22 * depth + 0.06, 0.5 * depth + 0.16)
        part, view, rows = sheet.below(picture, float(top.min()))
        body = moved(deep, float((1 - depth) * (light - 0.3) * 0.75))
        low = part.y - ground + np.float32(0.12) * mist[rows]
        veil = np.clip(smoothstep(-0.25, 0.5, low) * (1.05 - 0.8 * depth), 0, 1)
        color = body.reshape(3, 1, 1) + (fog - body).reshape(3, 1, 1) * veil
        lay(color, part.edge(top - part.y, 0.006), out=view)
    return picture


def sea(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint the open sea under a sky, with the sun's glitter on the waves."""
    picture = _sky(rng, sheet)
    horizon = rng.uniform(-0.35, 0.15)
    water = near(rng, lch(rng.uniform(0.3, 0.55), 0.1, rng.uniform(185, 255)))
    first = int(np.clip((horizon - float(sheet.y[0, 0])) / sheet.pixel, 1, sheet.height - 4))
    part = Sheet(x=sheet.x, y=sheet.y[first:], pixel=sheet.pixel, base=sheet.base)
    glow = picture[:, max(first - 2, 0), :].mean(axis=1)
    swell = _swell(rng, part, horizon)
    near_by = smoothstep(horizon, 1.0, part.y)
    tones = np.stack([moved(water, -0.16), water, (water + glow) / 2, glow])
    body = ramp(tones, np.clip(0.36 + 0.2 * swell + 0.3 * (1 - near_by) ** 3, 0, 1))
    sun = rng.uniform(-0.5, 0.5)
    path = np.exp(-(((part.x - sun) / (0.1 + 0.35 * near_by)) ** 2)) * smoothstep(0.45, 1.5, swell)
    shine(moved(glow, 0.25), 0.9 * path, out=body)
    foam = smoothstep(1.35, 1.9, swell) * near_by
    lay(lch(0.97, 0.01, 220), 0.6 * foam, out=body)
    picture[:, first:] = body
    return picture


def _swell(rng: np.random.Generator, part: Sheet, horizon: float) -> Floats:
    """Return waves in perspective (H, W), mean 0, standard deviation about 1."""
    far = 1 / (part.y - horizon + 0.04)
    total = np.zeros((part.height, part.width), dtype=np.float32)
    for _ in range(7):
        across, along = rng.uniform(-2.2, 2.2), rng.uniform(3, 9)
        total += np.sin(across * part.x * far + along * far * 2.2 + rng.uniform(0, 6.28)).astype(
            np.float32
        )
    fine = fractal(rng, part, 8, stretch=(3.5, 1.0), fall=0.6)
    return total * np.float32(0.3) + fine * np.float32(0.6)
