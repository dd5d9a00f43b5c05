"""What a font can write is read from its file, and a damaged file is refused."""

import struct

import pytest
from fontTools.ttLib import newTable

from mosaic_anim.text.assets import WEIGHTS, asset_content, bundled_font, font_of
from mosaic_anim.text.font import NoFontError, read_font
from tests.fonts import bytes_of, layered_font, make_font

LETTERS = "Straße Łódź Ångström Žižkov Ελληνικά Ωμέγα Ж Україна Ґ 0123456789 €£ “„»— ©×"


@pytest.fixture(scope="module")
def content():
    return asset_content(bundled_font()).tobytes()


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_fonts_it_brings_write_latin_greek_and_cyrillic(weight):
    """And leave other scripts and signs to fonts of the user."""
    font = font_of(bundled_font(weight))
    assert [letter for letter in LETTERS if not font.writes(letter)] == []
    assert not any(font.writes(letter) for letter in "漢😀אक")


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_fonts_it_brings_have_all_of_ascii(weight):
    """So that a text of nothing else is good without a look at them."""
    font = font_of(bundled_font(weight))
    assert all(font.has(chr(code)) for code in range(0x20, 0x7F))


def test_a_font_knows_its_characters_and_its_size():
    """Those that it was made with; letters are 500 of 1000 units high."""
    font = read_font(bytes_of(make_font("", {"a": "a", "smile": "😀"})))
    assert font.unit == 1000
    assert set(font.characters) == {ord("a"), ord("😀")}
    assert [font.has(letter) for letter in "a😀b"] == [True, True, False]
    assert font.extent("a") == (0.5, 0.0)
    assert len(repr(font)) < 200


def test_a_letter_may_be_written_in_parts():
    """HarfBuzz puts an accent on a letter where the font has both, but not the two as one."""
    font = read_font(bytes_of(make_font("", {"a": "a", "acute": "\u0301"})))
    assert font.writes("á")
    assert font.writes("a\u0301\u200d")
    assert not font.writes("é")


def test_digits_are_not_written_in_emoji():
    """Fonts of emoji have digits and spaces as parts of emoji; with letters they are fonts."""
    with_letters = layered_font()
    font = read_font(bytes_of(with_letters))
    assert [font.writes(letter) for letter in ("1", " ", "😀")] == [True, True, True]
    del with_letters["cmap"].tables[0].cmap[ord("a")]
    for table in with_letters["cmap"].tables:
        table.cmap.pop(ord("a"), None)
    font = read_font(bytes_of(with_letters))
    assert [font.writes(letter) for letter in ("1", " ", "😀")] == [False, False, True]


def test_what_a_font_draws_in_svg_only_is_not_written():
    """Rather than written as nothing."""
    made = make_font("", {"space": " ", "a": "a", "smile": "😀"})
    made["glyf"]["smile"] = made["glyf"]["space"]
    made["SVG "] = newTable("SVG ")
    number = made.getGlyphID("smile")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><g id="glyph{number}"/></svg>'
    made["SVG "].docList = [(svg, number, number)]
    font = read_font(bytes_of(made))
    assert [font.writes(letter) for letter in "a😀"] == [True, False]


@pytest.mark.parametrize("share", [0, 0.001, 0.01, 0.3, 0.9])
def test_a_font_that_is_cut_off_is_refused(content, share):
    """Wherever it ends."""
    with pytest.raises(NoFontError, match=r"damaged|cut off"):
        read_font(content[: int(len(content) * share)])


def test_the_first_font_of_a_collection_is_read(content):
    """Its tables lie where the collection says."""
    head = struct.pack(">4sIII", b"ttcf", 0x10000, 1, 16)
    count = struct.unpack_from(">H", content, 4)[0]
    moved = bytearray(content)
    for number in range(count):
        place = 12 + 16 * number + 8
        (offset,) = struct.unpack_from(">I", content, place)
        struct.pack_into(">I", moved, place, offset + len(head))
    collection = head + bytes(moved)
    assert read_font(collection).has("Ж")
    with pytest.raises(NoFontError, match="cut off"):
        read_font(collection[:-1000])


@pytest.mark.parametrize("table", ["cmap", "head", "hmtx", "maxp"])
def test_a_font_that_lacks_a_table_is_refused(content, table):
    """It says which one."""
    with pytest.raises(NoFontError, match=f"no table '{table}'"):
        read_font(content.replace(table.encode(), b"nope", 1))


def test_a_font_without_shapes_is_refused(content):
    """Neither outlines nor pictures of emoji."""
    with pytest.raises(NoFontError, match="neither outlines nor pictures"):
        read_font(content.replace(b"CFF ", b"nope", 1))


def test_a_font_without_unicode_is_refused():
    """Such as one of symbols only."""
    made = make_font("", {"a": "a"})
    made["cmap"].tables = []
    with pytest.raises(NoFontError, match="no map of Unicode"):
        read_font(bytes_of(made))
