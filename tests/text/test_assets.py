"""Fonts and logos are held under names of their content."""

import io
import os

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.errors import CannotStartError
from mosaic_anim.text import assets
from mosaic_anim.text.assets import (
    add_asset,
    asset_content,
    bundled_font,
    font_of,
    load_font,
    load_logo,
)
from tests.fonts import bytes_of, make_font, picture_font, with_damaged_glyph


@pytest.fixture
def font_file(tmp_path):
    path = tmp_path / "Own.otf"
    path.write_bytes(asset_content(bundled_font("bold")).tobytes())
    return path


def test_a_name_tells_content_and_shape():
    """Equal bytes of another shape are another asset."""
    flat = np.arange(12, dtype=np.uint8)
    assert add_asset(flat) == add_asset(flat.copy())
    assert add_asset(flat) != add_asset(flat.reshape(3, 4))
    assert (asset_content(add_asset(flat)) == flat).all()


def test_a_font_is_the_same_whatever_its_name(font_file):
    """A copy of the one that is built in is that one."""
    assert load_font(font_file) == bundled_font("bold") != bundled_font("regular")


def test_a_file_that_is_edited_later_changes_nothing(font_file):
    """What is held was read before."""
    name = load_font(font_file)
    before = asset_content(name).copy()
    font_file.write_bytes(b"something else")
    assert (asset_content(name) == before).all()


def test_what_is_no_font_is_refused(tmp_path, font_file):
    """Text, a damaged font, nothing at all, a pipe, and one that is too large."""
    text = tmp_path / "text.ttf"
    text.write_text("no font", encoding="utf-8")
    with pytest.raises(CannotStartError, match=r"text\.ttf: not a font .* \.ttf, \.otf"):
        load_font(text)
    content = font_file.read_bytes()
    font_file.write_bytes(content[: len(content) // 2])
    with pytest.raises(CannotStartError, match="not a font"):
        load_font(font_file)
    with pytest.raises(CannotStartError, match="no such file"):
        load_font(tmp_path / "gone.ttf")


def test_a_font_whose_first_letter_is_damaged_is_refused(tmp_path):
    """Its tables are whole, and its outlines are not."""
    path = tmp_path / "own.ttf"
    path.write_bytes(with_damaged_glyph(bytes_of(make_font("", {"a": "a"})), 1))
    with pytest.raises(CannotStartError, match="not a font that can be used: its glyph 1 is dam"):
        load_font(path)


def test_a_font_of_emoji_is_read(tmp_path):
    """It has no outlines that could be drawn."""
    png = io.BytesIO()
    Image.new("RGBA", (8, 8), "red").save(png, "PNG")
    path = tmp_path / "own.ttf"
    path.write_bytes(bytes_of(picture_font(png.getvalue(), 8)))
    assert font_of(load_font(path)).writes("😀")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    """It would wait for ever."""
    os.mkfifo(tmp_path / "pipe.ttf")
    with pytest.raises(CannotStartError, match="no regular file"):
        load_font(tmp_path / "pipe.ttf")


def test_a_font_that_is_too_large_is_not_read(font_file, monkeypatch):
    """The limit stands in the message."""
    monkeypatch.setattr(assets, "MOST_FONT", 1000)
    with pytest.raises(CannotStartError, match="more than 0 MiB"):
        load_font(font_file)


def test_a_logo_keeps_its_alpha_and_is_turned_upright(tmp_path):
    """Its pixels are those of the file; of a photo that lies on its side, upright."""
    pixels = np.random.default_rng(1).integers(0, 256, (6, 10, 4), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "logo.png")
    assert (asset_content(load_logo(tmp_path / "logo.png")) == pixels).all()
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    Image.fromarray(pixels[..., :3]).save(tmp_path / "photo.png", exif=exif)
    turned = asset_content(load_logo(tmp_path / "photo.png"))
    assert (turned[..., :3] == np.rot90(pixels[..., :3], -1)).all()
    assert (turned[..., 3] == 255).all()


def test_a_large_logo_is_held_reduced(tmp_path, monkeypatch):
    """Its longer side is cut to the limit."""
    monkeypatch.setattr(assets, "LOGO_SIDE", 20)
    Image.new("RGBA", (50, 30), (10, 200, 30, 128)).save(tmp_path / "logo.png")
    logo = asset_content(load_logo(tmp_path / "logo.png"))
    assert logo.shape == (12, 20, 4)
    assert abs(logo.astype(int) - (10, 200, 30, 128)).max() <= 1


def test_what_is_no_logo_is_refused(tmp_path):
    """As any picture."""
    (tmp_path / "logo.png").write_text("no picture", encoding="utf-8")
    with pytest.raises(CannotStartError, match="not a picture of a known format"):
        load_logo(tmp_path / "logo.png")
