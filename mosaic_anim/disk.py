"""How much room a disk has, and what is said when writing to it fails."""

import errno
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from mosaic_anim.errors import StoppedError

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DISK_FAILS = DISK_FULL | {errno.EIO, errno.EROFS}

_ENOUGH = 1 << 20  # [bytes] a disk with less is as good as full


class DiskError(StoppedError):
    """The disk is full or fails: to try again at once is of no use."""


def stopped_by(error: OSError, part: Path) -> DiskError:
    """Tell in one line why writing `part` stopped."""
    if error.errno in DISK_FULL:
        return disk_full(part)
    return DiskError(
        f"writing failed: {reason(error)}",
        remedy="check the disk and run the same command again",
        place=str(part.parent),
    )


def disk_full(part: Path, *, needed: int | None = None) -> DiskError:
    """Tell how much space the whole file of `part` takes and how much there is."""
    room = _room(part)
    what = f"the file needs more than the {_megabytes(room)} that are free"
    if needed is not None and needed > 1.2 * room:
        what = f"the file needs about {_megabytes(needed)}, {_megabytes(room)} are free"
    return DiskError(
        f"the disk is full: {what}",
        remedy="make room and run the same command again",
        place=str(part.parent),
    )


def is_full(folder: Path) -> bool:
    """Tell whether less than 1 MiB is free where `folder` lies."""
    return free_space(folder) < _ENOUGH


def free_space(folder: Path) -> int:
    """Return the free space [bytes] of the file system that holds `folder`."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def _room(part: Path) -> int:
    """Return how large the file of `part` may become [bytes]: its own space is free again soon."""
    room = free_space(part.parent)
    with suppress(OSError):
        room += part.stat().st_size
    return min(room, _size_limit())


def reason(error: OSError | ValueError) -> str:
    """Return what the system says, to stand within a sentence."""
    said = getattr(error, "strerror", None) or str(error)
    return f"{said[:1].lower()}{said[1:]}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


if sys.platform == "win32":

    def _size_limit() -> int:
        return sys.maxsize

else:
    import resource

    def _size_limit() -> int:
        """Return the largest file that this process may write [bytes]."""
        limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
        return sys.maxsize if limit == resource.RLIM_INFINITY else limit
