"""The kernel of a turned picture draws, bit for bit, what plain numpy draws."""

import numpy as np
import pytest

from mosaic_anim.drawing.kernels.shapes import shape_of
from mosaic_anim.drawing.kernels.turned_canvas import draw_turned
from mosaic_anim.library.tiles import PADDING
from tests.drawing.kernels.plain_sprites import AHEAD, FULL, F, places_along, sample
from tests.drawing.kernels.test_sprites import random_size

STRIP = 64


def plain_turned(out, place, picture):
    """Draw a picture (h, w, 4) over a frame (H, W, 3); return it."""
    shape = shape_of(place, 0)
    sides, (tall, wide) = (shape.broad, shape.high), picture.shape[:2]
    pace = [F(count / side * FULL) for count, side in zip((wide, tall), sides, strict=True)]
    middle_y, middle_x = place[0, :2] - 0.5
    drawn = out.copy()
    for y in range(len(out)):
        for left in range(0, out.shape[1], AHEAD):
            u, v = places_along(shape, y - middle_y, np.array([left]), middle_x)
            x, y_at = (
                at * one + F(count - 1) * F(FULL / 2)
                for at, one, count in zip((u, v), pace, (wide, tall), strict=True)
            )
            color = (sample(picture, x, y_at) + 128) >> 8
            cover = F(1)
            for at, side in zip((u, v), sides, strict=True):
                reach = F(side / 2) + F(0.5)
                most = min(reach * F(2) - F(1), F(1))
                cover = cover * np.minimum(np.maximum(reach - abs(at), F(0)), most)
            share = (cover * F(FULL) + F(0.5)).astype(int)[:, None]
            below = out[y, left : left + AHEAD].astype(int)
            count = len(below)
            mixed = color[:count] * share[:count] + below * (FULL - share[:count])
            drawn[y, left : left + AHEAD] = (mixed + 128) >> 8
    return drawn


@pytest.mark.parametrize("seed", range(24))
def test_a_turned_picture_is_that_of_plain_numpy(seed):
    """Of one pixel or many, at any angle, within the frame or across its border."""
    rng = np.random.default_rng(seed)
    height, width = random_size(rng)
    width += STRIP * (seed % 3)
    tall, wide = (int(one) for one in rng.choice([1, 2, 9, 200, 300], 2))
    memory = rng.integers(0, 256, tall * wide * 4 + PADDING, dtype=np.uint8)
    angle = rng.choice([0.0, np.pi / 2, *rng.uniform(-4, 4, 2)])
    broad, high = 10 ** rng.uniform(-0.3, 2.5, 2)
    centre = rng.uniform(-0.1, 1.1, 2) * (height, width)
    c, s = np.cos(angle), np.sin(angle)
    place = np.array([[*centre, s * broad, c * broad, c * high, -s * high]])
    drawn = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    picture = memory[: tall * wide * 4].reshape(tall, wide, 4)
    truth = plain_turned(drawn, place, picture)
    draw_turned(drawn, place, memory, tall, wide)
    assert np.array_equal(drawn, truth)
