"""The fade channel: the frame comes from a colour, or goes to one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.ease import EASE, Ease, NamedEase
from mosaic_anim.schema.kind import optional
from mosaic_anim.schema.part import Part, key
from mosaic_anim.schema.problem import KeyProblem
from mosaic_anim.schema.value import COLOR, DURATION

if TYPE_CHECKING:
    from mosaic_anim.values.frame_state import Color


@dataclass(frozen=True, slots=True, kw_only=True)
class FadeChannel(Part):
    """Fades in at the start of a clip, out at its end, or both."""

    in_: Fraction | None = key(
        optional(DURATION),
        default=None,
        description="Time from the colour to the picture, at the clip's start.",
    )
    out: Fraction | None = key(
        optional(DURATION),
        default=None,
        description="Time from the picture to the colour, at the clip's end; the colour stays "
        "until a later clip fades in.",
    )
    color: "Color" = key(
        COLOR, default=(0, 0, 0), written="black", description="The colour; black by default."
    )
    ease: Ease = key(
        EASE,
        default=NamedEase(name="linear"),
        written="linear",
        description="How the speed of the fade changes.",
    )

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:  # noqa: ARG003
        if values.get("in_", 0) is None and values.get("out", 0) is None:
            remedy = "for example fade: {in: 0.5s}"
            yield KeyProblem(what="a fade needs 'in' or 'out'", remedy=remedy)
