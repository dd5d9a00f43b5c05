"""Frames with alpha as the planes that codecs store: straight alpha, and colours of 8 or 10 bits.

Where a frame is transparent, its colours are those of the pixels nearby: they are not seen, but a
codec with a loss smears what lies side by side, and black there would give tiles dark rims.
"""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.encode.mp4.yuv import pack_yuv420
from mosaic_anim.kernel import kernel

Pixels = NDArray[np.uint8]
Sums = NDArray[np.float32]

_KR, _KG, _KB = 0.2126, 0.7152, 0.0722  # Rec. ITU-R BT.709-6, item 3.2
_BITS = 32
_HALF = 1 << (_BITS - 1)


def pack_yuva420(pixels: Pixels) -> Pixels:
    """Convert a frame (H, W, 4) to its Y, U, V and alpha planes of 8 bits, BT.709."""
    return np.concatenate([pack_yuv420(spread_colors(pixels)), pixels[:, :, 3].reshape(-1)])


def pack_yuva444p10(pixels: Pixels) -> Pixels:
    """Convert a frame to its Y, U, V and, if it has one, alpha planes of 10 bits, BT.709.

    Parameters
    ----------
    pixels : (H, W, 3) or (H, W, 4) uint8
        sRGB, and straight alpha.

    Returns
    -------
    (H * W * 3 * 2,) or (H * W * 4 * 2,) uint8
        Numbers of 16 bits, little-endian, plane by plane.
    """
    height, width, channels = pixels.shape
    colors = spread_colors(pixels) if channels == 4 else np.ascontiguousarray(pixels)
    planes = np.empty((channels, height, width), "<u2")
    _weigh(colors, _WEIGHTS, planes)
    if channels == 4:
        planes[3] = (pixels[:, :, 3].astype(np.uint32) * 1023 + 127) // 255
    return planes.reshape(-1).view(np.uint8)


def spread_colors(pixels: Pixels) -> Pixels:
    """Return the colours (H, W, 3) of a frame (H, W, 4), with those nearby where it is transparent.

    Colours are averaged, weighted by alpha, over squares of 2, 4, 8 … pixels; a transparent pixel
    takes those of the smallest square that holds any (the pull-push of Gortler et al., "The
    Lumigraph", SIGGRAPH 1996, section 3.4).
    """
    alpha = pixels[:, :, 3]
    if alpha.all() or not alpha.any():
        return np.ascontiguousarray(pixels[:, :, :3])
    levels = [_halved(_weighted(pixels))]
    while max(levels[-1].shape[:2]) > 1:
        levels.append(_halved(levels[-1]))
    for fine, coarse in zip(levels[-2::-1], levels[:0:-1], strict=True):
        _fill(fine, coarse)
    colors = np.empty((*alpha.shape, 3), np.uint8)
    _finish(np.ascontiguousarray(pixels), levels[0], colors)
    return colors


def _weights() -> NDArray[np.int64]:
    """Return the weights (3, 4) of red, green, blue and one, for Y, U and V of 10 bits."""
    luma = np.array([_KR, _KG, _KB])
    rows = [
        876 / 255 * luma,
        448 / 255 * (np.array([0, 0, 1]) - luma) / (1 - _KB),
        448 / 255 * (np.array([1, 0, 0]) - luma) / (1 - _KR),
    ]
    table = np.zeros((3, 4), np.int64)
    table[:, :3] = np.rint(np.array(rows) * (1 << _BITS))
    table[1:, 1] = -table[1:, 0] - table[1:, 2]  # green takes the rounding: greys are exact
    table[:, 3] = (np.array([64, 512, 512]) << _BITS) + _HALF
    return table


_WEIGHTS = _weights()


@kernel()
def _weigh(pixels: Pixels, weights: NDArray[np.int64], planes: NDArray[np.uint16]) -> None:
    for plane in range(3):
        red, green, blue, zero = weights[plane]
        for i in range(pixels.shape[0]):
            for j in range(pixels.shape[1]):
                total = red * pixels[i, j, 0] + green * pixels[i, j, 1] + blue * pixels[i, j, 2]
                planes[plane, i, j] = (total + zero) >> _BITS


@kernel()
def _weighted(pixels: Pixels) -> Sums:
    """Multiply colours by alpha: (H, W, 4)."""
    sums = np.empty(pixels.shape, np.float32)
    for i in range(pixels.shape[0]):
        for j in range(pixels.shape[1]):
            alpha = np.float32(pixels[i, j, 3])
            for channel in range(3):
                sums[i, j, channel] = pixels[i, j, channel] * alpha
            sums[i, j, 3] = alpha
    return sums


@kernel()
def _halved(fine: Sums) -> Sums:
    """Average squares of 2x2 pixels that hold any colour: (ceil(H / 2), ceil(W / 2), 4)."""
    height, width = (fine.shape[0] + 1) // 2, (fine.shape[1] + 1) // 2
    coarse = np.zeros((height, width, 4), np.float32)
    for i in range(fine.shape[0]):
        for j in range(fine.shape[1]):
            for channel in range(4):
                coarse[i // 2, j // 2, channel] += fine[i, j, channel]
    for i in range(height):
        for j in range(width):
            alpha = coarse[i, j, 3]
            if alpha > 0:
                for channel in range(4):
                    coarse[i, j, channel] /= alpha
    return coarse


@kernel()
def _fill(fine: Sums, coarse: Sums) -> None:
    """Take colours from the coarser level where the finer one has none, in place."""
    for i in range(fine.shape[0]):
        for j in range(fine.shape[1]):
            if fine[i, j, 3] == 0:
                fine[i, j] = coarse[i // 2, j // 2]


@kernel()
def _finish(pixels: Pixels, level: Sums, colors: Pixels) -> None:
    """Write the colours of a frame, and those of the first level where it is transparent."""
    for i in range(pixels.shape[0]):
        for j in range(pixels.shape[1]):
            for channel in range(3):
                if pixels[i, j, 3] > 0:
                    colors[i, j, channel] = pixels[i, j, channel]
                else:
                    colors[i, j, channel] = np.uint8(level[i // 2, j // 2, channel] + 0.5)
