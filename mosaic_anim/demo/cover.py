"""The demo's covers: striped balloons before a huge sun, over mountains and a lake; a portrait.

The first has large plain shapes, strong outlines and the whole circle of hues, so that a mosaic of
a few thousand cells is read at a glance. The second is the astronaut, painted large.
"""

import numpy as np
from PIL import Image

from mosaic_anim.demo.colors import lch, palette
from mosaic_anim.demo.cover_size import COVER_SIZES, PORTRAIT
from mosaic_anim.demo.land import peaks, reflect
from mosaic_anim.demo.noise import curve, fractal
from mosaic_anim.demo.paint import (
    Floats,
    Pixels,
    Sheet,
    finish,
    lay,
    ramp,
    shine,
    smoothstep,
)
from mosaic_anim.demo.painting import Painting
from mosaic_anim.demo.skies import treeline
from mosaic_anim.demo.sources import photograph, planes
from mosaic_anim.demo.things import balloon
from mosaic_anim.io.names import BUILT_IN

HEIGHT, WIDTH = COVER_SIZES[BUILT_IN].height, COVER_SIZES[BUILT_IN].width
SHORE = 0.6
"""Where the lake begins [units]."""

SKY = palette("10206b", "2c3fa8", "6a3fb5", "c9479b", "f9675f", "ff9f45", "ffd265", "fff0b0")
BALLOONS = (
    (-0.66, -0.36, 0.52, palette("e5112a", "ffd21f", "0a9a4a", "ffffff", "1460e0", "ff7a00")),
    (0.25, -0.62, 0.17, palette("00a7a0", "ffffff")),
    (1.5, 0.0, 0.13, palette("e5112a", "ffe08a")),
    (0.03, 0.12, 0.085, palette("7a2fd0", "ffd21f")),
)
"""Place [units], radius [units] and colours of each."""


def draw_cover(name: str = BUILT_IN, *, scale: float = 1.0) -> Pixels:
    """Return a cover (H, W, 3), `scale` times as large as `COVER_SIZES` says."""
    return _draw_portrait(scale) if name == PORTRAIT else _draw_balloons(scale)


def _draw_portrait(scale: float) -> Pixels:
    """Paint the astronaut over the photograph: calm enough for cells, sharp when large."""
    size = COVER_SIZES[PORTRAIT]
    box = (64, 0, 416, 440)
    painting = Painting(source="astronaut", box=box, height=size.height, width=size.width)
    sheet = Sheet.blank(round(size.height * scale), round(size.width * scale), lch(0.5, 0, 0))
    photo = photograph(painting.source)
    picture = planes(photo.resize((sheet.width, sheet.height), Image.Resampling.LANCZOS, box=box))
    strokes = painting.paint(np.random.default_rng(4), sheet)
    lay(strokes, np.array([[0.4]], dtype=np.float32), out=picture)
    return finish(picture)


def _draw_balloons(scale: float) -> Pixels:
    rng = np.random.default_rng(11)
    sheet = Sheet.blank(round(HEIGHT * scale), round(WIDTH * scale), lch(0.5, 0.1, 250))
    picture = _sky(rng, sheet)
    peaks(rng, sheet, 0.34, rock=lch(0.5, 0.1, 310), light=-0.6, haze=0.35, out=picture)
    peaks(rng, sheet, 0.4, rock=lch(0.4, 0.08, 285), light=-0.6, haze=0.0, out=picture)
    _woods(rng, sheet, out=picture)
    for x, y, radius, colors in BALLOONS:
        balloon(sheet, x, y, radius, colors, out=picture)
    reflect(rng, sheet, SHORE, lch(0.35, 0.13, 255), out=picture)
    return finish(picture, vignette=0.06)


def _sky(rng: np.random.Generator, sheet: Sheet) -> Floats:
    drift = fractal(rng, sheet, 1.5, stretch=(3, 0.6), octaves=6)
    picture = ramp(SKY, np.clip((sheet.y + 1) / 1.5 + 0.02 * drift, 0, 1))
    x, y, radius = 0.98, -0.1, 0.5
    distance = sheet.radius(x, y)
    shine(lch(0.92, 0.12, 80), 0.6 * np.exp(-np.clip(distance - radius, 0, 9) * 3), out=picture)
    heat = (sheet.y - y + radius) / (2 * radius) + 0 * sheet.x
    disc = ramp(palette("fffdf0", "fff3b0", "ffd257", "ff8f3a"), np.clip(heat, 0, 1))
    lay(disc, sheet.edge(distance - radius), out=picture)
    streaks = fractal(rng, sheet, 2.2, stretch=(5, 0.5))
    lay(ramp(SKY[2:7], (sheet.y + 1) / 1.3), 0.7 * smoothstep(0.5, 1.8, streaks), out=picture)
    return picture


def _woods(rng: np.random.Generator, sheet: Sheet, *, out: Floats) -> None:
    """Lay two wooded shores over `out`."""
    for level, color in ((0.5, lch(0.45, 0.1, 165)), (0.56, lch(0.27, 0.08, 175))):
        ground = level + 0.09 * curve(rng, sheet.x, 1.1, octaves=4)
        top = ground - treeline(rng, sheet.x, 0.02, 0.12)
        lay(color, sheet.edge(top - sheet.y), out=out)
