"""Keyframe: where the camera is at one moment of a clip."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mosaic_anim.clips.ease import EASE, Ease
from mosaic_anim.clips.fit import FIT, Fit
from mosaic_anim.clips.moment import MOMENT, Moment
from mosaic_anim.clips.target import TARGET, Target
from mosaic_anim.schema.kind import number, numbers, optional
from mosaic_anim.schema.part import Part, key
from mosaic_anim.schema.problem import KeyProblem

MAX_ANGLE = 36000.0
"""A hundred turns [degrees]."""

ANGLE = number(least=-MAX_ANGLE, most=MAX_ANGLE)
"""Degrees; 720 is two turns, not none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyframe(Part):
    """The camera at one moment. What a keyframe leaves out goes on as if it were not there.

    What it says holds exactly at its moment, except where the view would leave the mosaic.
    """

    at: Moment = key(
        MOMENT,
        example="1.5s",
        description="When: a time after the start of the clip, or a share of the clip.",
    )
    to: Target | None = key(
        optional(TARGET),
        default=None,
        description="Target to look at; it sets both position and zoom.",
        otherwise="`position` and `zoom`",
    )
    fit: Fit | None = key(
        optional(FIT),
        default=None,
        description="How the target fits the frame.",
        otherwise="the `fit` of the camera",
    )
    position: tuple[float, float] | None = key(
        optional(numbers(2)),
        unit="cells",
        default=None,
        description="[row, col] of the middle of the view, counted from 0 at the top left.",
        otherwise="interpolated",
    )
    zoom: float | None = key(
        optional(number(least=0.01, most=1e6)),
        unit="times",
        default=None,
        description="Magnification: at 1 the whole mosaic fits the frame.",
        otherwise="interpolated",
    )
    rotation: float | None = key(
        optional(ANGLE),
        unit="degrees",
        default=None,
        description="Angle of the camera, clockwise. The next clip with a camera turns it upright, "
        "unless that clip names an angle.",
        otherwise="interpolated",
    )
    ease: Ease | None = key(
        optional(EASE),
        default=None,
        description="Easing on the way to this keyframe.",
        otherwise="the `ease` of the camera",
    )

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:
        if not {"to", "position", "zoom", "rotation"} & given.keys():
            what = "a key needs 'to', 'position', 'zoom' or 'rotation'"
            yield KeyProblem(what=what, remedy="for example {at: 100%, to: all}")
        if values.get("to") is None and "fit" in given and "to" not in given:
            what = "a fit belongs to a key with 'to'"
            yield KeyProblem(what=what, remedy="write zoom, or leave it out", path=("fit",))
        for name in ("position", "zoom"):
            if values.get("to") is not None and name in given:
                what = f"'to' says the {name} already"
                yield KeyProblem(what=what, remedy=f"leave out 'to' or '{name}'", path=(name,))
