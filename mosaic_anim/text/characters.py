"""Characters: which are seen, which only speak to their neighbours, and which belong together.

References
----------
Unicode 16, DerivedCoreProperties.txt: Default_Ignorable_Code_Point. UAX 29, section 3: grapheme
clusters, here as HarfBuzz forms them.
"""

import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mosaic_anim.lazy import uharfbuzz

if TYPE_CHECKING:
    from uharfbuzz import Font

_IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_STARTS = [first for first, _ in _IGNORABLE]


def is_ignorable(letter: str) -> bool:
    """Return whether a character says something about its neighbours and is not seen itself.

    Such are joiners, soft hyphens, variation selectors, and marks of the direction of writing.
    """
    number = bisect_right(_STARTS, ord(letter)) - 1
    return number >= 0 and ord(letter) <= _IGNORABLE[number][1]


def visible(text: str) -> str:
    """Return what is seen of a text: no ignorable characters, letters and accents as one."""
    if text.isascii():
        return text
    seen = "".join(letter for letter in text if not is_ignorable(letter))
    return unicodedata.normalize("NFC", seen)


@lru_cache(maxsize=1024)
def graphemes(text: str) -> tuple[str, ...]:
    """Part text into what a reader takes for one letter: with its accents, joiners, selectors.

    An emoji made of several, a flag and a skin tone are one too.
    """
    if text.isascii():
        return tuple(text)
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.GRAPHEMES
    buffer.add_codepoints([ord(letter) for letter in text])
    buffer.direction, buffer.script, buffer.language = "ltr", "Zyyy", "und"
    uharfbuzz.shape(_no_font(), buffer)
    later = sorted({glyph.cluster for glyph in buffer.glyph_infos})[1:]
    starts, ends = [0, *later], [*later, len(text)]  # what is not seen goes with what is before it
    return tuple(text[start:end] for start, end in zip(starts, ends, strict=True))


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """Return the script of a letter as four letters of ISO 15924; empty if many scripts use it."""
    buffer = uharfbuzz.Buffer()
    buffer.add_codepoints([ord(letter)])
    buffer.language = "und"
    buffer.guess_segment_properties()
    return buffer.script or ""


@cache
def _no_font() -> "Font":
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(b"")))
