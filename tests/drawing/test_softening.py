"""Small pictures are softened alike, each by itself, once for all frames."""

from dataclasses import replace

import numpy as np

from mosaic_anim.drawing.softening import softened_pixels
from mosaic_anim.library.tiles import in_memory


def level_of(count, side, seed=0):
    """Return a level of noise."""
    pictures = np.random.default_rng(seed).integers(0, 256, (count, side, side, 3), np.uint8)
    return pictures, in_memory(pictures, side)


def test_a_pixel_takes_a_little_of_its_neighbours():
    """23 parts of 256 of each, both ways; a picture ends at its border."""
    pictures, level = level_of(70, 6)
    soft = softened_pixels(level)[: 70 * 6 * 6 * 4].reshape(70, 6, 6, 4)
    share = np.array([23, 210, 23]) / 256
    longer = np.pad(pictures.astype(float), ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    down = sum(weight * longer[:, k : k + 6] for k, weight in enumerate(share))
    both = sum(weight * down[:, :, k : k + 6] for k, weight in enumerate(share))
    assert abs(soft[..., :3] - both).max() <= 0.51
    assert not soft[..., 3].any()


def test_flat_pictures_stay_as_they_are():
    """No colour is lost, black and white included."""
    pictures = (
        np.zeros((3, 4, 4, 3), np.uint8) + np.array([0, 255, 77], np.uint8)[:, None, None, None]
    )
    level = in_memory(pictures, 4)
    assert np.array_equal(softened_pixels(level), level.pixels)


def test_pictures_are_softened_once_and_forgotten_with_their_level():
    """Frames share what was made; another level gets its own."""
    _, level = level_of(2, 4)
    soft = softened_pixels(level)
    assert softened_pixels(level) is soft
    _, other = level_of(2, 4, seed=1)
    assert not np.array_equal(softened_pixels(other), soft)


def test_levels_that_share_their_pixels_get_their_own_pictures():
    """One may show pictures that another, asked for before, does not."""
    _, level = level_of(5, 6)
    alone = softened_pixels(replace(level, pixels=level.pixels.copy()))
    first, last = (replace(level, offset=level.offset[some]) for some in (slice(0, 2), slice(2, 5)))
    assert not np.array_equal(softened_pixels(first), alone)
    assert np.array_equal(softened_pixels(last), alone)
