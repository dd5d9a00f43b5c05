"""Colour glyphs: emoji and the like, from layers of outlines or from pictures in the font.

HarfBuzz paints layers and gradients (COLR 0 and 1); pictures (CBDT and sbix) are read as PNG and
put where the font says. Glyphs in SVG are not drawn.
"""

import io
from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import Image, uharfbuzz
from mosaic_anim.text.font import NoFontError
from mosaic_anim.text.stamps import Stamp

if TYPE_CHECKING:
    from mosaic_anim.text.font import Font
    from mosaic_anim.values.frame_state import Color

_MOST_SIDE = 4096  # [px] of a picture in a font


def is_colored(font: "Font", glyph: int) -> bool:
    """Return whether a glyph has colours of its own that can be drawn."""
    face = font.shaper.face
    if face.has_color_paint and face.glyph_has_color_paint(glyph):
        return True
    if face.has_color_layers and face.get_glyph_color_layers(glyph):
        return True
    return face.has_color_png and len(font.shaper.get_glyph_color_png(glyph).data) > 0


def color_stamp(
    font: "Font", glyph: int, *, x: float, y: float, size: float, color: "Color"
) -> Stamp:
    """Draw a coloured glyph whose origin lies at x from the left and y from the top [px].

    Parameters
    ----------
    size : float
        Size of the letters [px].
    color : Color
        Colour of the text, which some glyphs take up.

    Raises
    ------
    NoFontError
        If its picture is damaged.
    """
    box = font.shaper.get_glyph_extents(glyph)
    scale = size / font.unit
    if box is None or not box.width or not box.height:
        return Stamp(pixels=np.zeros((0, 0, 4), np.uint8), top=0, left=0)
    left, right = x + box.x_bearing * scale, x + (box.x_bearing + box.width) * scale
    top, bottom = y - box.y_bearing * scale, y - (box.y_bearing + box.height) * scale
    png = font.shaper.get_glyph_color_png(glyph).data
    if png:
        return _pasted(png, round(top), round(left), round(bottom), round(right))
    place = floor(top), floor(left), ceil(bottom), ceil(right)
    return _painted(font, glyph, (scale, 0, 0, scale, x, -y), place, color)


def _painted(
    font: "Font",
    glyph: int,
    transform: tuple[float, ...],
    place: tuple[int, int, int, int],
    color: "Color",
) -> Stamp:
    """Paint layers, in a plane whose rows count upwards."""
    top, left, bottom, right = place
    height, width = bottom - top, right - left
    paint = uharfbuzz.RasterPaint()
    paint.transform = transform
    paint.extents = uharfbuzz.RasterExtents(left, -bottom, width, height, 0)
    red, green, blue = color
    paint.foreground = uharfbuzz.Color(red=red, green=green, blue=blue, alpha=255)
    paint.paint_glyph(font.shaper, glyph)
    image = paint.render()
    rows = np.frombuffer(image.buffer, np.uint8).reshape(height, image.extents.stride)
    pixels = rows[::-1, : 4 * width].reshape(height, width, 4)[..., [2, 1, 0, 3]]
    return Stamp(pixels=pixels, top=top, left=left)


def _pasted(png: bytes, top: int, left: int, bottom: int, right: int) -> Stamp:
    """Put a picture where the font says, as large as that."""
    image = Image.fromarray(_picture(png)).convert("RGBa")  # multiplied before it is resized
    size = max(1, right - left), max(1, bottom - top)
    kind = Image.Resampling.HAMMING if size[0] < image.width else Image.Resampling.BICUBIC
    return Stamp(pixels=np.array(image.resize(size, kind)), top=top, left=left)


@lru_cache(maxsize=64)
def _picture(content: bytes) -> NDArray[np.uint8]:
    """Read a picture of a font (H, W, 4)."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            if max(image.size) <= _MOST_SIDE:
                return np.array(image.convert("RGBA"))
    except (OSError, SyntaxError, ValueError) as error:
        raise NoFontError("one of its pictures is damaged") from error
    raise NoFontError(f"one of its pictures has more than {_MOST_SIDE} px")
