"""encode/gif: palettes that are near, and nearest colours that are exact."""

import numpy as np
import pytest

from mosaic_anim.encode.gif.kernels.nearest import (
    COARSE,
    FINE,
    candidates,
    cell_of,
    cells_of,
    nearest_of,
    neighbours,
)
from mosaic_anim.encode.gif.palette import PaletteMaker


@pytest.mark.parametrize("count", [1, 2, 40, 256])
@pytest.mark.parametrize(("have", "bits"), [(8, COARSE), (8, FINE), (11, COARSE)])
def test_the_nearest_is_that_of_brute_force(count, have, bits):
    """For points all over the cube, corners and equals among them: the first colour of equals."""
    rng, levels = np.random.default_rng(count), 1 << have
    colors = rng.integers(0, levels, (count, 3))
    colors[-1] = colors[0]
    points = np.concatenate(
        [rng.integers(0, levels, (3000, 3)), [[0] * 3, [levels - 1] * 3], colors]
    )
    asked = np.zeros(1 << 3 * bits, bool)
    cells = [cell_of(*point, have, bits) for point in points]
    asked[cells] = True
    span, listed = candidates(colors, levels // 256, asked, bits)
    for point, cell in zip(points, cells, strict=True):
        distance = ((colors - point) ** 2).sum(1)
        assert nearest_of(colors, span, listed, cell, *point) == (distance.argmin(), distance.min())


def test_the_cells_of_pixels_are_those_of_their_colours():
    """Of pixels that count."""
    pixels = np.array([[0, 0, 0], [255, 7, 8], [9, 9, 9]], np.uint8)
    asked = cells_of(pixels, np.array([True, True, False]))
    assert np.flatnonzero(asked).tolist() == [0, cell_of(255, 7, 8, 8, FINE)]
    assert cell_of(255, 7, 8, 8, FINE) == 31 << 10 | 0 << 5 | 1


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
