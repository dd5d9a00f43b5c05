"""The small values of the scene language: durations, frame rates, sizes, colours, numbers.

Each has a reader, which takes plain data and says what is wrong in one line, and a kind for
the JSON Schema.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mosaic_anim.schema.kind import scalar, string, titled
from mosaic_anim.schema.number import is_whole, written
from mosaic_anim.schema.problem import invalid, quoted, suggest
from mosaic_anim.values.amount import parse_bytes
from mosaic_anim.values.clock import is_date, parse_duration
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from mosaic_anim.values.frame_state import Color

MAX_FPS = 240
MAX_PIXELS = 16384
"""Longest side of a frame [px]."""
AUTO_SIZE = Size(height=0, width=0)
"""Stands for the cover's shape until a scene fills that in [px]; its width for the longer side."""

MAX_SECONDS = 24 * 3600
MAX_SPEED = 100
"""Highest speed; its inverse is the lowest."""

# CSS Color Module Level 4, section 6.1, the sixteen basic names.
COLORS: dict[str, "Color"] = {
    "aqua": (0, 255, 255),
    "black": (0, 0, 0),
    "blue": (0, 0, 255),
    "fuchsia": (255, 0, 255),
    "gray": (128, 128, 128),
    "green": (0, 128, 0),
    "lime": (0, 255, 0),
    "maroon": (128, 0, 0),
    "navy": (0, 0, 128),
    "olive": (128, 128, 0),
    "purple": (128, 0, 128),
    "red": (255, 0, 0),
    "silver": (192, 192, 192),
    "teal": (0, 128, 128),
    "white": (255, 255, 255),
    "yellow": (255, 255, 0),
}

_SIZE = r"([1-9]\d{0,5})\s*[xX×]\s*([1-9]\d{0,5})"
_AUTO = r"auto(?:\s+([1-9]\d{0,5}))?"
_RATIO = r"(\d{1,6}(?:\.\d{1,6})?)\s*[:/]\s*(\d{1,6}(?:\.\d{1,6})?)"
_HEX = r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})"
_DURATION_SHAPE = re.compile(r"\d{1,9}(\.\d{1,9})?\s*(ms|s|f)")

_frame_fps: ContextVar[Fraction] = ContextVar("frame_fps", default=Fraction(30))


@contextmanager
def frames_at(fps: Fraction) -> Iterator[None]:
    """Within it, durations in frames (`45f`) count frames at `fps`."""
    token = _frame_fps.set(fps)
    try:
        yield
    finally:
        _frame_fps.reset(token)


def read_duration(value: Any) -> Fraction:
    """Read `1.5s`, `800ms` or `45f` as seconds; a `Fraction` is seconds already."""
    if isinstance(value, Fraction):
        seconds = value
    else:
        text = value.strip() if isinstance(value, str) else ""
        if _DURATION_SHAPE.fullmatch(text) is None:
            raise invalid(f"not a duration: {quoted(value)}", _duration_remedy(value))
        seconds = parse_duration(text, fps=_frame_fps.get())
    if seconds <= 0:
        raise invalid("a duration must be longer than zero", "for example 1.5s, 800ms or 45f")
    if seconds > MAX_SECONDS:
        raise invalid(f"a duration of {quoted(value)} is too long", "at most 24 hours: 86400s")
    return seconds


def read_speed(value: Any) -> Fraction:
    """Read a speed, 2 or 0.5, as an exact number."""
    if isinstance(value, Fraction):
        speed = value
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6:
        speed = Fraction(str(value))
    else:
        raise invalid(f"not a speed: {quoted(value)}", "a number: 2 is twice as fast, 0.5 half")
    if speed <= 0:
        raise invalid(
            f"a speed of {quoted(value)} is not possible",
            "above 0; a clip without channels holds still, 'reverse: true' plays backwards",
        )
    if not Fraction(1, MAX_SPEED) <= speed <= MAX_SPEED:
        raise invalid(
            f"a speed of {quoted(value)} is not possible", f"from {1 / MAX_SPEED} to {MAX_SPEED}"
        )
    return speed


def read_fps(value: Any) -> Fraction:
    """Read 30, 12.5 or `30000/1001` as an exact number of frames per second."""
    if isinstance(value, Fraction):
        fps = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        fps = Fraction(str(value))
    elif isinstance(value, str) and (ratio := re.fullmatch(_RATIO, value.strip())):
        if not Fraction(ratio[2]):
            raise invalid("a frame rate cannot be divided by zero", 'for example "30000/1001"')
        fps = Fraction(ratio[1]) / Fraction(ratio[2])
    else:
        raise invalid(f"not a frame rate: {quoted(value)}", 'for example 30, 12.5 or "30000/1001"')
    if not 0 < fps <= MAX_FPS:
        raise invalid(
            f"a frame rate of {quoted(value)} is not possible", f"above 0, at most {MAX_FPS}"
        )
    return fps


def read_size(value: Any) -> Size:
    """Read `1080x1920` (width x height, in pixels), `auto`, or `auto 480` (its longer side)."""
    if isinstance(value, Size):
        size = value
    elif isinstance(value, str) and (auto := re.fullmatch(_AUTO, value.strip())):
        size = Size(height=0, width=int(auto[1] or 0))
    else:
        match = re.fullmatch(_SIZE, value.strip()) if isinstance(value, str) else None
        if match is None:
            raise invalid(
                f"not a size: {quoted(value)}", "width x height in pixels, 1920x1080, or auto"
            )
        size = Size(width=int(match[1]), height=int(match[2]))
    if max(size.width, size.height) > MAX_PIXELS:
        raise invalid(f"a size of {value} is too large", f"at most {MAX_PIXELS} pixels a side")
    return size


def is_auto(size: Size) -> bool:
    """Return whether a size stands for the cover's shape: its width is the longer side, if any."""
    return size.height == 0


def read_color(value: Any) -> "Color":
    """Read `#rgb`, `#rrggbb` or one of the basic CSS names as encoded sRGB."""
    if value is None:
        remedy = 'quote the colour: "#ff0000"; without quotes # begins a comment'
        raise invalid("a colour is missing", remedy)
    if isinstance(value, tuple | list) and len(value) == 3:
        if all(is_whole(part) and 0 <= part <= 255 for part in value):
            return int(value[0]), int(value[1]), int(value[2])
        raise invalid("not a colour", 'red, green and blue from 0 to 255, or "#ff8800"')
    text = value.strip().lower() if isinstance(value, str) else ""
    if text in COLORS:
        return COLORS[text]
    if re.fullmatch(_HEX, text) is None:
        near = suggest(text, COLORS) if text.isalpha() else ""
        suggestion = near if near.startswith("did") else 'for example "#ff8800", "#f80" or white'
        raise invalid(f"not a colour: {quoted(value)}", suggestion)
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def read_bytes(value: Any) -> int:
    """Read `10MiB`, `8MB` or a plain number of bytes."""
    if is_whole(value):
        count = int(value)
    else:
        try:
            count = parse_bytes(value if isinstance(value, str) else "")
        except ValueError:
            raise invalid(
                f"not a size of a file: {quoted(value)}", "for example 10MiB or 8MB"
            ) from None
    if not 0 < count < 2**50:
        raise invalid(f"a file of {quoted(value)} is not possible", "for example 10MiB")
    return count


def read_aspect(value: Any) -> float:
    """Read `3:2` or 1.5 as width over height, from 1:10 to 10:1."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        aspect = float(value) if abs(value) < 1e6 else 0.0
    elif isinstance(value, str) and (ratio := re.fullmatch(_RATIO, value.strip())):
        aspect = float(ratio[1]) / float(ratio[2]) if float(ratio[2]) else 0.0
    else:
        raise invalid(f"not a shape: {quoted(value)}", "width:height or a number: 3:2, 1:1 or 1.5")
    if not 0.1 <= aspect <= 10:
        raise invalid(f"a shape of {quoted(value)} is not possible", "from 1:10 to 10:1")
    return aspect


def read_date(value: Any) -> str:
    """Return a year, month or day as text."""
    text = str(value)
    if isinstance(value, int | str) and not isinstance(value, bool) and is_date(text):
        return text
    raise invalid(f"{quoted(value)} is no date", "for example 2024, 2024-07 or 2024-07-31")


def _duration_remedy(value: Any) -> str:
    """Say what a duration looks like, with the value's own number where it has one."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < MAX_SECONDS:
        text = written(value)
        return f"add the unit: {text if _DURATION_SHAPE.fullmatch(f'{text}s') else f'{value:g}'}s"
    return "for example 1.5s, 800ms or 45f"


DURATION = scalar(
    read_duration,
    {
        "title": "duration",
        "type": "string",
        "pattern": r"^\d+(\.\d+)?\s*(ms|s|f)$",
        "examples": ["1.5s", "800ms", "45f"],
    },
)
"""Exact seconds, a `Fraction`."""

SPEED = scalar(
    read_speed,
    {"type": "number", "minimum": 1 / MAX_SPEED, "maximum": MAX_SPEED, "examples": [2, 0.5]},
)
"""Exact seconds of a clip in a second of the scene, a `Fraction`."""

FPS = scalar(
    read_fps,
    {
        "title": "frame rate",
        "anyOf": [
            {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_FPS},
            {"type": "string", "pattern": r"^\d+(\.\d+)?/\d+(\.\d+)?$"},
        ],
        "examples": [30, 12.5, "30000/1001"],
    },
)
"""Exact frames per second, a `Fraction`."""

FRAME_SIZE = scalar(
    read_size,
    {
        "title": "size",
        "type": "string",
        "pattern": r"^([1-9]\d*x[1-9]\d*|auto( [1-9]\d*)?)$",
        "examples": ["1920x1080", "1080x1920", "480x480", "auto", "auto 480"],
    },
)
"""Width x height [px], a `Size`; one that `is_auto` for the cover's shape."""

DATE = scalar(
    read_date,
    {
        "title": "date",
        "anyOf": [
            {"type": "integer", "minimum": 1000, "maximum": 9999},
            {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
        ],
        "examples": [2024, "2024-07", "2024-07-31"],
    },
)
"""Year, month or day, a str."""

PATH = titled(string(), "path")
"""Name of a file or folder."""

COLOR = scalar(
    read_color,
    {
        "title": "colour",
        "anyOf": [
            {"type": "string", "pattern": "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"},
            {"enum": sorted(COLORS)},
        ],
        "examples": ["#0b0d12", "white"],
    },
)
"""Red, green and blue of encoded sRGB, a `Color`."""

BYTES = scalar(
    read_bytes,
    {
        "title": "file size",
        "anyOf": [
            {"type": "integer", "minimum": 1},
            {"type": "string", "pattern": r"^\d+(\.\d+)?\s*([kKmMgG][iI]?)?[bB]?$"},
        ],
        "examples": ["10MiB", "8MB"],
    },
)
"""Size of a file [bytes], an int."""

ASPECT = scalar(
    read_aspect,
    {
        "title": "shape",
        "anyOf": [
            {"type": "number", "minimum": 0.1, "maximum": 10},
            {"type": "string", "pattern": r"^\d+(\.\d+)?[:/]\d+(\.\d+)?$"},
        ],
        "examples": ["1:1", "3:2", 0.75],
    },
)
"""Width over height, a float."""
