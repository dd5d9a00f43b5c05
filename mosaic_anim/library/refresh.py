"""Keep the index of a photo folder up to date."""

import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.names import existing_path
from mosaic_anim.io.picture_extras import missing_remedies
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.io.workers import Progress, usable_cores
from mosaic_anim.library.bulk import many_objects
from mosaic_anim.library.index_folder import clear_index
from mosaic_anim.library.lock import only_indexer
from mosaic_anim.library.photo_list import scan_source
from mosaic_anim.library.photo_reading import Reader
from mosaic_anim.library.scan import SkippedPhoto
from mosaic_anim.library.update import Update

MAX_WORKERS = 8
"""More processes than these wait for the disk."""


def default_index(folder: Path) -> Path:
    """Return where the index of a folder lies in the user's cache."""
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]
    return cache_folder() / "libraries" / name


def refresh_index(
    folder: Path,
    *,
    index: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
    frames: int = 1,
    reader: Reader | None = None,
) -> Update:
    """Bring the index of a photo folder up to date.

    Files whose size and time are known are not read again, good or bad; those that have vanished
    leave the index.

    Parameters
    ----------
    folder : Path
        Photos, in any number of subfolders, or a list of photos, a .txt file.
    index : Path, optional
        Folder of the index; one of the user's cache if not given.
    workers : int, optional
        Processes that read photos.
    progress : callable, optional
        Called with the number of photos read so far.
    rebuild : bool
        Read everything again.
    frames : int
        Frames of each video that are photos of their own.
    reader : callable, optional
        Reads photos elsewhere than in processes of this machine.

    Raises
    ------
    CannotStartError
        The folder cannot be listed or holds no usable photo, another run is indexing it, or the
        index is damaged or of another version.
    StoppedError
        The disk is full, or the folder went away meanwhile; the index is intact.
    """
    folder = existing_path(folder).resolve()
    index = (index or default_index(folder)).absolute()
    with many_objects():
        root, scan = scan_source(folder)
    if not scan.photos:  # perhaps a disk that is not mounted: the index stays as it is
        raise _no_photo(folder, scan.skipped)
    _make(index)
    update = None if rebuild else Update.of(root, index, scan, source=folder, frames=frames)
    if update is None or not update.is_current():
        with only_indexer(index, folder):
            if rebuild:
                clear_index(index)
            # Another run may just have done the work.
            update = Update.of(root, index, scan, source=folder, frames=frames)
            crew = workers or min(usable_cores(), MAX_WORKERS)
            update.run(workers=crew, progress=progress, reader=reader)
    if not update.has_photos():
        raise _no_photo(folder, update.skipped)
    return update


def count_reasons(skipped: Sequence[SkippedPhoto]) -> Mapping[str, int]:
    """Return how many files were skipped for each reason, the commonest first."""
    return MappingProxyType(dict(Counter(skip.reason for skip in skipped).most_common()))


def _no_photo(folder: Path, skipped: Sequence[SkippedPhoto]) -> CannotStartError:
    reasons = count_reasons(skipped)
    counts = ", ".join(f"{count} {reason}" for reason, count in reasons.items())
    remedies = missing_remedies(reasons) or ["name a folder that holds photos"]
    return CannotStartError(
        f"no usable photo here ({counts or 'none of its files is a picture'})",
        remedy=remedies[0],
        place=str(folder),
    )


def _make(index: Path) -> None:
    try:
        index.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStartError(
            f"the index cannot be made: {error_reason(error)}",
            remedy="name another folder for it",
            place=str(index),
        ) from error
