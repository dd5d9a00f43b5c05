"""Glyphs: which characters a font can draw, and how far pairs of them are moved together.

The character map of a font file is read in the formats that all fonts of today have. A file that
is cut off or damaged is refused, whatever it holds.

References
----------
OpenType 1.9.1, https://learn.microsoft.com/typography/opentype/spec/: tables cmap (formats 4 and
12) and head. Unicode 16, DerivedCoreProperties.txt: Default_Ignorable_Code_Point.
"""

import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mosaic_anim.text.kerning import Kerning, read_kerning

_COLLECTION = b"ttcf"
_MOST_CHARACTERS = 300_000  # twice as many as Unicode has given shapes
_UNICODE = {(3, 10): 3, (0, 6): 3, (0, 4): 3, (3, 1): 2, (0, 3): 2, (0, 2): 1, (0, 1): 1, (0, 0): 1}
"""Platform and encoding of maps of Unicode, the most complete ones highest."""


_IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_STARTS = [first for first, _ in _IGNORABLE]


def is_ignorable(letter: str) -> bool:
    """Tell whether a character says something about its neighbours and is not seen itself.

    Such are joiners, soft hyphens, variation selectors, and marks of the direction of writing,
    which is from left to right here whatever they say.
    """
    found = bisect_right(_STARTS, ord(letter)) - 1
    return found >= 0 and ord(letter) <= _IGNORABLE[found][1]


def visible(text: str) -> str:
    """Return what is drawn of a text: no ignorable characters, letters and accents as one."""
    if text.isascii():
        return text
    kept = "".join(letter for letter in text if not is_ignorable(letter))
    return unicodedata.normalize("NFC", kept)


class NoFontError(ValueError):
    """A file is not a font, or not whole."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glyphs:
    """What is known of a font's characters.

    Attributes
    ----------
    known : Mapping[int, int]
        Number of the glyph of each character.
    kerning : Kerning
        How far the second of two glyphs is moved to the right [font units].
    unit : int
        Size of the letters [font units].
    """

    known: Mapping[int, int]
    kerning: Kerning
    unit: int

    def has(self, letter: str) -> bool:
        """Tell whether the font can draw `letter`."""
        return ord(letter) in self.known

    def kern(self, first: str, second: str) -> float:
        """Return how far `second` is moved to the right after `first` [shares of the size]."""
        left, right = self.known.get(ord(first), 0), self.known.get(ord(second), 0)
        try:
            return (self.kerning.value(left, right) or 0) / self.unit
        except (struct.error, IndexError):  # a damaged table is no reason to write nothing
            return 0.0


def read_glyphs(font: bytes) -> Glyphs:
    """Read what a font file knows.

    Raises
    ------
    NoFontError
        If it is no font, or damaged.
    """
    try:
        tables = _tables(font)
        (unit,) = struct.unpack_from(">H", tables["head"], 18)
        return Glyphs(
            known=_characters(tables["cmap"]), kerning=read_kerning(tables), unit=max(unit, 1)
        )
    except KeyError as error:
        raise NoFontError(f"it has no table {error}") from error
    except (struct.error, IndexError) as error:
        raise NoFontError("it is damaged, or no font") from error


def _tables(font: bytes) -> dict[str, bytes]:
    """Return the tables of a font, or of the first one of a collection, by name."""
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == _COLLECTION else 0
    tables = {}
    for number in range(struct.unpack_from(">H", font, start + 4)[0]):
        tag, _, offset, length = struct.unpack_from(">4sIII", font, start + 12 + 16 * number)
        if offset + length > len(font):
            raise NoFontError("it is cut off")
        if tag in {b"cmap", b"GPOS", b"kern", b"head"}:
            tables[tag.decode()] = font[offset : offset + length]
    return tables


def _characters(cmap: bytes) -> dict[int, int]:
    """Read the most complete character map."""
    found = []
    for number in range(struct.unpack_from(">H", cmap, 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * number)
        (format_,) = struct.unpack_from(">H", cmap, offset)
        if (platform, encoding) in _UNICODE and format_ in _READERS:
            found.append((_UNICODE[platform, encoding], format_, offset))
    if not found:
        raise NoFontError("it has no map of Unicode characters")
    _, format_, offset = max(found)
    return {code: glyph for code, glyph in _READERS[format_](cmap[offset:]) if glyph}


def _segments(table: bytes) -> Iterator[tuple[int, int]]:
    """Yield characters and glyphs of format 4: runs of characters up to U+FFFF."""
    (doubled,) = struct.unpack_from(">H", table, 6)
    count = doubled // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", table, 14 + part * doubled + (2 if part else 0))
        for part in range(4)
    )
    first = 16 + 3 * doubled
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offsets[number]:
                place = first + 2 * number + offsets[number] + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", table, place)
            if glyph or not offsets[number]:
                yield code, (glyph + deltas[number]) & 0xFFFF


def _groups(table: bytes) -> Iterator[tuple[int, int]]:
    """Yield characters and glyphs of format 12: runs of all characters."""
    (count,) = struct.unpack_from(">I", table, 12)
    left = _MOST_CHARACTERS
    for number in range(count):
        start, end, glyph = struct.unpack_from(">III", table, 16 + 12 * number)
        left -= end - start + 1
        if left < 0 or end < start:
            raise NoFontError("its map of characters is damaged")
        yield from ((start + step, glyph + step) for step in range(end - start + 1))


_READERS: dict[int, Callable[[bytes], Iterator[tuple[int, int]]]] = {4: _segments, 12: _groups}
"""Formats of character maps that are read."""
