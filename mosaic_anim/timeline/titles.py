"""Titles: a scene's texts and marks become recipes, with their fields filled in."""

import datetime as dt
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from mosaic_anim.clips.text_fields import OF_LANDING, fields_of, fill_fields
from mosaic_anim.errors import Problem
from mosaic_anim.scene.letters import fonts_of, unwritable
from mosaic_anim.scene.marks import PictureMark
from mosaic_anim.values.frame_state import (
    Anchor,
    Mark,
    OutlineStyle,
    OverlayPosition,
    ShadowStyle,
    Title,
)

if TYPE_CHECKING:
    from mosaic_anim.clips.text import TextChannel
    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.scene.marks import TextMark
    from mosaic_anim.scene.model import Output, Scene

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
"""Environment variable with the time to use [s since 1970], so that a render can be repeated."""


class TitlePlanner:
    """Makes recipes of texts and marks, and collects what is wrong with them.

    Parameters
    ----------
    assets : Mapping of str to str
        Names of the loaded fonts and logos, by their paths in the scene.
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

    def title(
        self,
        channel: "TextChannel | TextMark",
        place: Callable[[str], str],
        *,
        cell: tuple[int, int] | None = None,
    ) -> Title:
        """Return the recipe of a text.

        Parameters
        ----------
        place : callable
            Returns where a key of it is written.
        cell : (int, int), optional
            Row and column of the photo that the camera goes to, counted from 0.
        """
        own = dict(zip(OF_LANDING, (f"{number + 1:,}" for number in cell or ()), strict=False))
        fields = fields_of(channel.text)
        missing = sorted(fields & set(OF_LANDING) - own.keys())
        if missing:
            what = f"the camera has been at no photo whose {missing[0]} could be written"
            remedy = "first go to a cell or a photo, or leave it out"
            self.problems.append(Problem(what=what, remedy=remedy, place=place("text")))
            own = dict.fromkeys(OF_LANDING, "0")
        values = {name: own.get(name) or self._values[name] for name in fields}
        text = unicodedata.normalize("NFC", fill_fields(channel.text, values))
        fonts = fonts_of(channel, self._assets)
        if problem := unwritable(text, fonts, place("text")):
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

    def _spot(self, part: "TextChannel | PictureMark") -> OverlayPosition:
        return OverlayPosition(
            anchor=part.anchor, safe=self._safe, margin=part.margin, offset=part.offset
        )


class _Values(Mapping[str, str]):
    """Values of the fields, computed on demand."""

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
    """Return the date, `2031-12-24`, by the local clock or by `SOURCE_DATE_EPOCH` in UTC."""
    epoch = os.environ.get(EPOCH_VARIABLE, "")
    if epoch.isdigit():
        moment = dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    else:
        moment = dt.datetime.now().astimezone()
    return moment.date().isoformat()


def _side(anchor: Anchor) -> Literal["left", "center", "right"]:
    """Return where lines are aligned at an anchor."""
    return "left" if "left" in anchor else "right" if "right" in anchor else "center"


def _rim(channel: "TextChannel") -> OutlineStyle | None:
    outline = channel.outline
    if outline is None or not outline.width:
        return None
    return OutlineStyle(width=outline.width, color=outline.color)


def _shade(channel: "TextChannel") -> ShadowStyle | None:
    shadow = channel.shadow
    if shadow is None or not shadow.opacity:
        return None
    return ShadowStyle(
        offset=shadow.offset, blur=shadow.blur, color=shadow.color, opacity=shadow.opacity
    )
