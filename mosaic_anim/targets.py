"""Targets: the files that a command writes for its user, none of which it reads.

Whatever writes a file that the user named hands it to `check_targets` first, with all that it
reads: before it draws, and before it indexes photos. A target that is an input is refused, whether
it may be overwritten or not, and by whatever name, link or spelling it is reached.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.files import check_target, is_kept_in_cache, sha256_of
from mosaic_anim.names import BUILT_IN, as_it_lies, name_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a command reads, and so never replaces.

    Attributes
    ----------
    files : tuple of (path, str)
        Files, and what each is: `the cover`.
    libraries : tuple of Path
        Folders of photos; every photo in them counts, whether it is shown or not.
    contents : tuple of (str, str)
        SHA-256 of files whose place is not known, and what each is.
    """

    files: tuple[tuple[Path, str], ...] = ()
    libraries: tuple[Path, ...] = ()
    contents: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_mosaic(cls, cover: str | Path, library: str | Path) -> "Inputs":
        """Return a cover and a library; what is built in, or empty, is no file of the user's."""
        files = () if str(cover) in {"", BUILT_IN} else ((Path(cover).absolute(), "the cover"),)
        folders = () if str(library) in {"", BUILT_IN} else (Path(library).absolute(),)
        return cls(files=files, libraries=folders)

    def __or__(self, others: "Inputs") -> "Inputs":
        """Return the inputs of both."""
        return Inputs(
            files=self.files + others.files,
            libraries=tuple(dict.fromkeys(self.libraries + others.libraries)),
            contents=self.contents + others.contents,
        )


NOTHING = Inputs()
"""No inputs."""


def check_targets(targets: Iterable[Path], inputs: Inputs, *, overwrite: bool) -> None:
    """Refuse targets that are inputs or cannot be written, before any work is done.

    Raises
    ------
    UsageError
        If two of them are one file.
    CannotStartError
        If one is an input, lies in the cache, or as `mosaic_anim.files.check_target`.
    """
    targets = list(targets)
    refuse_inputs(targets, inputs)
    for target in targets:
        check_target(target, overwrite=overwrite)


def refuse_inputs(targets: Iterable[Path], inputs: Inputs) -> None:
    """Refuse targets that are inputs, or are one file, or may vanish with the cache.

    Raises
    ------
    UsageError, CannotStartError
        As `check_targets`.
    """
    seen: set[str] = set()
    for target in targets:
        if what := _input_at(as_it_lies(target), inputs):
            raise CannotStartError(
                f"this is {what}, which is read and never replaced",
                remedy="choose another name",
                place=str(target),
            )
        if is_kept_in_cache(target):
            raise CannotStartError(
                "this is a place in the cache, from which files are removed",
                remedy="choose another folder",
                place=str(target),
            )
        key = name_key(target)
        if key in seen:
            raise UsageError(
                "two outputs are this one file", remedy="give them two names", place=str(target)
            )
        seen.add(key)


def _input_at(target: Path, inputs: Inputs) -> str:
    """Return which of the inputs a target is; empty if it is none, or there is no such file."""
    if not os.path.lexists(target):
        return ""
    found, key = _identities(target), name_key(target)
    for file, what in inputs.files:
        if key == name_key(file) or not found.isdisjoint(_identities(file)):
            return what
    if inputs.contents and target.is_file():
        what = dict(inputs.contents).get(sha256_of(target), "")
        if what:
            return what
    for folder in inputs.libraries:
        if not found.isdisjoint(_photos(folder, target)):
            return "a photo of the library"
    return ""


def _photos(folder: Path, target: Path) -> Iterator[tuple[int, int]]:
    """Yield what identifies the photos of a folder, of those that `target` may be.

    Pictures of this program's own making are no photos. What is refused as a photo, a damaged one
    or a link to a disk that is not there, is the user's own all the same.
    """
    from mosaic_anim.images import is_own_picture
    from mosaic_anim.library.scan import scan_photos

    if is_own_picture(target):
        return
    with suppress(CannotStartError):  # a folder that cannot be listed is told of when it is opened
        scan = scan_photos(folder)
        with suppress(OSError):
            status = target.stat()
            of_target = status.st_size, status.st_mtime_ns
            for photo in scan.photos:
                if (photo.size, photo.mtime_ns) == of_target:
                    yield from _identities(folder / photo.path)
        for skipped in scan.skipped:
            yield from _identities(folder / skipped.path)


def _identities(path: Path) -> set[tuple[int, int]]:
    """Return device and inode of what lies at a path, and of what it leads to."""
    found = set()
    for look in (os.lstat, os.stat):
        with suppress(OSError, ValueError):
            status = look(path)
            if status.st_ino:  # a file system without them gives 0
                found.add((status.st_dev, status.st_ino))
    return found
