"""The door for files that this program makes: each appears whole, or not at all.

A file is written under a part name in its own folder, synced, and renamed at the end.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mosaic_anim.errors import StoppedError
from mosaic_anim.io.disk import Need, disk_errors, write_error
from mosaic_anim.io.output_file import check_file, overwrite_remedy
from mosaic_anim.io.partial_files import name_part, open_part


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
    check_file(path, overwrite=overwrite)
    part, descriptor = open_part(path, needed)
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


def _finish(part: Path, path: Path, *, overwrite: bool, needed: Need | None) -> None:
    try:
        name_part(part, path, overwrite=overwrite)
    except FileExistsError as error:
        raise StoppedError(
            "a file of this name appeared meanwhile, and was kept",
            remedy=overwrite_remedy(),
            place=str(path),
        ) from error
    except OSError as error:
        raise write_error(error, part, needed=needed) from error
