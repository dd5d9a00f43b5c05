"""Skies by day and night: clouds, sunsets, stars, nebulae, aurora, the moon."""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.demo.colors import lch, moved, near, palette, pick
from mosaic_anim.demo.noise import curve, fractal, relief
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

Doubles = NDArray[np.float64]

SUNSETS = (
    palette("1b1a4b", "5a2a7a", "c0396b", "f9743c", "ffd27a"),
    palette("23395d", "6f6a9e", "e39aa6", "ffc49b", "fff0cf"),
    palette("0d1b2a", "42213d", "a62639", "f0592a", "ffc145"),
    palette("134e6f", "3f8fa8", "a3cfc1", "ffe2a0", "ff9d5c"),
    palette("2b2d6e", "7a4fa3", "e56fae", "ffa6a6", "ffe3c2"),
    palette("0b3954", "087e8b", "f5b971", "f7844a", "e8432f"),
    palette("3a1c47", "88304e", "e23e57", "ff8a5c", "fff3b0"),
    palette("4a6fa5", "8fb2d9", "f4d6cc", "f7b267", "f25c54"),
)
"""Colours from the zenith down to the horizon."""


def clouds(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint cumulus clouds, lit from above, on a blue sky."""
    hue, light = rng.uniform(225, 268), rng.uniform(0.45, 0.72)
    top, low = lch(light, 0.14, hue), lch(light + 0.2, 0.06, hue - 20)
    height = (sheet.y - sheet.y[0, 0]) / (sheet.y[-1, 0] - sheet.y[0, 0])
    picture = sheet.fill(ramp(np.stack([top, low]), height))
    field = fractal(rng, sheet, rng.uniform(1.2, 3.0), stretch=(1.6, 1.0), fall=0.52)
    amount = rng.uniform(-0.9, 1.1)
    density = smoothstep(-0.1, 1.3, field + np.float32(amount))
    puffs = fractal(rng, sheet, 4.0, octaves=4, stretch=(1.5, 1.0), fall=0.45)
    lit = (
        0.78
        + 0.13 * puffs
        - 0.016 * relief(puffs + 0.5 * density, sheet, 1.2)
        - 0.2 * (density - 0.5)
    )
    shadow, sun = lch(0.62, 0.03, hue + 10), lch(0.99, 0.015, 80)
    lay(ramp(np.stack([shadow, moved(shadow, 0.18), sun]), lit), density, out=picture)
    return picture


def sunset(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint an evening sky with streaks of cloud and mostly a low sun."""
    colors = SUNSETS[rng.integers(len(SUNSETS))]
    horizon = rng.uniform(0.3, 1.2)
    t = (sheet.y + 1) / (1 + horizon)
    drift = fractal(rng, sheet, 2.0, stretch=(2.5, 0.6), octaves=5)
    picture = ramp(colors, np.clip(t + 0.035 * drift, 0, 1))
    sun_x, sun_y = rng.uniform(-0.7, 0.7), horizon - rng.uniform(0.05, 0.55)
    distance = sheet.radius(sun_x, sun_y)
    shine(moved(colors[4], 0.04), 0.75 * np.exp(-distance * 2.6), out=picture)
    streaks = fractal(rng, sheet, rng.uniform(2, 4), stretch=(rng.uniform(2.5, 6), 0.7), fall=0.55)
    density = smoothstep(rng.uniform(-0.2, 0.8), 2.0, streaks) * np.float32(0.85)
    glow = np.exp(-distance * 1.6)
    lay(
        ramp(np.stack([colors[1], colors[2], colors[3], colors[4]]), glow * 1.15),
        density,
        out=picture,
    )
    if rng.random() < 0.7:
        lay(
            moved(colors[4], 0.08),
            sheet.edge(distance - rng.uniform(0.07, 0.26), 0.012),
            out=picture,
        )
    return picture


def stars(
    rng: np.random.Generator, picture: Floats, sheet: Sheet, count: int, size: float = 0.006
) -> None:
    """Scatter `count` stars of about `size` [units] over `picture`, in place; few are bright."""
    x = rng.uniform(float(sheet.x[0, 0]), sheet.right, count)
    y = rng.uniform(float(sheet.y[0, 0]), sheet.bottom, count)
    bright = rng.pareto(1.6, count) * 0.22 + 0.08
    warm = rng.uniform(0, 1, count)
    for k in np.argsort(bright)[-max(4, count // 90) :]:
        tint = np.array([0.75 + 0.25 * warm[k], 0.86, 1.0 - 0.3 * warm[k]], dtype=np.float32)
        reach = size * 9 * min(float(bright[k]), 2.0) + 4 * sheet.pixel
        window, view = sheet.cut(picture, x[k], y[k], reach)
        r = window.radius(x[k], y[k])
        shine(tint, np.clip(1 - r / reach, 0, 1) ** 3 * 0.45 * min(float(bright[k]), 1.2), out=view)
        shine(
            np.ones(3, np.float32),
            np.exp(-((r / max(size * 0.9, sheet.pixel * 0.8)) ** 2)),
            out=view,
        )
    _dust(picture, sheet, x, y, bright, size=size)


def _dust(
    picture: Floats, sheet: Sheet, x: Doubles, y: Doubles, bright: Doubles, *, size: float
) -> None:
    """Add small round spots of light over the square of pixels that each one reaches."""
    col = (x - float(sheet.x[0, 0])) / sheet.pixel
    row = (y - float(sheet.y[0, 0])) / sheet.pixel
    left, top = np.rint(col).astype(int), np.rint(row).astype(int)
    sigma = max(0.55, 0.3 * size / sheet.pixel)
    reach = int(np.ceil(2.6 * sigma))
    light = np.zeros((sheet.height + 2 * reach, sheet.width + 2 * reach), dtype=np.float32)
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            r2 = (left + across - col) ** 2 + (top + down - row) ** 2
            rows = np.clip(top + down + reach, 0, light.shape[0] - 1)
            cols = np.clip(left + across + reach, 0, light.shape[1] - 1)
            np.add.at(light, (rows, cols), bright * np.exp(-r2 / (2 * sigma**2)))
    inside = light[reach : reach + sheet.height, reach : reach + sheet.width]
    shine(np.array([0.97, 0.98, 1.0], np.float32), inside * 1.5, out=picture)


def starfield(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a clear night sky with a band of milky way."""
    hue = rng.uniform(200, 320)
    along, across = sheet.turned(
        rng.uniform(0, np.pi), rng.uniform(-0.4, 0.4), rng.uniform(-0.4, 0.4)
    )
    mist = fractal(rng, sheet, 3.0)
    lanes = fractal(rng, sheet, 4.0, fall=0.6)
    band = np.exp(-((across + 0.08 * mist) ** 2) * rng.uniform(4, 12)) * (0.75 + 0.25 * along)
    picture = sheet.fill(lch(rng.uniform(0.08, 0.24), 0.05, hue))
    shine(lch(0.6, 0.1, hue + 30), 0.6 * band * np.clip(0.6 + 0.3 * mist, 0, 1), out=picture)
    shine(lch(0.8, 0.08, 60), 0.35 * band**3 * np.clip(0.5 + 0.4 * lanes, 0, 1), out=picture)
    shade(1 - 0.6 * band * smoothstep(0.3, 1.6, lanes), out=picture)
    stars(rng, picture, sheet, int(rng.integers(300, 900)))
    return picture


def nebula(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint clouds of glowing gas with dust lanes and stars."""
    hue = rng.uniform(0, 360)
    turn = pick(rng, [-110, -70, 60, 100])
    gas, flow = fractal(rng, sheet, 1.6, fall=0.55), fractal(rng, sheet, 2.2, fall=0.55)
    veil = 1 - np.abs(fractal(rng, sheet, 2.4, fall=0.55) + 0.35 * flow) * 0.9
    centre = np.exp(-(sheet.radius(rng.uniform(-0.5, 0.5), rng.uniform(-0.4, 0.4)) ** 2) * 0.9)
    thick = np.clip(0.5 + 0.34 * gas, 0, 1) * (0.25 + 0.9 * centre)
    picture = sheet.fill(lch(0.1, 0.04, hue + turn))
    shine(lch(0.5, 0.24, hue), 1.25 * thick, out=picture)
    shine(
        lch(0.6, 0.2, hue + turn), 0.9 * np.clip(0.4 + 0.4 * flow, 0, 1) * thick**0.7, out=picture
    )
    shine(lch(0.85, 0.1, hue + turn / 2), 0.75 * np.clip(veil, 0, 1) ** 3 * thick, out=picture)
    shade(1 - 0.75 * smoothstep(0.2, 1.7, flow - 0.6 * gas), out=picture)
    shine(lch(0.95, 0.05, hue), 0.75 * centre**5 * thick, out=picture)
    stars(rng, picture, sheet, int(rng.integers(250, 600)))
    return picture


def aurora(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint curtains of northern light over a dark row of firs."""
    hue = rng.uniform(135, 190)
    height = (sheet.y + 1) / 2
    picture = sheet.fill(ramp(np.stack([lch(0.12, 0.05, 275), lch(0.3, 0.07, hue + 50)]), height))
    stars(rng, picture, sheet, int(rng.integers(120, 300)))
    for _ in range(int(rng.integers(2, 5))):
        foot = rng.uniform(-0.1, 0.55) + 0.32 * curve(rng, sheet.x, rng.uniform(1, 2.2), octaves=3)
        rays = 0.65 + 0.35 * curve(rng, sheet.x + 0.15 * sheet.y, 16, octaves=4, fall=0.7)
        above = foot - sheet.y
        tall = rng.uniform(0.3, 0.7) * (1 + 0.4 * curve(rng, sheet.x, 5, octaves=3))
        light = np.exp(-np.clip(above, 0, 9) / np.maximum(tall, 0.1)) * smoothstep(
            -0.05, 0.03, above
        )
        light *= np.clip(rays, 0.05, 1.6) * (0.6 + 0.4 * curve(rng, sheet.x, 1.3, octaves=2))
        mix = np.clip(above / 0.9, 0, 1)
        tone = ramp(
            np.stack([lch(0.9, 0.2, hue), lch(0.75, 0.2, hue + 15), lch(0.55, 0.24, hue + 160)]),
            mix,
        )
        for channel in range(3):
            picture[channel] += (1 - picture[channel]) * np.clip(tone[channel] * light * 0.85, 0, 1)
    ground = 0.72 + 0.06 * curve(rng, sheet.x, 2, octaves=2) - treeline(rng, sheet.x, 0.05, 0.2)
    lay(lch(0.1, 0.03, 250), sheet.edge(ground - sheet.y), out=picture)
    return picture


def treeline(rng: np.random.Generator, x: Floats, low: float, high: float) -> Floats:
    """Return how far firs stand above the ground along `x`, (1, W) [units]."""
    tops = np.zeros_like(x)
    count = int(14 / ((low + high) / 2) ** 0.8 / 3)
    for place, tall in zip(
        rng.uniform(-2.2, 2.2, count), rng.uniform(low, high, count), strict=True
    ):
        off = np.abs(x - place) / (0.2 * tall)
        step = 0.09 * np.abs(fraction(off * 5) - 0.2) * off.clip(0, 1)
        tops = np.maximum(tops, tall * np.clip(1 - off - step, 0, 1))
    return tops.astype(np.float32)


def moon(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint the moon with its seas and craters in a dusky or dark sky."""
    night = near(rng, lch(rng.uniform(0.12, 0.5), 0.09, rng.uniform(220, 320)))
    height = (sheet.y + 1.5) / 3
    picture = sheet.fill(ramp(np.stack([moved(night, -0.1), moved(night, 0.14, hue=25)]), height))
    x, y, radius = rng.uniform(-0.35, 0.35), rng.uniform(-0.3, 0.3), rng.uniform(0.3, 0.75)
    stars(rng, picture, sheet, 150)
    seas, rough = (
        fractal(rng, sheet, 2.6 / radius, fall=0.5),
        fractal(rng, sheet, 9 / radius, fall=0.75),
    )
    u, v = (sheet.x - x) / radius, (sheet.y - y) / radius
    r2 = u * u + v * v
    z = np.sqrt(np.clip(1 - r2, 0, 1))
    phase = rng.uniform(0, 2 * np.pi)
    turn = rng.uniform(0.1, 1.35)
    light = u * np.float32(np.cos(phase) * np.sin(turn)) + v * np.float32(
        np.sin(phase) * np.sin(turn)
    )
    light = smoothstep(
        -0.05, 0.6, light + z * np.float32(np.cos(turn)) - 0.0015 * relief(rough, sheet, phase)
    )
    body = ramp(
        palette("5c5b66", "a8a5a0", "efe9dc"), 0.62 + 0.2 * np.tanh(1.5 * seas) + 0.06 * rough
    )
    shine(lch(0.9, 0.05, 90), 0.4 * np.exp(-np.clip(np.sqrt(r2) - 1, 0, 9) * 3.5), out=picture)
    lay(
        body * (0.06 + 0.94 * light) + 0.25 * picture * (1 - light),
        sheet.edge((np.sqrt(r2) - 1) * radius),
        out=picture,
    )
    if rng.random() < 0.5:
        mist = fractal(rng, sheet, 2, stretch=(4, 0.8))
        lay(moved(night, 0.2), 0.75 * smoothstep(0.2, 2, mist + sheet.y), out=picture)
    return picture
