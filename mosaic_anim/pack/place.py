"""Where packs lie: a folder or a URL that all machines reach, and a cache of those fetched."""

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.lazy import filelock, fsspec
from mosaic_anim.pack.tile_pack import AGAIN, TilePack, mosaics_in

SUFFIX = ".pack"

_NAME = re.compile(r"[0-9a-f]{64}")

FETCHED = 8 << 30
"""Largest cache of packs fetched from elsewhere, unless one needs more [bytes]."""


def write_pack(packed: TilePack, where: str, *, is_damaged: bool = False) -> str:
    """Write a pack to a place that other machines reach, unless it is there; return its name.

    Parameters
    ----------
    where : str
        A folder, or a URL of one as fsspec takes it, such as `s3://bucket/packs`.
    is_damaged : bool
        Whether a reader found it damaged: then it is written again, even if it looks intact here.

    Raises
    ------
    CannotStartError
        If the place cannot be written.
    StoppedError
        If its disk is full or fails.
    """
    if _is_url(where):
        _send(packed, where, is_damaged=is_damaged)
        return packed.name
    path = Path(where) / f"{packed.name}{SUFFIX}"
    if is_damaged or not path.is_file() or sha256_of(path) != packed.name:
        with (
            atomic_file(path, overwrite=True, needed=lambda: packed.size) as part,
            part.open("wb") as file,
        ):
            file.writelines(packed.chunks())
    return packed.name


def read_pack(where: str, name: str) -> dict[str, Mosaic]:
    """Map a pack that `write_pack` wrote; one from a URL is fetched into the cache folder first.

    Raises
    ------
    CannotStartError
        If it is not there; DamagedPackError, if it is not what its name says.
    """
    if not _NAME.fullmatch(name):
        raise CannotStartError(f"no pack of tiles is called {name!r}", remedy=AGAIN, place=where)
    path = _fetched(where, name) if _is_url(where) else Path(where) / f"{name}{SUFFIX}"
    try:
        content = np.memmap(path, np.uint8, mode="r")
    except (OSError, ValueError) as error:
        what = error_reason(error) if isinstance(error, OSError) else "the file is empty"
        raise CannotStartError(
            f"the tiles cannot be read here: {what}",
            remedy="name a place that all machines reach",
            place=str(path),
        ) from error
    return mosaics_in(content.view(np.ndarray), name, place=str(path))


def _is_url(where: str) -> bool:
    return "://" in where


def _send(packed: TilePack, where: str, *, is_damaged: bool) -> None:
    """Write a pack to a URL, unless one of the same size is there: each reader checks it."""
    place = _url(where, packed.name)
    try:
        system, path = _system_of(place)
        if not is_damaged and system.exists(path) and system.size(path) == packed.size:
            return
        with system.open(path, "wb") as file:
            for chunk in packed.chunks():
                file.write(chunk)
    except (OSError, ValueError, ImportError) as error:
        raise _unreachable(place, error) from error


def _fetched(where: str, name: str) -> Path:
    """Copy a pack from a URL into the cache folder, once for all processes of this machine."""
    place = _url(where, name)
    store = ContentStore(folder=cache_folder() / "packs", limit=FETCHED)
    path = store.folder / f"{name}{SUFFIX}"
    store.folder.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(cache_folder() / "packs.lock"):
        if path.is_file() and sha256_of(path) == name:
            return path
        try:
            system, remote = _system_of(place)
            size = system.size(remote) or 0
            store.trim(size, spare=[path.name])
            with (
                system.open(remote, "rb") as source,
                atomic_file(path, overwrite=True, needed=lambda: size) as part,
                part.open("wb") as file,
            ):
                shutil.copyfileobj(source, file, 1 << 20)
        except (OSError, ValueError, ImportError) as error:
            raise _unreachable(place, error) from error
    return path


def _system_of(place: str) -> tuple[Any, str]:
    """Return the file system of a URL, and the path on it."""
    system, path = fsspec.core.url_to_fs(place)
    return system, str(path)


def _url(where: str, name: str) -> str:
    return f"{where.rstrip('/')}/{name}{SUFFIX}"


def _unreachable(place: str, error: Exception) -> CannotStartError:
    what = error_reason(error) if isinstance(error, OSError) else str(error)
    return CannotStartError(
        f"this place cannot be used for tiles: {what}",
        remedy="see that all machines reach it, and that its fsspec package is installed",
        place=place,
    )
