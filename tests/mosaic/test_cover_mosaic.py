"""The cover as a mosaic: at rest it is the cover."""

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.drawing.levels import wanted_level
from mosaic_anim.geometry import Rect, Size
from mosaic_anim.mosaic import cover_mosaic
from mosaic_anim.mosaic.cells import cut_cover
from mosaic_anim.mosaic.cover_mosaic import (
    cover_crop,
    cover_placement,
    cover_tiles,
    cover_variants,
    read_cover,
)


@pytest.fixture(scope="module")
def smooth(tmp_path_factory):
    """Write a smooth cover, 300x203, and return its file and its pixels."""
    few = np.random.default_rng(3).integers(0, 256, (14, 20, 3), dtype=np.uint8)
    picture = Image.fromarray(few).resize((300, 203), Image.Resampling.BICUBIC)
    path = tmp_path_factory.mktemp("cover") / "smooth.png"
    picture.save(path)
    return path, np.asarray(picture)


def psnr(left, right):
    """Return how near two pictures are [dB]."""
    error = np.mean((left.astype(float) - right) ** 2)
    return 10 * np.log10(255**2 / max(error, 1e-9))


def drawn(path, pixels, grid, size, view=None):
    """Draw the cover as a mosaic of `grid`, wholly unless told otherwise."""
    view = view or Rect(row=0, col=0, height=grid.rows, width=grid.cols)
    placement = cover_placement(path, grid)
    variants = cover_variants(pixels, placement)
    tiles = cover_tiles(pixels, variants, grid, [wanted_level(view, size, variants, grid)])
    return draw_canvas(placement, tiles, view, size, background=(255, 0, 255))


@pytest.mark.parametrize(
    ("columns", "aspect", "width"),
    [(30, 1.0, 150), (30, 1.0, 600), (25, 1.5, 140), (40, 0.7, 700), (300, 1.0, 300)],
    ids=["smaller", "larger", "wide cells", "tall cells, larger", "cells of a pixel"],
)
def test_the_cover_at_rest_is_the_cover(smooth, columns, aspect, width) -> None:
    """It comes within 35 dB of Pillow's own resizing of the part that the cells fill."""
    path, pixels = smooth
    cells = cut_cover(pixels, columns, aspect)
    size = Size(width=width, height=round(width / cells.grid.aspect))
    crop = cells.crop
    exact = Image.fromarray(pixels).resize(
        (size.width, size.height),
        Image.Resampling.BILINEAR,
        box=(crop.col, crop.row, crop.right, crop.bottom),
    )
    assert psnr(drawn(path, pixels, cells.grid, size), np.asarray(exact)) >= 35


def test_no_seam_shows_between_cells_that_are_enlarged(smooth) -> None:
    """Near by, a pixel differs from its neighbour as little at the edge of a cell as inside."""
    path, pixels = smooth
    grid = cut_cover(pixels, 30, 1.0).grid
    view = Rect(row=4, col=7, height=4, width=4)
    shown = drawn(path, pixels, grid, Size(height=240, width=240), view).astype(int)
    steps = np.abs(np.diff(shown, axis=1)).max(axis=(0, 2))  # (239,), over an edge every 60
    is_edge = np.arange(239) % 60 == 59
    assert steps[is_edge].max() <= steps[~is_edge].max() <= 8


@given(
    height=st.integers(1, 3000), width=st.integers(200, 3000),
    columns=st.integers(1, 200), aspect=st.floats(0.2, 5),
)  # fmt: skip
@example(height=10, width=3000, columns=7, aspect=1.0)
def test_the_crop_is_the_one_that_is_matched(height, width, columns, aspect) -> None:
    """It lies where `cut_cover` cuts, so that each piece is what its photo stands for."""
    cells = cut_cover(np.broadcast_to(np.uint8(0), (height, width, 3)), columns, aspect)
    crop = cover_crop(Size(height=height, width=width), cells.grid.aspect)
    assert asdict(crop) == pytest.approx(asdict(cells.crop), abs=1e-6 * max(height, width))


def test_each_cell_has_a_piece_of_its_own(smooth) -> None:
    """Cut from the original, the crop of a cell is what its tile shows."""
    path, pixels = smooth
    grid = cut_cover(pixels, 30, 1.0).grid  # cells of 10 px, 1.5 px left away above and below
    placement = cover_placement(path, grid)
    variants = cover_variants(pixels, placement)
    tiles = cover_tiles(pixels, variants, grid, [2])
    cell = 4 * grid.cols + 11
    row, col, height, width = placement.crop[cell] * (203, 300, 203, 300)
    assert (row, col, height, width) == pytest.approx((41.5, 110, 10, 10), abs=1e-3)
    piece = pixels[42:51, 110:120].mean(axis=(0, 1))
    assert tiles.level(2).picture(cell).mean(axis=(0, 1)) == pytest.approx(piece, abs=6)


def test_levels_end_at_the_original(smooth) -> None:
    """A piece of 10 px is kept at 11 px; asking for more gives that, once."""
    path, pixels = smooth
    grid = cut_cover(pixels, 30, 1.0).grid
    variants = cover_variants(pixels, cover_placement(path, grid))
    assert (variants.native == 10).all()
    tiles = cover_tiles(pixels, variants, grid, [128, 4, 11, 4, 23])
    assert [level.height for level in tiles.levels] == [4, 11]
    assert all((level.shape == level.shape[0]).all() for level in tiles.levels)


@pytest.mark.parametrize(
    ("limit", "value", "size"), [("SHORT_SIDE", 100, 100 * 148), ("MAX_PIXELS", 20_000, 20_000)]
)
def test_a_large_cover_is_reduced(smooth, monkeypatch, limit, value, size) -> None:
    """So far that memory stays bounded, in its own shape; a small one is as it is."""
    path, pixels = smooth
    assert np.array_equal(read_cover(path), pixels)
    monkeypatch.setattr(cover_mosaic, limit, value)
    height, width, _ = read_cover(path).shape
    assert 0.95 * size < height * width <= size
    assert width / height == pytest.approx(300 / 203, rel=0.02)
