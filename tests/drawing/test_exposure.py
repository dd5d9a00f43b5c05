"""Exposures: the mean of pictures in linear light."""

import numpy as np
import pytest

from mosaic_anim.drawing.exposure import mean_light
from mosaic_anim.values.color import linear_from_srgb, srgb_from_linear

RANDOM = np.random.default_rng(5)


def pictures(count: int) -> list[np.ndarray]:
    """Return a few random pictures (7, 9, 3)."""
    return list(RANDOM.integers(0, 256, (count, 7, 9, 3), dtype=np.uint8))


@pytest.mark.parametrize("count", [2, 3, 9, 32])
def test_the_mean_is_that_of_the_light(count: int) -> None:
    """Decoded, averaged and encoded in floating point, it is the same within half a level."""
    shown = pictures(count)
    light = np.mean([linear_from_srgb(np.float32(p) / 255) for p in shown], axis=0)
    exact = srgb_from_linear(light.astype(np.float32)) * 255
    assert np.abs(mean_light(shown) - exact).max() <= 0.53


def test_black_and_white_make_the_grey_that_is_half_as_bright() -> None:
    """Half the light is 188 in sRGB, not 128."""
    black, white = np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 255, np.uint8)
    assert (mean_light([black, white]) == 188).all()


@pytest.mark.parametrize("count", [1, 2, 7, 300])
def test_the_mean_of_equal_pictures_is_that_picture(count: int) -> None:
    """All 256 levels come back bit for bit."""
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, axis=2)
    assert np.array_equal(mean_light(levels for _ in range(count)), levels)


def test_order_does_not_matter() -> None:
    """Sums are exact."""
    shown = pictures(9)
    assert np.array_equal(mean_light(shown), mean_light(reversed(shown)))


def test_pictures_are_left_as_they_are() -> None:
    """The mean is a new array, also of one picture, and views are fine."""
    shown = np.zeros((6, 8, 3), np.uint8)
    shown.setflags(write=False)
    mean = mean_light([shown[:, ::-1]])
    mean[:] = 9
    assert not shown.any()


def test_no_picture_and_two_sizes_are_refused() -> None:
    """Neither has a mean."""
    with pytest.raises(ValueError, match="needs a picture"):
        mean_light([])
    with pytest.raises(ValueError, match="one size"):
        mean_light([np.zeros((2, 3, 3), np.uint8), np.zeros((3, 2, 3), np.uint8)])
