"""Index a photo folder, and count its files by what they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library, library_of
from mosaic_anim.library.near_duplicates import group_near_duplicates
from mosaic_anim.library.photo_reading import Reader
from mosaic_anim.library.refresh import count_reasons, refresh_index
from mosaic_anim.library.scan import SkippedPhoto


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndexReport:
    """The result of indexing a folder.

    Attributes
    ----------
    library : Library
        The photos.
    taken : int
        Number of photos in the library.
    reused : int
        Number of those that were known already and not read again.
    same : int
        Number of further files with the content of one of these photos.
    skipped : tuple of SkippedPhoto
        Files that are not used, sorted by path.
    others : int
        Number of files that are no photos by their names or first bytes.
    photo_bytes : int
        Size of the photos' files, copies too [bytes].
    """

    library: Library
    taken: int
    reused: int
    same: int
    skipped: tuple[SkippedPhoto, ...]
    others: int
    photo_bytes: int = 0

    def summary(self) -> Mapping[str, int]:
        """Return how many files were skipped for each reason, the commonest first."""
        return count_reasons(self.skipped)

    def near_duplicates(self) -> int:
        """Return how many photos hardly differ from a larger one, which stands for them."""
        return len(self.library) - len(np.unique(group_near_duplicates(self.library)))


def index_photos(
    folder: Path,
    *,
    index: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
    frames: int = 1,
    reader: Reader | None = None,
) -> IndexReport:
    """Bring the index of a photo folder up to date and open it.

    Parameters and errors are those of `mosaic_anim.library.refresh.refresh_index`.
    """
    update = refresh_index(
        folder,
        index=index,
        workers=workers,
        progress=progress,
        rebuild=rebuild,
        frames=frames,
        reader=reader,
    )
    library = library_of(update)
    return IndexReport(
        library=library,
        taken=len(library),
        reused=sum(path not in update.read for path in library.photo),
        same=sum(path not in update.scan.links for path in library.same),
        skipped=tuple(update.skipped),
        others=update.scan.others,
        photo_bytes=int(np.sum(update.photos()["size"])),
    )
