"""Output files: where a file is to be written, refused before any work if it cannot be."""

import os
import stat
import sys
from pathlib import Path

from mosaic_anim.errors import CannotStartError, option
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.partial_files import part_of


def check_file(path: Path, *, overwrite: bool) -> None:
    """Refuse a file that cannot be written, before any work is done.

    Raises
    ------
    CannotStartError
        If `path` is a folder, a FIFO or a device, is read-only, exists and `overwrite` is false,
        or if its folder cannot be made or written.
    """
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        _check_folder(path)
        return
    except (OSError, ValueError) as error:
        raise _refused(path, error_reason(error), "choose another name") from error
    if stat.S_ISLNK(status.st_mode) and path.exists():
        status = path.stat()
    _check_existing(path, status.st_mode, overwrite=overwrite)
    _check_folder(path)


def overwrite_remedy() -> str:
    """Return what to do about a file that exists."""
    return f"add {option('overwrite')}, or choose another name"


def _check_existing(path: Path, mode: int, *, overwrite: bool) -> None:
    if stat.S_ISDIR(mode):
        raise _refused(path, "this is a folder", "name a file in it")
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        raise _refused(path, "this is no regular file", "choose another name")
    if not overwrite:
        raise _refused(path, "this file exists", overwrite_remedy())
    if stat.S_ISREG(mode) and not (mode & 0o222 and os.access(path, os.W_OK)):
        raise _refused(path, "this file is read-only", "allow writing, or choose another name")


def _check_folder(path: Path) -> None:
    """Refuse a file whose folder does not exist and cannot be created, or is not writable."""
    folder, new = path.absolute().parent, [path.name]
    while not os.path.lexists(folder):
        new.append(folder.name)
        folder = folder.parent
    _check_names(path, [*(folder / name for name in new), part_of(path.absolute())])
    if not folder.is_dir():
        raise _refused(path, f"{folder} is not a folder", "choose another name")
    # A superuser may write everywhere; a folder without any write bit is meant to stay as it is.
    locked = sys.platform != "win32" and not folder.stat().st_mode & 0o222
    if locked or not os.access(folder, os.W_OK | os.X_OK):
        raise _refused(path, f"the folder {folder} is read-only", "choose another folder")


def _check_names(path: Path, new: list[Path]) -> None:
    """Refuse a file if the disk cannot hold one of the names derived from it."""
    for place in new:
        try:
            os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as error:
            raise _refused(path, error_reason(error), "choose another name") from error


def _refused(path: Path, what: str, remedy: str) -> CannotStartError:
    return CannotStartError(what, remedy=remedy, place=str(path))
