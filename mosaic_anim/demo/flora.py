"""Plants: flowers, sunflowers, meadows, leaves."""

import numpy as np

from mosaic_anim.demo.colors import family, lch, moved, near, pick
from mosaic_anim.demo.fruit import leaf_shape
from mosaic_anim.demo.noise import fractal
from mosaic_anim.demo.paint import (
    Floats,
    Sheet,
    fraction,
    lay,
    ramp,
    shade,
    smoothstep,
)
from mosaic_anim.demo.solids import ball

_GOLDEN_ANGLE = 2.39996  # radians


def blurred_green(
    rng: np.random.Generator, sheet: Sheet, hue: float = 140.0, light: float = 0.32
) -> Floats:
    """Return a garden out of focus."""
    blur = fractal(rng, sheet, 1.8, octaves=3)
    deep = lch(light - 0.14, 0.07, hue + 20)
    return ramp(
        np.stack([deep, lch(light, 0.1, hue), lch(light + 0.22, 0.13, hue - 20)]), 0.45 + 0.2 * blur
    )


def petals(
    sheet: Sheet,
    x: float,
    y: float,
    radius: float,
    *,
    count: int,
    turn: float,
    colors: Floats,
    out: Floats,
    sharp: float = 0.6,
) -> None:
    """Lay one whorl of petals, dark at the root, over `out`, with a soft shadow below it."""
    window, whole = sheet.cut(out, x, y, radius * 1.15)
    for band, view in window.bands(whole):
        _petals(band, x, y, radius, count=count, turn=turn, colors=colors, out=view, sharp=sharp)


def _petals(
    band: Sheet,
    x: float,
    y: float,
    radius: float,
    *,
    count: int,
    turn: float,
    colors: Floats,
    out: Floats,
    sharp: float,
) -> None:
    dx, dy = band.x - np.float32(x), band.y - np.float32(y)
    r = np.sqrt(dx * dx + dy * dy) / np.float32(radius)
    angle = np.arctan2(dy, dx) + np.float32(turn)
    part = fraction(angle * np.float32(count / (2 * np.pi))) - np.float32(
        0.5
    )  # across a petal, -0.5 to 0.5
    rim = np.float32(0.55) + np.float32(0.45) * np.clip(1 - (2 * part) ** 2, 0, 1) ** np.float32(
        sharp
    )
    shadow = smoothstep(1.14, 0.9, r / rim) * np.float32(0.45)
    shade(1 - shadow, out=out)
    fold = np.abs(part) * 2
    veins = 1 + 0.05 * np.cos(part * 44) * (1 - fold)
    light = (1.06 - 0.3 * fold**1.6 + 0.1 * np.cos(angle - 0.9)) * veins
    body = ramp(colors, np.clip(r / rim, 0, 1) ** 1.1)
    body *= light
    lay(np.clip(body, 0, 1), band.edge((r - rim) * np.float32(radius * 0.8)), out=out)


def flower(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint one flower from above: daisy, dahlia, lotus or rose, in the colour asked for."""
    picture = blurred_green(rng, sheet, rng.uniform(110, 250), rng.uniform(0.2, 0.45))
    _bloom(
        rng,
        sheet,
        rng.uniform(-0.15, 0.15),
        rng.uniform(-0.15, 0.15),
        rng.uniform(0.75, 1.25),
        color=sheet.base,
        out=picture,
    )
    return picture


def _bloom(
    rng: np.random.Generator,
    sheet: Sheet,
    x: float,
    y: float,
    radius: float,
    *,
    color: Floats,
    out: Floats,
    whorls: int = 0,
) -> None:
    whorls = whorls or int(pick(rng, [2, 3, 5, 7, 9]))
    count = int(rng.integers(5, 9)) if whorls > 3 else int(rng.integers(6, 15))
    count += 6 * (whorls > 6)
    root, tip = (
        near(rng, moved(color, -0.22, 1.1), hue=30),
        moved(color, 0.12, 0.8, rng.uniform(-15, 15)),
    )
    sharp = rng.uniform(0.4, 1.0)
    for k in range(whorls):
        size = radius * (1 - 0.84 * k / max(whorls, 3))
        petals(
            sheet,
            x,
            y,
            size,
            count=count,
            turn=k * _GOLDEN_ANGLE + 0.3,
            colors=np.stack([root, color, tip]),
            out=out,
            sharp=sharp,
        )
    if whorls < 7:
        _heart(rng, sheet, x, y, radius * (0.2 if whorls > 3 else 0.27), out=out)


def _heart(
    rng: np.random.Generator, sheet: Sheet, x: float, y: float, radius: float, *, out: Floats
) -> None:
    """Lay the golden disc of florets in a flower's middle over `out`."""
    color = lch(0.78, 0.16, rng.uniform(70, 100))
    ball(sheet, x, y, radius, moved(color, -0.25, 1, -20), out=out, shine=0)
    count = 0 if radius < 0.09 else 45
    for k in range(count):
        r = radius * 0.93 * ((k + 0.5) / count) ** 0.5
        tone = moved(color, 0.1 - 0.3 * (k % 3 == 0))
        center = _on_spiral(x, y, r, k)
        ball(sheet, *center, radius * 0.75 / count**0.5, tone, out=out, shine=0.2)


def _on_spiral(x: float, y: float, r: float, k: int) -> tuple[float, float]:
    """Return the place of seed `k`, at a distance of `r`, in Vogel's spiral (golden angle)."""
    angle = k * _GOLDEN_ANGLE
    return x + r * np.cos(angle), y + r * np.sin(angle)


def sunflower(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a sunflower: two rows of petals around a spiral of seeds."""
    picture = blurred_green(rng, sheet, rng.uniform(120, 240), rng.uniform(0.25, 0.6))
    x, y, radius = rng.uniform(-0.1, 0.1), rng.uniform(-0.1, 0.1), rng.uniform(0.9, 1.2)
    color = lch(0.82, 0.17, rng.uniform(75, 95))
    tones = np.stack([moved(color, -0.3, 1, -30), moved(color, -0.04, 1, -8), color])
    count = int(rng.integers(15, 22))
    for k in range(3):
        petals(
            sheet,
            x,
            y,
            radius * (1 - 0.08 * k),
            count=count,
            turn=k * 0.9,
            colors=tones,
            out=picture,
            sharp=0.8,
        )
    seeds_disc(sheet, x, y, radius * 0.52, dark=lch(0.3, 0.07, 55), bright=color, out=picture)
    return picture


def seeds_disc(
    sheet: Sheet, x: float, y: float, radius: float, *, dark: Floats, bright: Floats, out: Floats
) -> None:
    """Lay a disc of seeds in a spiral over `out`."""
    count = 320 if radius / sheet.pixel > 150 else 150
    ball(sheet, x, y, radius * 1.04, moved(dark, -0.1), out=out, shine=0)
    for k in range(count, 0, -1):
        t = k / count
        tone = dark + (bright - dark) * np.float32(
            0.75 * min(max((t - 0.45) * 2, 0.0), 1.0) + 0.12 * (k % 2)
        )
        center = _on_spiral(x, y, radius * t**0.5, k)
        ball(sheet, *center, radius * 0.9 / count**0.5, tone, out=out, shine=0.25)


def meadow(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint many small flowers in grass."""
    picture = blurred_green(rng, sheet, rng.uniform(115, 150), rng.uniform(0.3, 0.5))
    blades = fractal(rng, sheet, 14, octaves=4, stretch=(0.25, 2.0))
    shade(1 + 0.16 * blades, out=picture)
    colors = family(rng, sheet.base, 3, light=0.15, hue=50)
    spots = sorted(
        rng.uniform(-1.1, 1.1, (int(rng.integers(14, 34)), 2)).tolist(), key=lambda spot: spot[1]
    )
    for x, y in spots:
        size = 0.1 + 0.09 * (y + 1.1)
        _bloom(
            rng,
            sheet,
            x * sheet.right,
            y * sheet.bottom,
            size,
            color=colors[rng.integers(3)],
            out=picture,
            whorls=2,
        )
    return picture


def leaves(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a carpet of leaves in the colour asked for."""
    picture = sheet.fill(moved(sheet.base, -0.25))
    slim, size = rng.uniform(0.3, 0.55), rng.uniform(0.35, 0.75)
    colors = family(rng, sheet.base, 9, light=0.1, chroma=0.3, hue=pick(rng, [10, 25, 40]))
    count = int(9 / size**2)
    for k in range(count):
        x, y = rng.uniform(-1.1, 1.1) * sheet.right, rng.uniform(-1.1, 1.1) * sheet.bottom
        angle, reach = rng.uniform(0, 6.28), size * rng.uniform(0.8, 1.2)
        window, view = sheet.cut(picture, x + 0.05, y + 0.07, reach)
        along, across = window.turned(angle, x + 0.05, y + 0.07)
        r = np.sqrt((along / reach) ** 2 + (across / (reach * slim * 1.1)) ** 2)
        shade(1 - 0.5 * (1 - smoothstep(0.5, 1.1, r)), out=view)
        leaf_shape(sheet, x, y, reach, angle, color=colors[k % 9], out=picture, slim=slim)
    return picture


def leaf(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a leaf from so near that it fills the picture, veins glowing."""
    along, across = sheet.turned(
        rng.uniform(0, 6.28), rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3)
    )
    color = near(
        rng, lch(rng.uniform(0.4, 0.68), 0.16, pick(rng, [140, 130, 120, 150, 90, 55, 30]))
    )
    side = np.abs(across)
    pace = rng.uniform(2.2, 4)
    place = along * pace - side * rng.uniform(1.2, 2.6) + np.float32(0.35) * (across > 0)
    rib = np.abs(fraction(place) - 0.5) / pace
    small = np.abs(fraction(place * 5 + side * 9) - 0.5) / (5 * pace)
    cells = fractal(rng, sheet, 18, octaves=4, fall=0.7)
    bulge = smoothstep(0, 0.2, rib)
    tone = 0.3 + 0.38 * bulge + 0.05 * cells + 0.1 * fractal(rng, sheet, 1.5, octaves=2)
    picture = ramp(np.stack([moved(color, -0.25), color, moved(color, 0.16, 0.95, -10)]), tone)
    veins = np.maximum(
        1 - smoothstep(0.006, 0.018, rib), 0.5 * (1 - smoothstep(0.002, 0.008, small))
    )
    veins = np.maximum(veins, 1 - smoothstep(0.02, 0.035, side))
    lay(moved(color, 0.24, 0.8, -15), veins * np.float32(0.8), out=picture)
    shade(1 + 0.14 * np.sign(across) * smoothstep(0, 0.2, side), out=picture)
    return np.clip(picture, 0, 1)
