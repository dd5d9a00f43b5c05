"""The manifest of an index: one SQLite row per photo file, sealed against damage."""

import os
import shlex
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from mosaic_anim.errors import CannotStartError

VERSION = 1
"""Of the index format: manifest and store. A higher or lower one is never read."""

_APPLICATION = 0x6D6F7361  # "mosa", in SQLite's header: the file is ours
_FOLDER_LIMIT = 100  # [characters] that leave an error line whole
_BUSY = 10.0
"""Longest wait for the other process that commits a batch [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the index knows of one file.

    Attributes
    ----------
    path : str
        Relative to the library's folder.
    size, mtime_ns : int
        Of the file when it was read [bytes], [ns].
    reason : str
        Why the photo is not used; empty for a photo that is.
    content : str
        SHA-256 of the file.
    taken : str
        Capture date, ISO 8601, or empty.
    full_height, full_width : int
        Of the upright photo [px].
    small_height, small_width : int
        Of the small picture [px].
    offset : int
        Where its pixels begin in the store [bytes].
    checksum : int
        CRC-32 of its pixels.
    row, col, height, width : float
        The part of the photo that the small picture shows [unit].
    """

    path: str
    size: int
    mtime_ns: int
    reason: str = ""
    content: str = ""
    taken: str = ""
    full_height: int = 0
    full_width: int = 0
    small_height: int = 0
    small_width: int = 0
    offset: int = 0
    checksum: int = 0
    row: float = 0.0
    col: float = 0.0
    height: float = 1.0
    width: float = 1.0

    @property
    def length(self) -> int:
        """Number of bytes in the store."""
        return self.small_height * self.small_width * 3


_COLUMNS = tuple(field.name for field in fields(Entry))
_CREATE = (
    f"CREATE TABLE photo ({', '.join(_COLUMNS)}, seal, PRIMARY KEY (path)) WITHOUT ROWID",
    "CREATE TABLE store (name)",
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)
_INSERT = f"INSERT OR REPLACE INTO photo VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"  # noqa: S608 - no outside text


class DamagedIndexError(CannotStartError):
    """The index of a photo folder is damaged or of another version."""

    def __init__(self, photos: Path, what: str) -> None:
        folder = shlex.quote(str(photos))
        if len(folder) > _FOLDER_LIMIT:
            folder = "PHOTOS"
        # The command is the place, too: named twice, a long folder would be cut out of the line.
        remedy = f"rebuild with: mosaic-anim index {folder} --rebuild"
        super().__init__(f"the index of these photos {what}", remedy=remedy)


class Manifest:
    """The rows of an index on disk. SQLite's rollback journal keeps each change whole."""

    def __init__(self, path: Path, photos: Path) -> None:
        self._path = path
        self._photos = photos
        with self._damage():
            self._database = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
            self._database.execute("PRAGMA synchronous = FULL")
            self._check_version()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def read(self) -> tuple[str, dict[str, Entry]]:
        """Return the name of the store's file (empty before the first write) and all entries.

        Raises
        ------
        DamagedIndexError
            The file is damaged.
        """
        with self._damage():
            self._database.execute("BEGIN")
            try:
                if self._database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    raise self._damaged("is damaged")
                if self._is_new():
                    return "", {}
                names = self._database.execute("SELECT name FROM store").fetchall()
                rows = self._database.execute("SELECT * FROM photo").fetchall()
            finally:
                self._database.execute("COMMIT")
            entries = map(self._entry, rows)
            return (str(names[0][0]) if names else ""), {entry.path: entry for entry in entries}

    def write(
        self, entries: Iterable[Entry], *, gone: Iterable[str] = (), store: str | None = None
    ) -> None:
        """Add or replace entries, remove those of the paths `gone`, and name the store: at once."""
        with self._damage():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                if self._is_new():
                    self._set_up()
                self._database.executemany(
                    "DELETE FROM photo WHERE path = ?", ((os.fsencode(path),) for path in gone)
                )
                self._database.executemany(_INSERT, map(_row, entries))
                if store is not None:
                    self._database.execute("DELETE FROM store")
                    self._database.execute("INSERT INTO store VALUES (?)", (store,))
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def _check_version(self) -> None:
        """Refuse a manifest of another program or version."""
        application, version = self._stamp()
        if (application, version) != (_APPLICATION, VERSION) and not self._is_new():
            raise self._damaged(f"is of another version ({version}, not {VERSION})")

    def _is_new(self) -> bool:
        """Tell whether nothing was ever written: a run may have died right after it began."""
        tables = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return tables == (0,) and self._stamp() == (0, 0)

    def _stamp(self) -> tuple[int, int]:
        application = self._database.execute("PRAGMA application_id").fetchone()[0]
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        return int(application), int(version)

    def _set_up(self) -> None:
        for statement in _CREATE:
            self._database.execute(statement)

    def _entry(self, row: tuple[object, ...]) -> Entry:
        *values, seal = row
        if seal != _seal(values) or not isinstance(values[0], bytes):
            raise self._damaged("is damaged")
        values[0] = os.fsdecode(values[0])
        return Entry(**dict(zip(_COLUMNS, values, strict=True)))  # type: ignore[arg-type]

    @contextmanager
    def _damage(self) -> Iterator[None]:
        """Turn what SQLite says of a damaged file into one line."""
        try:
            yield
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorname", "")  # the wrapper's own errors have none
            if code.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
                raise OSError(28 if code == "SQLITE_FULL" else 5, str(error)) from error
            if code.startswith(("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_READONLY")):
                raise CannotStartError(
                    f"the index cannot be used: {error}",
                    remedy="see that no other run holds it and that its folder can be written",
                    place=str(self._path),
                ) from error
            raise self._damaged("is damaged") from error
        except (sqlite3.DatabaseError, ValueError) as error:  # also: schema that is no UTF-8
            raise self._damaged("is damaged") from error

    def _damaged(self, what: str) -> DamagedIndexError:
        return DamagedIndexError(self._photos, what)


def _row(entry: Entry) -> tuple[object, ...]:
    values = [os.fsencode(entry.path), *astuple(entry)[1:]]
    return (*values, _seal(values))


def _seal(values: list[object]) -> int:
    """Return the checksum of one row, which a flipped bit in a text does not keep."""
    return zlib.crc32(repr(values).encode())
