"""Mix pixels through tables."""

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Bytes, Words
from mosaic_anim.kernel import kernel


@kernel()
def look_up(pixels: Bytes, table: Bytes) -> None:
    """Replace each channel by its entry: pixels (H * W * 3,) uint8, table (256, 3) uint8."""
    for i in range(0, pixels.size, 3):
        pixels[i] = table[pixels[i], 0]
        pixels[i + 1] = table[pixels[i + 1], 1]
        pixels[i + 2] = table[pixels[i + 2], 2]


@kernel()
def mix_light(pixels: Bytes, below: Bytes, share: int, decode: Words, encode: Bytes) -> None:
    """Mix two pictures in linear light, `share` / 65536 of `pixels`, into `pixels`.

    pixels, below : (N,) uint8; decode : (256,) uint16; encode : (65536,) uint8.
    """
    rest = 65536 - share
    for i in range(pixels.size):
        light = np.int64(decode[pixels[i]]) * share + np.int64(decode[below[i]]) * rest
        pixels[i] = encode[(light + 32768) >> 16]
