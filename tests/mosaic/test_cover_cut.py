"""Cuts of covers: the shape that is asked for, around what people look at or a place."""

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.mosaic.cover_cut import cut_out, cut_to_shape, cut_window
from mosaic_anim.values.geometry import Size
from tests.conftest import save_picture

SQUARE = Size(height=100, width=100)


@pytest.fixture
def striking(tmp_path):
    """Write a grey picture, 240x100, with a bright disc near its left end."""
    row, col = np.mgrid[:100, :240]
    inside = ((row - 50) ** 2 + (col - 30) ** 2 < 20**2)[..., None]
    picture = np.where(inside, (250, 60, 30), (90, 95, 100)).astype(np.uint8)
    return save_picture(tmp_path / "striking.png", picture)


def test_a_cut_lies_around_what_stands_out(striking):
    """The disc is whole in it, wherever the middle of the picture is."""
    window = cut_window(striking, SQUARE)
    assert (window.height, window.width) == (1, pytest.approx(100 / 240))
    assert window.col * 240 <= 10
    assert (window.col + window.width) * 240 >= 50


@pytest.mark.parametrize(
    ("centre", "col"), [((0.5, 0.5), 70), ((0.5, 0.75), 130), ((0.5, 1.0), 140), ((0.5, 0.0), 0)]
)
def test_a_place_counts_more(striking, centre, col):
    """As far as the picture reaches."""
    window = cut_window(striking, SQUARE, centre=centre)
    assert round(window.col * 240) == col


def test_what_has_the_shape_is_not_cut(striking):
    """Nor what lacks a hair."""
    assert cut_window(striking, Size(height=100, width=240)) is None
    assert cut_window(striking, Size(height=1000, width=2395)) is None
    assert cut_to_shape(striking, Size(height=100, width=240)) == striking


def test_the_file_of_a_cut_holds_its_pixels(striking):
    """All of them, and no others; it is the same file the next time."""
    window = cut_window(striking, SQUARE)
    file = cut_out(striking, window)
    whole = np.asarray(Image.open(striking))
    left = round(window.col * 240)
    assert np.array_equal(np.asarray(Image.open(file)), whole[:, left : left + 100])
    assert cut_to_shape(striking, SQUARE) == file
