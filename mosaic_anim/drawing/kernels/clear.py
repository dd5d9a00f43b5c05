"""Frames with alpha: colours multiplied by it, all (N, 4) uint8, encoded sRGB.

decode : (256,) uint16 and encode : (65536,) uint8 are the tables of linear light.
"""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.kernels.arrays import Bytes, Words
from mosaic_anim.kernel import kernel

Sums = NDArray[np.int64]


@kernel()
def solve_alpha(black: Bytes, white: Bytes, out: Bytes) -> None:
    """Find the picture that looks as `black` (N, 3) over black, and as `white` (N, 3) over white.

    What is drawn over a colour `c` is `p + (1 - a) c`: so `p` is `black`, and `a` is what the two
    differ by less than white and black do (Smith and Blinn, "Blue Screen Matting", SIGGRAPH 1996,
    theorem 4). The three channels agree but for their rounding.
    """
    for i in range(out.shape[0]):
        gap = np.int64(0)
        for channel in range(3):
            gap = gap + np.int64(white[i, channel]) - np.int64(black[i, channel])
        alpha = 255 - (gap + 1) // 3
        alpha = alpha if alpha > 0 else np.int64(0)
        for channel in range(3):
            value = np.int64(black[i, channel])
            out[i, channel] = min(alpha, value)
        out[i, 3] = alpha


@kernel()
def lay_over_white(pixels: Bytes, out: Bytes) -> None:
    """Write how pixels look over white: out (N, 3) uint8."""
    for i in range(pixels.shape[0]):
        for channel in range(3):
            out[i, channel] = pixels[i, channel] + (255 - pixels[i, 3])


@kernel()
def divide_by_alpha(pixels: Bytes, out: Bytes) -> None:
    """Write colours as they are, not multiplied by alpha; black where there is none."""
    for i in range(pixels.shape[0]):
        alpha = np.int64(pixels[i, 3])
        for channel in range(3):
            out[i, channel] = _color(pixels[i, channel], alpha)
        out[i, 3] = alpha


@kernel()
def mix_light(pixels: Bytes, below: Bytes, share: int, decode: Words, encode: Bytes) -> None:
    """Mix two pictures in linear light, `share` / 65536 of `pixels`, into `pixels`.

    Light is weighted by alpha too.
    """
    for i in range(pixels.shape[0]):
        one, other = np.int64(pixels[i, 3]), np.int64(below[i, 3])
        first, second = one * share, other * (65536 - share)
        whole = first + second
        alpha = (whole + 32768) >> 16
        for channel in range(3):
            light = np.int64(0)
            if whole > 0:
                light = decode[_color(pixels[i, channel], one)] * first
                light += decode[_color(below[i, channel], other)] * second
                light = (light + whole // 2) // whole
            pixels[i, channel] = (encode[light] * alpha + 127) // 255
        pixels[i, 3] = alpha


@kernel()
def add_light(light: Sums, pixels: Bytes, decode: Words) -> None:
    """Add the light of a picture, weighted by alpha, and its alpha: light (N, 4) int64."""
    for i in range(pixels.shape[0]):
        alpha = np.int64(pixels[i, 3])
        for channel in range(3):
            light[i, channel] += decode[_color(pixels[i, channel], alpha)] * alpha
        light[i, 3] += alpha


@kernel()
def share_light(pixels: Bytes, light: Sums, count: int, encode: Bytes) -> None:
    """Write the mean of `count` pictures, rounded to the nearest."""
    for i in range(pixels.shape[0]):
        whole = light[i, 3]
        alpha = (whole + count // 2) // count
        for channel in range(3):
            color = np.int64(0)
            if whole > 0:
                color = np.int64(encode[(light[i, channel] + whole // 2) // whole])
            pixels[i, channel] = (color * alpha + 127) // 255
        pixels[i, 3] = alpha


@kernel(inline="always")
def _color(value: int, alpha: np.int64) -> np.int64:
    """Return a colour that is not multiplied by alpha."""
    if alpha == 0:
        return np.int64(0)
    color = (np.int64(value) * 255 + alpha // 2) // alpha
    return color if color < 255 else np.int64(255)
