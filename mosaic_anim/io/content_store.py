"""Store: files that can be made again, named by their sources and checked by a hash.

A file is called `<name>-<frames>-<sha256>.<suffix>`: the first part is the key, the last the hash
of its content. The oldest are removed when a store exceeds its limit, but never files that a
running process has pinned: it holds the operating system's lock for its pins, which ends with the
process.
"""

import os
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.errors import SHORTAGES, CannotStartError, StoppedError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.disk import Need, error_reason, write_error
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.partial_files import remove_stale_partial_files
from mosaic_anim.lazy import filelock

if TYPE_CHECKING:
    from filelock import BaseFileLock

_HASHED = re.compile(r"(?:\d+-)?[0-9a-f]{32,64}\.\w+")
"""Names of other files in the folder of a store: levels of tiles, placements, packs."""

_FILE_NAME = re.compile(r"(?P<name>[^-]+)-(?P<frames>\d+)-(?P<sha256>[0-9a-f]{64})\.\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file of a store.

    Attributes
    ----------
    path : Path
    name : str
        Hash of its sources.
    frames : int
        Number of frames in it.
    sha256 : str
        Hash of its content.
    """

    path: Path
    name: str
    frames: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """The result of looking files up in a store.

    Attributes
    ----------
    files : dict of str to StoredFile
        Files by name, their contents just checked.
    damaged : tuple of str
        Names whose file was damaged, and removed.
    """

    files: dict[str, StoredFile]
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentStore:
    """A folder of files that can be made again.

    Attributes
    ----------
    folder : Path
    limit : int or None
        Size limit, unless one render needs more [bytes]; None for a folder of the user's own, from
        which nothing is removed.
    """

    folder: Path
    limit: int | None = None

    def find(self, name: str) -> Path | None:
        """Return the file of this name if its content is intact."""
        file = self.find_all([name]).files.get(name)
        return file.path if file else None

    def find_all(self, names: Iterable[str]) -> LookUp:
        """Return the files of these names, each checked by its hash and marked as used now."""
        wanted, damaged = set(names), []
        files: dict[str, StoredFile] = {}
        for file in self._listed():
            if file.name not in wanted or file.name in files:
                continue
            if _is_whole(file):
                files[file.name] = file
                with suppress(OSError):
                    os.utime(file.path)
            else:
                file.path.unlink(missing_ok=True)
                damaged.append(file.name)
        return LookUp(files=files, damaged=tuple(sorted(set(damaged) - set(files))))

    @contextmanager
    def keep(
        self, name: str, frames: int, suffix: str, *, needed: Need | None = None
    ) -> Iterator[Path]:
        """Yield a part to write; it becomes the file of this name, whole, or is removed.

        Parameters
        ----------
        name : str
            Hash of its sources, without a hyphen.
        frames : int
            Number of frames in it.
        suffix : str
            Suffix, with its dot.
        needed : Callable, optional
            Returns about how much space is needed [bytes], to tell it when the disk is full.
        """

        def final(part: Path) -> Path:
            return self.folder / f"{name}-{frames}-{sha256_of(part)}{suffix}"

        with atomic_file(
            self.folder / f"{name}{suffix}", overwrite=True, final=final, needed=needed
        ) as part:
            yield part

    def find_or_make(self, name: str, suffix: str, make: Callable[[Path], None]) -> Path:
        """Return the file of this name, which `make` writes at the path given if it is not there.

        Raises
        ------
        StoppedError
            If it cannot be written, or is not what was written.
        """
        path = self.find(name)
        if path is None:
            with self.keep(name, 1, suffix) as part:
                make(part)
            path = self.find(name)
        if path is None:
            raise StoppedError(
                "a file was written just now, and has gone or was changed",
                remedy="run the same command again",
                place=str(self.folder),
            )
        return path

    def trim(self, room: int = 0, *, spare: Collection[str] = ()) -> None:
        """Remove the least recently used files until `room` [bytes] more fit under the limit.

        Parameters
        ----------
        spare : collection of str
            Names, or whole file names, that stay. Files pinned by a running process stay too.
        """
        if self.limit is not None:
            self._remove_down_to(self.limit - room, spare=spare)

    def clear(self) -> None:
        """Remove all files except those that a running process has pinned."""
        self._remove_down_to(0, spare=())

    @contextmanager
    def pinned(self, names: Iterable[str]) -> Iterator[None]:
        """Protect the files of these names, present and future ones, from every `trim`.

        Parameters
        ----------
        names : iterable of str
            As for `trim`.
        """
        if self.limit is None:
            yield
            return
        pin = self._aside / f"{os.getpid()}-{secrets.token_hex(4)}.pin"
        owner = _lock(pin.with_suffix(".lock"))
        with self._locked():
            owner.acquire(timeout=0)
            text = "\n".join(names)
            try:
                pin.write_text(text, encoding="utf-8")
            except OSError as error:
                raise write_error(error, pin, needed=lambda: len(text)) from error
        try:
            yield
        finally:
            pin.unlink(missing_ok=True)
            owner.release()
            with suppress(OSError):
                pin.with_suffix(".lock").unlink()

    def sizes(self, names: Collection[str]) -> dict[str, int]:
        """Return the sizes of the files of these names that exist [bytes]."""
        sizes = {}
        for file in self._listed():
            if file.name in names:
                with suppress(OSError):
                    sizes[file.name] = file.path.stat().st_size
        return sizes

    def size(self) -> tuple[int, int]:
        """Return the number of files, and their total size [bytes]."""
        sizes = [size for _, size, _ in self._by_age()]
        return len(sizes), sum(sizes)

    @property
    def _aside(self) -> Path:
        """The folder of the locks and pins, beside the files."""
        return self.folder.with_name(f".{self.folder.name}")

    def _remove_down_to(self, limit: int, *, spare: Collection[str]) -> None:
        if not self.folder.is_dir():
            return
        with self._locked():
            spared = self._pins() | set(spare)
            remove_stale_partial_files(self.folder)
            files = self._by_age()
            total = sum(size for _, size, _ in files)
            for _, size, path in files:
                if total <= limit:
                    return
                if path.name not in spared and path.name.partition("-")[0] not in spared:
                    with suppress(OSError):
                        path.unlink()
                        total -= size

    def _listed(self) -> Iterator[StoredFile]:
        """Yield every file that has a name of the right form."""
        with suppress(OSError):
            for path in sorted(self.folder.iterdir()):
                if match := _FILE_NAME.fullmatch(path.name):
                    yield StoredFile(
                        path=path,
                        name=match["name"],
                        frames=int(match["frames"]),
                        sha256=match["sha256"],
                    )

    def _by_age(self) -> list[tuple[int, int, Path]]:
        """Return time of last use, size [bytes] and path of every file, the oldest first.

        The cache may be put beside a user's own folder `tiles` of photos: those files are not ours.
        """
        files = []
        with suppress(OSError):
            for path in self.folder.iterdir():
                with suppress(OSError):
                    is_ours = _FILE_NAME.fullmatch(path.name) or _HASHED.fullmatch(path.name)
                    if is_ours and path.is_file():
                        status = path.stat()
                        files.append((status.st_mtime_ns, status.st_size, path))
        return sorted(files)

    def _pins(self) -> set[str]:
        """Return the names that running processes have pinned; remove the pins of dead ones."""
        names: set[str] = set()
        for pin in self._aside.glob("*.pin"):
            owner = _lock(pin.with_suffix(".lock"))
            try:
                owner.acquire(timeout=0)
            except filelock.Timeout:
                with suppress(OSError):
                    names.update(pin.read_text(encoding="utf-8", errors="replace").split("\n"))
                continue
            pin.unlink(missing_ok=True)
            owner.release()
            with suppress(OSError):
                pin.with_suffix(".lock").unlink()
        return names

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Lock the store while pins are set or files removed, so that neither misses the other."""
        try:
            self._aside.mkdir(parents=True, exist_ok=True)
            lock = _lock(self._aside / "store.lock")
            lock.acquire(timeout=60)
        except OSError as error:
            raise CannotStartError(
                f"the cache cannot be used: {error_reason(error)}",
                remedy="look at its folder, or name another with MOSAIC_ANIM_CACHE",
                place=str(self.folder),
            ) from error
        try:
            yield
        finally:
            lock.release()


def _is_whole(file: StoredFile) -> bool:
    """Return whether a file is intact; one that cannot be read now counts as intact."""
    try:
        return sha256_of(file.path) == file.sha256
    except OSError as error:
        if error.errno in SHORTAGES:
            raise
        return False


def _lock(path: Path) -> "BaseFileLock":
    return filelock.FileLock(path)
