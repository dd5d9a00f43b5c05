"""Reduce pictures to a level, so that drawing from it looks like drawing from the original."""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import Image

Bytes = NDArray[np.uint8]

_SHARPEN = 1 / 24
"""Undoes the spread of a pixel's area: its variance is 1/12, that of [-k, 1 + 2k, -k] -2k."""


def reduce_picture(
    picture: Bytes,
    height: int,
    width: int,
    *,
    native: float,
    box: tuple[float, float, float, float] | None = None,
) -> Bytes:
    """Resize a picture (H, W, 3) to (height, width, 3).

    Frames are drawn from levels by a triangle filter that takes each pixel for a plain area. A
    Lanczos filter loses least to it, and a little sharpening makes up for the areas. Against the
    exact triangle over originals, on 1/f noise, the worst of 16 frames has 45.8 dB this way, 44.1
    without sharpening, 42.1 from bicubic levels; and levels differ so little in sharpness that a
    change of level cannot be seen.

    Parameters
    ----------
    native : float
        Height of the part in the original [px]; what is hardly reduced is hardly sharpened, for
        the original itself is drawn as it is.
    box : (left, top, right, bottom), optional
        Part of `picture` [px]; all of it if not given.
    """
    image = Image.fromarray(np.ascontiguousarray(picture))
    tall = picture.shape[0] if box is None else box[3] - box[1]
    if height > tall:
        return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR, box=box))
    small = np.asarray(image.resize((width, height), Image.Resampling.LANCZOS, box=box))
    return _sharpened(small, _SHARPEN * (1 - min(1.0, height / native) ** 2))


def _sharpened(picture: Bytes, amount: float) -> Bytes:
    """Apply [-amount, 1 + 2 amount, -amount] along both axes; edges are repeated."""
    sharp = picture.astype(np.float32)
    for axis in (0, 1):
        ends = [(0, 0)] * 3
        ends[axis] = (1, 1)
        wide = np.pad(sharp, ends, mode="edge")
        around = wide[2:] + wide[:-2] if axis == 0 else wide[:, 2:] + wide[:, :-2]
        sharp = sharp * np.float32(1 + 2 * amount) - around * np.float32(amount)
    return (np.clip(sharp, 0, 255) + np.float32(0.5)).astype(np.uint8)
