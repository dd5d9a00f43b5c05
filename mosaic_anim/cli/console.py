"""The console: the one place that prints, whatever becomes of its streams."""

import sys
from typing import TextIO

from mosaic_anim.cli.rooms import disk
from mosaic_anim.cli.streams import lost_output
from mosaic_anim.errors import StoppedError, escaped
from mosaic_anim.lazy import json


def say(text: str) -> None:
    """Print a line on standard output, control characters escaped."""
    _print(f"{escaped(text)}\n", sys.stdout)


def tell(text: str) -> None:
    """Print a line on standard error, control characters escaped."""
    _print(f"{escaped(text)}\n", sys.stderr)


def say_json(value: object, *, indent: int | None = None) -> None:
    """Print JSON on standard output, with its letters as they are where that can hold them."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    if not _holds(getattr(sys.stdout, "encoding", None) or "utf-8", text):
        text = json.dumps(value, indent=indent)
    _print(f"{text}\n", sys.stdout)


def is_terminal() -> bool:
    """Return whether somebody watches standard error."""
    return sys.stderr is not None and sys.stderr.isatty()


def require_output() -> None:
    """End a command whose only result is its output, if that is lost.

    Raises
    ------
    StoppedError
        If standard output could not take all.
    """
    error = lost_output()
    if error is not None:
        raise StoppedError(
            f"standard output cannot be written: {disk.error_reason(error)}",
            remedy="see where it leads to and run the same command again",
        ) from error


def _holds(encoding: str, text: str) -> bool:
    """Return whether a text comes back from an encoding: Shift JIS makes a backslash of a yen."""
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeError:
        return False


def _print(text: str, stream: TextIO | None) -> None:
    if stream is not None:  # a windowed Python of Windows has none
        stream.write(text)
        stream.flush()
