"""Which characters are seen, and which of them a reader takes for one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.text.characters import graphemes, is_ignorable, script_of, visible

LETTERS = "Straße Łódź Ångström Žižkov Ελληνικά Ωμέγα Ж Україна Ґ 0123456789 €£ “„»— ©×"
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
    shown = visible(f"{ignored}{text}{ignored}")
    assert shown == visible(text) == visible(shown) == visible(unicodedata.normalize("NFD", text))
    assert not any(map(is_ignorable, shown))
    assert unicodedata.is_normalized("NFC", shown)


@pytest.mark.parametrize(
    "parts",
    [
        ["a", "b", " ", "c"],
        ["e\u0301", "a\u0308\u0323"],
        ["👩\u200d👩\u200d👧", "🇩🇪", "🇫🇷", "👍🏽", "❤\ufe0f", "7\ufe0f\u20e3"],
        ["ก\u0e49", "क\u094d", "ष\u093f", "ש\u05c1\u05b8"],
        ["\u200b\ufeffa", "b\u200d"],
        ["\u200b\u200d"],
    ],
    ids=["latin", "accents", "emoji", "marks", "ignorable", "nothing"],
)
def test_what_a_reader_takes_for_one_letter_stays_together(parts):
    """Letters with their marks, an emoji of several, a flag; what is not seen goes along."""
    assert list(graphemes("".join(parts))) == parts


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_character_is_lost_between_graphemes(text):
    """Together they are the text."""
    assert "".join(graphemes(text)) == text
    assert all(graphemes(text)) or not text


def test_letters_have_the_script_that_unicode_says():
    """Signs, digits, marks and emoji have none of their own."""
    assert [script_of(letter) for letter in "aЖ\u03b1א\u0628कก漢"] == [
        *("Latn", "Cyrl", "Grek", "Hebr", "Arab", "Deva", "Thai", "Hani"),
    ]
    assert [script_of(letter) for letter in "1 ,(\u0301\u200d😀"] == [""] * 7
