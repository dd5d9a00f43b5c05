"""The kernel of sprites draws, bit for bit, what plain numpy draws."""

import numpy as np
import pytest

from mosaic_anim.drawing.kernels.sprites import Sprites, draw_sprites
from mosaic_anim.library.tiles import PADDING
from tests.drawing.kernels.plain_sprites import plain_sprites

SEEDS = range(24)


def pictures_of(rng, count):
    """Return pictures (h, w, 4) that lie one after another, some of one pixel or one row."""
    sides = rng.choice([1, 2, 3, 9, 30], (count, 2))
    ends = np.cumsum(sides.prod(axis=1) * 4)
    memory = rng.integers(0, 256, ends[-1] + PADDING, dtype=np.uint8)
    memory[3::4] = 0  # as the fourth byte of a pixel always is
    return [
        memory[end - h * w * 4 : end].reshape(h, w, 4)
        for end, (h, w) in zip(ends, sides, strict=True)
    ]


def table_of(rng, pictures):
    """Return address, size and window of each picture, and whether it is softened."""
    rows = []
    for picture in pictures:
        sides = np.array(picture.shape[:2])
        start = rng.uniform(0, 0.4, 2) * sides * (rng.random() < 0.5)
        shown = (sides - start) * rng.uniform(0.6, 1)
        rows.append((picture.ctypes.data, *sides, *start, *shown, len(rows) % 2))
    return np.array(rows)


def places_of(rng, count, size):
    """Return tiles in the frame and around it: turned, stretched, upright, tiny, side by side."""
    centre = rng.uniform(-0.2, 1.2, (count, 2)) * size
    angle = rng.choice([0.0, np.pi / 2, *rng.uniform(-4, 4, 6)], count)
    sides = 10 ** rng.uniform(-0.7, 1.4, (count, 2)) * ([1, 1] if rng.random() < 0.5 else [1, 0.6])
    sides[::2, 1] = sides[::2, 0]
    turn = np.stack((np.sin(angle), np.cos(angle), np.cos(angle), -np.sin(angle)), axis=1)
    places = np.hstack((centre, turn * np.repeat(sides, 2, axis=1)))
    neighbours = places[: count // 3].copy()
    neighbours[:, :2] += neighbours[:, 2:4]
    places[count // 3 : 2 * (count // 3)] = neighbours
    return places


def random_size(rng):
    """Return height and width of a small frame [px]."""
    height, width = rng.integers(1, 80, 2)
    return int(height), int(width)


def sprites_of(rng, pictures, size, *, has_veils, is_tinted):
    """Return sprites that show pictures, whole and in parts."""
    count = int(rng.integers(1, 40))
    part = rng.choice([1.0, 1.0, 0.3, 0.7], count)
    kind = np.where(part < 1, rng.integers(1, 4, count), rng.choice([0, 0, 0, 2], count))
    opacity = rng.choice([0.0, 0.4, 1.0, 1.3], count) if has_veils else np.ones(count)
    gain, offset = rng.uniform(-0.5, 2, (count, 4)), rng.uniform(-80, 80, (count, 4))
    factors = (np.hstack((gain, offset)) * 65536).astype(np.int32).ravel()
    return Sprites(
        place=places_of(rng, count, size),
        tile=rng.permutation(count),
        table=table_of(rng, pictures),
        row=rng.integers(0, len(pictures), count),
        weight=np.stack((opacity, part), axis=1),
        kind=kind.astype(np.uint8),
        tint=factors if is_tinted else np.empty(0, np.int32),
    )


def grid_of(rng, size, *, exists):
    """Return tiles at home (H, W, 4) or None, and the same as a kernel takes it."""
    if not exists:
        return None, np.empty(0, np.uint16)
    alpha = rng.choice([0, 255, 255, 90], (*size, 1)) * 256
    grid = np.concatenate((rng.integers(0, 65281, (*size, 3)) * alpha >> 16, alpha), -1)
    return grid, grid.astype(np.uint16).ravel()


@pytest.mark.parametrize("seed", SEEDS)
def test_sprites_are_those_of_plain_numpy(seed):
    """With and without veils, masks, tint, a grid behind, 1, 2 and 4 taps: equal to every bit."""
    rng = np.random.default_rng(seed)
    has_veils, is_masked, is_tinted, has_grid = (bool(seed >> n & 1) for n in range(4))
    taps = (2, 4)[seed // 2 % 2 ^ seed // 16]
    size = random_size(rng)
    pictures = pictures_of(rng, 6)
    sprites = sprites_of(rng, pictures, size, has_veils=has_veils, is_tinted=is_tinted)
    grid, flat = grid_of(rng, size, exists=has_grid)
    below = rng.integers(0, 256, (*size, 3), dtype=np.uint8)
    truth = plain_sprites(below, sprites, pictures, grid, (has_veils, is_masked, taps))
    draw_sprites(below, sprites, flat, has_veils, is_masked, taps)
    assert np.array_equal(below, truth)
