"""Transition: how the picture before gives way to a clip."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from mosaic_anim.clips.ease import EASE, Ease
from mosaic_anim.schema.kind import Kind, Label, choice
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import invalid, quoted, suggest
from mosaic_anim.schema.value import COLOR, DURATION

if TYPE_CHECKING:
    from mosaic_anim.values.frame_state import Color

KINDS = ("cut", "crossfade", "fade")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Part):
    """How the picture before a clip gives way to the clip, from its start on."""

    kind: Literal["cut", "crossfade", "fade"] = key(
        choice(*KINDS),
        example="crossfade",
        description="`cut` switches at once, `crossfade` mixes the two pictures, `fade` passes "
        "through a colour.",
    )
    duration: Fraction = key(
        DURATION,
        default="500ms",
        description="Length of a crossfade or fade.",
    )
    color: "Color | None" = key(
        COLOR,
        default=None,
        description="Colour that a fade passes through.",
        otherwise="black; nothing over `background: none`",
    )
    ease: Ease = key(
        EASE,
        default="linear",
        description="Easing of the transition.",
    )

    @property
    def length(self) -> Fraction:
        """Length of the transition; 0 for a cut [s]."""
        return Fraction(0) if self.kind == "cut" else self.duration

    def progress(self, time: Fraction) -> float:
        """Return its progress at `time` [s] after its start, 0 to 1."""
        share = min(max(time / self.length, Fraction(0)), Fraction(1))
        return min(max(self.ease.function()(float(share)), 0.0), 1.0)


CUT = Transition(kind="cut")


def _read_transition(value: Any, at: Label) -> Transition:
    """Read `crossfade` or `{kind: crossfade, …}`."""
    if isinstance(value, dict | Transition):
        return Transition.read(value, at)
    if isinstance(value, str) and value in KINDS:
        return Transition.read({"kind": value}, at)
    remedy = suggest(value if isinstance(value, str) else "", KINDS)
    raise invalid(f"unknown transition {quoted(value)}", remedy)


TRANSITION = Kind(
    read=_read_transition,
    schema={"anyOf": [{"enum": list(KINDS)}, part_kind(Transition).schema]},
    parts=(Transition,),
)
