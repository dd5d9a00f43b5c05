"""A sequence of pictures, named by one pattern: `frames/dive-####.png`, # for each digit."""

import os
from contextlib import suppress
from pathlib import Path, PurePath
from re import search, sub
from typing import TypeVar

from mosaic_anim.io.names import fold_name

_NUMBER = r"#+"

AnyPath = TypeVar("AnyPath", bound=PurePath)


def is_sequence(file: PurePath) -> bool:
    """Return whether `file` is a sequence of pictures: `frames/dive-####.png`."""
    return file.suffix.lower() == ".png" and "#" in file.stem


def frame_file(file: AnyPath, index: int) -> AnyPath:
    """Return the file of a frame of a sequence: `####` becomes its number, `0007`."""
    match = search(_NUMBER, file.stem)
    digits = len(match.group()) if match else 0
    return file.with_name(sub(_NUMBER, f"{index:0{digits}d}", file.stem, count=1) + file.suffix)


def frame_number(file: PurePath, name: str) -> int | None:
    """Return which frame of a sequence has the file name `name`; None if no frame has."""
    before, hashes, after = _parted(file.name)
    digits = name[len(before) : len(name) - len(after)]
    if not (name.startswith(before) and name.endswith(after) and digits.isascii()):
        return None
    if not digits.isdecimal() or len(digits) < len(hashes):
        return None
    number = int(digits)
    return number if f"{number:0{len(hashes)}d}" == digits else None


def may_share_a_file(file: PurePath, other: str) -> bool:
    """Return whether a frame of a sequence may be the file `other`, or a frame of that sequence."""
    before, _, after = _parted(file.name)
    if "#" in other:
        return (before, after) == _parted(other)[::2]
    return frame_number(file, other) is not None


def frames_there(file: Path) -> list[Path]:
    """Return the frames of a sequence whose files exist, however many it has."""
    files = []
    with suppress(OSError, ValueError):  # no such folder
        for name in os.listdir(file.parent):  # noqa: PTH208 - names, not paths
            number = frame_number(PurePath(fold_name(file.name)), fold_name(name))
            if number is not None:
                files.append(frame_file(file, number))
    return files


def _parted(name: str) -> tuple[str, str, str]:
    """Split the name of a sequence into the part before the #, the #, and the part after them."""
    match = search(_NUMBER, name)
    if match is None:
        return name, "", ""
    return name[: match.start()], match.group(), name[match.end() :]
