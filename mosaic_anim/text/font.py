"""Font: which letters a font file can write, and the shaper's view of it.

A file that is cut off or damaged is refused, whatever it holds.

References
----------
OpenType 1.9.1, https://learn.microsoft.com/typography/opentype/spec/otff: the table directory.
"""

import struct
import unicodedata
from dataclasses import dataclass, field

from mosaic_anim.lazy import uharfbuzz
from mosaic_anim.text.characters import is_ignorable

_COLLECTION = b"ttcf"
_NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp")
_SHAPES = {"glyf", "CFF ", "CFF2", "CBDT", "sbix"}
_ALSO_IN_EMOJI = frozenset(" 0123456789#*©®")


class NoFontError(ValueError):
    """A file is not a font, or not whole."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Font:
    """A font, or the first one of a collection.

    Attributes
    ----------
    content : bytes
        The file.
    shaper : uharfbuzz.Font
        The font as HarfBuzz sees it, in font units.
    unit : int
        Size of the letters [font units].
    characters : uharfbuzz.Set
        The characters that have a glyph.
    """

    content: bytes = field(repr=False)
    shaper: "uharfbuzz.Font" = field(repr=False)
    unit: int
    characters: "uharfbuzz.Set" = field(repr=False)

    def has(self, letter: str) -> bool:
        """Return whether the font has a glyph for one character, other than as a drawing in SVG."""
        return ord(letter) in self.characters and not self._is_svg_only(letter)

    def writes(self, grapheme: str) -> bool:
        """Return whether the font has all that is seen of a grapheme, as one or in parts.

        Digits and spaces in a font of emoji are parts of emoji.
        """
        if grapheme in _ALSO_IN_EMOJI and self.is_of_emoji:
            return False
        return self._has_all(grapheme) or (
            not grapheme.isascii() and self._has_all(unicodedata.normalize("NFD", grapheme))
        )

    @property
    def is_of_emoji(self) -> bool:
        """Whether the font has pictures in colours, and not the letter a."""
        face = self.shaper.face
        colored = face.has_color_png or face.has_color_layers or face.has_color_paint
        return bool(colored) and not self.has("a")

    def extent(self, letter: str) -> tuple[float, float]:
        """Return how far a letter reaches above and below the baseline [shares of the size]."""
        glyph = self.shaper.get_nominal_glyph(ord(letter)) or 0
        box = self.shaper.get_glyph_extents(glyph)
        if box is None:
            return 0.0, 0.0
        return box.y_bearing / self.unit, -(box.y_bearing + box.height) / self.unit

    def _is_svg_only(self, letter: str) -> bool:
        """Return whether a letter of the font is drawn in a way that nothing here reads."""
        face = self.shaper.face
        if not face.has_color_svg:
            return False
        glyph = self.shaper.get_nominal_glyph(ord(letter)) or 0
        box = self.shaper.get_glyph_extents(glyph)
        return bool(face.get_glyph_color_svg(glyph).data) and not (box and box.width)

    def _has_all(self, letters: str) -> bool:
        return all(self.has(letter) for letter in letters if not is_ignorable(letter))


def read_font(content: bytes) -> Font:
    """Read a font file.

    Raises
    ------
    NoFontError
        If it is no font, or damaged.
    """
    _require_whole(content)
    face = uharfbuzz.Face(uharfbuzz.Blob(content))
    if not face.glyph_count:
        raise NoFontError("it is damaged, or no font")
    characters = face.unicodes
    if not len(characters):
        raise NoFontError("it has no map of Unicode characters")
    return Font(content=content, shaper=uharfbuzz.Font(face), unit=face.upem, characters=characters)


def _require_whole(font: bytes) -> None:
    """Refuse a file that lacks a part of its tables, which the libraries take for empty ones."""
    try:
        start = struct.unpack_from(">I", font, 12)[0] if font[:4] == _COLLECTION else 0
        (count,) = struct.unpack_from(">H", font, start + 4)
        tables = [struct.unpack_from(">4s4xII", font, start + 12 + 16 * n) for n in range(count)]
    except struct.error as error:
        raise NoFontError("it is damaged, or no font") from error
    if any(offset + length > len(font) for _, offset, length in tables):
        raise NoFontError("it is cut off")
    tags = {tag.decode("latin-1") for tag, *_ in tables}
    if lacking := [tag for tag in _NEEDED if tag not in tags]:
        raise NoFontError(f"it has no table '{lacking[0]}'")
    if not tags & _SHAPES:
        raise NoFontError("it has neither outlines nor pictures")
