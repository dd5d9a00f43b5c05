"""The fade channel: the frame comes from a colour, or goes to one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.ease import EASE, Ease
from mosaic_anim.schema.kind import FLAG, optional
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
        description="Length of the fade from the colour to the picture, at the start.",
        otherwise="no fade",
    )
    out: Fraction | None = key(
        optional(DURATION),
        default=None,
        description="Length of the fade from the picture to the colour, at the end. The colour "
        "stays until a later clip fades in.",
        otherwise="no fade",
    )
    color: "Color | None" = key(
        COLOR,
        default=None,
        description="Colour of the fade.",
        otherwise="black; nothing over `background: none`",
    )
    marks: bool = key(
        FLAG,
        default=False,
        description="Whether marks fade with the picture, instead of staying on top.",
    )
    ease: Ease = key(
        EASE,
        default="linear",
        description="Easing of the fade.",
    )

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:  # noqa: ARG003
        if values.get("in_", 0) is None and values.get("out", 0) is None:
            remedy = "for example fade: {in: 0.5s}"
            yield KeyProblem(what="a fade needs 'in' or 'out'", remedy=remedy)
