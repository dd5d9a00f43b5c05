"""encode/gif: palettes that are near, and nearest colours that are exact."""

import numpy as np
import pytest

from mosaic_anim.encode.gif.kernels.nearest import candidates, cells_of, nearest_of, neighbours
from mosaic_anim.encode.gif.palette import PaletteMaker


@pytest.mark.parametrize("count", [1, 2, 40, 256])
def test_the_nearest_is_that_of_brute_force(count):
    """For points all over the cube, corners among them."""
    rng = np.random.default_rng(count)
    colors = rng.integers(0, 256, (count, 3))
    points = np.concatenate([rng.integers(0, 256, (3000, 3)), [[0, 0, 0], [255, 255, 255]]])
    asked = cells_of(points.astype(np.uint8), np.ones(len(points), bool))
    span, listed = candidates(colors, 1, asked)
    for x, y, z in points:
        cell = (x >> 4) << 8 | (y >> 4) << 4 | z >> 4
        _, distance = nearest_of(colors, span, listed, cell, x, y, z)
        assert distance == ((colors - (x, y, z)) ** 2).sum(1).min()


def test_neighbours_come_nearest_first():
    """Never the colour itself."""
    colors = np.array([[0, 0, 0], [10, 0, 0], [0, 3, 0], [200, 200, 200]])
    np.testing.assert_array_equal(neighbours(colors, 2), [[2, 1], [0, 2], [0, 1], [1, 2]])


def test_few_colours_are_the_palette():
    """All of them exactly, and only those of pixels that count."""
    pixels = np.array([[1, 2, 3], [4, 5, 6], [1, 2, 3], [7, 7, 7]], np.uint8)
    found = PaletteMaker().palette(pixels, np.array([True, True, True, False]), 2)
    np.testing.assert_array_equal(found, [[1, 2, 3], [4, 5, 6]])


def test_clusters_are_found():
    """Each of 16 clouds of colours gets its mean."""
    rng = np.random.default_rng(7)
    centres = rng.permutation(np.stack(np.mgrid[:4, :4], -1).reshape(-1, 2)) * 70 + 20
    centres = np.column_stack([centres, rng.integers(20, 230, 16)])
    pixels = (centres.repeat(200, 0) + rng.integers(-5, 6, (3200, 3))).astype(np.uint8)
    found = PaletteMaker().palette(pixels, np.ones(3200, bool), 16)
    apart = np.abs(found[:, None] - centres).max(-1)
    assert (apart.min(0) <= 1).all()


def test_more_colours_are_nearer():
    """And 256 of them keep noise at 29 dB."""
    pixels = np.random.default_rng(1).integers(0, 256, (50_000, 3), np.uint8)
    maker, before = PaletteMaker(), np.inf
    for most in (2, 8, 64, 256):
        colors = maker.palette(pixels, np.ones(len(pixels), bool), most)
        assert len(colors) <= most
        some = pixels[:2000, None].astype(int)
        error = ((some - colors) ** 2).sum(-1).min(-1).mean() / 3
        assert error < before
        before = error
    assert 10 * np.log10(255**2 / before) > 25
