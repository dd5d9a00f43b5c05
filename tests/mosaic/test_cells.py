"""Cutting the cover into cells."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mosaic_anim.errors import CannotStartError
from mosaic_anim.mosaic.cells import MAX_CELLS, cut_cover
from mosaic_anim.values.geometry import Rect, Size


def blank(height, width):
    return np.zeros((height, width, 3), np.uint8)


def test_a_cover_that_fits_is_cut_whole():
    """1920x1080 in 160 columns gives 90 rows, and nothing is left away."""
    cells = cut_cover(blank(1080, 1920), 160, 1.0)
    assert (cells.grid.rows, cells.grid.cols) == (90, 160)
    assert cells.crop == Rect(row=0, col=0, height=1080, width=1920)


def test_what_remains_is_cut_equally_at_top_and_bottom():
    """10 columns of 10 px leave 5 of 105 rows of pixels: 2.5 above and 2.5 below."""
    cells = cut_cover(blank(105, 100), 10, 1.0)
    assert cells.grid.rows == 10
    assert cells.crop == Rect(row=2.5, col=0, height=100, width=100)


def test_wide_cells_make_more_rows():
    """Cells of aspect 2 are half as high as wide."""
    assert cut_cover(blank(100, 100), 10, 2.0).grid.rows == 20


def test_a_cover_smaller_than_the_grid_is_cut_between_its_pixels():
    """512 px have room for 1,000 columns; the edges end exactly at the cover's."""
    cells = cut_cover(blank(512, 512), 1000, 1.0)
    assert (cells.grid.rows, cells.grid.cols) == (1000, 1000)
    assert cells.col_edges(4)[-1] == pytest.approx(512)
    assert cells.row_edges(999, 1000, 4)[-1] == pytest.approx(512)


def test_a_cover_too_flat_for_a_row_loses_width():
    """A line of pixels still makes one row of square cells."""
    cells = cut_cover(blank(1, 1000), 10, 1.0)
    assert cells.grid.rows == 1
    assert cells.crop == Rect(row=0, col=495, height=1, width=10)


def test_absurdly_many_cells_are_refused():
    """A strip of one pixel's width in 100 columns would make 655 million cells."""
    strip = np.broadcast_to(np.uint8(0), (65_535, 1, 3))
    with pytest.raises(CannotStartError, match=r"655,350,000 cells.* — fewer columns"):
        cut_cover(strip, 100, 1.0)


@given(
    height=st.integers(1, 300),
    width=st.integers(1, 300),
    columns=st.integers(1, 60),
    aspect=st.floats(0.2, 5),
)
def test_the_crop_lies_inside_and_loses_less_than_a_row(height, width, columns, aspect):
    """Cells keep their aspect, inside the cover, and less than one row is lost."""
    cells = cut_cover(blank(height, width), columns, aspect)
    crop, grid = cells.crop, cells.grid
    assert crop.row >= 0
    assert crop.col >= 0
    assert crop.bottom <= height + 1e-6
    assert crop.right <= width + 1e-6
    cell_height, cell_width = crop.height / grid.rows, crop.width / grid.cols
    assert cell_width / cell_height == pytest.approx(aspect, rel=1e-6)
    assert height - crop.height < cell_height * (1 + 1e-6)
    if width / columns / aspect <= height:
        assert crop.width == pytest.approx(width)


@given(
    height=st.integers(1, 6000),
    width=st.integers(1, 6000),
    columns=st.integers(1, 160),
    aspect=st.fractions(Fraction(1, 4), 4, max_denominator=16),
    part=st.floats(0.05, 1),
)
@example(height=1920, width=2560, columns=80, aspect=Fraction(1), part=0.667)
def test_a_reduced_cover_is_cut_like_the_whole_one(height, width, columns, aspect, part):
    """Rows are counted in the full size, exactly; the crop is the same part of either."""
    assume(height * columns**2 * aspect / width <= MAX_CELLS)
    reduced = blank(max(1, round(height * part)), max(1, round(width * part)))
    full = Size(height=height, width=width)
    cells = cut_cover(reduced, columns, float(aspect), full=full)
    assert cells.grid.rows == max(1, height * columns * aspect // width)
    whole = cut_cover(np.broadcast_to(np.uint8(0), (height, width, 3)), columns, float(aspect))
    assert whole.grid == cells.grid
    down, across = reduced.shape[0] / height, reduced.shape[1] / width
    expected = (whole.crop.row * down, whole.crop.col * across,
                whole.crop.height * down, whole.crop.width * across)  # fmt: skip
    found = cells.crop.row, cells.crop.col, cells.crop.height, cells.crop.width
    assert found == pytest.approx(expected, abs=1e-9)
