"""The door for files that this program makes: each appears whole, or not at all.

A file is written under a part name in its own folder, synced, and renamed at the end. The owner of
a part holds the operating system's lock on it, so the part that a killed run leaves behind is known
by its free lock, and the next run to the same target removes it.
"""

import errno
import hashlib
import os
import re
import secrets
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from mosaic_anim.errors import MAKE_ROOM, SHORTAGES, CannotStartError, StoppedError, option
from mosaic_anim.io.disk import DISK_FULL, Need, disk_errors, error_reason, write_error
from mosaic_anim.io.names import name_key
from mosaic_anim.lazy import filelock, platformdirs

CACHE_VARIABLE = "MOSAIC_ANIM_CACHE"
"""Environment variable that names the cache folder."""

CACHE_KINDS = ("segments", "tiles", "packs", "placements", "appeal", "libraries", "locks")
"""Folders of the cache; the demo's files lie beside them."""

_NAME_LIMIT = 255  # [bytes] of a file name on every common file system
_PART_ENDING = 40  # [bytes] that the name of a part is longer than its beginning, at most


_PART = re.compile(r"(?P<prefix>\..*)\.[0-9]+-[0-9a-f]{8}\.part", re.DOTALL)
"""Names of parts, as `_part_of` makes them: files with other names are not removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOperations:
    """The system calls of `atomic_file`: the one seam of the fault tests."""

    open: Callable[[Path, int, int], int] = os.open
    sync: Callable[[int], None] = os.fsync
    replace: Callable[[Path, Path], None] = os.replace
    link: Callable[[Path, Path], None] = os.link
    rename: Callable[[Path, Path], None] = os.rename
    remove: Callable[[Path], None] = os.unlink


operations = FileOperations()


def cache_folder() -> Path:
    """Return the folder for files that can be made again, and create it.

    It is `$MOSAIC_ANIM_CACHE`, or the user's cache folder, or a private folder for temporary files
    where there is no home.
    """
    folder = _cache_path()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStartError(
            f"the cache folder cannot be made: {error_reason(error)}",
            remedy=f"name another one with {CACHE_VARIABLE}",
            place=str(folder),
        ) from error
    if not os.environ.get(CACHE_VARIABLE) and not _is_private(folder):
        raise CannotStartError(
            "the cache folder belongs to another user, or others can write to it",
            remedy=f"name another one with {CACHE_VARIABLE}",
            place=str(folder),
        )
    return folder


def is_kept_in_cache(path: Path) -> bool:
    """Return whether a path lies in the cache, from which files may be removed at any time."""
    with suppress(OSError, ValueError):  # no file can have such a name
        parts = PurePath(name_key(os.path.realpath(path))).parts
        cache = PurePath(name_key(os.path.realpath(_cache_path()))).parts
        if parts[: len(cache)] == cache and len(parts) > len(cache):
            kind = parts[len(cache)].lstrip(".")  # locks and pins lie in a folder with a dot
            return kind in CACHE_KINDS or kind.startswith("demo-")
    return False


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_state(path: Path) -> tuple[int, ...]:
    """Return values that change when a file is written to or replaced, unless they are forged."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_dev, status.st_ino


def check_target(path: Path, *, overwrite: bool) -> None:
    """Refuse a target that cannot be written, before any work is done.

    Raises
    ------
    CannotStartError
        If `path` is a folder, a FIFO or a device, is read-only, exists and `overwrite` is false,
        or if its folder cannot be made or written.
    """
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        _check_folder(path)
        return
    except (OSError, ValueError) as error:
        raise _refused(path, error_reason(error), "choose another name") from error
    if stat.S_ISLNK(found.st_mode) and path.exists():
        found = path.stat()
    _check_existing(path, found.st_mode, overwrite=overwrite)
    _check_folder(path)


@contextmanager
def atomic_file(
    path: Path,
    *,
    overwrite: bool,
    final: Callable[[Path], Path | None] | None = None,
    needed: Need | None = None,
) -> Iterator[Path]:
    """Yield a part path to write; make it `path` at the end, or remove it on any exception.

    Parameters
    ----------
    path : Path
        The target. Its folder is created if it is missing.
    overwrite : bool
        Whether an existing file is replaced; otherwise even one that appears meanwhile is kept.
    final : Callable, optional
        Takes the finished part and returns the target in the same folder instead of `path`: a name
        by its content, or None to remove it.
    needed : Callable, optional
        Returns the approximate space needed [bytes], to report it when the disk is full.

    Raises
    ------
    CannotStartError
        If the target cannot be written; nothing was written then.
    StoppedError
        If the disk is full or fails in the middle.
    """
    path = path.absolute()
    check_target(path, overwrite=overwrite)
    part, descriptor = _open_part(path, needed)
    try:
        with disk_errors(part, needed):
            yield part
        if sys.platform == "win32":
            os.close(descriptor)  # an open file cannot be renamed there
            descriptor = -1
        target = final(part) if final else path
        if target is not None:
            _finish(part, target, overwrite=overwrite, needed=needed)
    finally:
        if descriptor >= 0:
            os.close(descriptor)
        with suppress(OSError):
            part.unlink(missing_ok=True)


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


@contextmanager
def output_lock(path: Path) -> Iterator[None]:
    """Hold the right to write `path`, so that two renders never work on one output.

    The lock is the operating system's, on an empty file in the cache folder: it ends with its
    owner, even if that is killed.

    Raises
    ------
    CannotStartError
        If another process holds it.
    """
    name = hashlib.sha256(os.fsencode(name_key(path))).hexdigest()[:32]
    folder = cache_folder() / "locks"
    try:
        folder.mkdir(exist_ok=True)
        lock = filelock.FileLock(folder / f"{name}.lock")
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise _refused(
            path, "another render is writing this file", "wait for it, or choose another name"
        ) from error
    except OSError as error:
        raise _refused(
            folder, error_reason(error), f"name another cache with {CACHE_VARIABLE}"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _cache_path() -> Path:
    return Path(os.environ.get(CACHE_VARIABLE) or _user_cache_folder()).absolute()


def _user_cache_folder() -> str:
    folder = platformdirs.user_cache_path("mosaic_anim", appauthor=False)
    if folder.is_absolute():
        return str(folder)
    # No HOME and no entry in the user database: "~" stays as it is.
    user = getattr(os, "getuid", lambda: "user")()
    return str(Path(tempfile.gettempdir()) / f"mosaic_anim-{user}")


def _is_private(folder: Path) -> bool:
    """Return whether no other user can write to a folder: anybody may make temporary ones.

    A folder that the user has chosen is not checked.
    """
    if sys.platform == "win32" or not folder.parent.stat().st_mode & stat.S_IWOTH:
        return True
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def _check_existing(path: Path, mode: int, *, overwrite: bool) -> None:
    if stat.S_ISDIR(mode):
        raise _refused(path, "this is a folder", "name a file in it")
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        raise _refused(path, "this is no regular file", "choose another name")
    if not overwrite:
        raise _refused(path, "this file exists", _overwrite_remedy())
    if stat.S_ISREG(mode) and not (mode & 0o222 and os.access(path, os.W_OK)):
        raise _refused(path, "this file is read-only", "allow writing, or choose another name")


def _check_folder(path: Path) -> None:
    """Refuse a target whose folder does not exist and cannot be created, or is not writable."""
    folder, new = path.absolute().parent, [path.name]
    while not os.path.lexists(folder):
        new.append(folder.name)
        folder = folder.parent
    _check_names(path, [*(folder / name for name in new), _part_of(path.absolute())])
    if not folder.is_dir():
        raise _refused(path, f"{folder} is no folder", "choose another name")
    # A superuser may write everywhere; a folder without any write bit is meant to stay as it is.
    locked = sys.platform != "win32" and not folder.stat().st_mode & 0o222
    if locked or not os.access(folder, os.W_OK | os.X_OK):
        raise _refused(path, f"the folder {folder} is read-only", "choose another folder")


def _check_names(path: Path, new: list[Path]) -> None:
    """Refuse a target if the disk cannot hold one of the names derived from it."""
    for place in new:
        try:
            os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as error:
            raise _refused(path, error_reason(error), "choose another name") from error


def _open_part(path: Path, needed: Need | None) -> tuple[Path, int]:
    """Create and lock a part beside `path`; first remove those of dead owners."""
    part = path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(path.parent, _part_prefix(path))
        while True:
            part = _part_of(path)
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
        raise _refused(path, f"cannot write here: {error_reason(error)}", remedy) from error


def _part_of(path: Path) -> Path:
    """Return a new name for a part of `path`."""
    return path.with_name(f"{_part_prefix(path)}.{os.getpid()}-{secrets.token_hex(4)}.part")


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


def _finish(part: Path, path: Path, *, overwrite: bool, needed: Need | None) -> None:
    """Sync `part`, give it its name, and sync the folder."""
    try:
        _sync(part)
        if overwrite:
            operations.replace(part, path)
        else:
            _rename_new(part, path)
        if sys.platform != "win32":
            _sync(path.parent)
    except FileExistsError as error:
        raise StoppedError(
            "a file of this name appeared meanwhile, and was kept",
            remedy=_overwrite_remedy(),
            place=str(path),
        ) from error
    except OSError as error:
        raise write_error(error, part, needed=needed) from error


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


def _refused(path: Path, what: str, remedy: str) -> CannotStartError:
    return CannotStartError(what, remedy=remedy, place=str(path))


def _overwrite_remedy() -> str:
    """Return what to do about a file that exists."""
    return f"add {option('overwrite')}, or choose another name"
