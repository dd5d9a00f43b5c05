"""Parts: what a file is written as, beside its target, until it is complete.

The owner of a part holds the operating system's lock on it, so the part that a killed run leaves
behind is known by its free lock, and the next run to the same target removes it.
"""

import errno
import hashlib
import os
import re
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.errors import MAKE_ROOM, SHORTAGES, CannotStartError
from mosaic_anim.io.disk import DISK_FULL, Need, error_reason, write_error

_NAME_LIMIT = 255  # [bytes] of a file name on every common file system
_PART_ENDING = 40  # [bytes] that the name of a part is longer than its beginning, at most

_PART = re.compile(r"(?P<prefix>\..*)\.[0-9]+-[0-9a-f]{8}\.part", re.DOTALL)
"""Names of parts, as `part_of` makes them: files with other names are not removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOperations:
    """The system calls for a part: the one seam of the fault tests."""

    open: Callable[[Path, int, int], int] = os.open
    sync: Callable[[int], None] = os.fsync
    replace: Callable[[Path, Path], None] = os.replace
    link: Callable[[Path, Path], None] = os.link
    rename: Callable[[Path, Path], None] = os.rename
    remove: Callable[[Path], None] = os.unlink


operations = FileOperations()


def open_part(path: Path, needed: Need | None) -> tuple[Path, int]:
    """Create and lock a part beside `path`; first remove those of dead owners."""
    part = path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(path.parent, _part_prefix(path))
        while True:
            part = part_of(path)
            descriptor = operations.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
            if _hold(descriptor, part):
                return part, descriptor
            os.close(descriptor)
    except OSError as error:
        with suppress(OSError):
            part.unlink() if part != path else None
        if error.errno in DISK_FULL:
            raise write_error(error, part, needed=needed) from error
        remedy = MAKE_ROOM if error.errno in SHORTAGES else "choose another folder"
        raise CannotStartError(
            f"cannot write here: {error_reason(error)}", remedy=remedy, place=str(path)
        ) from error


def name_part(part: Path, path: Path, *, overwrite: bool) -> None:
    """Sync `part`, give it its name, and sync the folder.

    Raises
    ------
    FileExistsError
        If `path` has appeared meanwhile and `overwrite` is false.
    OSError
        If the disk fails.
    """
    _sync(part)
    if overwrite:
        operations.replace(part, path)
    else:
        _rename_new(part, path)
    if sys.platform != "win32":
        _sync(path.parent)


def part_of(path: Path) -> Path:
    """Return a new name for a part of `path`."""
    return path.with_name(f"{_part_prefix(path)}.{os.getpid()}-{secrets.token_hex(4)}.part")


def remove_partial_files(path: Path) -> None:
    """Remove the parts of `path` whose owners have died; the file itself stays as it is."""
    with suppress(OSError):
        _remove_stale(path.absolute().parent, _part_prefix(path))


def remove_stale_partial_files(folder: Path) -> None:
    """Remove the parts in `folder` whose owners have died, whatever their target."""
    for entry in list(os.scandir(folder)):
        if _PART.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
            with suppress(OSError):
                _remove_if_free(Path(entry.path))


def _part_prefix(path: Path) -> str:
    """Return the prefix of the parts of `path`: its own name, unless that is long."""
    prefix = f".{path.name}"
    if len(os.fsencode(prefix)) > _name_limit(path.parent) - _PART_ENDING:
        return f".{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:32]}"
    return prefix


def _name_limit(folder: Path) -> int:
    """Return the longest file name of a folder [bytes]; encrypted ones allow 143."""
    with suppress(OSError, ValueError, AttributeError):  # Windows has no `pathconf`
        limit = os.pathconf(folder, "PC_NAME_MAX")
        return min(limit, _NAME_LIMIT) if limit > 0 else _NAME_LIMIT
    return _NAME_LIMIT


def _rename_new(part: Path, path: Path) -> None:
    """Rename `part`, never replacing: a hard link is refused where the name exists."""
    if sys.platform == "win32":
        operations.rename(part, path)  # never replaces on Windows
        return
    try:
        operations.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: look, then rename; `output_lock` guards the gap.
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "exists", str(path)) from None
        operations.rename(part, path)
    else:
        with suppress(OSError):  # the file has its name; the part goes at the latest next time
            operations.remove(part)


def _sync(path: Path) -> None:
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR  # Windows syncs writable files only
    descriptor = operations.open(path, flags, 0o666)
    try:
        operations.sync(descriptor)
    finally:
        os.close(descriptor)


def _remove_stale(folder: Path, prefix: str) -> None:
    """Remove the parts that begin with `prefix` and whose owner is dead."""
    for entry in list(os.scandir(folder)):
        match = _PART.fullmatch(entry.name)
        if match and match["prefix"] == prefix and entry.is_file(follow_symlinks=False):
            with suppress(OSError):
                _remove_if_free(Path(entry.path))


if sys.platform == "win32":

    def _hold(descriptor: int, part: Path) -> bool:  # noqa: ARG001 - the open file is its own lock
        return True

    def _remove_if_free(part: Path) -> None:
        part.unlink()  # refused while the owner has it open

else:
    import fcntl

    def _hold(descriptor: int, part: Path) -> bool:
        """Lock the part; false if another run took it for a dead one's in between."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without locks: its parts are never taken for dead ones
        with suppress(FileNotFoundError):
            return part.stat().st_ino == os.fstat(descriptor).st_ino
        return False

    def _remove_if_free(part: Path) -> None:
        """Remove a part whose lock is free."""
        descriptor = os.open(part, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()
        finally:
            os.close(descriptor)
