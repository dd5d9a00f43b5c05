"""Rows and columns of a sprite are those of the pixels that it touches."""

import numpy as np
import pytest

from mosaic_anim.drawing.kernels.shapes import columns_of, rows_of, shape_of

HEIGHT, WIDTH = 40, 60


def sides_of(place):
    """Return how far each pixel lies within reach of a tile along both sides (2, H, W) [px].

    A box of 1 px along the tile's own axes touches the tile where both are positive.
    """
    centre, wide, high = place[:2], place[2:4], place[4:]
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5 - centre[:, None, None]
    area = wide[1] * high[0] - wide[0] * high[1]
    across = (high[0] * x - high[1] * y) / area, (wide[1] * y - wide[0] * x) / area
    lengths = abs(area) / np.linalg.norm(high), abs(area) / np.linalg.norm(wide)
    return np.stack(
        [
            length / 2 + 0.5 - abs(part) * length
            for part, length in zip(across, lengths, strict=True)
        ]
    )


def tiles_of(seed):
    """Return tiles (k, 6): turned, upright, sheared, mirrored, tiny, larger than the frame."""
    rng = np.random.default_rng(seed)
    count = 30
    centre = rng.uniform(-0.3, 1.3, (count, 2)) * (HEIGHT, WIDTH)
    angle = rng.choice([0.0, np.pi / 2, *rng.uniform(-4, 4, 8)], count)
    sheared = angle + np.pi / 2 + rng.choice([0.0, 0.4], count)
    lengths = 10 ** rng.uniform(-1, 2, (count, 2))
    wide = np.stack((np.sin(angle), np.cos(angle)), axis=1) * lengths[:, :1]
    high = np.stack((np.sin(sheared), np.cos(sheared)), axis=1) * lengths[:, 1:]
    return np.hstack((centre, wide, high))


@pytest.mark.parametrize("seed", range(4))
def test_every_pixel_that_a_sprite_touches_is_in_its_rows_and_columns(seed):
    """Compared with all pixels of the frame, asked one by one."""
    place = tiles_of(seed)
    spans = rows_of(place, np.zeros(0), np.arange(len(place)), HEIGHT)
    for tile, (first, end) in enumerate(spans):
        sides = sides_of(place[tile])
        touched, near = (sides > 1e-6).all(axis=0), (sides > -1e-6).all(axis=0)
        assert not touched[:first].any()
        assert not touched[end:].any()
        shape = shape_of(place, tile)
        for y in range(first, end):
            down, middle = y + 0.5 - place[tile, 0], place[tile, 1] - 0.5
            low, high = columns_of(shape, down, middle, WIDTH)
            assert not touched[y, :low].any()
            assert not touched[y, high:].any()
            assert near[y, low:high].all()
