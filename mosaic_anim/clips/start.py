"""Start: a moment of the scene, such as that at which a clip begins."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mosaic_anim.clips.moment import (
    AMOUNT,
    EDGES,
    OFFSET,
    PERCENT,
    read_offset,
    read_part,
    read_time,
)
from mosaic_anim.schema.kind import Kind, scalar
from mosaic_anim.schema.problem import invalid, quoted

_START = (
    rf"(?P<time>-?\s*{AMOUNT})"
    # As short a name as possible, so that `dive-1s` is a second before `dive`.
    rf"|(?:(?P<mark>[A-Za-z][A-Za-z0-9_-]*?)(?:\.(?P<part>{'|'.join(EDGES)}|{PERCENT}))?"
    rf"|(?P<share>{PERCENT})){OFFSET}"
)
_REMEDY = "a time such as 2.5s, or a moment of an earlier clip: dive, dive.middle, dive.end - 0.5s"
NO_MOMENT = "not a moment of the scene"
EARLIEST = "0s is the earliest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A moment of the scene.

    Attributes
    ----------
    mark : str
        Id of the clip that the time counts from; empty for the scene.
    part : Fraction
        Share of that clip, or of the scene, at which the time counts from, 0 to 1.
    offset : Fraction
        Time after that moment; negative before it [s].
    """

    mark: str = ""
    part: Fraction = Fraction(0)
    offset: Fraction = Fraction(0)

    @property
    def is_end(self) -> bool:
        """Whether it is the very end of a clip."""
        return bool(self.mark) and self.part == 1 and not self.offset

    def within(self, start: Fraction, end: Fraction) -> Fraction:
        """Return the time where its clip, or the scene, lasts from `start` to `end` [s]."""
        return start + self.part * (end - start) + self.offset


def read_start(value: Any) -> Start:
    """Read `2.5s`, `75f`, `50%`, `dive`, `dive.middle`, `dive.end - 0.5s` or `dive + 1s`."""
    if isinstance(value, Start):
        return value
    match = re.fullmatch(_START, value.strip()) if isinstance(value, str) else None
    if match is None:
        raise invalid(f"{NO_MOMENT}: {quoted(value)}", _REMEDY)
    if match["time"]:
        if match["time"].startswith("-"):
            raise invalid(f"{quoted(value)} lies before the scene", EARLIEST)
        return Start(offset=read_time(match["time"]))
    part = read_part(match["part"] or match["share"] or "start")
    return Start(mark=match["mark"] or "", part=part, offset=read_offset(match))


def _read_clip_start(value: Any) -> Start:
    """Read when a clip begins: how long the scene lasts depends on that."""
    start = read_start(value)
    if not start.mark and start.part:
        remedy = "a part of an earlier clip: dive.50%"
        raise invalid("a clip cannot start at a part of the scene that it belongs to", remedy)
    return start


def _kind(read: Any, *, share: str = "") -> Kind:
    """Return the kind of moments; `share` is the pattern of a part of the scene."""
    time = r"\d+(\.\d+)?\s*(ms|s|f)"
    mark = r"[A-Za-z][A-Za-z0-9_-]*(\.(start|middle|end|\d+(\.\d+)?\s*%))?"
    base = rf"({mark}|{share})" if share else mark
    return scalar(
        read,
        {
            "title": "moment",
            "type": "string",
            "pattern": rf"^({time}|{base}(\s*[+-]\s*{time})?)$",
            "examples": ["2.5s", "dive.end", "dive.end - 0.5s"],
        },
    )


START = _kind(read_start, share=r"\d+(\.\d+)?\s*%")
"""A moment of the scene, a `Start`."""

CLIP_START = _kind(_read_clip_start)
"""When a clip begins, a `Start`."""
