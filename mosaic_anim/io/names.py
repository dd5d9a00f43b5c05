"""Names of files: when two spellings may mean one file, and how a name is spelt on disk."""

import os
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

BUILT_IN = "demo"
"""Stands for the built-in cover, or for the built-in photos."""


def composed(name: str) -> str:
    """Return a form that is equal for names that look the same: letters and accents composed."""
    return normalize("NFC", name)


def fold_name(name: str) -> str:
    """Return a form that is equal for names that differ only in case or in composition.

    Some disks tell `É` from `é` and from `e` with an accent of its own, others take them for one.
    """
    return "".join(map(_lower, composed(name)))


def name_key(path: Path | str) -> str:
    """Return a key that is equal for two paths that may be one file; links to folders are followed.

    A link at the very end is a file of its own: what is written replaces it.
    """
    path = Path(path)
    with suppress(OSError, ValueError):  # no folder can have such a name
        path = Path(os.path.realpath(path.parent)) / path.name
    return fold_name(str(path))


def on_disk(path: Path) -> Path:
    """Return a path as it is spelt on the disk, where `ë` may be one character or two."""
    path = path.absolute()
    if os.path.lexists(path) or str(path).isascii():
        return path
    there = Path(path.anchor)
    for part in path.parts[1:]:
        if os.path.lexists(there / part):
            there /= part
        else:
            form = composed(part)
            there /= next((name for name in _names(there) if composed(name) == form), part)
    return there


def existing_path(path: Path) -> Path:
    """Return an input path, or an existing one that looks the same; else the path itself."""
    if os.path.lexists(path):
        return path
    there = on_disk(path)
    return there if os.path.lexists(there) else path


def _lower(letter: str) -> str:
    """Fold the case of a letter, but not `ß` to `ss`: no disk takes these for one."""
    lower = letter.casefold()
    return lower if len(lower) == 1 else letter


def _names(folder: Path) -> list[str]:
    with suppress(OSError):
        return os.listdir(folder)  # noqa: PTH208 - names, not paths
    return []
