"""Known: the names of the photos of a library, without reading one or changing its index."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from mosaic_anim.errors import CannotStartError
from mosaic_anim.library.index_folder import MANIFEST
from mosaic_anim.library.photo_list import scan_source
from mosaic_anim.library.photo_names import PhotoNames
from mosaic_anim.library.refresh import default_index
from mosaic_anim.library.sources import distinct_sources, source_names
from mosaic_anim.library.update import Update


def known_names(sources: str | Sequence[str], *, frames: int = 1) -> PhotoNames[str]:
    """Return the names of the photos in a folder or in several, each with its content's hash.

    Photos that the index knows as unusable are left out. While it has not read all photos, their
    contents count as equal: any two may be copies.

    Parameters
    ----------
    frames : int
        As in `Library.open`.

    Raises
    ------
    CannotStartError
        If the folder cannot be listed.
    """
    several = distinct_sources(sources)
    if len(several) == 1:
        return PhotoNames(_contents(several[0], frames))
    prefixed = {
        f"{name}/{path}": content
        for name, source in zip(source_names(several), several, strict=True)
        for path, content in _contents(source, frames).items()
    }
    return PhotoNames(prefixed)


def _contents(source: Path, frames: int) -> dict[str, str]:
    """Return the contents of the photos of a source by their paths; empty if not all are read."""
    root, scan = scan_source(source)
    index = default_index(source)
    update = None
    if (index / MANIFEST).is_file():
        with suppress(CannotStartError):  # reading the photos reports it
            update = Update.of(root, index, scan, frames=frames)
    if update is not None and not (update.files_to_read() or update.videos_to_cut()):
        photos = update.photos()
        contents = dict(zip(photos["path"], photos["content"], strict=True))
    else:
        entries = {photo.path: update.entry_of(photo) if update else None for photo in scan.photos}
        contents = {path: "" for path, entry in entries.items() if not (entry and entry.reason)}
    links = {link: contents[path] for link, path in scan.links.items() if path in contents}
    return {**contents, **links}
