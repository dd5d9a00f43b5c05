"""What lies over the frame: where titles and logos are, and how they come and go."""

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
"""Where in the frame something may lie."""

NONE = "none"
"""The word that switches a default off."""


def or_none(kind: Kind, nothing: Any = None) -> Kind:
    """Return the kind that knows the word `none` too."""

    def read(value: Any, at: Label) -> Any:
        return nothing if value == NONE else kind.read(value, at)

    choices = kind.schema.get("anyOf", [kind.schema])
    return Kind(read=read, schema={"anyOf": [{"const": NONE}, *choices]}, parts=kind.parts)


def _read_offset(value: Any, at: Label) -> tuple[float, float]:
    """Read [to the right, down], each at most one."""
    found = numbers(2).read(value, at)
    if max(map(abs, found)) > 1:
        raise invalid(f"'{at.word}' goes too far", "from -1 to 1, to the right and down")
    return found[0], found[1]


OFFSET = Kind(read=_read_offset, schema=numbers(2).schema)
"""How far something is moved, to the right and down."""


def margin_key() -> Any:
    """Declare how far it stays from the edges."""
    return key(
        number(least=0.0, most=0.45),
        default=0.05,
        written=0.05,
        description="Distance from the edges, as a share of the frame's shorter side.",
    )


def offset_key() -> Any:
    """Declare how far it is moved."""
    return key(
        OFFSET,
        default=(0.0, 0.03),
        written=[0, 0.03],
        description="How far it is moved, [to the right, down] as shares of the letters' size.",
    )


def opacity_key() -> Any:
    """Declare how much of it is seen."""
    return key(
        number(least=0.0, most=1.0),
        default=1.0,
        written=1,
        description="How much of it is seen, 0 to 1.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayFade(Part):
    """How a title or a logo comes and goes."""

    in_: Fraction | None = key(
        optional(DURATION), default=None, description="Time until it is wholly seen."
    )
    out: Fraction | None = key(
        optional(DURATION), default=None, description="Time from when it begins to go to its end."
    )

    @property
    def length(self) -> Fraction:
        """Both together [s]."""
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
"""How a title or a mark comes and goes, a `OverlayFade`."""


def fades_of(
    fade: OverlayFade | None, length: Fraction, *, default: Fraction
) -> tuple[Fraction, Fraction]:
    """Return how long something comes and goes that is seen for `length` [s]."""
    if fade is None:
        time = min(default, length / 4)
        return time, time
    return fade.in_ or Fraction(0), fade.out or Fraction(0)
