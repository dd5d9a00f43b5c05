"""The demo's cover: a striped balloon and a huge planet over mountains and a lake at sunset."""

import numpy as np

from mosaic_anim.library.demo.colors import lch, palette
from mosaic_anim.library.demo.land import peaks, reflect
from mosaic_anim.library.demo.noise import curve, fractal
from mosaic_anim.library.demo.sheet import (
    Floats,
    Pixels,
    Sheet,
    finish,
    lay,
    ramp,
    shine,
    smoothstep,
)
from mosaic_anim.library.demo.skies import treeline
from mosaic_anim.library.demo.solids import ball_normals, gloss, lambert

HEIGHT, WIDTH = 1350, 2400

SKY = palette("101a5c", "3b2f9a", "8b3fb0", "e8508f", "ff8a4f", "ffd166", "fff1b8")
GORES = palette("e8132b", "ffd400", "0a8f3c", "ffffff", "0b5bd3", "ff7a00")


def draw_cover(*, scale: float = 1.0) -> Pixels:
    """Return the cover (H, W, 3)."""
    rng = np.random.default_rng(11)
    sheet = Sheet.blank(round(HEIGHT * scale), round(WIDTH * scale), lch(0.5, 0.1, 250))
    picture = _sky(rng, sheet)
    peaks(rng, sheet, 0.16, lch(0.4, 0.06, 290), -0.6, 0.3, out=picture)
    top = 0.42 + 0.12 * curve(rng, sheet.x, 1.4, octaves=4)
    lay(
        lch(0.3, 0.09, 190),
        sheet.edge(top - treeline(rng, sheet.x, 0.02, 0.1) - sheet.y),
        out=picture,
    )
    reflect(rng, sheet, 0.55, lch(0.3, 0.1, 240), out=picture)
    balloon(sheet, -0.62, -0.3, 0.52, GORES, out=picture)
    return finish(picture)


def _sky(rng: np.random.Generator, sheet: Sheet) -> Floats:
    drift = fractal(rng, sheet, 1.5, stretch=(3, 0.6), octaves=6)
    picture = ramp(SKY, np.clip((sheet.y + 1) / 1.45 + 0.02 * drift, 0, 1))
    x, y, radius = 0.95, -0.12, 0.46
    distance = sheet.radius(x, y)
    shine(lch(0.9, 0.12, 80), 0.55 * np.exp(-np.clip(distance - radius, 0, 9) * 3), out=picture)
    disc = ramp(
        palette("fffbe0", "ffe08a", "ff9d4d"), (sheet.y - y + radius) / (2 * radius) + 0 * sheet.x
    )
    lay(disc, sheet.edge(distance - radius), out=picture)
    streak = smoothstep(0.5, 1.8, fractal(rng, sheet, 2.2, stretch=(5, 0.5)))
    lay(lch(0.8, 0.12, 20), 0.55 * streak, out=picture)
    return picture


def balloon(
    sheet: Sheet, x: float, y: float, radius: float, colors: Floats, *, out: Floats
) -> None:
    """Lay a striped hot-air balloon of a radius [units] with its basket over `out`."""
    window, view = sheet.cut(out, x, y + 0.5 * radius, 1.1 * radius, 1.75 * radius)
    dy = (window.y - y) / np.float32(radius)
    taper = np.where(dy > 0.25, 1 - 0.32 * np.clip(dy - 0.25, 0, 9) ** 1.5, 1.0).astype(np.float32)
    stretched = np.where(dy > 0, dy / 1.32, dy).astype(np.float32)
    wide = np.sqrt(np.clip(1 - stretched**2, 0, 1)) * taper
    foot = dy < 1.2
    across = (window.x - x) / np.float32(radius) / np.maximum(wide, 0.02)
    u, v, w, _ = ball_normals(window, x, y, radius)
    u, w = (
        np.clip(across, -1, 1) * np.sqrt(np.clip(1 - stretched**2, 0, 1)),
        np.sqrt(np.clip(1 - across**2, 0, 1)),
    )
    angle = np.arcsin(np.clip(across, -1, 1)) / np.float32(np.pi) + 0.5
    stripe = angle * np.float32(2 * len(colors) - 1)
    index = np.floor(stripe).astype(np.int32) % len(colors)
    light = lambert(u, v, w, ambient=0.45)
    bulge = 1 - 0.18 * np.abs((fraction(stripe)) - 0.5) * 2
    body = colors.T[:, index] * (light * bulge)
    high = 0.35 * gloss(u, stretched + 0 * u, w, 12)
    distance = (np.abs(window.x - x) / np.float32(radius) - wide) * np.float32(radius)
    lay(np.clip(body + (1 - body) * high, 0, 1), window.edge(distance) * foot, out=view)
    _basket(window, x, y, radius, out=view)


def _basket(window: Sheet, x: float, y: float, radius: float, *, out: Floats) -> None:
    u, v = (window.x - x) / np.float32(radius), (window.y - y) / np.float32(radius)
    unit = np.float32(radius)
    for side in (-1, 1):
        rope = np.abs(u - side * (0.3 - 0.17 * np.clip((v - 1.2) / 0.3, 0, 1))) - 0.008
        lay(lch(0.2, 0.02, 60), window.edge(rope * unit) * ((v > 1.18) & (v < 1.52)), out=out)
    box = np.maximum(np.abs(u) - 0.14, np.abs(v - 1.6) - 0.1)
    lay(lch(0.42, 0.09, 55), window.edge(box * unit), out=out)
    rim = np.maximum(np.abs(u) - 0.155, np.abs(v - 1.5) - 0.025)
    lay(lch(0.3, 0.08, 45), window.edge(rim * unit), out=out)
