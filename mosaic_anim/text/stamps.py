"""Stamps: pixels of single glyphs, by their numbers, at any size and place.

Outlines are drawn by FreeType without hinting: shapes and distances are those of the font, not
those of a raster, and letters that join do so to 1/64 of a pixel.
"""

import io
import threading
from ctypes import POINTER, c_ubyte, cast
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import freetype
from mosaic_anim.text.font import NoFontError

if TYPE_CHECKING:
    from freetype import Bitmap

    from mosaic_anim.text.font import Font

_FIXED = 64  # FreeType's units of a pixel
_one_at_a_time = threading.RLock()  # FreeType's library opens, draws and closes for one thread


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stamp:
    """Pixels in their place.

    Attributes
    ----------
    pixels : (h, w) or (h, w, 4) uint8
        Coverage; of a coloured glyph encoded sRGB multiplied by alpha, and alpha.
    top, left : int
        Where they begin [px].
    """

    pixels: NDArray[np.uint8]
    top: int
    left: int


class Outlines:
    """Draws the outlines of a font's glyphs at one size [px].

    Raises
    ------
    NoFontError
        If FreeType cannot open the font, or it has no outlines.
    """

    def __init__(self, font: "Font", size: float) -> None:
        # FreeType takes a font with pictures for one without outlines: they are hidden from it.
        content = font.content.replace(b"sbix", b"none", 1)
        try:
            with _one_at_a_time:
                self._face = freetype.Face(io.BytesIO(content))
                self._face.set_char_size(height=max(1, int(size * _FIXED)))
        except freetype.FT_Exception as error:
            raise NoFontError("it is damaged, or no font") from error

    def __del__(self) -> None:
        with _one_at_a_time:
            self._face = None

    def fill(self, glyph: int, x: float, y: float) -> Stamp:
        """Draw a glyph whose origin lies at x from the left and y from the top [px]."""
        with _one_at_a_time:
            return self._draw(glyph, x, y, None)

    def rim(self, glyph: int, x: float, y: float, width: float) -> Stamp:
        """Draw a glyph with a line of `width` around it [px], with round corners."""
        with _one_at_a_time:
            return self._draw(glyph, x, y, width)

    def _draw(self, number: int, x: float, y: float, rim: float | None) -> Stamp:
        col, row = floor(x), floor(y)
        shift = freetype.Vector(round((x - col) * _FIXED), round((row - y) * _FIXED))
        self._face.set_transform(freetype.Matrix(0x10000, 0, 0, 0x10000), shift)
        try:
            self._face.load_glyph(number, freetype.FT_LOAD_NO_HINTING | freetype.FT_LOAD_NO_BITMAP)
            glyph = self._face.glyph.get_glyph()
            if rim is not None:
                stroker = freetype.Stroker()
                line = freetype.FT_STROKER_LINECAP_ROUND, freetype.FT_STROKER_LINEJOIN_ROUND
                stroker.set(max(1, round(rim * _FIXED)), *line, 0)
                glyph.stroke(stroker, destroy=True)
            drawn = glyph.to_bitmap(freetype.FT_RENDER_MODE_NORMAL, 0, destroy=True)
        except freetype.FT_Exception as error:
            raise NoFontError(f"its glyph {number} is damaged") from error
        return Stamp(pixels=_pixels(drawn.bitmap), top=row - drawn.top, left=col + drawn.left)


def _pixels(bitmap: "Bitmap") -> NDArray[np.uint8]:
    """Copy what FreeType drew (h, w)."""
    height, width, pitch = bitmap.rows, bitmap.width, bitmap.pitch
    if not height or not width:
        return np.zeros((0, 0), np.uint8)
    address = cast(bitmap._FT_Bitmap.buffer, POINTER(c_ubyte))  # noqa: SLF001 - `buffer` is a list
    return np.ctypeslib.as_array(address, (height, pitch))[:, :width].copy()
