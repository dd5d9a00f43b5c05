"""Words become the glyphs that a font and a script ask for; what they are is known by hand."""

import pytest

from mosaic_anim.text.assets import bundled_font, font_of
from mosaic_anim.text.direction import embedding_levels
from mosaic_anim.text.font import read_font
from mosaic_anim.text.shaping import shape_word
from tests.fonts import bytes_of, make_font


@pytest.fixture(scope="module")
def squares():
    """Read the font of squares; return it and the names of its glyphs."""
    made = make_font()
    return read_font(bytes_of(made)), made.getGlyphOrder()


def glyphs_of(word, squares):
    """Return name, start and rise of each glyph [font units], and the width of the word."""
    font, names = squares
    glyphs, left = [], 0.0
    for run in shape_word(word, embedding_levels(word), [font]):
        glyphs += [
            (names[one.number], round(1000 * (left + one.start)), round(1000 * one.rise))
            for one in run.glyphs
        ]
        left += run.width
    return glyphs, round(1000 * left)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ab", ["a", "b"]),
        ("fi", ["f_i"]),
        ("f\u200ci", ["f", "i"]),
        ("f\u00adi", ["f_i"]),
        ("\u0628", ["beh"]),
        ("\u0628\u0628", ["beh.fina", "beh.init"]),
        ("\u0628\u0628\u0628", ["beh.fina", "beh.medi", "beh.init"]),
        ("\u0628\u200d", ["beh.init"]),
        ("\u0628\u200c\u0628", ["beh", "beh"]),
        ("אבג", ["gimel", "bet", "alef"]),
        ("(אב)", ["paren", "bet", "alef", "thesis"]),
        ("कि", ["short_i", "ka"]),
        ("क्ष", ["k_ss"]),
        ("क्षि", ["short_i", "k_ss"]),
        ("👍🏽", ["thumb_tone"]),
        ("👍😀", ["thumb", "smile"]),
    ],
    ids=ascii,
)
def test_letters_take_the_forms_of_their_script(squares, word, expected):
    """Ligatures, joined letters, mirrored brackets, vowels before what they follow, joiners."""
    names = [name for name, *_ in glyphs_of(word, squares)[0]]
    assert names == expected


def test_pairs_are_moved_together(squares):
    """By a tenth of the size, and only these."""
    assert glyphs_of("AV", squares) == ([("A", 0, 0), ("V", 500, 0)], 1100)
    assert glyphs_of("VA", squares) == ([("V", 0, 0), ("A", 600, 0)], 1200)
    assert glyphs_of("A\u200bV", squares) == ([("A", 0, 0), ("V", 500, 0)], 1100)


@pytest.mark.parametrize("letter", ["ก\u0e49", "a\u0301"])
def test_marks_stand_where_the_font_says(squares, letter):
    """Anchor upon anchor: (300, 700) of the letter on (100, 0) of the mark."""
    (_, mark), width = glyphs_of(letter, squares)
    assert mark[1:] == (200, 700)
    assert width == 600


def test_the_fonts_that_come_along_kern():
    """A and V overlap by 7 % of the size, two n do not."""
    font = font_of(bundled_font())

    def width(word):
        return sum(run.width for run in shape_word(word, [0] * len(word), [font]))

    assert width("AV") - width("A") - width("V") == pytest.approx(-0.068, abs=0.001)
    assert width("nn") == pytest.approx(2 * width("n"))


def test_each_letter_comes_from_the_first_font_that_has_it(squares):
    """An accent with its letter, in one font."""
    fonts = [squares[0], font_of(bundled_font())]
    runs = shape_word("axa\u0301x\u0301", [0] * 6, fonts)
    assert [(fonts.index(run.glyphs[0].font), len(run.glyphs)) for run in runs] == [
        (0, 1), (1, 1), (0, 2), (1, 2),
    ]  # fmt: skip


def test_letters_join_letters_of_another_font(squares):
    """Only the second font has a noon; the beh before it is joined all the same."""
    font, names = squares
    other = read_font(bytes_of(make_font("", {"noon": "\u0646"})))
    runs = shape_word("\u0628\u0646", [1, 1], [font, other])
    assert [run.glyphs[0].font for run in runs] == [font, other]
    assert names[runs[0].glyphs[0].number] == "beh.init"


def test_the_language_of_the_machine_changes_nothing(squares, monkeypatch):
    """HarfBuzz is told one, and asks for none."""
    import uharfbuzz

    asked = []
    shape = uharfbuzz.shape

    def watched(font, buffer):
        asked.append((buffer.language, buffer.script, buffer.direction))
        shape(font, buffer)

    monkeypatch.setattr(uharfbuzz, "shape", watched)
    glyphs_of("\u0628", squares)
    assert ("und", "Arab", "rtl") in asked
    assert {language for language, *_ in asked} == {"und"}
