"""Cache: what the program keeps for later runs, by kind; all of it can be made again."""

import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.errors import CannotStartError, UsageError, option
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.lazy import filelock
from mosaic_anim.library.lock import only_indexer

STORES = ("segments", "tiles", "packs", "placements", "covers", "appeal", "batches")
"""Kinds that are single files; those that a running render has pinned stay."""

KINDS = (*STORES, "libraries", "demo")

_LIBRARY = re.compile(r"[0-9a-f]{32}")
_DEMO = re.compile(r"demo-[0-9a-f]{10}(-cover(\.jpg)?)?")
"""Names that the program gives: the user may have folders of these names beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How much the cache holds of one kind.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    files : int
    size : int
        Total size [bytes].
    """

    kind: str
    files: int
    size: int


def usages() -> tuple[Usage, ...]:
    """Return how much the cache holds of each kind."""
    usages = []
    for kind in KINDS:
        sizes: list[int] = []
        for path in _roots(kind):
            for file in [path, *path.rglob("*")]:
                with suppress(OSError):
                    if file.is_file():
                        sizes.append(file.stat().st_size)
        usages.append(Usage(kind=kind, files=len(sizes), size=sum(sizes)))
    return tuple(usages)


def clear(kind: str | None = None) -> None:
    """Remove one kind, or all; what is in use stays.

    Raises
    ------
    UsageError
        If there is no such kind.
    """
    if kind is not None and kind not in KINDS:
        given = option("clear", kind, argument="kind")
        raise UsageError(f"{given}: no such kind", remedy=f"one of {', '.join(KINDS)}, all")
    for one in KINDS if kind is None else (kind,):
        if one in STORES:
            ContentStore(folder=cache_folder() / one, limit=0).clear()
            continue
        for path in _roots(one):
            _remove(path)


def shrink(limit: int) -> None:
    """Remove the least recently used until segments and tiles take at most `limit` [bytes] each."""
    for kind in ("segments", "tiles"):
        ContentStore(folder=cache_folder() / kind, limit=limit).trim()


def _roots(kind: str) -> list[Path]:
    """Return the files and folders in which a kind lies."""
    folder = cache_folder()
    if kind in STORES:
        return [folder / kind]
    if kind == "demo":
        return [path for path in folder.glob("demo-*") if _DEMO.fullmatch(path.name)]
    libraries = (folder / kind).glob("*")
    return [
        path
        for path in libraries
        if _LIBRARY.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
    ]


def _remove(path: Path) -> None:
    """Remove a library or the demo's files, unless another process is writing them."""
    if path.is_file():
        path.unlink(missing_ok=True)
    elif path.name.startswith("demo-"):
        with (
            suppress(filelock.Timeout),
            filelock.FileLock(path.with_name(f"{path.name}.lock"), timeout=0),
        ):
            shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(CannotStartError), only_indexer(path, path):
            shutil.rmtree(path, ignore_errors=True)
