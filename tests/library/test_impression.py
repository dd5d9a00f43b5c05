"""What a small picture looks like, in numbers: against the definitions, pixel by pixel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.library.impression import LEAST_FLATNESS, Impression


def flatness(pixels):
    """Count pixels of the commonest shade among those like their neighbours, one by one."""
    height, width = pixels.shape[0] - 1, pixels.shape[1] - 1
    levels = pixels.astype(int)
    most = 0
    for shift in (0, 2):
        shades = {}
        for row in range(height):
            for col in range(width):
                here = levels[row, col]
                beside, below = levels[row, col + 1], levels[row + 1, col]
                if max(*abs(here - beside), *abs(here - below)) <= 2:
                    shade = tuple((here + shift) // 4)
                    shades[shade] = shades.get(shade, 0) + 1
        most = max([most, *shades.values()])
    return round(1000 * most / (height * width))


@given(st.integers(2, 12), st.integers(2, 12), st.integers(0, 250), st.sampled_from([2, 4, 256]))
def test_flatness_and_colour_are_those_of_the_pixels(height, width, base, spread):
    """Of nearly flat pictures, and of noise; levels that wrap around are not alike."""
    random = np.random.default_rng((height, width, base, spread))
    pixels = random.integers(0, spread, (height, width, 3)).astype(np.uint8)
    pixels = pixels if spread == 256 else pixels + np.uint8(base)
    impression = Impression.of(pixels)
    share = flatness(pixels)
    assert impression.flatness == (share if share >= LEAST_FLATNESS else 0)
    red, green, blue = (round(mean) for mean in pixels.reshape(-1, 3).mean(axis=0))
    assert impression.colour == red << 16 | green << 8 | blue


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 9, 3), (9, 1, 3)])
def test_a_line_of_pixels_is_not_flat(shape):
    """It has no neighbours on two sides."""
    assert Impression.of(np.zeros(shape, np.uint8)).flatness == 0
