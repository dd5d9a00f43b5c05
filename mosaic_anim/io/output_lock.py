"""The right to write an output, held by one render at a time."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.names import name_key
from mosaic_anim.io.user_cache import CACHE_VARIABLE, cache_folder
from mosaic_anim.lazy import filelock


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
        raise CannotStartError(
            "another render is writing this file",
            remedy="wait for it, or choose another name",
            place=str(path),
        ) from error
    except OSError as error:
        raise CannotStartError(
            error_reason(error),
            remedy=f"name another cache with {CACHE_VARIABLE}",
            place=str(folder),
        ) from error
    try:
        yield
    finally:
        lock.release()
