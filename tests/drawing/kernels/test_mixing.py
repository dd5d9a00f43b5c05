"""The kernels that mix whole pictures do what plain numpy does."""

import numpy as np
import pytest

from mosaic_anim.drawing.kernels.exposure import add_light, share_light
from mosaic_anim.drawing.kernels.light import look_up
from mosaic_anim.drawing.kernels.overlays import lay_over
from mosaic_anim.drawing.light import light_tables, mix


def pixels_of(seed, *shape):
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def test_each_channel_is_replaced_by_its_entry():
    """A table of its own for red, green and blue."""
    pixels, table = pixels_of(0, 5, 7, 3), pixels_of(1, 256, 3)
    flat = pixels.flatten()
    look_up(flat, table)
    assert np.array_equal(flat.reshape(pixels.shape), table[pixels, [0, 1, 2]])


@pytest.mark.parametrize("share", [0, 1, 20000, 32768, 65535, 65536])
def test_light_mixes_as_integers_do(share):
    """All pairs of levels at once: decoded, weighed, rounded and encoded."""
    decode, encode = light_tables()
    pixels, below = (np.ascontiguousarray(a).ravel() for a in np.mgrid[:256, :256].astype(np.uint8))
    light = decode[pixels].astype(np.int64) * share + decode[below].astype(np.int64) * (
        65536 - share
    )
    mix(pixels, below, share / 65536)
    assert np.array_equal(pixels, encode[(light + 32768) >> 16])


@pytest.mark.parametrize("count", [1, 2, 9, 300])
def test_light_adds_up_and_is_shared(count):
    """The mean of 16-bit light, rounded to the nearest, is encoded."""
    decode, encode = light_tables()
    pictures, mean = pixels_of(2, count, 500), np.empty(500, np.uint8)
    light = np.zeros(500, np.uint32)
    for picture in pictures:
        add_light(light, picture, decode)
    assert np.array_equal(light, decode[pictures].sum(axis=0))
    share_light(mean, light, count, encode)
    assert np.array_equal(mean, encode[(light.astype(np.int64) + count // 2) // count])


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_patch_is_laid_over_its_place_only(share):
    """Colours that are multiplied by alpha, at a share: within rounding; all else stays."""
    pixels, patch = pixels_of(3, 30, 40, 3), pixels_of(4, 11, 13, 4)
    patch[:3, :, 3] = 0
    patch[..., :3] = np.minimum(patch[..., :3], patch[..., 3:])
    exact = pixels.astype(float)
    place = exact[5:16, 8:21]
    place *= 1 - patch[..., 3:] / 255 * share
    place += patch[..., :3] * share
    before = pixels.copy()
    lay_over(pixels, patch, 5, 8, np.float32(share))
    assert abs(pixels - exact).max() <= 0.5 + 1e-4
    before[8:16, 8:21] = pixels[8:16, 8:21]
    assert np.array_equal(pixels, before)
