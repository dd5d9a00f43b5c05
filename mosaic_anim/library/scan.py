"""Walk a folder for photos: every file once, in an order that does not depend on the disk."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from mosaic_anim.errors import MAKE_ROOM, SHORTAGES, CannotStartError
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.picture_signatures import HEAD, is_surely_picture
from mosaic_anim.lazy import mimetypes

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".webp", ".gif", ".tif", ".tiff"}
    | {".bmp", ".avif", ".heic", ".heif", ".hif", ".jxl"}
    | {".dng", ".cr2", ".cr3", ".nef", ".nrw", ".arw", ".sr2", ".srf", ".raf", ".orf", ".rw2"}
    | {".pef", ".srw", ".3fr", ".fff", ".iiq", ".rwl", ".erf", ".mef", ".mos", ".kdc", ".dcr"}
)
"""Names of photo files. What has one of them and is no photo is skipped with its reason."""

UNLISTED = "folder cannot be listed"
"""Reason of a folder whose photos are not known now."""

_NO_PICTURES = ("text/", "audio/", "application/", "font/", "message/", "model/")
_ANY_DATA = "application/octet-stream"
_OTHER_SUFFIXES = frozenset({".xmp", ".aae", ".thm", ".ini", ".db", ".lnk", ".part", ".log"})
"""Files beside photos that no table of types lists."""

_OTHER_FOLDERS = frozenset({"@eaDir", "__MACOSX", "lost+found"})
"""Folders that machines make beside photos: thumbnails and fork files."""


class PhotoFile(NamedTuple):
    """A file that may be a photo: a tuple, because 100,000 of them are made in a moment.

    Attributes
    ----------
    path : str
        Relative to the folder, with `/`; bytes that are no UTF-8 are surrogates.
    size : int
        [bytes].
    mtime_ns : int
        Time of the last change [ns].
    """

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedPhoto:
    """A file that looked like a photo and is not used."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What lies in a folder.

    Attributes
    ----------
    photos : tuple of PhotoFile
        Sorted by path.
    skipped : tuple of SkippedPhoto
        Sorted by path: pipes, devices, broken links, folders that may not be entered.
    others : int
        Number of files that are no photos by their names or first bytes, hidden ones not counted.
    links : dict of str to str
        Further paths of these photos, by links and hard links, each with the path that counts.
    """

    photos: tuple[PhotoFile, ...]
    skipped: tuple[SkippedPhoto, ...]
    others: int
    links: Mapping[str, str] = field(default_factory=dict)


def scan_photos(folder: Path) -> Scan:
    """List the photo files in a folder and its subfolders.

    A file counts that has a photo's name, or whose first bytes are those of a picture: then its
    name may be any but that of a text, a sound or a program.

    Links are followed, but each file and folder counts once, under its own path rather than a
    link's: a link to a folder above itself ends the walk there.

    Raises
    ------
    CannotStartError
        The folder does not exist or cannot be listed.
    """
    try:
        os.scandir(folder).close()
    except OSError as error:
        what = f"the photo folder cannot be listed: {error_reason(error)}"
        if isinstance(error, FileNotFoundError):
            what = "there is no such folder"
        elif isinstance(error, NotADirectoryError):
            what = "this is a file, no folder"
        raise CannotStartError(
            what, remedy="name a folder that holds photos", place=str(folder)
        ) from error
    walk = Walk()
    walk.enter(str(folder), "")
    return walk.end()


@dataclass(slots=True)
class Walk:
    """The state of a walk."""

    photos: list[PhotoFile] = field(default_factory=list)
    skipped: list[SkippedPhoto] = field(default_factory=list)
    others: int = 0
    links: list[tuple[str, str]] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    seen: dict[tuple[int, int], str] = field(default_factory=dict)

    def end(self) -> Scan:
        """Follow the links that were met, and return all that was found."""
        while self.links:
            self.follow(*self.links.pop(0))
        return Scan(
            photos=tuple(sorted(self.photos, key=itemgetter(0))),
            skipped=tuple(sorted(self.skipped, key=lambda skipped: skipped.path)),
            others=self.others,
            links=self.aliases,
        )

    def take_listed(self, file: str, path: str) -> None:
        """Take what a list names, whatever its name: a photo, or a folder with all below it."""
        try:
            status = os.stat(file)  # noqa: PTH116 - a Path for each of 100,000 files takes time
        except (OSError, ValueError):
            self.skip(path, "no such file")
            return
        if stat.S_ISDIR(status.st_mode):
            self.enter(file, f"{path}/" if path else "")
        else:
            self.take(path, status)

    def enter(self, folder: str, prefix: str) -> None:
        """Take the files of a folder and of those below it; keep links for later."""
        waiting = [(folder, prefix)]
        while waiting:
            folder, prefix = waiting.pop()
            try:
                if self.is_new(prefix, Path(folder).stat()):
                    waiting.extend(self._take_entries(folder, prefix))
            except OSError as error:
                if error.errno in SHORTAGES:  # or the photos in it would leave the index
                    raise _unlisted(folder, error) from error
                self.skip(prefix.rstrip("/") or ".", UNLISTED)

    def _take_entries(self, folder: str, prefix: str) -> Iterator[tuple[str, str]]:
        """Take the files of one folder; yield the folders in it."""
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
        for entry in entries:
            if entry.name.startswith(".") or entry.name in _OTHER_FOLDERS:
                continue
            path = prefix + entry.name
            if entry.is_symlink():
                self.links.append((entry.path, path))
            elif entry.is_dir(follow_symlinks=False):
                yield entry.path, path + "/"
            elif _is_photo_name(path):
                self._take_entry(path, entry)
            elif not (_may_be_photo(path) and self._take_unnamed(entry.path, path)):
                self.others += 1

    def _take_entry(self, path: str, entry: os.DirEntry[str]) -> None:
        try:
            self.take(path, entry.stat(follow_symlinks=False))
        except OSError:
            self.skip(path, "vanished")

    def follow(self, target: str, path: str) -> None:
        """Take the target of a link, unless it was seen already."""
        try:
            status = Path(target).stat()
        except OSError:
            if _is_photo_name(path):
                self.skip(path, "broken link")
            else:
                self.others += 1
            return
        if stat.S_ISDIR(status.st_mode):
            self.enter(target, path + "/")
        elif _is_photo_name(path):
            self.take(path, status)
        elif not (_may_be_photo(path) and self._take_unnamed(target, path)):
            self.others += 1

    def _take_unnamed(self, file: str, path: str) -> bool:
        """Take a file without a photo's name if it begins like a picture; return whether it does.

        Its first bytes are read, unless it is no regular file.
        """
        try:
            status = os.stat(file)  # noqa: PTH116 - a Path for each of 100,000 files takes time
            is_picture = stat.S_ISREG(status.st_mode) and is_surely_picture(_head_of(file))
        except OSError as error:
            if error.errno in SHORTAGES:
                raise _unlisted(file, error) from error
            return False
        if is_picture:
            self.take(path, status)
        return is_picture

    def take(self, path: str, status: os.stat_result) -> None:
        """Take a file that has a photo's name, if it is regular and new."""
        if not stat.S_ISREG(status.st_mode):
            self.skip(path, "not a regular file")
        elif self.is_new(path, status):
            self.photos.append(PhotoFile(path, status.st_size, status.st_mtime_ns))
        elif (own := self.seen[status.st_dev, status.st_ino]) != path:
            self.aliases[path] = own

    def is_new(self, path: str, status: os.stat_result) -> bool:
        """Return whether a file or folder was not met before."""
        if status.st_ino == 0:  # Windows does not report it in a folder's listing
            return True
        identity = (status.st_dev, status.st_ino)
        if identity in self.seen:
            return False
        self.seen[identity] = path
        return True

    def skip(self, path: str, reason: str) -> None:
        """Note a file that cannot be used."""
        self.skipped.append(SkippedPhoto(path=path, reason=reason))


def _is_photo_name(path: str) -> bool:
    return _suffix(path) in SUFFIXES


def _may_be_photo(path: str) -> bool:
    """Return whether a name leaves open what a file is."""
    return _leaves_open(_suffix(path))


@cache
def _leaves_open(suffix: str) -> bool:
    kind, _ = mimetypes.MimeTypes().guess_type(f"name{suffix}")
    is_other = suffix in _OTHER_SUFFIXES or (kind or "").startswith(_NO_PICTURES)
    return kind == _ANY_DATA or not is_other


def _suffix(path: str) -> str:
    dot = path.rfind(".")
    return path[dot:].lower() if dot > path.rfind("/") + 1 else ""


def _head_of(file: str) -> bytes:
    """Return the first bytes of a file; without waiting, should a pipe have taken its place."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(file, flags)
    try:
        return os.read(descriptor, HEAD)
    finally:
        os.close(descriptor)


def _unlisted(folder: str, error: OSError) -> CannotStartError:
    return CannotStartError(
        f"the photo folder cannot be listed: {error_reason(error)}",
        remedy=MAKE_ROOM,
        place=folder,
    )
