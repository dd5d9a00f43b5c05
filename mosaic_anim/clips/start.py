"""Start: when a clip begins, a time in the scene or a moment of an earlier clip."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from mosaic_anim.clips.moment import read_time
from mosaic_anim.schema.kind import scalar
from mosaic_anim.schema.problem import invalid, quoted

_TIME = r"\d{1,9}(?:\.\d{1,9})?\s*(?:ms|s|f)"
_START = re.compile(
    rf"(?P<time>-?\s*{_TIME})"
    # As short a name as possible, so that `dive-1s` is a second before `dive`.
    r"|(?P<mark>[A-Za-z][A-Za-z0-9_-]*?)(?:\.(?P<edge>start|end))?"
    rf"(?:\s*(?P<sign>[+-])\s*(?P<offset>{_TIME}))?"
)
_REMEDY = "a time such as 2.5s, or a moment of an earlier clip: dive, dive.end - 0.5s"
EARLIEST = "0s is the earliest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """When a clip begins.

    Attributes
    ----------
    mark : str
        Id of the clip that the time counts from; empty for the start of the scene.
    edge : "start" or "end"
        Which end of that clip.
    offset : Fraction
        Time after that moment; negative before it [s].
    """

    mark: str = ""
    edge: Literal["start", "end"] = "start"
    offset: Fraction = Fraction(0)


def read_start(value: Any) -> Start:
    """Read `2.5s`, `75f`, `dive`, `dive.end`, `dive.end - 0.5s` or `dive + 1s`."""
    if isinstance(value, Start):
        return value
    match = _START.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise invalid(f"not a moment to start at: {quoted(value)}", _REMEDY)
    if match["time"]:
        if match["time"].startswith("-"):
            raise invalid("a clip cannot start before the scene", EARLIEST)
        return Start(offset=read_time(match["time"]))
    offset = read_time(match["offset"]) if match["offset"] else Fraction(0)
    return Start(
        mark=match["mark"],
        edge="end" if match["edge"] == "end" else "start",
        offset=-offset if match["sign"] == "-" else offset,
    )


START = scalar(
    read_start,
    {
        "title": "moment",
        "type": "string",
        "pattern": r"^(\d+(\.\d+)?\s*(ms|s|f)"
        r"|[A-Za-z][A-Za-z0-9_-]*(\.(start|end))?(\s*[+-]\s*\d+(\.\d+)?\s*(ms|s|f))?)$",
        "examples": ["2.5s", "dive.end", "dive.end - 0.5s"],
    },
)
"""When a clip begins, a `Start`."""
