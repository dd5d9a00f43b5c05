"""Saliency: how much each part of a picture stands out from the rest of it.

References
----------
X. Hou, L. Zhang, Saliency Detection: A Spectral Residual Approach, CVPR 2007. Here of the three
Lab channels instead of the grey picture, so that a red flower stands out of green leaves.
"""

from typing import TYPE_CHECKING

import numpy as np

from mosaic_anim.lazy import ndimage
from mosaic_anim.subject.thumbnail import thumbnail
from mosaic_anim.values.color import lab_from_srgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 64
"""Longer side of the picture that is analysed [px], as in the article."""

_AVERAGE = 3
"""Side of the window in which the spectrum is averaged, as in the article."""

_BLUR = 2.5
"""Standard deviation of the last blur [px], as in the article."""


def saliency(pixels: "NDArray[np.uint8]") -> "NDArray[np.float64]":
    """Return how much each part of a picture stands out.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        Picture [sRGB].

    Returns
    -------
    (h, w) float64
        Shares of the attention; they add up to 1. A flat picture draws it evenly.
    """
    small = thumbnail(pixels, SIDE)
    channels = np.moveaxis(lab_from_srgb(small.astype(np.float32) / np.float32(255)), -1, 0)
    salient = np.sum([_residual(channel) for channel in channels], axis=0)
    smooth = ndimage.gaussian_filter(salient, _BLUR, mode="constant")
    total = smooth.sum()
    return smooth / total if total > 0 else np.full(smooth.shape, 1 / smooth.size)


def _residual(channel: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """Return what of a channel (h, w) the average of its spectrum does not explain."""
    varied = channel.astype(np.float64) - channel.mean(dtype=np.float64)
    if np.ptp(varied) < 1:  # what remains is rounding
        return np.zeros(channel.shape)
    spectrum = np.fft.fft2(varied)
    logarithm = np.log(np.abs(spectrum) + 1e-9)
    residual = logarithm - ndimage.uniform_filter(logarithm, _AVERAGE, mode="wrap")
    amplitude = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum))))
    return np.asarray(amplitude**2 * varied.var())
