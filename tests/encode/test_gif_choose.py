"""encode/gif: where two colours take turns."""

import numpy as np
import pytest

from mosaic_anim.encode.gif.kernels.choose import _roughness


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (5, 1), (2, 2), (7, 9)])
def test_roughness_is_that_of_the_farthest_pixel_of_the_cross(shape):
    """Up to two pixels away in each direction, and none beyond the picture or its rows."""
    pixels = np.random.default_rng(1).integers(0, 256, (*shape, 3), np.uint8)
    rough = _roughness(pixels.reshape(-1, 3), shape[1]).reshape(shape)
    for row, col in np.ndindex(*shape):
        line, column = (
            pixels[max(0, row - 2) : row + 3, col],
            pixels[row, max(0, col - 2) : col + 3],
        )
        cross = np.concatenate((line, column)).astype(int)
        assert rough[row, col] == ((cross - pixels[row, col]) ** 2).sum(1).max()
