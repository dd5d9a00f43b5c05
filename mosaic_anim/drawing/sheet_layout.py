"""Sheet: pictures in rows on a dark ground, a caption below each and a heading above all."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, log
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.lettering import face
from mosaic_anim.text.assets import bundled_font
from mosaic_anim.text.glyphs import visible
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

Pixels = NDArray[np.uint8]

GROUND = (16, 17, 20)
BRIGHT = (236, 237, 240)
DIM = (146, 150, 160)

_TEXT = (11, 32)
"""Least and greatest size of a caption's text [px]."""
_PICTURE_TO_TEXT = 20
"""How many times as wide as its text is high a picture is."""
_WIDE = 16 / 9
"""Width over height of a sheet that shows well on a page or a screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """A line of text in two parts: the left one bright, the right one dim."""

    left: str
    right: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLayout:
    """Where pictures and captions lie on a sheet.

    Attributes
    ----------
    picture : Size
        Size of each picture [px].
    count : int
        How many there are, row by row.
    columns : int
        How many lie in a row.
    """

    picture: Size
    count: int
    columns: int

    @property
    def rows(self) -> int:
        """Number of rows."""
        return ceil(self.count / self.columns)

    @property
    def text(self) -> int:
        """Size of a caption's text [px]; gaps and margins go by it."""
        least, most = _TEXT
        return min(max(round(self.picture.width / _PICTURE_TO_TEXT), least), most)

    @property
    def top(self) -> int:
        """Height of the heading [px]."""
        return 3 * self.text

    @property
    def step(self) -> Size:
        """From one picture to the next, down with its caption and across [px]."""
        down = self.picture.height + 2 * self.text
        return Size(height=down, width=self.picture.width + self.text // 2)

    @property
    def size(self) -> Size:
        """Size of the whole sheet [px]."""
        across = self.columns * self.step.width - self.text // 2 + 2 * self.text
        down = self.top + self.rows * self.step.height + self.text // 2
        return Size(height=down, width=across)

    def place(self, index: int) -> tuple[int, int]:
        """Return row and column [px] of a picture's first pixel."""
        row, col = divmod(index, self.columns)
        return self.top + row * self.step.height, self.text + col * self.step.width


def lay_out_sheet(picture: Size, count: int, *, columns: int | None = None) -> SheetLayout:
    """Return the layout of `count` pictures; without `columns`, a wide one with few gaps."""
    if columns is not None:
        return SheetLayout(picture=picture, count=count, columns=columns)
    layouts = [SheetLayout(picture=picture, count=count, columns=n) for n in range(1, count + 1)]
    return min(layouts, key=_ugliness)


def draw_sheet(
    pictures: Iterable[Pixels], captions: Sequence[Caption], layout: SheetLayout, heading: Caption
) -> Pixels:
    """Draw a sheet.

    Parameters
    ----------
    pictures : iterable of (H, W, 3) uint8
        Pictures of the layout's size, consumed one by one.
    captions : sequence of Caption
        One for each picture.

    Returns
    -------
    (H, W, 3) uint8
    """
    from PIL import Image, ImageDraw

    sheet = Image.new("RGB", (layout.size.width, layout.size.height), GROUND)
    pen = ImageDraw.Draw(sheet)
    text = layout.text
    inner = layout.size.width - 2 * text
    _write(pen, heading, at=(text, 2 * text), width=inner, sizes=(round(1.5 * text), text))
    for index, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        row, col = layout.place(index)
        sheet.paste(Image.fromarray(picture), (col, row))
        baseline = row + layout.picture.height + round(1.25 * text)
        _write(pen, caption, at=(col, baseline), width=layout.picture.width, sizes=(text, text))
    return np.asarray(sheet).copy()


def _ugliness(layout: SheetLayout) -> float:
    """Return how far a layout is from a wide sheet without empty places; 0 is best."""
    empty = 1 - layout.count / (layout.rows * layout.columns)
    return abs(log(layout.size.aspect / _WIDE)) + 2 * empty


def _write(
    pen: "ImageDraw", line: Caption, *, at: tuple[int, int], width: int, sizes: tuple[int, int]
) -> None:
    """Write a line on the baseline that begins at x, y `at` [px]; its right part yields."""
    (x, y), (left_size, right_size) = at, sizes
    font = face(bundled_font())
    left_font, right_font = font.at(left_size), font.at(right_size)
    known = font.glyphs.has
    left = _fitted(_printable(line.left, known), left_font.getlength, width)
    pen.text((x, y), left, fill=BRIGHT, font=left_font, anchor="ls")
    room = width - left_font.getlength(left) - right_size
    right = _fitted(_printable(line.right, known), right_font.getlength, room)
    pen.text((x + width, y), right, fill=DIM, font=right_font, anchor="rs")


def _printable(text: str, known: Callable[[str], bool]) -> str:
    """Return `text` in plain letters; question marks stand for those that the font lacks."""
    plain = unicodedata.normalize("NFKD", visible(text))
    letters = (letter for letter in plain if not unicodedata.combining(letter))
    return "".join(letter if known(letter) else "?" for letter in letters)


def _fitted(text: str, length_of: Callable[[str], float], room: float) -> str:
    """Return `text` shortened to `room` [px]."""
    if length_of(text) <= room:
        return text
    while text and length_of(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…" if text else ""
