"""The cover as a mosaic: at rest it is the cover."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.drawing.levels import wanted_level
from mosaic_anim.io.pictures import Picture, read_picture
from mosaic_anim.mosaic import cover_mosaic
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.cells import cut_cover
from mosaic_anim.mosaic.cover_mosaic import (
    cover_placement,
    cover_tiles,
    cover_variants,
    read_cover,
)
from mosaic_anim.mosaic.features import box_averages
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.values.geometry import Grid, Rect, Size
from tests.mosaic.libraries import plain_library


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


def picture_of(pixels):
    """Return pixels as a picture that was not reduced."""
    size = Size(height=pixels.shape[0], width=pixels.shape[1])
    return Picture(pixels=pixels, full_size=size, taken=None, content="", format="PNG")


def drawn(path, pixels, grid, size, view=None):
    """Draw the cover as a mosaic of `grid`, wholly unless told otherwise."""
    view = view or Rect(row=0, col=0, height=grid.rows, width=grid.cols)
    placement, cover = cover_placement(path, grid), picture_of(pixels)
    variants = cover_variants(cover, placement)
    tiles = cover_tiles(cover, variants, grid, [wanted_level(view, size, variants, grid)])
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("covers")


@given(
    shape=st.tuples(st.integers(60, 400), st.integers(60, 400)),
    cut=st.tuples(st.integers(1, 4), st.sampled_from([0.5, 1.0, 1.5])),
    orientation=st.integers(1, 8), short_side=st.integers(30, 60),
)  # fmt: skip
@example(shape=(60, 62), cut=(3, 1.5), orientation=6, short_side=30)
@settings(max_examples=40, deadline=None)
def test_the_part_that_blends_in_is_the_one_that_is_matched(
    folder, shape, cut, orientation, short_side
) -> None:
    """Though both reduce the cover, each in its way, a cell means the same part of it."""
    path = folder / "cover.png"
    pixels = np.zeros((*shape, 3))
    pixels[..., 0] = np.linspace(0, 255, shape[0])[:, None]
    pixels[..., 1] = np.linspace(0, 255, shape[1])
    tags = Image.Exif()
    tags[0x0112] = orientation
    Image.fromarray(pixels.astype(np.uint8)).save(path, exif=tags)

    matched = read_picture(path, short_side=short_side)
    cells = cut_cover(matched.pixels, *cut, full=matched.full_size)
    rows = cells.grid.rows
    means = box_averages(cells.pixels, cells.row_edges(0, rows, 1), cells.col_edges(1))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cover_mosaic, "SHORT_SIDE", 16)
        blended = read_cover(path)
    placement = cover_placement(path, cells.grid)
    variants = cover_variants(blended, placement)
    level = cover_tiles(blended, variants, cells.grid, [1 << 13]).levels[-1]
    shown = [level.picture(cell).mean(axis=(0, 1)) for cell in range(len(variants.index))]
    np.testing.assert_allclose(np.reshape(shown, means.shape), means, atol=3)


@pytest.mark.parametrize("features", ["mean-rgb", "lab-4x4"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"])
def test_no_row_is_lost_in_any_format(folder, kind, features) -> None:
    """4:3 in 8 square columns are 6 rows, however the file was reduced to be matched."""
    path = folder / f"cover.{kind.lower()}"
    Image.new("RGB", (2560, 1920), (90, 120, 60)).save(path, kind)
    library = plain_library([(90, 120, 60)])
    options = MosaicSettings(columns=8, features=features, repeat_distance=0)
    assert build_placement(path, library, options).grid == Grid(rows=6, cols=8)


def test_a_placement_of_other_rows_shows_the_cover_still(smooth) -> None:
    """A grid that was cut before rows were counted right keeps its middle part."""
    path, pixels = smooth
    grid = Grid(rows=19, cols=30)  # one row less than fits
    frame = drawn(path, pixels, grid, Size(height=190, width=300))
    assert psnr(frame, pixels[6:196]) >= 30


def test_each_cell_has_a_piece_of_its_own(smooth) -> None:
    """Cut from the original, the crop of a cell is what its tile shows."""
    path, pixels = smooth
    grid = cut_cover(pixels, 30, 1.0).grid  # cells of 10 px, 1.5 px left away above and below
    placement = cover_placement(path, grid)
    cover = picture_of(pixels)
    variants = cover_variants(cover, placement)
    tiles = cover_tiles(cover, variants, grid, [2])
    cell = 4 * grid.cols + 11
    row, col, height, width = placement.crop[cell] * (203, 300, 203, 300)
    assert (row, col, height, width) == pytest.approx((41.5, 110, 10, 10), abs=1e-3)
    piece = pixels[42:51, 110:120].mean(axis=(0, 1))
    assert tiles.level(2).picture(cell).mean(axis=(0, 1)) == pytest.approx(piece, abs=6)


def test_levels_end_at_the_original(smooth) -> None:
    """A piece of 10 px is kept at 11 px; asking for more gives that, once."""
    path, pixels = smooth
    grid = cut_cover(pixels, 30, 1.0).grid
    cover = picture_of(pixels)
    variants = cover_variants(cover, cover_placement(path, grid))
    assert (variants.native == 10).all()
    tiles = cover_tiles(cover, variants, grid, [128, 4, 11, 4, 23])
    assert [level.height for level in tiles.levels] == [4, 11]
    assert all((level.shape == level.shape[0]).all() for level in tiles.levels)


@pytest.mark.parametrize(
    ("limit", "value", "size"), [("SHORT_SIDE", 100, 100 * 148), ("MAX_PIXELS", 20_000, 20_000)]
)
def test_a_large_cover_is_reduced(smooth, monkeypatch, limit, value, size) -> None:
    """So far that memory stays bounded, in its own shape; a small one is as it is."""
    path, pixels = smooth
    assert np.array_equal(read_cover(path).pixels, pixels)
    monkeypatch.setattr(cover_mosaic, limit, value)
    height, width, _ = read_cover(path).pixels.shape
    assert 0.95 * size < height * width <= size
    assert width / height == pytest.approx(300 / 203, rel=0.02)
