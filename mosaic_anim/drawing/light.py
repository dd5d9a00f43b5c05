"""Mix whole frames in linear light, the way light itself adds."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import LazyModule
from mosaic_anim.values.color import linear_from_srgb, srgb_from_linear
from mosaic_anim.values.frame_state import Color

kernels = LazyModule("mosaic_anim.drawing.kernels.light")

Pixels = NDArray[np.uint8]

STEPS = 1 << 16
"""Steps of linear light between black and white: the darkest sRGB step is 20 of them."""


def fade_to(pixels: Pixels, color: Color, opacity: float) -> None:
    """Lay `color` over `pixels` (H, W, 3), in place; `opacity` from 0 to 1."""
    codes = np.arange(256, dtype=np.float32)[:, None] / np.float32(255)
    aim = np.array(color, np.float32) / np.float32(255)
    light = linear_from_srgb(codes) * np.float32(1 - opacity)
    light = light + linear_from_srgb(aim) * np.float32(opacity)
    table = np.rint(srgb_from_linear(light) * 255).astype(np.uint8)  # (256, 3)
    kernels.look_up(pixels.reshape(-1), table)


def mix(pixels: Pixels, below: Pixels, opacity: float) -> None:
    """Lay `pixels` over `below`, both (H, W, 3), with `opacity`, in place."""
    kernels.look_up_pairs(pixels.reshape(-1), below.reshape(-1), _mixed(opacity))


def _mixed(opacity: float) -> Pixels:
    """Return what each code becomes over each other one (65536,): that of `pixels` counts 256.

    One look-up takes half the time of three and the sum.
    """
    decode, encode = light_tables()
    share, light = round(opacity * STEPS), decode.astype(np.int64)
    mixed = light[:, None] * share + light * (STEPS - share)
    return np.asarray(encode[(mixed + STEPS // 2) // STEPS]).reshape(-1)


@lru_cache(maxsize=1)
def light_tables() -> tuple[NDArray[np.uint16], Pixels]:
    """Return the tables from sRGB to linear light (256,), and back (65536,)."""
    decode = linear_from_srgb(np.arange(256, dtype=np.float32) / np.float32(255)) * (STEPS - 1)
    encode = srgb_from_linear(np.arange(STEPS, dtype=np.float32) / np.float32(STEPS - 1)) * 255
    return np.rint(decode).astype(np.uint16), np.rint(encode).astype(np.uint8)
