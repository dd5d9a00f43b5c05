"""Mix pixels through tables."""

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Bytes
from mosaic_anim.kernel import kernel


@kernel()
def look_up(pixels: Bytes, table: Bytes) -> None:
    """Replace each channel by its entry: pixels (H * W * 3,) uint8, table (256, 3) uint8."""
    for i in range(0, pixels.size, 3):
        pixels[i] = table[pixels[i], 0]
        pixels[i + 1] = table[pixels[i + 1], 1]
        pixels[i + 2] = table[pixels[i + 2], 2]


@kernel()
def look_up_pairs(pixels: Bytes, below: Bytes, table: Bytes) -> None:
    """Replace each value by the entry for it and the one below it.

    pixels, below : (N,) uint8; table : (65536,) uint8, 256 entries for each value of `pixels`.
    """
    for i in range(pixels.size):
        pixels[i] = table[(np.int64(pixels[i]) << 8) | below[i]]
