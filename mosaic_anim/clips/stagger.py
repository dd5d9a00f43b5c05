"""Stagger: tiles start one after another instead of all at once."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from mosaic_anim.clips.ease import EASE, Ease
from mosaic_anim.clips.point import Place, point
from mosaic_anim.schema.kind import choice, number, optional, scalar
from mosaic_anim.schema.part import Part, key
from mosaic_anim.schema.value import DURATION, read_duration

Order = Literal["rows", "columns", "radial", "random", "brightness", "color", "date"]
"""How tiles are ordered."""

ORDERS = choice("rows", "columns", "radial", "random", "brightness", "color", "date")


def _read_spread(value: Any) -> Fraction:
    """Read a duration; `0s` starts all tiles at once."""
    if value in ("0s", "0ms", "0f") or (isinstance(value, Fraction) and not value):
        return Fraction(0)
    return read_duration(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stagger(Part):
    """Starts tiles one after another."""

    from_: Literal["center", "edges", "random"] | Place | None = key(
        optional(point("center", "edges", "random")),
        default=None,
        description="Which tiles start first: those at the `center`, at the `edges`, or near a "
        "point; `random` has no order.",
        otherwise="the motion's own, mostly the `center`",
    )
    spread: Fraction | None = key(
        optional(scalar(_read_spread, DURATION.schema)),
        default=None,
        description="Time between the first tile's start and the last one's.",
        otherwise="most of the clip",
    )
    jitter: float = key(
        number(least=0.0, most=1.0),
        default=0.0,
        description="How much chance disturbs the order: 0 not at all, 1 completely.",
    )
    ease: Ease = key(
        EASE,
        default="linear",
        description="How the starts are spread over that time.",
    )
