"""Lettering: text set in lines that fit, word by word, and drawn glyph by glyph."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.text.characters import visible
from mosaic_anim.text.color_glyphs import color_stamp, is_colored
from mosaic_anim.text.direction import embedding_levels, visual_order
from mosaic_anim.text.font import Font, NoFontError
from mosaic_anim.text.shaping import Glyph, Run, shape_word
from mosaic_anim.text.stamps import Outlines, Stamp
from mosaic_anim.values.frame_state import Color

LEADING = 1.2
"""From one baseline to the next, where letters are not too tall [shares of their size]."""

_MOST = 32  # sizes of letters that a glyph may be wide and high: there are long ligatures
_LEGIBLE = 16  # [px]
_HALVINGS = 12  # until lines are even to a few thousandths
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word in runs as they are read, and the space before it.

    Attributes
    ----------
    width : float
        Width of its runs together [shares of the size].
    space : Run
        What lies between it and the word before, where that is in the same line.
    """

    text: str
    runs: tuple[Run, ...]
    width: float
    space: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Glyphs from left to right, from the start of their line on, and its width.

    Attributes
    ----------
    text : str
        What is written, in the order in which it is read.
    above, below : float
        How far it reaches from the baseline up and down [shares of the size].
    """

    text: str
    glyphs: tuple[Glyph, ...]
    width: float
    above: float
    below: float


class Text:
    """Text whose words are shaped once, to be set in lines of any width."""

    def __init__(self, text: str, fonts: Sequence[Font]) -> None:
        (self._space,) = shape_word(" ", (0,), fonts)
        self._parts = [list(self._words(part, fonts)) for part in text.split("\n")]

    def lines(self, width: float) -> tuple[Line, ...]:
        """Set it in lines of at most `width` [shares of the size], as even as can be.

        Lines that the text itself has stay apart. A word that is longer has a line of its own.
        """
        return tuple(_line(words) for part in self._parts for words in _even(part, width))

    def _words(self, part: str, fonts: Sequence[Font]) -> Iterator[Word]:
        """Shape the words of a line of the text; each keeps the direction that it has there."""
        levels = embedding_levels(part)
        for match in _WORD.finditer(part):
            start, end = match.span()
            if not visible(match[0]):
                continue
            runs = shape_word(match[0], levels[start:end], fonts)
            yield Word(
                text=match[0],
                runs=runs,
                width=sum(run.width for run in runs),
                space=replace(self._space, level=levels[max(start - 1, 0)]),
            )


def line_of(text: str, fonts: Sequence[Font]) -> Line:
    """Set text in one line."""
    return Text(text.replace("\n", " "), fonts).lines(float("inf"))[0]


def require_drawable(text: str, fonts: Sequence[Font]) -> None:
    """Draw text once, small.

    Raises
    ------
    NoFontError
        If an outline or a picture of a font is damaged.
    """
    line, drawer = line_of(text, fonts), LineDrawer(_LEGIBLE)
    for _ in (*drawer.fills(line, 0, 0), *drawer.colored(line, 0, 0, (0, 0, 0))):
        pass


class LineDrawer:
    """Draws lines of text at one size [px].

    Raises
    ------
    NoFontError
        While it draws a glyph that is damaged, or out of all proportion.
    """

    def __init__(self, size: float) -> None:
        self._size = size
        self._outlines: dict[Font, Outlines] = {}

    def fills(self, line: Line, x: float, y: float) -> Iterator[Stamp]:
        """Yield the outlined glyphs of a line that begins at x, on the baseline y [px]."""
        for glyph, right, down in self._glyph_places(line, x, y, colored=False):
            yield self._of(glyph.font).fill(glyph.number, right, down)

    def rims(self, line: Line, x: float, y: float, width: float) -> Iterator[Stamp]:
        """Yield its outlined glyphs with a line of `width` around them [px]."""
        for glyph, right, down in self._glyph_places(line, x, y, colored=False):
            yield self._of(glyph.font).rim(glyph.number, right, down, width)

    def colored(self, line: Line, x: float, y: float, color: Color) -> Iterator[Stamp]:
        """Yield its glyphs that have colours of their own; `color` is that of the text."""
        for glyph, right, down in self._glyph_places(line, x, y, colored=True):
            yield color_stamp(
                glyph.font, glyph.number, x=right, y=down, size=self._size, color=color
            )

    def _glyph_places(
        self, line: Line, x: float, y: float, *, colored: bool
    ) -> Iterator[tuple[Glyph, float, float]]:
        """Yield the glyphs of one kind that are not empty, and where their origins lie [px]."""
        for glyph in line.glyphs:
            box = glyph.font.shaper.get_glyph_extents(glyph.number)
            if box and max(box.width, abs(box.height)) > _MOST * glyph.font.unit:
                raise NoFontError(f"its glyph {glyph.number} is larger than {_MOST} letters")
            if box and box.width and is_colored(glyph.font, glyph.number) == colored:
                yield glyph, x + glyph.start * self._size, y - glyph.rise * self._size

    def _of(self, font: Font) -> Outlines:
        if font not in self._outlines:
            self._outlines[font] = Outlines(font, self._size)
        return self._outlines[font]


def lay_stamp(plane: NDArray[np.uint8], stamp: Stamp) -> None:
    """Lay a stamp over a plane (H, W) or (H, W, 4) of its kind, in place; what juts out is lost."""
    height, width = stamp.pixels.shape[:2]
    top, left = max(0, stamp.top), max(0, stamp.left)
    bottom = min(plane.shape[0], stamp.top + height)
    right = min(plane.shape[1], stamp.left + width)
    if bottom <= top or right <= left:
        return
    over = stamp.pixels[
        top - stamp.top : bottom - stamp.top, left - stamp.left : right - stamp.left
    ]
    under = plane[top:bottom, left:right]
    alpha = over[..., 3:] if over.ndim == 3 else over
    rest = under.astype(np.uint16) * (255 - alpha.astype(np.uint16))
    under[...] = over + ((rest + 127) // 255).astype(np.uint8)


def _even(words: Sequence[Word], width: float) -> list[list[Word]]:
    """Part words into as few lines as possible, and those no longer than is needed for that."""
    lines = _filled(words, width)
    low, high = 0.0, width
    for _ in range(_HALVINGS if len(lines) > 1 else 0):
        middle = (low + high) / 2
        if len(_filled(words, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return _filled(words, high)


def _filled(words: Sequence[Word], width: float) -> list[list[Word]]:
    """Fill one line after another."""
    lines: list[list[Word]] = [[]]
    filled = 0.0
    for word in words:
        longer = filled + word.space.width + word.width
        if lines[-1] and longer > width:
            lines.append([])
        filled = longer if lines[-1] else word.width
        lines[-1].append(word)
    return lines


def _line(words: Sequence[Word]) -> Line:
    """Put words beside each other, the runs in the order of their directions."""
    runs: list[Run] = []
    for number, word in enumerate(words):
        runs += (word.space, *word.runs) if number else word.runs
    glyphs: list[Glyph] = []
    start = 0.0
    for index in visual_order([run.level for run in runs]):
        glyphs += (replace(one, start=start + one.start) for one in runs[index].glyphs)
        start += runs[index].width
    return Line(
        text=" ".join(word.text for word in words),
        glyphs=tuple(glyphs),
        width=start,
        above=max((run.above for run in runs), default=0.0),
        below=max((run.below for run in runs), default=0.0),
    )
