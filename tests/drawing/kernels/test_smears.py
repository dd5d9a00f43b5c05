"""The kernel of moving sprites draws, bit for bit, what plain numpy draws."""

import numpy as np
import pytest

from mosaic_anim.drawing.kernels.smears import draw_smears
from mosaic_anim.drawing.kernels.swaths import Ways
from tests.drawing.kernels.plain_smears import plain_smears
from tests.drawing.kernels.test_sprites import grid_of, pictures_of, random_size, sprites_of

SEEDS = range(16)


@pytest.mark.parametrize("seed", SEEDS)
def test_moving_sprites_are_those_of_plain_numpy(seed):
    """With and without veils, tint, a grid behind, in parts of the time: equal, bit for bit."""
    rng = np.random.default_rng(seed)
    has_veils, is_tinted, has_grid, is_cut = (bool(seed >> n & 1) for n in range(4))
    size = random_size(rng)
    pictures = pictures_of(rng, 6)
    sprites = sprites_of(rng, pictures, size, has_veils=has_veils, is_tinted=is_tinted)
    count = len(sprites.tile)
    start = rng.choice([0.0, 0.25, 0.5, 0.75], count) if is_cut else np.zeros(count)
    way = rng.choice([0.0, 0.3, 1.0, 3.0, 12.0, 60.0], (count, 1)) * rng.uniform(-1, 1, (count, 2))
    ways = Ways(way=way, time=np.stack((start, start + (0.25 if is_cut else 1)), axis=1) - 0.5)
    grid, flat = grid_of(rng, size, exists=has_grid)
    below = rng.integers(0, 256, (*size, 3), dtype=np.uint8)
    truth = plain_smears(below, sprites, ways, pictures, grid, has_veils=has_veils)
    draw_smears(below, sprites, ways, flat, has_veils)
    assert np.array_equal(below, truth)
