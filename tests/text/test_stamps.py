"""Outlines are drawn where they lie, to a fraction of a pixel, and with a line around them."""

import io
import threading
from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageFont

from mosaic_anim.text.assets import asset_content, bundled_font, font_of
from mosaic_anim.text.font import NoFontError, read_font
from mosaic_anim.text.stamps import Outlines
from tests.fonts import bytes_of, make_font, with_damaged_glyph


@pytest.fixture(scope="module")
def square():
    """Read a font whose `a` is a square, half as wide and high as the size."""
    font = read_font(bytes_of(make_font("", {"a": "a", "space": " "})))
    return font, font.shaper.get_nominal_glyph(ord("a"))


def test_a_square_covers_the_pixels_that_it_covers(square):
    """Two pixels wide and high, moved by a quarter to the right and by a half down."""
    font, glyph = square
    stamp = Outlines(font, 4).fill(glyph, 10.25, 20.5)
    expected = np.outer([0.5, 1, 0.5], [0.75, 1, 0.25]) * 255
    assert (stamp.top, stamp.left) == (18, 10)
    assert abs(stamp.pixels - expected).max() <= 1


def test_a_rim_is_as_wide_as_it_should_be_and_round_at_corners(square):
    """By Steiner's formula 20² + 4·20·5 + 5²π outside, and a square of 10 inside."""
    font, glyph = square
    stamp = Outlines(font, 40).rim(glyph, 0, 0, 5.0)
    assert (stamp.top, stamp.left, *stamp.pixels.shape) == (-25, -5, 30, 30)
    assert stamp.pixels.sum() / 255 == pytest.approx(800 + 25 * np.pi - 100, rel=0.004)
    assert stamp.pixels[0, 0] == 0
    assert stamp.pixels[0, 15] == 255


def test_a_space_is_empty(square):
    """It has no pixels, and no rim."""
    font, _ = square
    space = font.shaper.get_nominal_glyph(ord(" "))
    assert Outlines(font, 40).fill(space, 0, 0).pixels.size == 0


@pytest.mark.parametrize("letter", "gR&Ж")
def test_letters_look_as_pillow_draws_them(letter):
    """But for hinting, which moves edges by a part of a pixel."""
    font = font_of(bundled_font())
    stamp = Outlines(font, 200).fill(font.shaper.get_nominal_glyph(ord(letter)), 20, 200)
    file = io.BytesIO(asset_content(bundled_font()).tobytes())
    pillow = ImageFont.truetype(file, 200, layout_engine=ImageFont.Layout.BASIC)
    mask, (left, top) = pillow.getmask2(letter, anchor="ls")
    ours, theirs = np.zeros((2, 300, 300))
    height, width = stamp.pixels.shape
    ours[stamp.top : stamp.top + height, stamp.left : stamp.left + width] = stamp.pixels
    other = np.array(mask, np.uint8).reshape(mask.size[::-1])
    theirs[200 + top : 200 + top + len(other), 20 + left : 20 + left + other.shape[1]] = other
    ink = (ours > 0) | (theirs > 0)
    error = ((ours - theirs)[ink] ** 2).mean()
    assert 10 * np.log10(255**2 / max(error, 1e-9)) > 20
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.02)


def test_a_damaged_outline_is_refused(square):
    """It claims more points than its table holds."""
    font, glyph = square
    with pytest.raises(NoFontError, match=f"glyph {glyph} is damaged"):
        Outlines(read_font(with_damaged_glyph(font.content, glyph)), 10).fill(glyph, 0, 0)


def test_what_freetype_cannot_open_is_refused(square):
    """Whatever HarfBuzz makes of it."""
    font, _ = square
    with pytest.raises(NoFontError, match="damaged, or no font"):
        Outlines(replace(font, content=b"no font"), 10)


def test_threads_draw_what_one_draws():
    """Each opens, draws and closes fonts while others do."""
    font = font_of(bundled_font())
    glyphs = [font.shaper.get_nominal_glyph(ord(letter)) for letter in "Rg&Q"]
    alone = [Outlines(font, 40).rim(glyph, 0, 0, 3).pixels.tobytes() for glyph in glyphs]
    together = []

    def draw():
        for _ in range(10):
            stamps = [Outlines(font, 40).rim(glyph, 0, 0, 3) for glyph in glyphs]
            together.append([stamp.pixels.tobytes() for stamp in stamps])

    threads = [threading.Thread(target=draw) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [alone] * 60
