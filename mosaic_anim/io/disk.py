"""Free space of a disk, and errors for failed writing."""

import errno
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from mosaic_anim.errors import StoppedError

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DISK_FAILS = DISK_FULL | {errno.EIO, errno.EROFS}

Need: TypeAlias = Callable[[], int]
"""Returns the approximate space needed [bytes]."""

_ENOUGH = 1 << 20  # [bytes] a disk with less is as good as full


class DiskError(StoppedError):
    """The disk is full or fails: trying again at once is of no use."""


class DiskFullError(DiskError):
    """The disk is full.

    Parameters
    ----------
    what, place : str
    needed : int
        Space needed, as far as known [bytes].
    """

    def __init__(self, what: str, *, place: str, needed: int) -> None:
        super().__init__(what, remedy="make room and run the same command again", place=place)
        self.needed = needed


@contextmanager
def disk_errors(part: Path, needed: Need | None = None) -> Iterator[None]:
    """Report a full or failing disk in one line.

    Parameters
    ----------
    part : Path
        The file that is written.
    needed : Callable, optional
        Returns the approximate space needed [bytes]; called when the disk is full.

    Raises
    ------
    DiskError
        In place of the system's error.
    """
    try:
        yield
    except DiskFullError as error:
        if needed is None:
            raise
        raise disk_full(part, needed=max(error.needed, _bytes_needed(needed))) from error
    except OSError as error:
        if error.errno not in DISK_FAILS:
            raise
        raise write_error(error, part, needed=needed) from error


def write_error(error: OSError, part: Path, *, needed: Need | None = None) -> DiskError:
    """Return the error that says in one line why writing `part` stopped."""
    if error.errno in DISK_FULL:
        return disk_full(part, needed=_bytes_needed(needed))
    return DiskError(
        f"writing failed: {error_reason(error)}",
        remedy="check the disk and run the same command again",
        place=str(part.parent),
    )


def disk_full(part: Path, *, needed: int = 0) -> DiskFullError:
    """Return the error that says how much space is needed [bytes] and how much is free."""
    room = _room(part)
    what = f"more than the {_amount(room)} that are free is needed"
    if needed > room and _amount(needed) != _amount(room):
        what = f"about {_amount(needed)} are needed, {_amount(room)} are free"
    return DiskFullError(f"the disk is full: {what}", place=str(part.parent), needed=needed)


def is_full(folder: Path) -> bool:
    """Return whether less than 1 MiB is free where `folder` lies."""
    return free_space(folder) < _ENOUGH


def free_space(folder: Path) -> int:
    """Return the free space [bytes] of the file system that holds `folder`."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def _room(part: Path) -> int:
    """Return the largest size of the file of `part` [bytes]: its own space will be free again."""
    room = free_space(part.parent)
    with suppress(OSError):
        status = part.stat()
        blocks = getattr(status, "st_blocks", None)  # of a file with holes; Windows reports none
        room += status.st_size if blocks is None else min(status.st_size, 512 * blocks)
    return min(room, _size_limit())


def _bytes_needed(needed: Need | None) -> int:
    """Return what is needed [bytes]; 0 if it is not known any more."""
    try:
        return needed() if needed is not None else 0
    except OSError:
        return 0


def error_reason(error: OSError | ValueError) -> str:
    """Return the system's message as a part of a sentence."""
    reason = getattr(error, "strerror", None) or str(error)
    return f"{reason[:1].lower()}{reason[1:]}"


def _amount(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"


if sys.platform == "win32":

    def _size_limit() -> int:
        return sys.maxsize

else:
    import resource

    def _size_limit() -> int:
        """Return the largest file that this process may write [bytes]."""
        limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
        return sys.maxsize if limit == resource.RLIM_INFINITY else limit
