"""What a frame needs: cells and level, by hand-made cases."""

import numpy as np
import pytest

from mosaic_anim.drawing.levels import visible_cells, wanted_level
from mosaic_anim.library.tiles import Variants
from mosaic_anim.values.geometry import Grid, Rect, Size

GRID = Grid(rows=10, cols=20)
SIZE = Size(height=100, width=200)


def variants(native):
    count = len(native)
    return Variants(
        index=np.arange(200, dtype=np.int32) % count,
        tile=np.arange(count, dtype=np.int32),
        crop=np.tile(np.array([0, 0, 1, 1], np.float32), (count, 1)),
        turn=np.zeros(count, np.uint8),
        native=np.array(native, np.int32),
    )


@pytest.mark.parametrize(
    ("view", "cells"),
    [
        (Rect(row=2.5, col=3.5, height=1, width=2), (2, 4, 3, 6)),
        (Rect(row=2, col=3, height=1, width=2), (1, 4, 2, 6)),  # the filter touches neighbours
        (Rect(row=-5, col=-5, height=50, width=100), (0, 10, 0, 20)),
        (Rect(row=9.5, col=19.5, height=1, width=2), (9, 10, 19, 20)),
    ],
)
def test_visible_cells_are_those_the_filter_touches(view, cells):
    """Cells in view count, and those half a pixel beyond."""
    assert visible_cells(view, SIZE, GRID) == cells


def test_outside_the_canvas_no_cell_is_visible():
    """Ranges are empty, never reversed."""
    row0, row1, _, _ = visible_cells(Rect(row=-9, col=0, height=2, width=4), SIZE, GRID)
    assert row0 == row1


@pytest.mark.parametrize(("rows", "level"), [(10, 16), (5, 32), (1, 181), (0.1, 1448)])
def test_the_level_has_more_than_root_two_source_pixels(rows, level):
    """Cells of 10, 20, 100 and 1,000 px are drawn from the next level above 1.41 times that."""
    view = Rect(row=4, col=4, height=rows, width=2 * rows)
    assert wanted_level(view, SIZE, variants([8000]), GRID) == level


def test_only_visible_photos_count_for_the_largest_level():
    """A close-up of small photos is not drawn from a level that only another photo has."""
    seen = variants([150, 4000] + [150] * 198)
    close = Rect(row=4, col=4, height=0.1, width=0.2)
    assert wanted_level(close, SIZE, seen, GRID) == 181
    on_the_large_one = Rect(row=0.4, col=1.4, height=0.1, width=0.2)
    assert wanted_level(on_the_large_one, SIZE, seen, GRID) == 1448
