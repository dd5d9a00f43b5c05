"""Shaping: characters become glyphs in their places, as their font and their script want it.

HarfBuzz joins Arabic letters, orders the vowels of Indic scripts, sets marks, forms ligatures and
kerns. What it is given at once has one font, one script and one direction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mosaic_anim.lazy import uharfbuzz
from mosaic_anim.text.characters import graphemes, is_ignorable, script_of
from mosaic_anim.text.font import Font

_ANY_SCRIPT = "Zyyy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """A glyph of a font in its place.

    Attributes
    ----------
    number : int
        Number of the glyph in its font.
    start, rise : float
        Its origin, from the start of its run to the right and from the baseline up
        [shares of the size].
    """

    font: Font
    number: int
    start: float
    rise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Glyphs beside each other, from left to right.

    Attributes
    ----------
    width : float
        From its start to the start of what follows [shares of the size].
    above, below : float
        How far its glyphs reach from the baseline up and down [shares of the size].
    level : int
        Embedding level of its text, odd from right to left.
    """

    glyphs: tuple[Glyph, ...]
    width: float
    above: float
    below: float
    level: int


def shape_word(word: str, levels: Sequence[int], fonts: Sequence[Font]) -> tuple[Run, ...]:
    """Shape a word, each grapheme with the first of the `fonts` that has it.

    Parameters
    ----------
    levels : sequence of int, shape (N,)
        Embedding levels of its N characters.

    Returns
    -------
    tuple of Run
        In the order in which they are read.
    """
    letters = [ord(letter) for letter in word]
    runs = []
    start = 0
    for style, parts in groupby(_parts(word, levels, fonts), key=lambda one: one[0]):
        length = sum(size for _, size in parts)
        runs.append(_shaped(letters, start, length, style))
        start += length
    return tuple(runs)


def font_for(grapheme: str, fonts: Sequence[Font]) -> Font | None:
    """Return the first font that can write a grapheme; None if none can."""
    return next((font for font in fonts if font.writes(grapheme)), None)


def _parts(
    word: str, levels: Sequence[int], fonts: Sequence[Font]
) -> Iterator[tuple[tuple[Font, str, int], int]]:
    """Yield font, script and level of each grapheme, and how many characters it has."""
    pieces = graphemes(word)
    scripts = [
        script_of(next((c for c in piece if not is_ignorable(c)), piece[0])) for piece in pieces
    ]
    script = next(filter(None, scripts), _ANY_SCRIPT)
    place = 0
    for piece, own in zip(pieces, scripts, strict=True):
        script = own or script  # signs and digits are written as what stands before them
        font = font_for(piece, fonts) or fonts[0]
        yield (font, script, levels[place]), len(piece)
        place += len(piece)


def _shaped(letters: Sequence[int], start: int, length: int, style: tuple[Font, str, int]) -> Run:
    """Shape a part of a word, whose other letters may join it, in a font, script and level."""
    font, script, level = style

    buffer = uharfbuzz.Buffer()
    buffer.add_codepoints(letters, start, length)
    buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    buffer.direction = "rtl" if level % 2 else "ltr"
    buffer.script = script
    buffer.language = "und"  # HarfBuzz would ask the machine for one
    uharfbuzz.shape(font.shaper, buffer)
    glyphs = []
    across = above = below = 0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append(
            Glyph(
                font=font,
                number=info.codepoint,
                start=(across + place.x_offset) / font.unit,
                rise=place.y_offset / font.unit,
            )
        )
        across += place.x_advance
        if box := font.shaper.get_glyph_extents(info.codepoint):
            top = place.y_offset + box.y_bearing
            above, below = max(above, top), max(below, -top - box.height)
    return Run(
        glyphs=tuple(glyphs),
        width=across / font.unit,
        above=above / font.unit,
        below=below / font.unit,
        level=level,
    )
