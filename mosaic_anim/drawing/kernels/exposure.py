"""Add pictures up in linear light, and divide the sum."""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.kernels.arrays import Bytes, Words
from mosaic_anim.kernel import kernel

Sums = NDArray[np.uint32]


@kernel()
def add_light(light: Sums, pixels: Bytes, decode: Words) -> None:
    """Add the light of a picture: light (N,) uint32, pixels (N,) uint8, decode (256,) uint16."""
    for i in range(pixels.size):
        light[i] += decode[pixels[i]]


@kernel()
def share_light(pixels: Bytes, light: Sums, count: int, encode: Bytes) -> None:
    """Write the mean of `count` pictures, rounded to the nearest, as encoded sRGB.

    pixels : (N,) uint8, written; light : (N,) uint32; encode : (65536,) uint8.
    """
    number = np.uint32(count)
    half = np.uint32(count // 2)
    for i in range(pixels.size):
        pixels[i] = encode[(light[i] + half) // number]
