"""Things with bold outlines: hot-air balloons, umbrellas, sails, lighthouses, pencils."""

import numpy as np

from mosaic_anim.demo.colors import family, lch, lch_of, moved, near, pick
from mosaic_anim.demo.land import reflect, sea
from mosaic_anim.demo.noise import curve, fractal
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
from mosaic_anim.demo.skies import SUNSETS, clouds, sunset
from mosaic_anim.demo.solids import drop_shadow, gloss, lambert


def balloons(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint striped hot-air balloons in the sky."""
    picture = clouds(rng, sheet) if rng.random() < 0.6 else sunset(rng, sheet)
    for k in range(int(rng.integers(1, 4))):
        tones = family(
            rng, sheet.base, int(rng.integers(2, 6)), light=0.2, hue=pick(rng, [40, 120, 180])
        )
        tones[0] = moved(sheet.base, max(0.0, 0.45 - lch_of(sheet.base)[0]), 1.2)
        radius = rng.uniform(0.42, 0.6) if k == 0 else rng.uniform(0.1, 0.25)
        x, y = (
            (rng.uniform(-0.3, 0.3), rng.uniform(-0.3, -0.1))
            if k == 0
            else rng.uniform(-0.8, 0.8, 2).tolist()
        )
        balloon(sheet, x, y, radius, tones, out=picture)
    return picture


def balloon(
    sheet: Sheet, x: float, y: float, radius: float, colors: Floats, *, out: Floats, gores: int = 14
) -> None:
    """Lay a striped hot-air balloon of a radius [units] with its basket over `out`."""
    window, view = sheet.cut(out, x, y + 0.45 * radius, 1.1 * radius, 1.55 * radius)
    dx, dy = (
        (window.x - np.float32(x)) / np.float32(radius),
        (window.y - np.float32(y)) / np.float32(radius),
    )
    wide = envelope(dy)
    across = np.clip(dx / np.maximum(wide, 0.02), -1, 1)
    stripe = (np.arcsin(across) / np.float32(np.pi) + 0.5) * np.float32(gores)
    whole = np.floor(stripe)
    body = swatches(colors, whole)
    # Blend at the seams over one pixel: stripes narrow towards the rim.
    seam = np.sqrt(np.clip(1 - across**2, 0.01, 1)) * wide * np.float32(np.pi * radius / gores)
    blend = np.clip(0.5 - (stripe - whole - 1) * seam / np.float32(window.pixel), 0, 1)
    following = swatches(colors, whole + 1)
    body = following + (body - following) * blend
    w = np.sqrt(np.clip(1 - across**2, 0, 1)) * np.clip(wide, 0, 1)
    u, v = dx + 0 * dy, np.clip(dy, -1, 0.55) + 0 * dx
    bulge = 1 - 0.22 * (np.abs((fraction(stripe)) - 0.5) * 2) ** 2
    body *= lambert(u, v, w, ambient=0.5) * bulge
    high = 0.4 * gloss(u, v, w, 14)
    distance = np.maximum(
        (np.abs(dx) - wide) * np.float32(radius * 0.8), (dy - 1.24) * np.float32(radius)
    )
    lay(np.clip(body + (1 - body) * high, 0, 1), window.edge(distance) * (dy > -1), out=view)
    _basket(window, dx, dy, radius, colors, out=view)


def envelope(down: Floats) -> Floats:
    """Return a balloon's half width at a height, both relative to its radius."""
    upper = np.sqrt(np.clip(1 - down**2, 0, 1))
    t = np.clip(down / 1.3, 0, 1)
    lower = np.sqrt(np.clip(1 - t**2, 0, 1)) * (1 - 0.36 * t**1.5)
    result: Floats = np.where(down < 0, upper, np.maximum(lower, 0.0)).astype(np.float32)
    return result


def _basket(
    window: Sheet, dx: Floats, dy: Floats, radius: float, colors: Floats, *, out: Floats
) -> None:
    unit = np.float32(radius)
    mouth = np.maximum(np.abs(dx) - 0.215 - 0.02 * np.cos(dy * 40), np.abs(dy - 1.255) - 0.03)
    lay(moved(colors[0], -0.2), window.edge(mouth * unit), out=out)
    for side in (-1, -0.3, 0.3, 1):
        rope = np.abs(dx - side * (0.2 - 0.07 * np.clip((dy - 1.28) / 0.28, 0, 1))) - 0.007
        lay(lch(0.25, 0.03, 60), window.edge(rope * unit) * ((dy > 1.28) & (dy < 1.56)), out=out)
    box = np.maximum(np.abs(dx) - 0.135 + 0.12 * (dy - 1.64), np.abs(dy - 1.66) - 0.11)
    weave = 1 + 0.25 * np.sin(dx * 140) * np.sin(dy * 140) - 0.9 * dx
    lay(
        np.clip(lch(0.46, 0.1, 58).reshape(3, 1, 1) * weave, 0, 1), window.edge(box * unit), out=out
    )
    rim = np.maximum(np.abs(dx) - 0.15, np.abs(dy - 1.55) - 0.022)
    lay(lch(0.3, 0.08, 45), window.edge(rim * unit), out=out)


def umbrellas(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint umbrellas or beach parasols seen from above."""
    sand = near(
        rng, pick(rng, [lch(0.85, 0.06, 85), lch(0.45, 0.02, 250), lch(0.72, 0.1, 210)]), light=0.05
    )
    picture = sheet.fill(sand)
    shade(1 + 0.04 * fractal(rng, sheet, 12, fall=0.8), out=picture)
    for k in range(int(rng.integers(1, 6))):
        x, y = (
            (rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3))
            if k == 4
            else rng.uniform(-0.9, 0.9, 2).tolist()
        )
        radius = rng.uniform(0.4, 0.75)
        drop_shadow(sheet, x, y, radius, out=picture, depth=0.5)
        window, view = sheet.cut(picture, x, y, radius * 1.05)
        dx, dy = (window.x - x) / np.float32(radius), (window.y - y) / np.float32(radius)
        count = int(rng.integers(4, 7)) * 2
        angle = np.arctan2(dy, dx) + np.float32(rng.uniform(0, 6))
        r = np.sqrt(dx * dx + dy * dy)
        part = wrapped(angle * np.float32(count / (2 * np.pi)), count)
        middle = (np.floor(part) + 0.5 - part) * np.float32(2 * np.pi / count)
        rim = (
            float(np.cos(np.pi / count)) / np.cos(middle) * (1 - 0.045 * np.cos(middle * count / 2))
        )
        tones = np.stack([sheet.base, moved(sheet.base, 0.35, 0.25), near(rng, sheet.base, hue=90)])
        body = swatches(tones[: 2 if k % 2 else 3], np.floor(part))
        light = 0.9 - 0.2 * (dx * 0.6 + dy * 0.7)
        light -= 0.12 * smoothstep(0.75, 1.0, np.abs(middle) * count / np.pi)
        lay(np.clip(body * light, 0, 1), window.edge((r - rim) * np.float32(radius)), out=view)
        lay(lch(0.95, 0.02, 80), window.edge((r - 0.04) * np.float32(radius)), out=view)
    return picture


def sails(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a sailing boat on the sea."""
    picture = sea(rng, sheet)
    x, foot, tall = rng.uniform(-0.3, 0.3), rng.uniform(0.2, 0.45), rng.uniform(0.9, 1.15)
    color = moved(sheet.base, 0.05)
    for side, reach, start in ((1, 0.55, 0.02), (-1, 0.42, 0.1)):
        t = (sheet.y - foot + tall) / np.float32(tall - 0.08)
        belly = side * (sheet.x - x) - 0.02
        rim = reach * np.clip(t - start, 0, 1) * (1 + 0.25 * (1 - t)) * tall
        distance = np.maximum(
            np.maximum(belly - rim, -belly), np.maximum(start - t, t - 1) * np.float32(tall)
        )
        tone = color if side > 0 else moved(color, 0.3, 0.3)
        body = tone.reshape(3, 1, 1) * (
            1.05
            - 0.35 * np.clip(belly / np.maximum(rim, 0.02), 0, 1) * (side > 0)
            + 0.05 * np.cos(t * 40)
        )
        lay(np.clip(body, 0, 1), sheet.edge(distance), out=picture)
    mast = np.maximum(
        np.abs(sheet.x - x) - 0.012, np.maximum(foot - tall - 0.05 - sheet.y, sheet.y - foot)
    )
    lay(lch(0.35, 0.06, 60), sheet.edge(mast), out=picture)
    hull = np.maximum(
        np.abs(sheet.x - x - 0.04) - 0.52 + 1.1 * (sheet.y - foot),
        np.abs(sheet.y - foot - 0.05) - 0.075,
    )
    lay(near(rng, lch(0.3, 0.1, 30), hue=180), sheet.edge(hull), out=picture)
    stripe = np.maximum(np.abs(sheet.x - x - 0.04) - 0.54, np.abs(sheet.y - foot + 0.02) - 0.014)
    lay(lch(0.96, 0.02, 90), sheet.edge(stripe), out=picture)
    return picture


def lighthouse(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a banded lighthouse on its rock at dusk, the beam out."""
    colors = SUNSETS[rng.integers(len(SUNSETS))]
    picture = sheet.fill(ramp(colors, np.clip((sheet.y + 1) / 1.6, 0, 1)))
    streaks = fractal(rng, sheet, 3, stretch=(4, 0.7))
    lay(colors[3], 0.5 * smoothstep(0.3, 1.8, streaks), out=picture)
    x, foot, top = rng.uniform(-0.35, 0.35), 0.42, -0.45
    side = pick(rng, [-1.0, 1.0])
    for direction in (side, -side):
        ahead = (sheet.x - x) * direction
        beam = np.exp(
            -(((sheet.y - top - 0.07 + 0.12 * ahead) / (0.02 + 0.13 * np.abs(ahead))) ** 2)
        ) * (ahead > 0)
        shine(lch(0.95, 0.1, 95), 0.6 * beam * np.exp(-ahead * 0.7), out=picture)
    t = np.clip((sheet.y - top) / (foot - top), 0, 1)
    wide = 0.1 + 0.075 * t
    band = sheet.base if rng.random() < 0.6 else lch(0.52, 0.21, 27)
    stripe = smoothstep(-0.04, 0.04, np.sin(t * np.float32(np.pi * int(rng.integers(4, 7)))))
    body = (
        lch(0.97, 0.01, 90).reshape(3, 1, 1)
        + (band - lch(0.97, 0.01, 90)).reshape(3, 1, 1) * stripe
    )
    u = np.clip((sheet.x - x) / wide, -1, 1)
    light = 0.55 + 0.5 * np.sqrt(1 - np.clip(u * 0.8 + side * 0.25, -1, 1) ** 2)
    lay(
        np.clip(body * light, 0, 1),
        sheet.edge(
            np.maximum(
                np.abs(sheet.x - x) - wide, np.maximum(top + 0.16 - sheet.y, sheet.y - foot - 0.1)
            )
        ),
        out=picture,
    )
    dark = lch(0.2, 0.03, 260)
    for y, half_w, half_h in ((top + 0.15, 0.15, 0.016), (top - 0.01, 0.1, 0.014)):
        lay(
            dark,
            sheet.edge(np.maximum(np.abs(sheet.x - x) - half_w, np.abs(sheet.y - y) - half_h)),
            out=picture,
        )
    lamp = np.maximum(np.abs(sheet.x - x) - 0.075, np.abs(sheet.y - top - 0.07) - 0.07)
    lay(lch(0.97, 0.1, 95), sheet.edge(lamp), out=picture)
    dome = np.maximum(sheet.radius(x, top - 0.015) - 0.09, sheet.y - top + 0.01)
    lay(moved(band, -0.1), sheet.edge(dome), out=picture)
    shine(lch(0.97, 0.12, 90), np.exp(-sheet.radius(x, top + 0.07) * 7) * 0.8, out=picture)
    rock = (
        foot
        - 0.1 * np.exp(-(((sheet.x - x) / 0.5) ** 2))
        + 0.12 * np.abs(sheet.x - x)
        + 0.05 * curve(rng, sheet.x, 4, octaves=5, rough=True)
    )
    stone = lch(0.24, 0.04, 280).reshape(3, 1, 1) * (1 + 0.3 * fractal(rng, sheet, 6, fall=0.65))
    lay(np.clip(stone, 0, 1), sheet.edge(rock - sheet.y), out=picture)
    reflect(rng, sheet, 0.66, moved(colors[1], -0.1), out=picture)
    return picture


def pencils(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a row of coloured pencils with sharpened ends."""
    turn, count = rng.uniform(0, 6.28), rng.uniform(3, 6)
    tones = family(rng, sheet.base, 16, light=0.12, chroma=0.3, hue=pick(rng, [15, 40, 180]))
    ends = rng.uniform(-0.7, 0.4) + rng.uniform(-0.25, 0.25, 128).astype(np.float32)
    picture = sheet.fill(moved(sheet.base, pick(rng, [-0.35, 0.3]), 0.4))
    for band, view in sheet.bands(picture):
        _pencils(band, turn, count, tones, ends, out=view)
    return picture


def _pencils(
    sheet: Sheet, turn: float, count: float, tones: Floats, ends: Floats, *, out: Floats
) -> None:
    """Lay `count` pencils to 2 units over `out`, sharpened from `ends` (128,) on."""
    along, across = sheet.turned(turn)
    place = across * np.float32(count / 2) + np.float32(50.5)
    number = np.floor(place)
    off = (place - number) * 2 - 1
    color = swatches(tones, number)
    tip = (
        (along - ends.take(number.astype(np.intp))) * np.float32(count / 2) / 1.5
    )  # 0 at the wood, 1 at the point
    facet = 0.68 + np.float32(0.18) * (off < 0.4)
    facet += np.float32(0.18) * (np.abs(off) < 0.4)
    body = color * facet
    shine(np.ones(3, np.float32), 0.4 * np.exp(-(((off + 0.2) / 0.08) ** 2)), out=body)
    wavy = 0.09 * np.abs(np.cos(off * 4.7))
    wood = (
        lch(0.83, 0.07, 75).reshape(3, 1, 1)
        * (1.05 - 0.35 * np.abs(off + 0.2))
        * np.ones_like(along)
    )
    lay(wood, smoothstep(-0.01, 0.01, tip + wavy - 0.08), out=body)
    lay(color * (1.1 - 0.4 * np.abs(off + 0.2)), smoothstep(0.68, 0.69, tip), out=body)
    rim = np.clip(1 - tip, 0, 1)
    distance = (np.abs(off) - np.minimum(rim, 0.97) + 0.1 * (rim <= 0)) / np.float32(count)
    lay(np.clip(body, 0, 1), sheet.edge(distance), out=out)
