"""The user's cache: a folder for files that can be made again."""

import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path, PurePath

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.names import name_key
from mosaic_anim.lazy import platformdirs

CACHE_VARIABLE = "MOSAIC_ANIM_CACHE"
"""Environment variable that names the cache folder."""

CACHE_KINDS = (
    "segments",
    "tiles",
    "packs",
    "placements",
    "covers",
    "appeal",
    "batches",
    "libraries",
    "locks",
)
"""Folders of the cache; the demo's files lie beside them."""


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
    status = folder.lstat()
    return (
        stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o022
    )
