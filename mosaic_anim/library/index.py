"""Keep the index of a photo folder up to date, and open it as a library."""

import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.files import cache_folder
from mosaic_anim.io.names import found
from mosaic_anim.io.workers import Progress, usable_cores
from mosaic_anim.library.entry import Entry
from mosaic_anim.library.index_folder import clear_index
from mosaic_anim.library.library import Library
from mosaic_anim.library.lock import only_indexer
from mosaic_anim.library.scan import SkippedPhoto, scan_photos
from mosaic_anim.library.small_pictures import map_store
from mosaic_anim.library.update import Update

Number = TypeVar("Number", bound=np.generic)

MAX_WORKERS = 8
"""More processes than these wait for the disk."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndexReport:
    """What came of indexing a folder.

    Attributes
    ----------
    library : Library
        The photos.
    taken : int
        How many photos the library holds.
    reused : int
        How many of them were known from before, and not read again.
    same : int
        How many more files have the content of one of these photos.
    skipped : tuple of SkippedPhoto
        Files that are not used, sorted by path.
    others : int
        Files without a photo's name, which were not looked at.
    """

    library: Library
    taken: int
    reused: int
    same: int
    skipped: tuple[SkippedPhoto, ...]
    others: int

    def summary(self) -> Mapping[str, int]:
        """Return how many files were skipped for each reason, the commonest first."""
        return _counts(self.skipped)


def default_index(folder: Path) -> Path:
    """Return where the index of a folder lies in the user's cache."""
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]
    return cache_folder() / "libraries" / name


def index_photos(
    folder: Path,
    *,
    index: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> IndexReport:
    """Bring the index of a photo folder up to date and open it.

    Files whose size and time are known are not read again, good or bad; those that have vanished
    leave the index.

    Parameters
    ----------
    folder : Path
        Photos, in any number of subfolders.
    index : Path, optional
        Folder of the index; one of the user's cache if not given.
    workers : int, optional
        Processes that read photos.
    progress : callable, optional
        Is told how many photos are read.
    rebuild : bool
        Read everything again.

    Raises
    ------
    CannotStartError
        The folder cannot be listed or holds no usable photo, another run is indexing it, or the
        index is damaged or of another version.
    StoppedError
        The disk is full, or the folder went away meanwhile; the index is intact.
    """
    folder = found(folder).resolve()
    index = (index or default_index(folder)).absolute()
    scan = scan_photos(folder)
    if not scan.photos:  # perhaps a disk that is not mounted: the index stays as it is
        raise _no_photo(folder, scan.skipped)
    _make(index)
    update = None if rebuild else Update.of(folder, index, scan)
    if update is None or update.wanted() or update.gone():
        with only_indexer(index, folder):
            if rebuild:
                clear_index(index)
            update = Update.of(folder, index, scan)  # another run may just have done the work
            update.run(workers=workers or min(usable_cores(), MAX_WORKERS), progress=progress)
    return _report(update)


def _report(update: Update) -> IndexReport:
    """Open the library and count what became of the files."""
    entries = sorted(update.entries.values(), key=lambda entry: entry.path)
    refused = [
        SkippedPhoto(path=entry.path, reason=entry.reason) for entry in entries if entry.reason
    ]
    skipped = sorted(
        [*refused, *update.passing, *update.scan.skipped], key=lambda skipped: skipped.path
    )
    good = [entry for entry in entries if not entry.reason]
    if not good:
        raise _no_photo(update.folder, skipped)
    library = _library(update, good, skipped)
    return IndexReport(
        library=library,
        taken=len(library),
        reused=sum(path not in update.read for path in library.photo),
        same=sum(path not in update.scan.links for path in library.same),
        skipped=tuple(skipped),
        others=update.scan.others,
    )


def _library(update: Update, good: Sequence[Entry], skipped: Sequence[SkippedPhoto]) -> Library:
    """Make the library of the good entries, sorted by path: each content once."""
    first: dict[str, int] = {}
    kept: list[Entry] = []
    same: dict[str, int] = {}
    for entry in good:
        if entry.content in first:
            same[entry.path] = first[entry.content]
        else:
            first[entry.content] = len(kept)
            kept.append(entry)
    content = {entry.path: entry.content for entry in good}
    for link, path in update.scan.links.items():
        if path in content:
            same[link] = first[content[path]]
    return Library(
        folder=update.folder,
        index=update.index,
        photo=tuple(entry.path for entry in kept),
        photo_hash=tuple(entry.content for entry in kept),
        full_size=_read_only([(e.full_height, e.full_width) for e in kept], np.int32),
        taken=tuple(entry.taken or None for entry in kept),
        small_size=_read_only([(e.small_height, e.small_width) for e in kept], np.int32),
        small_offset=_read_only([e.offset for e in kept], np.int64),
        small_rect=_read_only([(e.row, e.col, e.height, e.width) for e in kept], np.float32),
        pixels=map_store(update.index / update.store, kept, update.folder),
        checksum=_read_only([e.checksum for e in kept], np.uint32),
        same=MappingProxyType(same),
        skipped=_counts(skipped),
    )


def _read_only(values: Sequence[object], dtype: type[Number]) -> NDArray[Number]:
    array = np.array(values, dtype)
    array.setflags(write=False)
    return array


def _counts(skipped: Sequence[SkippedPhoto]) -> Mapping[str, int]:
    return MappingProxyType(dict(Counter(skip.reason for skip in skipped).most_common()))


def _no_photo(folder: Path, skipped: Sequence[SkippedPhoto]) -> CannotStartError:
    counts = ", ".join(f"{count} {reason}" for reason, count in _counts(skipped).items())
    return CannotStartError(
        f"no usable photo here ({counts or 'no file has the name of a photo'})",
        remedy="name a folder that holds photos",
        place=str(folder),
    )


def _make(index: Path) -> None:
    try:
        index.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStartError(
            f"the index cannot be made: {error.strerror}",
            remedy="name another folder for it",
            place=str(index),
        ) from error
