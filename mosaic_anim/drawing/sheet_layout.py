"""Sheet: pictures in rows on a dark ground, a caption below each and a heading above all."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, log

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.lettering import Line, LineDrawer, lay_stamp, line_of
from mosaic_anim.text.assets import bundled_font, font_of
from mosaic_anim.text.characters import visible
from mosaic_anim.values.frame_state import Color
from mosaic_anim.values.geometry import Size

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
    sheet = np.full((layout.size.height, layout.size.width, 3), GROUND, np.uint8)
    text = layout.text
    inner = layout.size.width - 2 * text
    _write(sheet, heading, at=(text, 2 * text), width=inner, sizes=(round(1.5 * text), text))
    for index, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        row, col = layout.place(index)
        height, width = picture.shape[:2]
        sheet[row : row + height, col : col + width] = picture
        baseline = row + layout.picture.height + round(1.25 * text)
        _write(sheet, caption, at=(col, baseline), width=layout.picture.width, sizes=(text, text))
    return sheet


def _ugliness(layout: SheetLayout) -> float:
    """Return how far a layout is from a wide sheet without empty places; 0 is best."""
    empty = 1 - layout.count / (layout.rows * layout.columns)
    return abs(log(layout.size.aspect / _WIDE)) + 2 * empty


def _write(
    sheet: Pixels, caption: Caption, *, at: tuple[int, int], width: int, sizes: tuple[int, int]
) -> None:
    """Write a line on the baseline that begins at x, y `at` [px]; its right part yields."""
    (x, y), (left_size, right_size) = at, sizes
    left = _fitted(caption.left, width / left_size)
    _draw(sheet, left, (x, y), left_size, BRIGHT)
    room = width - left.width * left_size - right_size
    right = _fitted(caption.right, room / right_size)
    _draw(sheet, right, (x + width - right.width * right_size, y), right_size, DIM)


def _draw(sheet: Pixels, line: Line, at: tuple[float, float], size: int, color: Color) -> None:
    """Draw a line of text in a colour, in place."""
    x, y = at
    top = max(0, int(y) - 2 * size)
    band = sheet[top : int(y) + size]
    cover = np.zeros(band.shape[:2], np.uint8)
    for stamp in LineDrawer(size).fills(line, x, y - top):
        lay_stamp(cover, stamp)
    share = cover[..., None] / np.float32(255)
    band[...] = np.rint(band * (1 - share) + np.array(color, np.float32) * share).astype(np.uint8)


def _fitted(text: str, room: float) -> Line:
    """Set `text` in one line, in letters that the font has, shortened to `room` [of its size]."""
    fonts = [font_of(bundled_font())]
    plain = unicodedata.normalize("NFKD", visible(text))
    letters = (letter for letter in plain if not unicodedata.combining(letter))
    written = "".join(letter if fonts[0].has(letter) else "?" for letter in letters)
    line = line_of(written, fonts)
    while written and line.width > room:
        written = written[:-1]
        line = line_of(f"{written}…" if written else "", fonts)
    return line
