"""Exact time: seconds as `Fraction`, so that frame n is the same picture on every machine."""

import re
from fractions import Fraction
from math import ceil

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|f)")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def parse_duration(text: str, *, fps: Fraction) -> Fraction:
    """Read `1.5s`, `800ms` or `45f` (frames at `fps`) as seconds.

    Raises
    ------
    ValueError
        If `text` is none of these.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a duration: {text!r}")
    unit = {"s": Fraction(1), "ms": Fraction(1, 1000), "f": 1 / fps}[match[2]]
    return Fraction(match[1]) * unit


def frame_count(duration: Fraction, fps: Fraction) -> int:
    """Count the frames that begin within a duration [s], its end excluded: duration * fps.

    A film of no length is one frame.
    """
    return max(1, ceil(duration * fps))


def format_timecode(time: Fraction) -> str:
    """Write `time` [s] as `m:ss.mmm`."""
    milliseconds = round(time * 1000)
    return f"{milliseconds // 60000}:{milliseconds // 1000 % 60:02}.{milliseconds % 1000:03}"


def is_date(text: str) -> bool:
    """Return whether a text is a year, a month or a day: 2024, 2024-07 or 2024-07-31."""
    return _DATE.fullmatch(text) is not None
