"""Output files: those that a command writes for its user, none of which may be an input.

Whatever writes a file that the user named passes it to `check_files` first, with all its inputs:
before it draws, and before it indexes photos. One that is an input is refused, whether
it may be overwritten or not, and by whatever name, link or spelling it is reached.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.names import name_key, on_disk
from mosaic_anim.io.output_file import check_file
from mosaic_anim.io.user_cache import is_kept_in_cache
from mosaic_anim.lazy import LazyModule
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.library.photo_list import scan_source

if TYPE_CHECKING:
    from mosaic_anim.io import pictures
else:  # numpy and Pillow
    pictures = LazyModule("mosaic_anim.io.pictures")

_Identity: TypeAlias = tuple[int, int | str]
"""Device, and inode or path."""

_UNUSABLE = -1
"""In place of the size of a link that leads nowhere."""


def check_files(files: Iterable[Path], inputs: Inputs, *, overwrite: bool) -> None:
    """Refuse files that are inputs or cannot be written, before any work is done.

    Raises
    ------
    UsageError
        If two of them are one file.
    CannotStartError
        If one is an input, lies in the cache, or as `mosaic_anim.io.output_file.check_file`.
    """
    files = list(files)
    refuse_inputs(files, inputs)
    for file in files:
        check_file(file, overwrite=overwrite)


def refuse_inputs(files: Iterable[Path], inputs: Inputs) -> None:
    """Refuse files that are inputs, or are one file, or may vanish with the cache.

    Raises
    ------
    UsageError, CannotStartError
        As `check_files`.
    """
    known, seen = _InputLookUp(inputs), set[str]()
    for file in files:
        if what := known.what_is(on_disk(file)):
            raise CannotStartError(
                f"this is {what}, which is read and never replaced",
                remedy="choose another name",
                place=str(file),
            )
        if is_kept_in_cache(file):
            raise CannotStartError(
                "this is a place in the cache, from which files are removed",
                remedy="choose another folder",
                place=str(file),
            )
        key = name_key(file)
        if key in seen:
            raise UsageError(
                "two outputs are this one file", remedy="give them two names", place=str(file)
            )
        seen.add(key)


class _InputLookUp:
    """The inputs on disk, looked up once, and only if there is a file to replace."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs

    def what_is(self, file: Path) -> str:
        """Return which of the inputs a file is; empty if it is none, or there is no such file."""
        if not os.path.lexists(file):
            return ""
        identities = _identities(file)
        for known, what in self._files:
            if not identities.isdisjoint(known):
                return what
        if any(self._is_photo(file, identities, source) for source in self._inputs.libraries):
            return "a photo of the library"
        contents = dict(self._inputs.contents)
        return contents.get(sha256_of(file), "") if contents and file.is_file() else ""

    def _is_photo(self, file: Path, identities: set[_Identity], source: Path) -> bool:
        """Return whether a file is a photo of a source; our own pictures in it are none.

        What cannot be used as a photo, a damaged one or a link to a disk that is away, is the
        user's own all the same.
        """
        root, paths = self._photos[source]
        alike = paths.get(_size(file), ())
        if all(identities.isdisjoint(_identities(root / path)) for path in alike):
            return False
        return not pictures.is_own_picture(file)

    @cached_property
    def _files(self) -> list[tuple[set[_Identity], str]]:
        return [(_identities(file), what) for file, what in self._inputs.files]

    @cached_property
    def _photos(self) -> dict[Path, tuple[Path, dict[int, list[str]]]]:
        """The paths of each library by their sizes [bytes], which already differ for most files."""
        return {source: _photos_by_size(source) for source in self._inputs.libraries}


def _photos_by_size(source: Path) -> tuple[Path, dict[int, list[str]]]:
    """Return the folder of a source's photos, and their paths below it by size [bytes]."""
    root, paths = source, dict[int, list[str]]()
    with suppress(CannotStartError):  # opening the folder later reports that it cannot be listed
        root, scan = scan_source(source)
        for photo in scan.photos:
            paths.setdefault(photo.size, []).append(photo.path)
        paths[_UNUSABLE] = [skipped.path for skipped in scan.skipped]
    return root, paths


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return _UNUSABLE


def _identities(path: Path) -> set[_Identity]:
    """Return the identity of what lies at a path, and of what it leads to: device and inode.

    Where a file system has no inodes, and gives 0, its path has to do.
    """
    identities: set[_Identity] = set()
    for look in (os.lstat, os.stat):
        with suppress(OSError, ValueError):
            status = look(path)
            identities.add((status.st_dev, status.st_ino or os.path.realpath(path)))
    return identities
