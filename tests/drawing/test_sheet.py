"""Sheets of pictures: where they lie, and that their captions can be read."""

import numpy as np
import pytest

from mosaic_anim.drawing.sheet_layout import BRIGHT, DIM, GROUND, Caption, draw_sheet, lay_out_sheet
from mosaic_anim.values.geometry import Size

LANDSCAPE = Size(height=90, width=160)


def drawn(*captions: Caption, heading: Caption | None = None, columns: int | None = None):
    """Draw a red picture for each caption; return the sheet and its layout."""
    layout = lay_out_sheet(LANDSCAPE, len(captions), columns=columns)
    red = np.full((90, 160, 3), (200, 30, 30), np.uint8)
    pictures = [red] * len(captions)
    return draw_sheet(pictures, captions, layout, heading or Caption(left="")), layout


def under(sheet: np.ndarray, layout, index: int) -> np.ndarray:
    """Return the strip below a picture."""
    row, col = layout.place(index)
    bottom = row + layout.picture.height
    return sheet[bottom : row + layout.step.height, col : col + layout.picture.width]


def has(strip: np.ndarray, color: tuple[int, int, int]) -> bool:
    """Return whether text of this colour is there: its inmost pixels are nearly pure."""
    return bool((np.abs(strip.astype(int) - color).max(axis=-1) < 25).any())


def test_each_picture_has_its_caption_below_it() -> None:
    """Bright text on the left, dim text on the right, and no text where there is none."""
    sheet, layout = drawn(Caption(left="0:01.500", right="dive"), Caption(left=""))
    strip = under(sheet, layout, 0)
    assert has(strip[:, :70], BRIGHT)
    assert has(strip[:, 100:], DIM)
    assert not has(strip[:, 100:], BRIGHT)
    assert (under(sheet, layout, 1) == GROUND).all()


def test_captions_keep_to_their_own_picture() -> None:
    """The longest name is shortened: the gap between columns stays empty."""
    caption = Caption(left="0:01.500", right="w" * 64)
    sheet, layout = drawn(
        caption, caption, columns=2, heading=Caption(left="m" * 99, right="facts")
    )
    row, col = layout.place(1)
    gap = sheet[:, col - (layout.step.width - 160) : col]
    assert (gap[row:] == GROUND).all()
    assert (sheet[:, : layout.text] == GROUND).all()
    assert (sheet[:, -layout.text :] == GROUND).all()


def test_the_heading_stands_above_all_pictures() -> None:
    """Its letters lie within its own strip."""
    sheet, layout = drawn(Caption(left=""), heading=Caption(left="zoom", right="7 s"))
    bare, _ = drawn(Caption(left=""))
    assert (sheet[: layout.top] != bare[: layout.top]).any()
    np.testing.assert_array_equal(sheet[layout.top :], bare[layout.top :])


def test_names_beyond_the_font_lose_their_accents() -> None:
    """Köln is written Koln, not with an empty box."""
    accented, _ = drawn(Caption(left="K\u00f6ln"))
    plain, _ = drawn(Caption(left="Koln"))
    np.testing.assert_array_equal(accented, plain)


@pytest.mark.parametrize(
    ("name", "written"), [("K\u00ado\ufe0fl\u200dn", "Koln"), ("\u65e5 1", "? 1")]
)
def test_names_are_written_in_letters_that_the_font_has(name: str, written: str) -> None:
    """Nothing stands for what is not seen, and a question mark for what the font lacks."""
    odd, _ = drawn(Caption(left=name))
    plain, _ = drawn(Caption(left=written))
    np.testing.assert_array_equal(odd, plain)


@pytest.mark.parametrize(
    ("picture", "count", "columns"),
    [(LANDSCAPE, 12, 4), (LANDSCAPE, 1, 1), (Size(height=160, width=90), 12, 6)],
)
def test_a_sheet_is_wide_and_has_few_empty_places(picture: Size, count: int, columns: int) -> None:
    """Twelve lie four by three; upright ones six by two."""
    layout = lay_out_sheet(picture, count)
    assert layout.columns == columns
    assert layout.rows * columns == count


def test_pictures_never_overlap() -> None:
    """Each has a place of its own within the sheet."""
    for width, count, columns in ((64, 7, 3), (320, 12, 5), (1000, 3, 1)):
        layout = lay_out_sheet(Size(height=width // 2, width=width), count, columns=columns)
        taken = np.zeros((layout.size.height, layout.size.width), int)
        for index in range(count):
            row, col = layout.place(index)
            taken[row : row + width // 2, col : col + width] += 1
        assert taken.max() == 1
        assert taken.sum() == count * width * (width // 2)
