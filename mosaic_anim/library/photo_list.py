"""Lists of photos: text files that name one photo, or one folder of photos, in each line."""

import os
from collections.abc import Iterator
from pathlib import Path

from mosaic_anim.errors import CannotStartError
from mosaic_anim.library.scan import Scan, Walk, scan_photos
from mosaic_anim.library.sources import is_list

MOST_BYTES = 64 << 20
"""Longest list that is read [bytes]: a million long names."""

_COMMENT = "#"


def scan_source(source: Path) -> tuple[Path, Scan]:
    """List the photos in a folder, or those that a list names.

    Returns
    -------
    root : Path
        Folder that their paths are relative to: of a list, the one that holds all of them and the
        list itself.
    scan : Scan
        The photos.

    Raises
    ------
    CannotStartError
        If it is neither, or cannot be read.
    """
    if not is_list(source):
        return source, scan_photos(source)
    names = list(_named(source))
    try:
        root = os.path.commonpath([source.parent, *names])
    except ValueError as error:  # several disks of Windows
        raise CannotStartError(
            "the photos of this list lie on several disks",
            remedy="write a list for each disk, and give all of them",
            place=str(source),
        ) from error
    return Path(root), _scan(Path(root), names)


def _scan(root: Path, names: list[str]) -> Scan:
    """Walk over files and folders below `root`."""
    walk = Walk()
    for name in names:
        path = Path(os.path.relpath(name, root)).as_posix()
        walk.take_listed(name, "" if path == "." else path)
    return walk.end()


def _named(source: Path) -> Iterator[str]:
    """Yield the paths that a list names, absolute; those in it are relative to its folder."""
    try:
        with source.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CannotStartError(
            f"the list of photos cannot be read: {error.strerror}",
            remedy="name a folder of photos, or a list of them",
            place=str(source),
        ) from error
    if len(data) > MOST_BYTES or b"\0" in data:
        raise CannotStartError(
            "this is no list of photos", remedy="write one path a line", place=str(source)
        )
    for line in os.fsdecode(data.removeprefix(b"\xef\xbb\xbf")).splitlines():
        name = line.strip()
        if name and not name.startswith(_COMMENT):
            yield os.path.abspath(source.parent / os.path.expanduser(name))  # noqa: PTH100, PTH111 - Path keeps `..`
