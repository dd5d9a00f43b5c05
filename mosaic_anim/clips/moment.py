"""Moments of a clip, durations that may be 0, and how the scene language writes times."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mosaic_anim.schema.kind import scalar
from mosaic_anim.schema.problem import invalid, quoted
from mosaic_anim.schema.value import read_duration

AMOUNT = r"\d{1,9}(?:\.\d{1,9})?\s*(?:ms|s|f)"
"""A time as it is written; a regular expression, like those below."""
PERCENT = r"\d{1,3}(?:\.\d{1,6})?\s*%"
"""A share as it is written."""
OFFSET = rf"(?:\s*(?P<sign>[+-])\s*(?P<offset>{AMOUNT}))?"
"""How long before or after a moment."""

EDGES = {"start": Fraction(0), "middle": Fraction(1, 2), "end": Fraction(1)}
"""Shares of a stretch of time that have a name."""

_ZERO = r"0+(\.0+)?\s*(ms|s|f)"
_MOMENT = rf"(?P<time>{AMOUNT})|(?P<part>{'|'.join(EDGES)}|{PERCENT}){OFFSET}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment of a clip.

    Attributes
    ----------
    part : Fraction
        Share of the clip's duration, from its start, 0 to 1.
    offset : Fraction
        Time after that; negative before it [s].
    """

    part: Fraction = Fraction(0)
    offset: Fraction = Fraction(0)

    def share(self, duration: Fraction) -> Fraction:
        """Return the share of a clip of `duration` [s] that has passed; above 1 after its end."""
        return self.part + self.offset / duration


def read_time(value: Any) -> Fraction:
    """Read a duration that may be 0: `0s`."""
    if isinstance(value, str) and re.fullmatch(_ZERO, value.strip()):
        return Fraction(0)
    return value if value == 0 and isinstance(value, Fraction) else read_duration(value)


def read_part(text: str) -> Fraction:
    """Read `start`, `middle`, `end` or `50%` as a share.

    Raises
    ------
    PartError
        If it is more than all.
    """
    if text in EDGES:
        return EDGES[text]
    share = Fraction(text.rstrip("% ")) / 100
    if share > 1:
        raise invalid(f"{quoted(text)} lies after the end", "at most 100%")
    return share


def read_offset(match: re.Match[str]) -> Fraction:
    """Return the time that a match of `OFFSET` stands for: negative after a minus [s]."""
    offset = read_time(match["offset"]) if match["offset"] else Fraction(0)
    return -offset if match["sign"] == "-" else offset


def _read_moment(value: Any) -> Moment:
    """Read `1.5s`, `45f`, `50%`, `middle` or `end - 0.5s`."""
    if isinstance(value, Moment):
        return value
    if isinstance(value, Fraction):
        return Moment(offset=read_time(value))
    match = re.fullmatch(_MOMENT, value.strip()) if isinstance(value, str) else None
    if match is None:
        remedy = "a time after the clip's start, 1.5s, or a part of it, 50%, end - 0.5s"
        raise invalid(f"not a moment: {quoted(value)}", remedy)
    if match["time"]:
        return Moment(offset=read_time(match["time"]))
    moment = Moment(part=read_part(match["part"]), offset=read_offset(match))
    if not moment.part and moment.offset < 0:
        raise invalid(f"{quoted(value)} lies before the start of the clip", "at least 0s")
    return moment


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
        "pattern": r"^(\d+(\.\d+)?\s*(ms|s|f)"
        r"|(start|middle|end|\d+(\.\d+)?\s*%)(\s*[+-]\s*\d+(\.\d+)?\s*(ms|s|f))?)$",
        "examples": ["0s", "1.5s", "50%", "end - 0.5s"],
    },
)
"""A moment of a clip, a `Moment`."""
