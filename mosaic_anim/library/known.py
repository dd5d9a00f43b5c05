"""Known: the names of the photos in a folder, without reading one or changing its index."""

from contextlib import suppress
from pathlib import Path

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.names import existing_path
from mosaic_anim.library.index_folder import MANIFEST
from mosaic_anim.library.photo_names import PhotoNames
from mosaic_anim.library.refresh import default_index
from mosaic_anim.library.scan import scan_photos
from mosaic_anim.library.update import Update


def known_names(folder: Path) -> PhotoNames[str]:
    """Return the names of the photos in a folder, each with its content's hash.

    Photos that the index knows as unusable are left out. While it has not read all photos, their
    contents count as equal: any two may be copies.

    Raises
    ------
    CannotStartError
        If the folder cannot be listed.
    """
    folder = existing_path(folder).resolve()
    scan = scan_photos(folder)
    index = default_index(folder)
    update = None
    if (index / MANIFEST).is_file():
        with suppress(CannotStartError):  # reading the photos reports it
            update = Update.of(folder, index, scan)
    is_read = update is not None and not update.files_to_read()
    contents = {}
    for photo in scan.photos:
        entry = update.entry_of(photo) if update else None
        if entry is None or not entry.reason:
            contents[photo.path] = entry.content if entry and is_read else ""
    links = {link: contents[path] for link, path in scan.links.items() if path in contents}
    return PhotoNames({**contents, **links})
