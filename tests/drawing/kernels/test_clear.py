"""drawing/kernels/clear.py: each kernel does what a plain twin in numpy does, bit for bit."""

import numpy as np
import pytest

from mosaic_anim.drawing.kernels import clear
from mosaic_anim.drawing.light import light_tables


@pytest.fixture
def pixels():
    """Make colours multiplied by alpha: clear, opaque and between (N, 4)."""
    rng = np.random.default_rng(5)
    alpha = rng.choice([0, 1, 7, 128, 254, 255], 400)
    colors = (rng.random((400, 3)) * (alpha[:, None] + 1)).astype(np.uint8)
    return np.column_stack((np.minimum(colors, alpha[:, None]), alpha)).astype(np.uint8)


def straight(pixels):
    """Divide colours by alpha, rounded to the nearest; none where there is none."""
    alpha = pixels[:, 3:].astype(int)
    colors = (pixels[:, :3].astype(int) * 255 + alpha // 2) // np.maximum(alpha, 1)
    return np.where(alpha > 0, np.minimum(colors, 255), 0)


def mean(parts):
    """Return the mean of pictures, weighted: pairs of pixels (N, 4) and whole weights."""
    decode, encode = light_tables()
    weights = [pixels[:, 3].astype(int) * weight for pixels, weight in parts]
    light = sum(
        decode[straight(pixels)].astype(int) * weight[:, None]
        for (pixels, _), weight in zip(parts, weights, strict=True)
    )
    whole, total = sum(weights), sum(weight for _, weight in parts)
    color = encode[(light + whole[:, None] // 2) // np.maximum(whole, 1)[:, None]].astype(int)
    color[whole == 0] = encode[0]
    alpha = (whole + total // 2) // total
    return np.column_stack(((color * alpha[:, None] + 127) // 255, alpha))


def test_what_is_laid_over_black_and_white_is_found_again(pixels):
    """Bit for bit: the two pictures hold all of it."""
    white, found = np.empty((400, 3), np.uint8), np.empty((400, 4), np.uint8)
    clear.lay_over_white(pixels, white)
    assert (white == pixels[:, :3] + (255 - pixels[:, 3:].astype(int))).all()
    clear.solve_alpha(np.ascontiguousarray(pixels[:, :3]), white, found)
    assert (found == pixels).all()


def test_a_rounding_of_one_channel_spoils_nothing():
    """Alpha is the mean of three, and no colour is brighter than it."""
    black = np.array([[100, 100, 101], [0, 0, 0], [255, 255, 255]], np.uint8)
    white = np.array([[200, 201, 200], [255, 255, 255], [255, 255, 254]], np.uint8)
    found = np.empty((3, 4), np.uint8)
    clear.solve_alpha(black, white, found)
    assert found.tolist() == [[100, 100, 101, 155], [0, 0, 0, 0], [255, 255, 255, 255]]


def test_colours_are_divided_by_alpha(pixels):
    """Rounded to the nearest."""
    found = np.empty((400, 4), np.uint8)
    clear.divide_by_alpha(pixels, found)
    assert (found == np.column_stack((straight(pixels), pixels[:, 3]))).all()


@pytest.mark.parametrize("share", [0, 1, 20000, 65536])
def test_light_is_weighted_by_alpha(pixels, share):
    """What is half clear counts half."""
    decode, encode = light_tables()
    below, found = pixels[::-1].copy(), pixels.copy()
    clear.mix_light(found, below, share, decode, encode)
    assert (found == mean([(pixels, share), (below, 65536 - share)])).all()


def test_a_mean_is_that_of_its_light(pixels):
    """Of three pictures."""
    decode, encode = light_tables()
    three = [pixels, pixels[::-1].copy(), np.roll(pixels, 7, axis=0)]
    light, found = np.zeros((400, 4), np.int64), np.empty((400, 4), np.uint8)
    for one in three:
        clear.add_light(light, one, decode)
    clear.share_light(found, light, 3, encode)
    assert (found == mean([(one, 1) for one in three])).all()
