"""Lettering: text set in lines that fit, by the advances and the kerning of its fonts.

Letters are placed here one by one: what Pillow can do in one go depends on libraries that are not
on every machine.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from mosaic_anim.assets import glyphs_of, held

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

    from mosaic_anim.glyphs import Glyphs

LEADING = 1.2
"""From one baseline to the next [shares of the letters' size]."""

_MEASURED = 1024  # [px] at which letters are measured


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

        file = io.BytesIO(held(self.name).tobytes())
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
    """One letter on its line, from the line's start on [shares of the size]."""

    text: str
    face: Face
    start: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line and its width [shares of the size]."""

    letters: tuple[Letter, ...]
    width: float


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


def set_text(text: str, faces: Sequence[Face], width: float) -> tuple[Line, ...]:
    """Set text in lines of at most `width` [shares of the size], of lengths as even as can be.

    Lines that the text itself has stay apart. A word that is longer has a line of its own.
    """
    lines: list[Line] = []
    for part in text.split("\n"):
        lines += _even_lines(part.split(), faces, width)
    return tuple(lines)


def _even_lines(words: Sequence[str], faces: Sequence[Face], width: float) -> list[Line]:
    """Set words in as few lines as possible, and those no longer than is needed for that."""
    lines = _filled_lines(words, faces, width)
    low, high = 0.0, width
    for _ in range(12 if len(lines) > 1 else 0):
        middle = (low + high) / 2
        if len(_filled_lines(words, faces, middle)) > len(lines):
            low = middle
        else:
            high = middle
    texts = _filled_lines(words, faces, high)
    return [line_of(text, faces) for text in texts]


def _filled_lines(words: Sequence[str], faces: Sequence[Face], width: float) -> list[str]:
    """Fill one line after another."""
    lines = [words[0] if words else ""]
    for _, word in pairwise(words):
        longer = f"{lines[-1]} {word}"
        if line_of(longer, faces).width <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
