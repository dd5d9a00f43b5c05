"""Marks: a logo or a text that is seen all the time, or while some clips are on."""

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
from mosaic_anim.schema.kind import Kind, Label, choice, list_of, number, optional, string
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import KeyProblem, invalid, quoted, suggest

if TYPE_CHECKING:
    from mosaic_anim.scene.clip import Clip
    from mosaic_anim.values.frame_state import Anchor

_CLIPS = optional(
    list_of(
        string(least=0), empty=invalid("the list of clips is empty", "leave 'clips' out for all")
    )
)
_CLIPS_MEAN = "Ids of the clips during which it is seen; all the time by default."
_FADE_MEANS = "How it comes and goes: 0.5s, {in: 0.5s}; all at once by default."


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureMark(Part):
    """A picture over the frame, such as a logo; what is transparent stays so."""

    picture: str = key(
        string(), example="logo.png", description="The picture, relative to the scene file."
    )
    anchor: "Anchor" = key(
        choice(*ANCHORS),
        default="bottom_right",
        written="bottom_right",
        description="Where it lies, inside of what the platform leaves free.",
    )
    size: float = key(
        number(least=0.005, most=1.0),
        default=0.12,
        written=0.12,
        description="Its longer side, as a share of the frame's shorter side.",
    )
    margin: float = margin_key()
    offset: tuple[float, float] = offset_key()
    opacity: float = opacity_key()
    clips: tuple[str, ...] | None = key(_CLIPS, default=None, description=_CLIPS_MEAN)
    fade: OverlayFade | None = key(FADE, default=None, description=_FADE_MEANS)

    def fades(self, length: Fraction) -> tuple[Fraction, Fraction]:
        """Return how long it comes and goes while it is seen for `length` [s]."""
        return fades_of(self.fade, length, default=Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMark(TextChannel):
    """A text over the frame that stays."""

    clips: tuple[str, ...] | None = key(_CLIPS, default=None, description=_CLIPS_MEAN)
    fade: OverlayFade | None = key(FADE, default=None, description=_FADE_MEANS)

    def fades(self, length: Fraction) -> tuple[Fraction, Fraction]:
        """Return how long it comes and goes while it is seen for `length` [s]."""
        return fades_of(self.fade, length, default=Fraction(0))


Mark: TypeAlias = PictureMark | TextMark
"""What is seen over the frame all the time."""

KINDS: dict[str, type[Mark]] = {"picture": PictureMark, "text": TextMark}
"""Marks by the key that tells them apart."""


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
