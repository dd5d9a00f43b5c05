"""One indexer per library: the second one is told who the first is."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mosaic_anim.errors import CannotStartError


@contextmanager
def only_indexer(index: Path, photos: Path) -> Iterator[None]:
    """Hold the right to change an index.

    The lock is the operating system's: it ends with its owner, however that ends.

    Raises
    ------
    CannotStartError
        Another process holds it.
    """
    from filelock import FileLock, Timeout

    owner = index / "indexer"
    try:
        lock = FileLock(index / "indexer.lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        raise CannotStartError(
            f"these photos are being indexed by {_name(owner)}",
            remedy="wait for it and run the same command again",
            place=str(photos),
        ) from error
    try:
        with suppress(OSError):  # a full disk: the name is a courtesy to who comes second
            owner.write_text(f"process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _name(owner: Path) -> str:
    try:
        return owner.read_text(encoding="utf-8") or "another process"
    except OSError:  # it has just begun, or just ended
        return "another process"
