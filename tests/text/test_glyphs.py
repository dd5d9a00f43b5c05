"""What a font can draw is read from its file, and a damaged file is refused."""

import struct
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.text.assets import WEIGHTS, asset_content, bundled_font
from mosaic_anim.text.glyphs import NoFontError, is_ignorable, read_glyphs, visible

LETTERS = "Straße Łódź Ångström Žižkov Ελληνικά Ωμέγα Ж Україна Ґ 0123456789 €£ “„»— ©×"


@pytest.fixture(scope="module")
def font():
    return asset_content(bundled_font()).tobytes()


def font_of(table, *, platform=3, encoding=10):
    """Make a font of one character map, of 1000 units."""
    cmap = struct.pack(">HHHHI", 0, 1, platform, encoding, 12) + table
    head = bytes(18) + struct.pack(">H", 1000)
    start = struct.pack(">4sHHHH", b"OTTO", 2, 0, 0, 0)
    start += struct.pack(">4sIII", b"cmap", 0, 44, len(cmap))
    start += struct.pack(">4sIII", b"head", 0, 44 + len(cmap), len(head))
    return start + cmap + head


def groups(*runs):
    """Make a character map of format 12: first and last character, glyph of the first."""
    body = b"".join(struct.pack(">III", *run) for run in runs)
    return struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(runs)) + body


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_fonts_it_brings_write_latin_greek_and_cyrillic(weight):
    """And leave signs to fonts of the user."""
    glyphs = read_glyphs(asset_content(bundled_font(weight)).tobytes())
    assert [letter for letter in LETTERS if not glyphs.has(letter)] == []
    assert not glyphs.has("漢")
    assert not glyphs.has("😀")


def test_pairs_are_moved_together_as_the_font_says(font):
    """A and V overlap by 7 % of the size, two n do not."""
    glyphs = read_glyphs(font)
    assert glyphs.kern("A", "V") == pytest.approx(-0.068, abs=0.001)
    assert glyphs.kern("n", "n") == 0


def test_a_map_of_runs_is_read_as_it_is_written():
    """Format 12, by hand: three letters from glyph 5 on, and one beyond U+FFFF."""
    glyphs = read_glyphs(font_of(groups((0x41, 0x43, 5), (0x1F600, 0x1F600, 9))))
    assert glyphs.known == {0x41: 5, 0x42: 6, 0x43: 7, 0x1F600: 9}
    assert glyphs.kern("A", "B") == 0


def test_a_map_of_segments_is_read_as_it_is_written():
    """Format 4, by hand: one run by a delta, one by a list, and the end."""
    ends, starts = (0x42, 0x62, 0xFFFF), (0x41, 0x61, 0xFFFF)
    deltas, offsets = (0x10000 - 0x40, 0, 1), (0, 4, 0)
    body = struct.pack(">3H", *ends) + b"\0\0" + struct.pack(">3H", *starts)
    body += struct.pack(">3H", *deltas) + struct.pack(">3H", *offsets) + struct.pack(">2H", 8, 0)
    table = struct.pack(">HHHHHHH", 4, 14 + len(body), 0, 6, 0, 0, 0) + body
    glyphs = read_glyphs(font_of(table, encoding=1))
    assert glyphs.known == {0x41: 1, 0x42: 2, 0x61: 8}


@pytest.mark.parametrize("share", [0, 0.001, 0.01, 0.3, 0.9])
def test_a_font_that_is_cut_off_is_refused(font, share):
    """Wherever it ends."""
    with pytest.raises(NoFontError):
        read_glyphs(font[: int(len(font) * share)])


def test_a_map_that_never_ends_is_refused():
    """Groups that overlap could name every character a million times."""
    with pytest.raises(NoFontError, match="damaged"):
        read_glyphs(font_of(groups(*[(0, 0x10FFFF, 1)] * 3)))


def test_a_font_without_unicode_is_refused():
    """Such as one of symbols only."""
    with pytest.raises(NoFontError, match="no map of Unicode"):
        read_glyphs(font_of(groups((1, 2, 3)), platform=1, encoding=0))


IGNORED = "\ufe0f\ufe0e\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u200e\u202e\u3164\U000e0101"


def test_ignorable_characters_are_those_of_unicode():
    """Their number, some of them, and neither spaces nor letters nor accents."""
    ignored = {code for code in range(0x110000) if is_ignorable(chr(code))}
    assert len(ignored) == 4174  # DerivedCoreProperties.txt tells it below its list
    assert {ord(letter) for letter in IGNORED} <= ignored
    seen = {chr(code) for code in ignored if unicodedata.category(chr(code)) not in {"Cf", "Cn"}}
    assert {unicodedata.category(letter) for letter in seen} == {"Mn", "Lo"}
    assert not any(map(is_ignorable, LETTERS + "\u0301 \u00a0\n\t"))


@given(st.text(), st.text(IGNORED))
def test_what_is_visible_has_no_ignorable_character_and_one_form(text, ignored):
    """Whatever they stand between, and however accents are written."""
    found = visible(f"{ignored}{text}{ignored}")
    assert found == visible(text) == visible(found) == visible(unicodedata.normalize("NFD", text))
    assert not any(map(is_ignorable, found))
    assert unicodedata.is_normalized("NFC", found)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_fonts_it_brings_have_all_of_ascii(weight):
    """So that a text of nothing else is good without a look at them."""
    glyphs = read_glyphs(asset_content(bundled_font(weight)).tobytes())
    assert all(glyphs.has(chr(code)) for code in range(0x20, 0x7F))
