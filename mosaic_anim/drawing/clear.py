"""Draw frames over nothing: with alpha, so that a film can lie over another one.

A layer is drawn twice, over black and over white; what the two differ by is what it leaves open.
The kernels know nothing of it, and a transparent film costs twice the drawing of another one.
"""

from collections.abc import Callable, Iterable

import numpy as np

from mosaic_anim.drawing.arrays import Pixels
from mosaic_anim.drawing.light import STEPS, light_tables
from mosaic_anim.drawing.overlays import lay_overlays
from mosaic_anim.lazy import LazyModule
from mosaic_anim.values.frame_state import Color, Fade, Overlay
from mosaic_anim.values.geometry import Size

kernels = LazyModule("mosaic_anim.drawing.kernels.clear")

_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_CHECKS, _CHECK = (102, 153), 8  # [levels] of the greys, [px] of a square

DrawOver = Callable[[Pixels | None, Color], Pixels]
"""Draws a layer over pixels (H, W, 3), which it may change, or else over a colour."""


def plain_clear(color: Color | None, size: Size) -> Pixels:
    """Return a picture (H, W, 4) of one colour; None is nothing."""
    pixels = np.zeros((size.height, size.width, 4), np.uint8)
    if color is not None:
        pixels[:] = (*color, 255)
    return pixels


def lay_layer(below: Pixels | None, draw: DrawOver, opacity: float) -> Pixels:
    """Lay a layer over a picture (H, W, 4), or nothing; colours are multiplied by alpha."""
    if below is None:
        black, white = draw(None, _BLACK), draw(None, _WHITE)
        below = np.zeros((*black.shape[:2], 4), np.uint8)
    else:
        white = np.empty((*below.shape[:2], 3), np.uint8)
        kernels.lay_over_white(below.reshape(-1, 4), white.reshape(-1, 3))
        black, white = draw(below[:, :, :3].copy(), _BLACK), draw(white, _WHITE)
    pixels = np.empty(below.shape, np.uint8)
    kernels.solve_alpha(black.reshape(-1, 3), white.reshape(-1, 3), pixels.reshape(-1, 4))
    if opacity < 1:
        mix_clear(pixels, below, opacity)
    return pixels


def lay_overlays_clear(pixels: Pixels, overlays: Iterable[Overlay]) -> None:
    """Lay overlays over pixels (H, W, 4), one after another, in place."""
    height, width, _ = pixels.shape
    for overlay in overlays:
        if not isinstance(overlay, Fade):
            lay_overlays(pixels, (overlay,))
        elif overlay.opacity > 0:
            below = pixels.copy()
            pixels[:] = plain_clear(overlay.color, Size(height=height, width=width))
            mix_clear(pixels, below, overlay.opacity)


def mix_clear(pixels: Pixels, below: Pixels, opacity: float) -> None:
    """Mix `pixels` with `below`, both (H, W, 4), in linear light, in place."""
    decode, encode = light_tables()
    share = np.int64(round(opacity * STEPS))
    kernels.mix_light(pixels.reshape(-1, 4), below.reshape(-1, 4), share, decode, encode)


def mean_clear(pictures: Iterable[Pixels]) -> Pixels:
    """Return the mean of pictures (H, W, 4) in linear light; there is one at least.

    Pictures are taken one after another and not kept.
    """
    decode, encode = light_tables()
    light, count = np.zeros((0, 4), np.int64), 0
    shape: tuple[int, ...] = ()
    for picture in pictures:
        if not count:
            shape = picture.shape
            light = np.zeros((shape[0] * shape[1], 4), np.int64)
        kernels.add_light(light, picture.reshape(-1, 4), decode)
        count += 1
    mean = np.empty(shape, np.uint8)
    kernels.share_light(mean.reshape(-1, 4), light, count, encode)
    return mean


def with_straight_alpha(pixels: Pixels) -> Pixels:
    """Return a picture (H, W, 4) whose colours are not multiplied by alpha."""
    straight = np.empty(pixels.shape, np.uint8)
    kernels.divide_by_alpha(pixels.reshape(-1, 4), straight.reshape(-1, 4))
    return straight


def over_checks(pixels: Pixels) -> Pixels:
    """Return how a picture with straight alpha (H, W, 4) looks over a checkerboard: (H, W, 3)."""
    height, width, _ = pixels.shape
    rows, cols = np.ogrid[:height, :width]
    ground = np.where((rows // _CHECK + cols // _CHECK) % 2, *_CHECKS)[:, :, None]
    alpha = pixels[:, :, 3:].astype(np.int64)
    shown = pixels[:, :, :3] * alpha + ground * (255 - alpha)
    return ((shown + 127) // 255).astype(np.uint8)
