"""Overlay layout: where titles and logos lie over the frame, and how they fade."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mosaic_anim.schema.kind import Kind, Label, number, numbers, optional
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import invalid
from mosaic_anim.schema.value import DURATION

ANCHORS = (
    "top_left", "top", "top_right", "left", "center", "right", "bottom_left", "bottom",
    "bottom_right",
)  # fmt: skip
"""Where in the frame a title or a logo may lie."""

NONE = "none"
"""The word that switches a default off."""


def or_none(kind: Kind, nothing: Any = None) -> Kind:
    """Return `kind` with the word `none` as another choice."""

    def read(value: Any, at: Label) -> Any:
        return nothing if value == NONE else kind.read(value, at)

    choices = kind.schema.get("anyOf", [kind.schema])
    return Kind(read=read, schema={"anyOf": [{"const": NONE}, *choices]}, parts=kind.parts)


def _read_offset(value: Any, at: Label) -> tuple[float, float]:
    """Read [to the right, down], each at most one."""
    shares = numbers(2).read(value, at)
    if max(map(abs, shares)) > 1:
        raise invalid(f"'{at.word}' goes too far", "from -1 to 1, to the right and down")
    return shares[0], shares[1]


OFFSET = Kind(read=_read_offset, schema=numbers(2).schema)
"""Shift to the right and down."""


def margin_key() -> Any:
    """Declare how far a title or a logo stays from the edges."""
    return key(
        number(least=0.0, most=0.45),
        default=0.05,
        description="Distance from the edges.",
        unit="of the frame's shorter side",
    )


def offset_key() -> Any:
    """Declare how far a title or a logo is moved from where it would lie."""
    return key(
        OFFSET,
        default=[0, 0],
        description="Shift, [right, down].",
        unit="of the frame's shorter side",
    )


def opacity_key() -> Any:
    """Declare how opaque a title or a logo is."""
    return key(
        number(least=0.0, most=1.0),
        default=1,
        description="Opacity: 0 is invisible, 1 opaque.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayFade(Part):
    """How a title or a mark fades in and out."""

    in_: Fraction | None = key(
        optional(DURATION), default=None, description="Length of the fade in.", otherwise="no fade"
    )
    out: Fraction | None = key(
        optional(DURATION), default=None, description="Length of the fade out.", otherwise="no fade"
    )

    @property
    def length(self) -> Fraction:
        """Length of both fades [s]."""
        return (self.in_ or Fraction(0)) + (self.out or Fraction(0))


def _read_fade(value: Any, at: Label) -> OverlayFade:
    """Read one duration for both, or a mapping."""
    if isinstance(value, str | Fraction):
        time = DURATION.read(value, at)
        return OverlayFade(in_=time, out=time)
    return OverlayFade.read(value, at)


FADE = or_none(
    Kind(
        read=_read_fade,
        schema={"anyOf": [DURATION.schema, part_kind(OverlayFade).schema]},
        parts=(OverlayFade,),
    ),
    OverlayFade(),
)
"""How a title or a mark fades in and out, an `OverlayFade`."""


def fades_of(
    fade: OverlayFade | None, length: Fraction, *, default: Fraction
) -> tuple[Fraction, Fraction]:
    """Return the lengths of both fades of something that shows for `length` [s]."""
    if fade is None:
        time = min(default, length / 4)
        return time, time
    return fade.in_ or Fraction(0), fade.out or Fraction(0)
