"""Moments of a clip, and durations that may be 0."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mosaic_anim.schema.kind import scalar
from mosaic_anim.schema.problem import PartError, invalid, quoted
from mosaic_anim.schema.value import read_duration

_ZERO = re.compile(r"0+(\.0+)?\s*(ms|s|f)")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time after the start of a clip, in seconds or as a share of the clip's duration."""

    value: Fraction
    is_share: bool = False

    def share(self, duration: Fraction) -> Fraction:
        """Return the share of a clip of `duration` [s] that has passed; above 1 after its end."""
        return self.value if self.is_share else self.value / duration


def read_time(value: Any) -> Fraction:
    """Read a duration that may be 0: `0s`."""
    if isinstance(value, str) and _ZERO.fullmatch(value.strip()):
        return Fraction(0)
    return value if value == 0 and isinstance(value, Fraction) else read_duration(value)


def _read_moment(value: Any) -> Moment:
    """Read `1.5s`, `45f` or `50%`."""
    if isinstance(value, Moment):
        return value
    match = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is not None:
        share = Fraction(match[1]) / 100
        if share > 1:
            raise invalid(f"{quoted(value)} lies after the end of the clip", "at most 100%")
        return Moment(value=share, is_share=True)
    try:
        return Moment(value=read_time(value))
    except PartError as error:
        if isinstance(value, Fraction) or "not a duration" not in error.faults[0].what:
            raise
        remedy = "a time after the clip's start, 1.5s, or a part of it, 50%"
        raise invalid(f"not a moment: {quoted(value)}", remedy) from None


TIME = scalar(
    read_time,
    {
        "title": "duration",
        "type": "string",
        "pattern": r"^\d+(\.\d+)?\s*(ms|s|f)$",
        "examples": ["0s", "1.5s"],
    },
)
"""Exact seconds, 0 or more, a `Fraction`."""

MOMENT = scalar(
    _read_moment,
    {
        "title": "moment of a clip",
        "type": "string",
        "pattern": r"^\d+(\.\d+)?\s*(ms|s|f|%)$",
        "examples": ["0s", "1.5s", "50%"],
    },
)
"""A time after the start of a clip, a `Moment`."""
