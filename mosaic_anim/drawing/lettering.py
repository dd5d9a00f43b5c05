"""Lettering: text set in lines that fit, by the advances and the kerning of its fonts.

Letters are placed here one by one: what Pillow can do in one go depends on libraries that are not
on every machine.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from mosaic_anim.text.assets import asset_content, glyphs_of
from mosaic_anim.text.glyphs import visible

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

    from mosaic_anim.text.glyphs import Glyphs

LEADING = 1.2
"""From one baseline to the next [shares of the letters' size]."""

_MEASURED = 1024  # [px] at which letters are measured
_HALVINGS = 12  # until lines are even to a few thousandths


@dataclass(frozen=True, kw_only=True, eq=False)
class Face:
    """A font that is held under `name`."""

    name: str

    @cached_property
    def glyphs(self) -> "Glyphs":
        """The letters that it has."""
        return glyphs_of(self.name)

    def at(self, pixels: float) -> "FreeTypeFont":
        """Return the font at a size [px]."""
        from PIL import ImageFont

        file = io.BytesIO(asset_content(self.name).tobytes())
        return ImageFont.truetype(file, pixels, layout_engine=ImageFont.Layout.BASIC)

    @cached_property
    def _measure(self) -> "FreeTypeFont":
        return self.at(_MEASURED)

    def advance(self, letter: str) -> float:
        """Return how far a letter moves what follows it [shares of the size]."""
        return self._measure.getlength(letter) / _MEASURED

    def extent(self, letter: str) -> tuple[float, float]:
        """Return how far a letter reaches above and below the baseline [shares of the size]."""
        _, top, _, bottom = self._measure.getbbox(letter, anchor="ls")
        return -top / _MEASURED, bottom / _MEASURED


@lru_cache(maxsize=32)
def face(name: str) -> Face:
    """Return the font that is held under a name."""
    return Face(name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter, from the start of its word or line on [shares of the size]."""

    text: str
    face: Face
    start: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Letters beside each other, a word or a line, and their width [shares of the size]."""

    letters: tuple[Letter, ...]
    width: float

    @property
    def text(self) -> str:
        """What is written."""
        return "".join(letter.text for letter in self.letters)


def line_of(text: str, faces: Sequence[Face]) -> Line:
    """Set text in one line, each letter from the first of the `faces` that has it."""
    letters: list[Letter] = []
    start = 0.0
    before: Letter | None = None
    for character in text:
        own = next((one for one in faces if one.glyphs.has(character)), faces[0])
        if before is not None and before.face is own:
            start += own.glyphs.kern(before.text, character)
        before = Letter(text=character, face=own, start=start)
        letters.append(before)
        start += own.advance(character)
    return Line(letters=tuple(letters), width=start)


class Text:
    """Text whose words are measured once, to be set in lines of any width."""

    def __init__(self, text: str, faces: Sequence[Face]) -> None:
        parts = visible(text).split("\n")
        self._parts = [[line_of(word, faces) for word in part.split()] for part in parts]
        self._space = line_of(" ", faces)

    def lines(self, width: float) -> tuple[Line, ...]:
        """Set it in lines of at most `width` [shares of the size], as even as can be.

        Lines that the text itself has stay apart. A word that is longer has a line of its own.
        """
        return tuple(self._line(words) for part in self._parts for words in self._even(part, width))

    def _even(self, words: Sequence[Line], width: float) -> list[list[Line]]:
        """Part words into as few lines as possible, and those no longer than is needed for that."""
        lines = self._filled(words, width)
        low, high = 0.0, width
        for _ in range(_HALVINGS if len(lines) > 1 else 0):
            middle = (low + high) / 2
            if len(self._filled(words, middle)) > len(lines):
                low = middle
            else:
                high = middle
        return self._filled(words, high)

    def _filled(self, words: Sequence[Line], width: float) -> list[list[Line]]:
        """Fill one line after another."""
        lines: list[list[Line]] = [[]]
        filled = 0.0
        for word in words:
            longer = filled + self._space.width + word.width
            if lines[-1] and longer > width:
                lines.append([])
            filled = longer if lines[-1] else word.width
            lines[-1].append(word)
        return lines

    def _line(self, words: Sequence[Line]) -> Line:
        """Put words beside each other."""
        letters: list[Letter] = []
        start = 0.0
        for number, word in enumerate(words):
            for part in (self._space, word) if number else (word,):
                letters += (replace(one, start=start + one.start) for one in part.letters)
                start += part.width
        return Line(letters=tuple(letters), width=start)
