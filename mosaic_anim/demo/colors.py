"""Colours of the demo pictures, chosen by lightness, chroma and hue.

OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020) keeps a palette even:
equal steps look equal, and a hue stays itself from dark to light.
"""

from collections.abc import Sequence
from math import atan2, cbrt, cos, degrees, hypot, radians, sin
from typing import TypeVar

import numpy as np

from mosaic_anim.demo.paint import Floats

Value = TypeVar("Value")

# Steps of the R3 sequence: powers of the inverse of the real root of x^4 = x + 1
# (Martin Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018).
_R3 = tuple(1.2207440846057596**-power for power in (1, 2, 3))


def lch(light: float, chroma: float, hue: float) -> Floats:
    """Return the sRGB colour (3,) of OKLCH values; chroma shrinks until the colour exists.

    `light` in [0, 1], `chroma` up to about 0.3, `hue` [degrees]: red 29, yellow 110, green 142,
    cyan 195, blue 264, magenta 328.
    """
    light = min(max(light, 0.0), 1.0)
    linear = _linear(light, chroma, hue)
    if not _exists(linear):
        low, high = 0.0, chroma
        for _ in range(8):
            chroma = (low + high) / 2
            linear = _linear(light, chroma, hue)
            low, high = (chroma, high) if _exists(linear) else (low, chroma)
        linear = _linear(light, low, hue)
    return np.array([_encoded(value) for value in linear], dtype=np.float32)


def lch_of(color: Floats) -> tuple[float, float, float]:
    """Return lightness, chroma and hue [degrees] of an sRGB colour."""
    red, green, blue = (_decoded(float(value)) for value in color)
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, hypot(a, b), degrees(atan2(b, a)) % 360


def moved(color: Floats, light: float = 0.0, chroma: float = 1.0, hue: float = 0.0) -> Floats:
    """Return a colour lighter by `light`, its chroma times `chroma`, its hue turned [degrees]."""
    old_light, old_chroma, old_hue = lch_of(color)
    return lch(old_light + light, old_chroma * chroma, old_hue + hue)


def near(
    rng: np.random.Generator,
    color: Floats,
    light: float = 0.08,
    chroma: float = 0.2,
    hue: float = 18.0,
) -> Floats:
    """Return a colour at random around another one."""
    spread = rng.uniform(-1, 1, 3)
    return moved(color, light * spread[0], 1 + chroma * spread[1], hue * spread[2])


def family(rng: np.random.Generator, color: Floats, count: int, **spread: float) -> Floats:
    """Return `count` colours (count, 3) around another one."""
    return np.stack([near(rng, color, **spread) for _ in range(count)])


def pick(rng: np.random.Generator, values: Sequence[Value]) -> Value:
    """Return one of some values as it is; numpy's own choice would widen every array it meets."""
    return values[int(rng.integers(len(values)))]


def palette(*colors: str) -> Floats:
    """Return colours (K, 3) from hexadecimal notation without a hash."""
    values = [[int(text[k : k + 2], 16) / 255 for k in (0, 2, 4)] for text in colors]
    return np.array(values, dtype=np.float32)


def even_color(index: int) -> Floats:
    """Return the index-th colour of a sequence that fills the sRGB cube evenly, faces included."""
    point = np.array([(0.5 + step * (index + 1)) % 1 for step in _R3])
    return np.clip(0.5 + (point - 0.5) * 1.5, 0, 1).astype(np.float32)


def _linear(light: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _exists(linear: tuple[float, float, float]) -> bool:
    return min(linear) >= -0.002 and max(linear) <= 1.002


def _encoded(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
