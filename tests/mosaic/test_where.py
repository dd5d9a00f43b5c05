"""Finding a photo in a mosaic."""

from dataclasses import replace

import numpy as np
import pytest

from mosaic_anim.errors import UsageError
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.mosaic.where import find_photo, mark_cells
from mosaic_anim.values.geometry import Grid
from tests.mosaic.libraries import colours, plain_library

SETTINGS = MosaicSettings(columns=24, features="mean-rgb", repeat_distance=0)


def test_a_photo_is_found_in_its_cells(cover):
    """Rows and columns are those of the cells that show it."""
    library = plain_library(colours(18 * 24, seed=9))  # each photo is one pixel of the cover
    rows, cols = find_photo(build_placement(cover, library, SETTINGS), "0100")
    assert (rows.tolist(), cols.tolist()) == ([100 // 24], [100 % 24])


def test_an_unknown_photo_is_reported_with_a_suggestion(cover):
    """A misspelt name finds its neighbour."""
    placement = build_placement(cover, plain_library(colours(60)), SETTINGS)
    with pytest.raises(UsageError, match=r"no photo '0O12\.jpg'.*did you mean '0012\.jpg'\?"):
        find_photo(placement, "0O12.jpg")


def test_a_photo_is_found_by_its_names_of_then_and_of_now(cover):
    """Renamed, copied or gone since then; the name of another photo now is that photo's."""
    library = plain_library(colours(18 * 24, seed=9))
    placement = build_placement(cover, library, SETTINGS)
    names = list(library.photo)
    names[100], names[7] = "trip/renamed.jpg", names[100]
    now = replace(library, photo=tuple(names), same={"copy.jpg": 200})
    for name, photo in (("renamed", 100), ("copy", 200), ("0100.jpg", 7), ("0300", 300)):
        rows, cols = find_photo(placement, name, now)
        assert (rows.tolist(), cols.tolist()) == ([photo // 24], [photo % 24])
    rows, cols = find_photo(placement, "0100.jpg")
    assert (rows.tolist(), cols.tolist()) == ([100 // 24], [100 % 24])


def test_marked_cells_are_framed_and_everything_else_is_dark():
    """One cell of 14,400 keeps its light, in a frame large enough to be seen."""
    rng = np.random.default_rng(1)
    picture = rng.integers(100, 200, (540, 960, 3), dtype=np.uint8)
    marked = mark_cells(picture, Grid(rows=90, cols=160), np.array([40]), np.array([100]))
    cell = (slice(240, 246), slice(600, 606))
    np.testing.assert_array_equal(marked[cell], picture[cell])
    yellow = (marked == (255, 214, 10)).all(axis=2)
    rows, cols = np.nonzero(yellow)
    assert np.ptp(rows) >= 20
    assert np.ptp(cols) >= 20
    assert rows.min() < 240 < rows.max()
    assert cols.min() < 600 < cols.max()
    far = np.ones(picture.shape[:2], bool)
    far[200:290, 550:660] = False
    far[242:245], far[:, 602:605] = False, False  # lines that lead to the frame
    assert marked[far].max() <= 90  # the brightest pixel is 199


def test_many_marks_are_tight_so_that_they_stay_apart():
    """The frames of every other cell leave the cells between them dark."""
    picture = np.full((200, 200, 3), 200, np.uint8)
    rows, cols = (part.ravel() for part in np.mgrid[0:10:2, 0:10:2])
    marked = mark_cells(picture, Grid(rows=10, cols=10), rows, cols)
    assert marked[30, 30].max() <= 90
    assert (marked[40:60, 80:100] == 200).all()


def test_marks_at_the_border_stay_in_the_picture():
    """Cells in the corners are framed as far as the picture goes."""
    picture = np.full((50, 80, 3), 120, np.uint8)
    corners = np.array([0, 0, 49, 49]), np.array([0, 79, 0, 79])
    marked = mark_cells(picture, Grid(rows=50, cols=80), *corners)
    assert marked.shape == picture.shape
    for row, col in zip(*corners, strict=True):
        assert marked[row, col].tolist() == [120, 120, 120]
