"""Marks: a logo or a text that stays on screen, or shows while some clips play."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from mosaic_anim.clips.overlay_layout import (
    ANCHORS,
    FADE,
    OverlayFade,
    fades_of,
    margin_key,
    offset_key,
    opacity_key,
)
from mosaic_anim.clips.text import TextChannel
from mosaic_anim.schema.kind import Kind, Label, choice, list_of, number, optional, string, titled
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import KeyProblem, invalid, quoted, suggest
from mosaic_anim.schema.value import PATH

if TYPE_CHECKING:
    from mosaic_anim.scene.clip import Clip
    from mosaic_anim.values.frame_state import Anchor

_CLIPS = optional(
    list_of(
        titled(string(least=0), "clip id"),
        empty=invalid("the list of clips is empty", "leave 'clips' out for all"),
    )
)
_CLIPS_KEY: dict[str, Any] = {
    "default": None,
    "description": "Ids of the clips during which it shows.",
    "otherwise": "always",
}
_FADE_KEY: dict[str, Any] = {
    "default": None,
    "description": "Length of the fade in and out: one for both, `{in: 0.5s}`, or `none`.",
    "otherwise": "`none`",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureMark(Part):
    """A picture over the frame, such as a logo. What is transparent stays transparent."""

    picture: str = key(
        PATH, example="logo.png", description="The picture, relative to the scene file."
    )
    anchor: "Anchor" = key(
        choice(*ANCHORS),
        default="bottom_right",
        description="Where the picture lies, inside what the platform leaves free.",
    )
    size: float = key(
        number(least=0.005, most=1.0),
        unit="of the frame's shorter side",
        default=0.12,
        description="Length of its longer side.",
    )
    margin: float = margin_key()
    offset: tuple[float, float] = offset_key()
    opacity: float = opacity_key()
    clips: tuple[str, ...] | None = key(_CLIPS, **_CLIPS_KEY)
    fade: OverlayFade | None = key(FADE, **_FADE_KEY)

    def fades(self, length: Fraction) -> tuple[Fraction, Fraction]:
        """Return the lengths of both fades while it shows for `length` [s]."""
        return fades_of(self.fade, length, default=Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMark(TextChannel):
    """A text that stays on screen."""

    clips: tuple[str, ...] | None = key(_CLIPS, **_CLIPS_KEY)
    fade: OverlayFade | None = key(FADE, **_FADE_KEY)

    def fades(self, length: Fraction) -> tuple[Fraction, Fraction]:
        """Return the lengths of both fades while it shows for `length` [s]."""
        return fades_of(self.fade, length, default=Fraction(0))


Mark: TypeAlias = PictureMark | TextMark
"""A logo or a text that stays on screen."""

KINDS: dict[str, type[Mark]] = {"picture": PictureMark, "text": TextMark}
"""Marks by the key that distinguishes them."""


def _read_mark(value: Any, at: Label) -> Mark:
    """Read one of the mappings of `KINDS`."""
    if isinstance(value, PictureMark | TextMark):
        return value
    if isinstance(value, dict):
        for name, part in KINDS.items():
            if name in value:
                return part.read(value, at)
    first = str(next(iter(value), "")) if isinstance(value, dict) else ""
    remedy = suggest(first, KINDS) if first else "{picture: logo.png} or {text: …}"
    raise invalid(f"not a mark: {quoted(first or value)}", remedy)


MARKS = list_of(
    Kind(
        read=_read_mark,
        schema={"anyOf": [part_kind(part).schema for part in KINDS.values()]},
        parts=tuple(KINDS.values()),
    )
)
"""Marks of a scene."""


def mark_problems(marks: Sequence[Mark], timeline: Sequence["Clip"]) -> Iterator[KeyProblem]:
    """Yield each clip of a mark that the timeline does not have."""
    ids = [clip.id for clip in timeline]
    for row, mark in enumerate(marks):
        for index, name in enumerate(mark.clips or ()):
            if name not in ids:
                what = f"no clip has the id {quoted(name)}"
                path = ("marks", row, "clips", index)
                yield KeyProblem(what=what, remedy=suggest(name, ids), path=path)
