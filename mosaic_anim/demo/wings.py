"""What flies: feathers, the eye of a peacock, butterflies."""

import numpy as np

from mosaic_anim.demo.colors import lch, lch_of, moved, pick
from mosaic_anim.demo.flora import blurred_green
from mosaic_anim.demo.noise import fractal
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


def feather(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a feather with its barbs, banded in shades of the colour asked for."""
    picture = sheet.fill(moved(sheet.base, pick(rng, [-0.3, 0.3]), 0.5, 40))
    along, across = sheet.turned(rng.uniform(0.9, 2.2) * pick(rng, [-1, 1]))
    spine = across - 0.1 * np.sin(along * 1.5)
    wide = (
        0.46 * np.clip(1 - np.abs((along + 0.1) / 1.05) ** 2.4, 0, 1) * (1 + 0.12 * np.sign(spine))
    )
    wisps = fractal(rng, sheet, 9, octaves=2)
    barb = along * 1.0 + np.abs(spine) * 0.8
    notch = smoothstep(0.9, 1.6, np.sin(barb * 9 + rng.uniform(0, 6)) + 0.5 * wisps) * 0.22
    lines = np.sin(barb * 150 + 2 * wisps)
    bands = 0.5 + 0.5 * np.sin(barb * rng.uniform(4, 14) + 0.3 * wisps)
    tones = np.stack([moved(sheet.base, -0.28), sheet.base, moved(sheet.base, 0.22, 0.8, 25)])
    body = ramp(tones, np.clip(0.15 + 0.7 * smoothstep(0.2, 0.8, bands) + 0.1 * lines, 0, 1))
    lay(
        np.clip(body, 0, 1),
        sheet.edge(np.abs(spine) - wide * (1 - notch) - 0.012 * lines, 0.012),
        out=picture,
    )
    quill = np.abs(spine) - 0.012 * np.clip(1.4 - along, 0, 3)
    lay(lch(0.92, 0.03, 80), sheet.edge(quill) * (np.abs(along) < 1.15), out=picture)
    return picture


def peacock(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint the eye of a peacock's feather among its fine barbs."""
    x, y = rng.uniform(-0.15, 0.15), rng.uniform(-0.2, 0.15)
    turn = rng.uniform(-0.4, 0.4)
    across, along = sheet.turned(turn, x, y)
    r = np.sqrt((across / 0.8) ** 2 + (along * (1 - np.float32(0.28) * (along > 0))) ** 2)
    angle = np.arctan2(across, along + np.float32(1.4))
    strand = fractal(rng, sheet, 5, octaves=3)
    barbs = np.sin(angle * 190 + 1.5 * strand + 4 * r)
    hue = rng.uniform(-30, 30)
    eye = np.stack(
        [
            lch(0.2, 0.14, 280 + hue),
            lch(0.22, 0.15, 275 + hue),
            lch(0.5, 0.15, 240 + hue),
            lch(0.72, 0.14, 195 + hue),
            lch(0.5, 0.1, 60),
            lch(0.62, 0.13, 75),
            lch(0.55, 0.14, 130 + hue),
            lch(0.7, 0.15, 120 + hue),
            lch(0.4, 0.12, 150 + hue),
            lch(0.5, 0.13, 165 + hue),
            lch(0.3, 0.09, 170 + hue),
            lch(0.2, 0.06, 200 + hue),
            lch(0.13, 0.04, 230 + hue),
        ]
    )
    picture = ramp(
        eye, np.clip(r / 1.5 + 0.015 * strand + 0.02 * barbs * smoothstep(0.3, 0.8, r), 0, 1)
    )
    shade(0.86 + 0.2 * barbs * smoothstep(0.1, 0.5, r) + 0.1 * strand, out=picture)
    shine(
        lch(0.8, 0.1, 150 + hue),
        0.22 * np.clip(barbs, 0, 1) ** 4 * smoothstep(0.5, 1.2, r),
        out=picture,
    )
    return np.clip(picture, 0, 1)


def butterfly(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Paint a butterfly with bordered, veined wings on a plain or blurred ground."""
    color = sheet.base
    ground = moved(color, 0.3 if lch_of(color)[0] < 0.6 else -0.35, 0.5, rng.uniform(60, 180))
    picture = blurred_green(rng, sheet) if rng.random() < 0.4 else sheet.fill(ground)
    size, turn = rng.uniform(1.0, 1.35), rng.uniform(-0.5, 0.5)
    dark = lch(0.13, 0.03, lch_of(color)[2])
    mark = moved(color, 0.1, 1.1, rng.uniform(-90, 90))
    tones = np.stack([moved(color, -0.18), color, mark])
    for band, view in sheet.bands(picture):
        across, down = band.turned(turn)
        _wings(band, np.abs(across), down, size, tones, dark=dark, out=view)
        trunk = np.sqrt((across / 0.045) ** 2 + ((down + 0.02) / 0.42) ** 2) - 1
        lay(dark, band.edge(trunk * np.float32(0.04)), out=view)
    return picture


def _wings(
    sheet: Sheet,
    side: Floats,
    down: Floats,
    size: float,
    tones: Floats,
    *,
    dark: Floats,
    out: Floats,
) -> None:
    """Lay the fore and the hind wings over `out`."""
    for direction, reach, spread, lift in ((0.95, 0.78, 0.62, 0.18), (-0.7, 1.0, 0.72, -0.1)):
        angle = np.arctan2(-(down + lift * size * 0.6), side) - np.float32(-direction)
        r = np.sqrt(side**2 + (down + lift * size * 0.6) ** 2) / np.float32(size * reach)
        t = angle / np.float32(spread)
        rim = np.clip(1 - t * t, 0, 1) ** 0.42 * (1 + 0.05 * np.cos(angle * 16))
        lay(
            np.zeros(3, np.float32),
            np.clip(0.3 * smoothstep(1.1, 0.85, r / np.maximum(rim, 0.02)), 0, 1)
            * (np.abs(t) < 1.1),
            out=out,
        )
        border = r / np.maximum(rim, 0.05)
        body = ramp(tones, border)
        veins = np.abs(fraction(t * 3.2) - 0.5) * r * np.float32(spread / 1.6)
        lay(dark, 1 - smoothstep(0.006, 0.016, veins), out=body)
        lay(dark, smoothstep(0.78, 0.84, border + 0.05 * np.cos(angle * 16)), out=body)
        spot = np.sqrt((fraction(t * 3.2) - 0.5) ** 2 * 4 + ((border - 0.91) / 0.05) ** 2)
        lay(lch(0.96, 0.03, 90), 1 - smoothstep(0.5, 0.75, spot), out=body)
        lay(
            np.clip(body, 0, 1),
            sheet.edge((r - rim) * np.float32(size * 0.6)) * (np.abs(t) < 1),
            out=out,
        )
