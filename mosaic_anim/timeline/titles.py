"""Titles: texts and marks of a scene become recipes, with what is known when it is planned."""

import datetime as dt
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from mosaic_anim.assets import bundled_font, glyphs_of
from mosaic_anim.clips.fields import FIELDS, filled
from mosaic_anim.errors import Problem
from mosaic_anim.glyphs import visible
from mosaic_anim.scene.marks import PictureMark
from mosaic_anim.state import Anchor, Mark, Rim, Shade, Spot, Title

if TYPE_CHECKING:
    from mosaic_anim.clips.text import TextChannel
    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.scene.marks import TextMark
    from mosaic_anim.scene.model import Output, Scene

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
"""Environment variable that says what time it is, in seconds, so that a render can be repeated."""

_AS_PICTURE = "draw it as a picture, and lay that over the frame with marks:"

_JOINED = ((0x0900, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x17FF))
"""Writings of South and South-East Asia, whose letters change beside each other."""


class Writer:
    """Makes recipes of texts and marks, and notes what is wrong with them.

    Parameters
    ----------
    assets : Mapping of str to str
        Names of the fonts and logos that are held, by the paths in the scene.
    """

    def __init__(
        self,
        scene: "Scene",
        output: "Output",
        placement: "Placement",
        library: "Library",
        assets: Mapping[str, str],
    ) -> None:
        self.problems: list[Problem] = []
        self._scene = scene
        self._assets = assets
        self._safe = output.safe
        self._values = _Values(scene, placement, library)

    def title(self, channel: "TextChannel | TextMark", place: Callable[[str], str]) -> Title:
        """Return the recipe of a text; `place` tells where a key of it is written."""
        text = visible(filled(channel.text, self._values))
        fonts = _fonts(channel, self._assets)
        if problem := _unwritable(text, fonts, place("text")):
            self.problems.append(problem)
        return Title(
            text=text,
            fonts=fonts,
            size=channel.size,
            color=channel.color,
            align=channel.align or _side(channel.anchor),
            width=channel.width,
            outline=_rim(channel),
            shadow=_shade(channel),
            spot=self._spot(channel),
            opacity=channel.opacity,
        )

    def mark(self, mark: "PictureMark | TextMark", place: Callable[[str], str]) -> Title | Mark:
        """Return the recipe of a mark."""
        if not isinstance(mark, PictureMark):
            return self.title(mark, place)
        return Mark(
            picture=self._assets[mark.picture],
            size=mark.size,
            spot=self._spot(mark),
            opacity=mark.opacity,
        )

    def _spot(self, part: "TextChannel | PictureMark") -> Spot:
        return Spot(anchor=part.anchor, safe=self._safe, margin=part.margin, offset=part.offset)


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
        written = visible(filled(text.text, fields))
        if written.isascii():  # every font that comes along has these letters, and is not read
            continue
        if text.font is None or text.font in assets:
            problems.append(_unwritable(written, _fonts(text, assets), place("text")))
    return [problem for problem in problems if problem]


def place_of_text(scene: "Scene", clip: int, number: int) -> Callable[[str], str]:
    """Return what tells where keys of a clip's text are written: alone, or in a list."""
    above = scene.place("timeline", clip, "text")

    def place(key: str) -> str:
        listed = scene.place("timeline", clip, "text", number, key)
        return listed if listed != above else scene.place("timeline", clip, "text", key)

    return place


def place_of_mark(scene: "Scene", number: int) -> Callable[[str], str]:
    """Return what tells where keys of a mark are written."""
    return lambda key: scene.place("marks", number, key)


class _Values(Mapping[str, str]):
    """What fields stand for, found out where it is asked for."""

    def __init__(self, scene: "Scene", placement: "Placement", library: "Library") -> None:
        grid = placement.grid
        self._known: dict[str, Callable[[], str]] = {
            "photos": lambda: f"{len(library.photo):,}",
            "tiles": lambda: f"{len(set(placement.tile.tolist())):,}",
            "cells": lambda: f"{grid.rows * grid.cols:,}",
            "columns": lambda: f"{grid.cols:,}",
            "rows": lambda: f"{grid.rows:,}",
            "date": today,
            "scene": lambda: scene.name,
        }

    def __getitem__(self, name: str) -> str:
        return self._known[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def today() -> str:
    """Return the day, `2031-12-24`: of the clock here, or of `SOURCE_DATE_EPOCH` in UTC."""
    epoch = os.environ.get(EPOCH_VARIABLE, "")
    if epoch.isdigit():
        moment = dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    else:
        moment = dt.datetime.now().astimezone()
    return moment.date().isoformat()


def _fonts(channel: "TextChannel | TextMark", assets: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the fonts that write a text: its own first, then one that is built in."""
    built_in = bundled_font(channel.weight or "bold")
    return (built_in,) if channel.font is None else (assets[channel.font], built_in)


def _unwritable(text: str, fonts: Sequence[str], place: str) -> Problem | None:
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


def _side(anchor: Anchor) -> Literal["left", "center", "right"]:
    """Return where lines are aligned at an anchor."""
    return "left" if "left" in anchor else "right" if "right" in anchor else "center"


def _rim(channel: "TextChannel") -> Rim | None:
    outline = channel.outline
    if outline is None or not outline.width:
        return None
    return Rim(width=outline.width, color=outline.color)


def _shade(channel: "TextChannel") -> Shade | None:
    shadow = channel.shadow
    if shadow is None or not shadow.opacity:
        return None
    return Shade(offset=shadow.offset, blur=shadow.blur, color=shadow.color, opacity=shadow.opacity)
