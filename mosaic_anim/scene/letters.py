"""Letters: texts of a scene, the fonts that write them, and what those fonts cannot show."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from mosaic_anim.clips.text_fields import FIELDS, fill_fields
from mosaic_anim.errors import Problem
from mosaic_anim.scene.marks import PictureMark
from mosaic_anim.text.assets import bundled_font, glyphs_of
from mosaic_anim.text.glyphs import visible

if TYPE_CHECKING:
    from mosaic_anim.clips.text import TextChannel
    from mosaic_anim.scene.marks import TextMark
    from mosaic_anim.scene.model import Scene

_AS_PICTURE = "draw it as a picture, and lay that over the frame with marks:"

_JOINED = ((0x0900, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x17FF))
"""Writings of South and South-East Asia, whose letters change beside each other."""


def unwritable_texts(scene: "Scene", assets: Mapping[str, str]) -> list[Problem]:
    """Return each text and mark of a scene with letters that its fonts cannot show.

    All that a field may become is looked at, so that no mosaic needs to be known.

    Parameters
    ----------
    assets : Mapping of str to str
        Names of the fonts that are held, by the paths in the scene; texts in others are left out.
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
        written = visible(fill_fields(text.text, fields))
        if written.isascii():  # every font that comes along has these letters, and is not read
            continue
        if text.font is None or text.font in assets:
            problems.append(unwritable(written, fonts_of(text, assets), place("text")))
    return [problem for problem in problems if problem]


def fonts_of(channel: "TextChannel | TextMark", assets: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the fonts that write a text: its own first, then one that is built in."""
    built_in = bundled_font(channel.weight or "bold")
    return (built_in,) if channel.font is None else (assets[channel.font], built_in)


def unwritable(text: str, fonts: Sequence[str], place: str) -> Problem | None:
    """Return what is wrong with the visible letters of a text that these fonts cannot show."""
    glyphs = [glyphs_of(name) for name in fonts]
    for letter in text:
        if letter.isspace():
            continue
        if unicodedata.bidirectional(letter) in {"R", "AL"}:
            what, remedy = "text from right to left is not written yet:", _AS_PICTURE
        elif any(first <= ord(letter) <= last for first, last in _JOINED):
            what, remedy = "letters that change in a word are not written yet:", _AS_PICTURE
        elif not any(one.has(letter) for one in glyphs):
            what = "no font here has the letter"
            remedy = "name a font file that has it with 'font'"
        else:
            continue
        return Problem(what=f"{what} '{letter}' (U+{ord(letter):04X})", remedy=remedy, place=place)
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
