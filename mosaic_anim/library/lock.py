"""One indexer per library: the second one learns who the first is."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.disk import error_reason
from mosaic_anim.lazy import filelock
from mosaic_anim.library.index_folder import LOCK, OWNER, require_own_files

_LONGEST_NAME = 100  # [characters]


@contextmanager
def only_indexer(index: Path, photos: Path) -> Iterator[None]:
    """Hold the right to change an index.

    The lock is the operating system's: it ends with its owner, even if that is killed.

    Raises
    ------
    CannotStartError
        Another process holds it, or a file of the index is a link.
    """
    require_own_files(index)
    owner = index / OWNER
    try:
        lock = filelock.FileLock(index / LOCK)
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise CannotStartError(
            f"these photos are being indexed by {_name(owner)}",
            remedy="wait for it and run the same command again",
            place=str(photos),
        ) from error
    except OSError as error:
        raise CannotStartError(
            f"the index cannot be written: {error_reason(error)}",
            remedy="name another folder for it",
            place=str(index),
        ) from error
    try:
        with suppress(OSError):  # a full disk: the name is only a courtesy
            owner.write_text(f"process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _name(owner: Path) -> str:
    try:
        with owner.open(encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST_NAME) or "another process"
    except OSError:  # it has just started, or just ended
        return "another process"
