"""Letters: texts of a scene, the fonts that write them, and what those fonts cannot show."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from mosaic_anim.clips.text_fields import FIELDS, fill_fields
from mosaic_anim.errors import Problem
from mosaic_anim.lazy import LazyModule
from mosaic_anim.scene.marks import PictureMark
from mosaic_anim.text.characters import graphemes, is_ignorable

if TYPE_CHECKING:
    from mosaic_anim.clips.text import TextChannel
    from mosaic_anim.drawing import lettering
    from mosaic_anim.scene.marks import TextMark
    from mosaic_anim.scene.model import Scene
    from mosaic_anim.text import assets as loaded
    from mosaic_anim.text import font, shaping
else:  # where a text is not plain ASCII; numpy
    font = LazyModule("mosaic_anim.text.font")
    loaded = LazyModule("mosaic_anim.text.assets")
    shaping = LazyModule("mosaic_anim.text.shaping")
    lettering = LazyModule("mosaic_anim.drawing.lettering")


def unwritable_texts(scene: "Scene", assets: Mapping[str, str]) -> list[Problem]:
    """Return each text and mark of a scene with letters that its fonts cannot show.

    All possible values of a field are checked, so that no mosaic needs to be known.

    Parameters
    ----------
    assets : Mapping of str to str
        Names of the loaded fonts, by their paths in the scene; texts in other fonts are left out.
    """
    texts: list[tuple[TextChannel, Callable[[str], str]]] = [
        (text, place_of_text(scene, index, number))
        for index, clip in enumerate(scene.timeline)
        for number, text in enumerate(clip.text)
    ]
    texts += [
        (mark, place_of_mark(scene, number))
        for number, mark in enumerate(scene.marks)
        if not isinstance(mark, PictureMark)
    ]
    fields = {**dict.fromkeys(FIELDS, "0123456789,"), "date": "0123456789-", "scene": scene.name}
    problems = []
    for text, place in texts:
        written = unicodedata.normalize("NFC", fill_fields(text.text, fields))
        if written.isascii() and text.font is None:  # every font that comes along has these
            continue
        if text.font is None or text.font in assets:
            problems.append(unwritable(written, fonts_of(text, assets), place("text")))
    return [problem for problem in problems if problem]


def fonts_of(channel: "TextChannel | TextMark", assets: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the fonts that write a text: its own first, then one that is built in."""
    built_in = loaded.bundled_font(channel.weight or "bold")
    return (built_in,) if channel.font is None else (assets[channel.font], built_in)


def unwritable(text: str, fonts: Sequence[str], place: str) -> Problem | None:
    """Return what is wrong with the letters of a text that none of these fonts can write."""
    known = [loaded.font_of(name) for name in fonts]
    for grapheme in graphemes(text):
        if grapheme.isspace() or shaping.font_for(grapheme, known):
            continue
        seen = [letter for letter in grapheme if not is_ignorable(letter)]
        letter = next((one for one in seen if not shaping.font_for(one, known)), seen[-1])
        return Problem(
            what=f"no font here has the letter '{letter}' (U+{ord(letter):04X})",
            remedy="name a font file that has it with 'font'",
            place=place,
        )
    try:
        lettering.require_drawable(text, known)
    except font.NoFontError as error:
        what = f"a font of this text cannot be used: {error}"
        return Problem(what=what, remedy="name another one with 'font'", place=place)
    return None


def place_of_text(scene: "Scene", clip: int, number: int) -> Callable[[str], str]:
    """Return a function that finds where keys of a clip's text are written: alone, or in a list."""
    above = scene.place("timeline", clip, "text")

    def place(key: str) -> str:
        listed = scene.place("timeline", clip, "text", number, key)
        return listed if listed != above else scene.place("timeline", clip, "text", key)

    return place


def place_of_mark(scene: "Scene", number: int) -> Callable[[str], str]:
    """Return a function that finds where keys of a mark are written."""
    return lambda key: scene.place("marks", number, key)
