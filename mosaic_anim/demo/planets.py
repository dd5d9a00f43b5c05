"""Planets: banded giants with rings, rocky worlds with seas, and their moons."""

from dataclasses import replace

import numpy as np

from mosaic_anim.demo.colors import family, lch, lch_of, moved, pick
from mosaic_anim.demo.noise import curve, fractal, relief
from mosaic_anim.demo.paint import Floats, Sheet, lay, ramp, shade, shine, smoothstep
from mosaic_anim.demo.skies import stars
from mosaic_anim.demo.solids import ball, ball_normals


def space(rng: np.random.Generator, sheet: Sheet, hue: float, light: float = 0.14) -> Floats:
    """Return a sky of deep space: a glow of one hue, mist and stars."""
    picture = sheet.fill(lch(light, 0.06, hue))
    mist = fractal(rng, sheet, 1.4, fall=0.5)
    glow = np.exp(-sheet.radius(rng.uniform(-0.8, 0.8), rng.uniform(-0.8, 0.8)) * 1.3)
    shine(lch(0.45, 0.15, hue + 25), np.clip(0.35 + 0.3 * mist, 0, 1) * glow * 0.9, out=picture)
    stars(rng, picture, sheet, int(rng.integers(120, 420)))
    return picture


def giant(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a banded gas giant, mostly with rings and a moon or two."""
    sheet = replace(sheet, base=moved(sheet.base, max(0.0, 0.5 - lch_of(sheet.base)[0])))
    hue = lch_of(sheet.base)[2]
    picture = space(rng, sheet, hue + rng.uniform(90, 270), pick(rng, [0.1, 0.16, 0.3]))
    ringed = rng.random() < 0.65
    radius = rng.uniform(0.42, 0.58) if ringed else rng.uniform(0.55, 0.85)
    x, y, tilt = rng.uniform(-0.2, 0.2), rng.uniform(-0.15, 0.15), rng.uniform(-0.6, 0.6)
    sun = rng.uniform(-2.6, -0.5)
    rings = _Rings(rng, sheet, x, y, radius, tilt=tilt) if ringed else None
    if rings:
        rings.paint(front=False, out=picture)
    _banded_ball(rng, sheet, x, y, radius, tilt=tilt, sun=sun, out=picture)
    if rings:
        rings.paint(front=True, out=picture)
    for _ in range(int(rng.integers(0, 3))):
        a, r = rng.uniform(0, 6.28), rng.uniform(0.75, 0.95)
        color = lch(rng.uniform(0.5, 0.8), 0.06, rng.uniform(0, 360))
        ball(
            sheet,
            float(r * np.cos(a)),
            float(r * np.sin(a)),
            rng.uniform(0.03, 0.08),
            color,
            out=picture,
            shine=0,
        )
    return picture


def _banded_ball(
    rng: np.random.Generator,
    sheet: Sheet,
    x: float,
    y: float,
    radius: float,
    *,
    tilt: float,
    sun: float,
    out: Floats,
) -> None:
    window, view = sheet.cut(out, x, y, radius * 1.25)
    u, v, w, distance = ball_normals(window, x, y, radius)
    c, s = np.float32(np.cos(tilt)), np.float32(np.sin(tilt))
    along, pole = u * c + v * s, v * c - u * s
    latitude = np.arcsin(np.clip(pole * 0.97 + w * 0.18, -1, 1)) / np.float32(np.pi) + 0.5
    flow = fractal(rng, window, 3.2 / radius, fall=0.6, stretch=(2.2, 0.55))
    eddies = fractal(rng, window, 7 / radius, fall=0.62, stretch=(1.6, 0.7))
    count = int(rng.integers(9, 18))
    tones = family(rng, sheet.base, count, light=0.2, chroma=0.5, hue=30)
    tones[rng.integers(count, size=2)] = moved(sheet.base, 0.25, 0.4)
    body = ramp(np.repeat(tones, 2, axis=0), latitude + 0.011 * flow + 0.005 * eddies)
    spot_x, spot_y = rng.uniform(-0.5, 0.5), rng.uniform(-0.4, 0.4)
    spot = np.sqrt(((along - spot_x) / 0.2) ** 2 + ((pole - spot_y) / 0.1) ** 2) + 0.06 * flow
    lay(moved(sheet.base, -0.12, 1.4, -25), 0.8 * (1 - smoothstep(0.75, 1.05, spot)), out=body)
    facing = (
        u * np.float32(0.8 * np.cos(sun)) + v * np.float32(0.8 * np.sin(sun)) + w * np.float32(0.6)
    )
    shade(
        np.float32(0.06) + np.float32(1.2) * smoothstep(-0.45, 0.85, facing) * (0.55 + 0.45 * w),
        out=body,
    )
    air = np.exp(-np.clip(distance, 0, 9) / (0.05 * radius)) * smoothstep(-0.5, 0.8, facing)
    shine(moved(sheet.base, 0.2), 0.35 * air * (distance > 0), out=view)
    lay(np.clip(body, 0, 1), window.edge(distance), out=view)
    shine(
        moved(sheet.base, 0.25),
        0.4 * (1 - w) ** 4 * smoothstep(0, 1, facing) * (distance < 0),
        out=view,
    )


class _Rings:
    """Rings about a planet: what of them is where, and how dense."""

    def __init__(
        self,
        rng: np.random.Generator,
        sheet: Sheet,
        x: float,
        y: float,
        radius: float,
        *,
        tilt: float,
    ) -> None:
        self._flat = rng.uniform(0.16, 0.36)
        along, across = sheet.turned(tilt, x, y)
        self._front = across > 0
        place = np.sqrt(along**2 + (across / np.float32(self._flat)) ** 2) / np.float32(radius)
        stops = np.linspace(1.25, 2.2, 160, dtype=np.float32)
        profile = 0.62 + 0.42 * curve(rng, stops[None, :] * 4 - 7, 6, octaves=3, fall=0.7)[0]
        gap = rng.uniform(1.55, 1.9)
        profile *= (
            smoothstep(0.01, 0.035, np.abs(stops - gap))
            * smoothstep(1.27, 1.4, stops)
            * smoothstep(2.18, 2.05, stops)
        )
        grid = np.linspace(stops[0], stops[-1], 2048, dtype=np.float32)
        table = np.interp(grid, stops, np.clip(profile, 0, 1)).astype(np.float32)
        index = ((place - stops[0]) * np.float32(2047 / 0.95)).astype(np.intp)
        self._density = table.take(index, mode="clip")
        tones = family(rng, moved(sheet.base, 0.12, 0.5), 7, light=0.12, hue=25)
        self._color = ramp(tones, (place - 1.25) / 0.95)
        shadow_side = smoothstep(0.9, 1.0, np.abs(along) / np.float32(radius)) + smoothstep(
            -0.1, 0.1, across
        )
        self._color *= np.clip(0.25 + 0.75 * shadow_side, 0, 1)

    def paint(self, *, front: bool, out: Floats) -> None:
        """Lay the half before or behind the planet over `out`."""
        half = self._front if front else ~self._front
        lay(self._color, self._density * half * np.float32(0.92), out=out)


def world(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a rocky world with seas, land, ice and clouds."""
    hue = lch_of(sheet.base)[2]
    picture = space(rng, sheet, hue + rng.uniform(-40, 40), pick(rng, [0.08, 0.13, 0.2]))
    x, y, radius = rng.uniform(-0.35, 0.35), rng.uniform(-0.3, 0.3), rng.uniform(0.5, 0.95)
    sun = rng.uniform(-2.8, -0.3)
    window, view = sheet.cut(picture, x, y, radius * 1.3)
    u, v, w, distance = ball_normals(window, x, y, radius)
    height = fractal(rng, window, 1.9 / radius, fall=0.55)
    sky = fractal(rng, window, 2.6 / radius, fall=0.58, stretch=(1.8, 0.8))
    water = moved(sheet.base, max(-0.05, 0.35 - lch_of(sheet.base)[0]))
    ground = moved(water, 0.1, 0.9, rng.uniform(60, 200))
    land = smoothstep(0.0, 0.05, height - 0.1)
    body = ramp(np.stack([moved(water, -0.12), water, moved(water, 0.15)]), 0.6 + 0.35 * height)
    soil = ramp(
        np.stack([moved(ground, -0.1), ground, moved(ground, 0.2, 0.6)]), 0.25 + 0.35 * height
    )
    lay(np.clip(soil - 0.02 * relief(height, window, sun), 0, 1), land, out=body)
    lay(lch(0.97, 0.01, 230), smoothstep(0.78, 0.84, np.abs(v) + 0.05 * height), out=body)
    lay(lch(0.99, 0.0, 0), 0.85 * smoothstep(0.35, 1.4, sky), out=body)
    facing = (
        u * np.float32(0.8 * np.cos(sun)) + v * np.float32(0.8 * np.sin(sun)) + w * np.float32(0.6)
    )
    day = smoothstep(-0.15, 0.8, facing)
    shade(np.float32(0.03) + np.float32(1.0) * day, out=body)
    shine(moved(water, 0.3), (1 - w) ** 2.5 * day * 0.8, out=body)
    shine(
        moved(water, 0.3),
        0.6 * np.exp(-np.clip(distance, 0, 9) / (0.07 * radius)) * (0.15 + day),
        out=view,
    )
    lay(body, window.edge(distance), out=view)
    return picture
