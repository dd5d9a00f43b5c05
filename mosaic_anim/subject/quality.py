"""Quality: how sharp and how well exposed a photo is, and how much of it is mere texture.

References
----------
J. L. Pech-Pacheco et al., Diatom autofocusing in brightfield microscopy: a comparative study,
ICPR 2000: the variance of the Laplacian as a measure of focus. Here of the sharpest parts of a
picture, since a portrait is sharp before a soft background.

D. Hasler, S. Suesstrunk, Measuring colorfulness in natural images, HVEI 2003: `colourfulness`.
"""

from typing import TYPE_CHECKING

import numpy as np

from mosaic_anim.lazy import ndimage
from mosaic_anim.subject.thumbnail import thumbnail
from mosaic_anim.values.color import lab_from_srgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of red, green and blue, Rec. ITU-R BT.601."""

_PARTS = 12
"""Parts along the shorter side of a picture, each of which is sharp or not."""

_SHARPEST = 90
"""Which of the parts tells how sharp a picture is [percentile]."""

_SOFT, _SHARP = 5.0, 30.0
"""Root mean square of the Laplacian of a part that is out of focus, and of one in focus [luma]."""

_SIDE = 96
"""Longer side of the picture whose tones are counted [px]."""

_RANGE = 60.0
"""Range of lightness of a picture with all tones [L*]."""

_DARK, _LIGHT = 3.0, 97.0
"""Lightness that is black and white to the eye [L*]."""

_COLOURFUL = 60.0
"""Spread of the colours of a picture with many [0 to 255]."""

_MIDDLE, _BALANCED = 52.0, 22.0
"""Mean lightness of a balanced picture, and how far it may be off [L*]."""


def sharpness(pixels: "NDArray[np.uint8]") -> float:
    """Return how sharp the sharpest parts of a picture (H, W, 3) are, 0 to 1, at its own size."""
    edge = float(np.percentile(_detail(pixels), _SHARPEST))
    return _share(np.log(max(edge, 1e-3)), np.log(_SOFT), np.log(_SHARP))


def texture(pixels: "NDArray[np.uint8]") -> float:
    """Return how evenly detail is spread over a picture (H, W, 3): 0 in one place, 1 everywhere."""
    detail = _detail(pixels)
    most = float(np.percentile(detail, _SHARPEST))
    return float(np.median(detail)) / most if most > 0 else 1.0


def exposure(pixels: "NDArray[np.uint8]") -> float:
    """Return how well exposed a picture (H, W, 3) is, 0 to 1.

    It has dark and light tones, few of them black or white, and is neither dark nor light as a
    whole.
    """
    small = thumbnail(pixels, _SIDE).astype(np.float32) / np.float32(255)
    lightness = lab_from_srgb(small)[..., 0]
    low, high = np.percentile(lightness, [5, 95])
    tones = min(1.0, float(high - low) / _RANGE)
    lost = float(np.mean((lightness < _DARK) | (lightness > _LIGHT)))
    off = max(0.0, abs(float(lightness.mean()) - _MIDDLE) - _BALANCED) / _BALANCED
    return tones * (1 - min(1.0, lost)) * (1 - min(1.0, off))


def colourfulness(pixels: "NDArray[np.uint8]") -> float:
    """Return how many colours a picture (H, W, 3) has, 0 to 1.

    It is the spread of its colours as in the article, without their mean: all in brown is not many.
    """
    red, green, blue = np.moveaxis(thumbnail(pixels, _SIDE).astype(np.float64), -1, 0)
    across, along = red - green, (red + green) / 2 - blue
    return min(1.0, float(np.hypot(across.std(), along.std())) / _COLOURFUL)


def _detail(pixels: "NDArray[np.uint8]") -> "NDArray[np.float32]":
    """Return the root mean square of the Laplacian in each part of a picture (h, w)."""
    luma = pixels.astype(np.float32) @ _LUMA
    square = ndimage.laplace(luma, mode="nearest") ** 2
    side = max(1, min(luma.shape) // _PARTS)
    rows, cols = (length // side for length in luma.shape)
    parts = square[: rows * side, : cols * side].reshape(rows, side, cols, side)
    detail: NDArray[np.float32] = np.sqrt(parts.mean(axis=(1, 3)))
    return detail


def _share(value: float, low: float, high: float) -> float:
    """Return where a value lies between two others, 0 to 1."""
    return float(min(max((value - low) / (high - low), 0.0), 1.0))
