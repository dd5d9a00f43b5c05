"""Sizes, rectangles and views: rows before columns, and back again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Grid, Rect, Size, viewport_width

positions = st.floats(-1000, 1000)
lengths = st.floats(0.01, 1000)
aspects = st.floats(0.3, 3)
sizes = st.builds(Size, height=st.integers(2, 4000), width=st.integers(2, 4000))


def test_a_size_is_written_width_first():
    """As YAML and ffmpeg have it; everywhere else height comes first."""
    assert str(Size(height=1920, width=1080)) == "1080x1920"
    assert Size(height=1080, width=1920).aspect == 16 / 9


@given(rect=st.builds(Rect, row=positions, col=positions, height=lengths, width=lengths))
def test_a_rectangle_lies_evenly_about_its_centre(rect):
    """From the centre it is as far to one edge as to the other."""
    row, col = rect.centre
    assert row - rect.row == pytest.approx(rect.bottom - row, abs=1e-9)
    assert col - rect.col == pytest.approx(rect.right - col, abs=1e-9)
    assert rect.bottom - rect.row == pytest.approx(rect.height, abs=1e-9)
    assert rect.right - rect.col == pytest.approx(rect.width, abs=1e-9)


def test_a_grid_looks_as_wide_as_its_cells():
    """90 rows of 160 cells, each half as wide as high."""
    assert Grid(rows=90, cols=160).aspect == 16 / 9
    assert Grid(rows=90, cols=160, cell_aspect=0.5).aspect == 8 / 9


@given(height=lengths, frame_aspect=aspects, cell_aspect=aspects)
def test_a_view_has_the_aspect_of_its_frame(height, frame_aspect, cell_aspect):
    """Columns times their width over rows is the frame's width over its height."""
    width = viewport_width(height, frame_aspect=frame_aspect, cell_aspect=cell_aspect)
    assert width * cell_aspect / height == pytest.approx(frame_aspect)


@given(row=positions, col=positions, height=lengths, size=sizes, cell_aspect=aspects)
def test_a_viewport_tells_its_camera(row, col, height, size, cell_aspect):
    """Camera to viewport and back."""
    viewport = Camera(row=row, col=col, height=height).viewport(
        size, Grid(rows=9, cols=9, cell_aspect=cell_aspect)
    )
    assert viewport.centre == pytest.approx((row, col), abs=1e-8)
    assert viewport.height == height


def test_a_viewport_by_hand():
    """A 2:1 frame over cells 1.5 wide: 3 rows are 6 heights wide, so 4 columns."""
    viewport = Camera(row=10, col=20, height=3).viewport(
        Size(height=100, width=200), Grid(rows=50, cols=50, cell_aspect=1.5)
    )
    assert viewport == Rect(row=8.5, col=18.0, height=3.0, width=4.0)
