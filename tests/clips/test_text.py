"""The text channel: as short as a word, and what is wrong with it is reported where it stands."""

from fractions import Fraction

import pytest

from mosaic_anim.clips.overlay_layout import OverlayFade
from mosaic_anim.clips.text import SHADOW, TextChannel
from mosaic_anim.clips.text_fields import FIELDS, fill_fields
from mosaic_anim.scene.clip import Clip
from mosaic_anim.schema.problem import PartError

VALUES = {name: name.upper() for name in FIELDS}


def texts(value, **keys):
    """Read the texts of a clip of two seconds."""
    return Clip.read({"duration": "2s", "text": value, **keys}).text


def faults(value, **keys):
    """Return what is wrong with the texts of a clip."""
    with pytest.raises(PartError, match=r".") as caught:
        texts(value, **keys)
    return [
        (".".join(map(str, fault.path)), fault.what, fault.remedy) for fault in caught.value.faults
    ]


def test_a_text_is_a_word_a_mapping_or_a_list_of_them():
    """All are read as the same."""
    plain = texts("Hello")
    assert plain == texts({"text": "Hello"}) == texts(["Hello"]) == texts([{"text": "Hello"}])
    assert [title.text for title in texts(["one", {"text": "two"}])] == ["one", "two"]
    assert Clip(duration="1s", text="Hello").text == plain
    assert Clip.read({"duration": "1s"}).text == ()


def test_letters_are_composed_and_lines_stay():
    """Decomposed accents become one letter, tabs spaces."""
    assert texts("A\u0308rger\n\tnext\n")[0].text == "Ärger\n    next"


def test_ignorable_characters_need_no_shape():
    """Joiners and selectors, also those that Unicode has only reserved."""
    for letter in "\ufe0f\u200d\u200b\ufeff\u00ad\u2065\ufff0\U000e0102":
        assert texts(f"a{letter}b")[0].text == f"a{letter}b"


def test_none_switches_a_default_off():
    """A shadow is there unless it is switched off, an outline is not."""
    assert texts("x")[0].shadow == SHADOW
    off = texts({"text": "x", "shadow": "none", "outline": "none", "fade": "none"})[0]
    assert (off.shadow, off.outline, off.fades(Fraction(2))) == (None, None, (0, 0))


def test_it_fades_for_a_moment_unless_it_says_so():
    """0.3 s, less in a short clip; one duration is for both ends, a mapping for those it names."""
    plain = TextChannel(text="x")
    assert plain.fades(Fraction(2)) == (Fraction(3, 10), Fraction(3, 10))
    assert plain.fades(Fraction(1, 2)) == (Fraction(1, 8), Fraction(1, 8))
    assert TextChannel(text="x", fade="0.5s").fades(Fraction(2)) == (Fraction(1, 2), Fraction(1, 2))
    assert TextChannel(text="x", fade=OverlayFade(in_="1s")).fades(Fraction(2)) == (1, 0)


def test_fields_are_filled_and_braces_doubled():
    """Each by its value."""
    assert fill_fields("{photos}, {{x}} {date}{rows}", VALUES) == "PHOTOS, {x} DATEROWS"


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("{foto}", "unknown field '{foto}'", "did you mean 'photos'?"),
        ("{photo}", "unknown field '{photo}'", "did you mean 'photos'?"),
        ("{}", "unknown field '{}'", "one of cells"),
        ("{name}", "unknown field '{name}'", "a variable is written $name"),
        ("100 } %", "a brace that is not opened", "}}"),
        ("{photos", "a brace that is not closed", "{{"),
        ("", "'text' is empty", ""),
        (" \n ", "'text' is empty", ""),
        ("\u200b \ufe0f", "'text' is empty", ""),
        ("a\x07b", "a character without a shape, U+0007", "remove it"),
        ("x" * 1001, "a text of 1,001 characters", "at most 1,000"),
        ("x\n" * 50, "a text of 100 characters", "40 lines"),
        (7, "not a text: 7", "put it in quotes"),
    ],
)
def test_what_cannot_be_written_is_reported(text, what, remedy):
    """With what it could be."""
    ((path, found, how),) = faults(text)
    assert path == "text"
    assert what in found
    assert remedy in how


def test_faults_of_a_list_name_the_entry():
    """And its key."""
    found = faults(["fine", {"text": "{x}"}, {"text": "y", "anchor": "botom", "glow": 1}])
    assert [path for path, *_ in found] == ["text.1.text", "text.2.anchor", "text.2.glow"]
    assert found[1][2] == "did you mean 'bottom'?"


def test_a_fade_that_is_longer_than_its_clip_is_reported():
    """The time that it is on counts, however it is played."""
    long = {"text": "x", "fade": {"in": "1.5s", "out": "1s"}}
    assert faults(long)[0][:2] == ("text.0.fade", "the text fades for 2.5s, its clip takes 2s")
    assert texts(long, loop=2)[0].fade.length == Fraction(5, 2)


def test_a_font_of_ones_own_has_its_weight():
    """It cannot be made bold."""
    assert faults({"text": "x", "font": "a.ttf", "weight": "bold"})[0][:2] == (
        "text.weight",
        "a font file has a weight of its own",
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("size", 0),
        ("size", 2),
        ("margin", -0.1),
        ("width", 0),
        ("opacity", 1.1),
        ("offset", [0, 2]),
    ],
)
def test_numbers_have_bounds(key, value):
    """Each is reported at its key."""
    assert faults({"text": "x", key: value})[0][0] == f"text.{key}"
