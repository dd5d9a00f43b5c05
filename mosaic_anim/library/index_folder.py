"""The folder of an index: which files belong to it, and that none is a link.

An index may have come from elsewhere: on a disk that others write, or out of an archive. What is
written to or removed lies in its folder under one of these names, is a regular file, and has no
second name outside.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mosaic_anim.errors import CannotStartError

MANIFEST = "manifest.sqlite"
LOCK = "indexer.lock"
OWNER = "indexer"

APPLICATION = 0x6D6F7361
"""Number in the header of our SQLite files: "mosa"."""

_SIDE_FILES = tuple(f"{MANIFEST}{end}" for end in ("-journal", "-wal", "-shm"))
_NAMES = frozenset({MANIFEST, *_SIDE_FILES, LOCK, OWNER})
_STORE = re.compile(r"pixels-([1-9][0-9]{0,8})\.u8")


def store_name(number: int) -> str:
    """Return the name of a store's file."""
    return f"pixels-{number}.u8"


def store_number(name: str) -> int | None:
    """Return the number of the store that has this name; None if no store has such a name."""
    match = _STORE.fullmatch(name)
    return int(match[1]) if match else None


def stores(index: Path) -> Iterator[Path]:
    """Yield the files of all stores in an index."""
    for path in sorted(index.iterdir()):
        if store_number(path.name) is not None:
            yield path


def require_own_files(index: Path) -> None:
    """Refuse an index with a file that is a link, has a second name, or is no regular file.

    Raises
    ------
    CannotStartError
        Naming the file. Nothing was opened.
    """
    with os.scandir(index) as entries:
        names = [entry.name for entry in entries if _is_own_name(entry.name)]
    for name in sorted(names):
        with suppress(FileNotFoundError):  # a journal that another run has just ended
            status = (index / name).lstat()
            if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
                raise CannotStartError(
                    "an index consists of files of its own: this is a link, or no regular file",
                    remedy="remove it, or name another folder for the index",
                    place=str(index / name),
                )


def clear_index(index: Path) -> None:
    """Remove the manifest and the stores of an index.

    Raises
    ------
    CannotStartError
        The manifest is the database of another program.
    """
    manifest = index / MANIFEST
    if _is_foreign(manifest):
        raise foreign_database(manifest)
    for path in (manifest, *(index / name for name in _SIDE_FILES), *stores(index)):
        path.unlink(missing_ok=True)


def foreign_database(path: Path) -> CannotStartError:
    """Return the error for a file of this name that is not ours."""
    return CannotStartError(
        "this is the database of another program",
        remedy="name another folder for the index, or remove it",
        place=str(path),
    )


def _is_own_name(name: str) -> bool:
    return name in _NAMES or store_number(name) is not None


def _is_foreign(manifest: Path) -> bool:
    """Return whether a file is a SQLite database with another number than ours [SQLite, 1.3]."""
    try:
        with manifest.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return False
    is_database = len(header) == 100 and header.startswith(b"SQLite format 3\0")
    return is_database and int.from_bytes(header[68:72], "big") != APPLICATION
