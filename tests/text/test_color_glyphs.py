"""Emoji in the colours of their fonts: layers, and pictures."""

import io

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.text.color_glyphs import color_stamp, is_colored
from mosaic_anim.text.font import NoFontError, read_font
from mosaic_anim.text.stamps import Outlines
from tests.fonts import bytes_of, layered_font, picture_font


def png_of(pixels):
    """Return pixels as a PNG."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def smile_of(made):
    """Read a font; return it and its emoji."""
    font = read_font(bytes_of(made))
    return font, font.shaper.get_nominal_glyph(ord("😀"))


def test_layers_lie_over_each_other_in_their_colours():
    """Blue on the lower half of red, in whole pixels; the plain letter has none."""
    font, smile = smile_of(layered_font())
    assert is_colored(font, smile)
    assert not is_colored(font, font.shaper.get_nominal_glyph(ord("a")))
    stamp = color_stamp(font, smile, x=3, y=20, size=16, color=(255, 255, 255))
    assert (stamp.top, stamp.left, stamp.pixels.shape) == (12, 3, (8, 8, 4))
    assert (stamp.pixels[:4] == (255, 0, 0, 255)).all()
    assert (stamp.pixels[4:] == (0, 0, 255, 255)).all()


def test_layers_are_moved_by_parts_of_a_pixel():
    """A quarter to the right: a quarter of the first column is gone, multiplied by alpha."""
    font, smile = smile_of(layered_font())
    stamp = color_stamp(font, smile, x=0.25, y=8, size=16, color=(255, 255, 255))
    assert stamp.pixels.shape == (8, 9, 4)
    assert abs(stamp.pixels[0, 0].astype(int) - (191, 0, 0, 191)).max() <= 1
    assert abs(stamp.pixels[0, 8].astype(int) - (64, 0, 0, 64)).max() <= 1


def test_pictures_are_shown_as_they_are_at_their_own_size():
    """Eight pixels at eight for the em, and their mean at half of that."""
    pixels = np.random.default_rng(5).integers(0, 256, (8, 8, 4), np.uint8)
    pixels[..., 3] = 255
    font, smile = smile_of(picture_font(png_of(pixels), 8))
    assert is_colored(font, smile)
    stamp = color_stamp(font, smile, x=5, y=9, size=8, color=(0, 0, 0))
    assert (stamp.top, stamp.left) == (1, 5)
    np.testing.assert_array_equal(stamp.pixels, pixels)
    half = color_stamp(font, smile, x=0, y=4, size=4, color=(0, 0, 0))
    assert half.pixels.shape == (4, 4, 4)
    assert half.pixels.mean() == pytest.approx(pixels.mean(), rel=0.05)


def test_letters_beside_pictures_are_drawn_by_their_outlines():
    """FreeType alone takes such a font for one of pictures only."""
    font, _ = smile_of(picture_font(png_of(np.zeros((8, 8, 4), np.uint8)), 8))
    one = font.shaper.get_nominal_glyph(ord("1"))
    assert not is_colored(font, one)
    assert (Outlines(font, 16).fill(one, 0, 0).pixels == np.full((8, 8), 255)).all()


def test_a_transparent_picture_shows_no_colour_of_its_own():
    """Colours are multiplied by alpha."""
    for alpha in (0, 51):
        pixels = np.full((8, 8, 4), (0, 255, 0, alpha), np.uint8)
        font, smile = smile_of(picture_font(png_of(pixels), 8))
        stamp = color_stamp(font, smile, x=0, y=8, size=5, color=(0, 0, 0))
        assert (stamp.pixels == (0, alpha, 0, alpha)).all()


def test_a_damaged_picture_is_refused():
    """A header alone tells how large it is."""
    png = png_of(np.random.default_rng(5).integers(0, 256, (32, 32, 4), np.uint8))
    font, smile = smile_of(picture_font(png[: len(png) // 2], 32))
    with pytest.raises(NoFontError, match="pictures is damaged"):
        color_stamp(font, smile, x=0, y=8, size=5, color=(0, 0, 0))
