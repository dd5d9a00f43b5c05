"""JSON files of the user's cache, with a checksum: a damaged one is as good as none."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from mosaic_anim.io.atomic_files import atomic_file

_T = TypeVar("_T")

_DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError)
"""What reading raises of a file that is not there, or not as it was written."""


def read_checked_json(path: Path, parse: Callable[[Any], _T]) -> _T | None:
    """Read a file that `write_checked_json` wrote.

    parse : callable
        Makes of its value what is returned; what it raises of a value of another shape counts as
        damage.

    Returns
    -------
    object or None
        None if the file is not there, or damaged.
    """
    with suppress(*_DAMAGED):
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["check"] == _checksum(stored["value"]):
            return parse(stored["value"])
    return None


def write_checked_json(path: Path, value: object) -> None:
    """Write a value of plain objects, with its checksum, at once or not at all.

    Raises
    ------
    StoppedError
        If the disk is full or fails.
    """
    text = json.dumps({"value": value, "check": _checksum(value)})
    with atomic_file(path, overwrite=True) as part:
        part.write_text(text, encoding="utf-8")


def _checksum(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
