"""The kernel of moving sprites draws, bit for bit, what plain numpy draws."""

import numpy as np
import pytest

from mosaic_anim.drawing.kernels.smears import draw_smears
from mosaic_anim.drawing.kernels.sprites import Sprites
from mosaic_anim.drawing.kernels.swaths import Ways
from tests.drawing.kernels.plain_smears import plain_smears
from tests.drawing.kernels.test_sprites import pictures_of, places_of, table_of

SEEDS = range(16)


@pytest.mark.parametrize("seed", SEEDS)
def test_moving_sprites_are_those_of_plain_numpy(seed):
    """With and without veils, tint, a grid behind, in parts of the time: equal, bit for bit."""
    rng = np.random.default_rng(seed)
    has_veils, is_tinted, has_grid, is_cut = (bool(seed >> n & 1) for n in range(4))
    height, width = (int(side) for side in rng.integers(1, 80, 2))
    count = int(rng.integers(1, 30))
    pictures = pictures_of(rng, 6)
    part = rng.choice([1.0, 1.0, 0.3, 0.7], count)
    kind = np.where(part < 1, rng.integers(1, 4, count), rng.choice([0, 0, 0, 2], count))
    opacity = rng.choice([0.0, 0.4, 1.0], count) if has_veils else np.ones(count)
    gain, offset = rng.uniform(-0.5, 2, (count, 4)), rng.uniform(-80, 80, (count, 4))
    factors = (np.hstack((gain, offset)) * 65536).astype(np.int32).ravel()
    sprites = Sprites(
        place=places_of(rng, count, (height, width)),
        tile=rng.permutation(count),
        table=table_of(rng, pictures),
        row=rng.integers(0, len(pictures), count),
        weight=np.stack((opacity, part), axis=1),
        kind=kind.astype(np.uint8),
        tint=factors if is_tinted else np.empty(0, np.int32),
    )
    start = rng.choice([0.0, 0.25, 0.5, 0.75], count) if is_cut else np.zeros(count)
    way = rng.choice([0.0, 0.3, 1.0, 3.0, 12.0, 60.0], (count, 1)) * rng.uniform(-1, 1, (count, 2))
    ways = Ways(way=way, time=np.stack((start, start + (0.25 if is_cut else 1)), axis=1) - 0.5)
    grid = None
    if has_grid:
        alpha = rng.choice([0, 255, 255, 90], (height, width, 1)) * 256
        grid = np.concatenate((rng.integers(0, 65281, (height, width, 3)) * alpha >> 16, alpha), -1)
    flat = np.empty(0, np.uint16) if grid is None else grid.astype(np.uint16).ravel()
    below = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    truth = plain_smears(below, sprites, ways, pictures, grid, has_veils=has_veils)
    draw_smears(below, sprites, ways, flat, has_veils)
    assert np.array_equal(below, truth)
