"""The manifest of an index: one SQLite row per photo file, sealed against damage.

Each row carries a checksum; one more row, changed in the same transaction, counts the rows, sums
up their checksums and names the store. So no row can change, vanish, reappear or be added
unnoticed. A file from elsewhere can have valid checksums too: therefore every value is checked for
its range as well, and every name for its form, before it is used.
"""

import errno
import os
import shlex
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from mosaic_anim.errors import CannotStartError, caller_text
from mosaic_anim.library.entry import Entry, row_of
from mosaic_anim.library.entry_table import EntryTable, believable_table
from mosaic_anim.library.index_folder import APPLICATION, foreign_database, store_number

VERSION = 3
"""Version of the index format (manifest and store). Another one is never read."""

_FOLDER_LIMIT = 100  # [characters] that leave an error line whole
_BUSY = 10.0
"""Longest wait for the other process that commits a batch [s]."""

_SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")
"""End of a journal that names another file, which SQLite would remove [SQLite, 3.3]."""


_SCHEMA = (
    "CREATE TABLE photo (path, reason, record, seal, PRIMARY KEY (path)) WITHOUT ROWID",
    "CREATE TABLE state (store, photos, total, seal)",
)
_SELECT = "SELECT path, reason, record, seal FROM photo"
_INSERT = "INSERT INTO photo VALUES (?, ?, ?, ?)"


class DamagedIndexError(CannotStartError):
    """The index of a photo folder is damaged or of another version."""

    def __init__(self, photos: Path, what: str) -> None:
        typed, quoted = shlex.quote(str(photos)), repr(str(photos))
        if len(typed) > _FOLDER_LIMIT:
            typed = quoted = "PHOTOS"
        # The command is the place, too: named twice, a long folder would be cut out of the line.
        rebuild = caller_text(
            command_line=f"mosaic-anim index {typed} --rebuild",
            python=f"Library.open({quoted}, rebuild=True)",
        )
        super().__init__(f"the index of these photos {what}", remedy=f"rebuild with: {rebuild}")


class Manifest:
    """The rows of an index on disk. SQLite's rollback journal keeps each change whole."""

    def __init__(self, database: sqlite3.Connection, path: Path, photos: Path) -> None:
        self._database = database
        self._path = path
        self._photos = photos

    @classmethod
    @contextmanager
    def open(cls, path: Path, photos: Path) -> Iterator["Manifest"]:
        """Open a manifest, or create one; it is closed at the end, whatever happens.

        Raises
        ------
        DamagedIndexError
            The file is damaged, or of another version.
        CannotStartError
            It is the database of another program, or cannot be used now.
        """
        with _damage(path, photos):
            _require_plain_journal(path, photos)
            connection = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
        with closing(connection) as database:
            manifest = cls(database, path, photos)
            with _damage(path, photos):
                database.execute("PRAGMA synchronous = FULL")
                database.execute("PRAGMA trusted_schema = OFF")
                database.execute("PRAGMA cell_size_check = ON")
                manifest._check_version()
            yield manifest

    def read(self) -> tuple[str, EntryTable]:
        """Return the name of the store's file (empty before the first write) and all entries.

        Raises
        ------
        DamagedIndexError
            The file is damaged.
        """
        with _damage(self._path, self._photos):
            with self._transaction("BEGIN"):
                if self._database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    raise self._damaged()
                if self._is_new():
                    return "", EntryTable.empty()
                self._check_schema()
                store, photos, total = self._state()
                rows = self._database.execute(_SELECT).fetchall()
            paths, reasons, records, seals = zip(*rows, strict=True) if rows else ((),) * 4
            table = believable_table(paths, reasons, records)
            if (
                table is None
                or _seals(paths, reasons, records) != list(seals)
                or (len(seals), sum(seals)) != (photos, total)
                or (store_number(store) is None and (store or rows))
            ):
                raise self._damaged()
            return store, table

    def write(
        self, entries: Iterable[Entry], *, gone: Iterable[str] = (), store: str | None = None
    ) -> None:
        """Add or replace entries, remove those of the paths `gone`, and name the store: at once."""
        rows = [row_of(entry) for entry in entries]
        seals = _seals(*zip(*rows, strict=True)) if rows else []
        paths = [*map(os.fsencode, gone), *(row[0] for row in rows)]
        with _damage(self._path, self._photos), self._transaction("BEGIN IMMEDIATE"):
            if self._is_new():
                self._set_up()
            named, photos, total = self._state()
            for path in paths:
                photos, total = self._remove(path, photos, total)
            self._database.executemany(
                _INSERT, ((*row, seal) for row, seal in zip(rows, seals, strict=True))
            )
            name = named if store is None else store
            self._set_state(name, photos + len(rows), total + sum(seals))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self._database.execute(begin)
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def _check_version(self) -> None:
        """Refuse a manifest of another program or version."""
        if self._is_new():
            return
        application, version = self._stamp()
        if application != APPLICATION:
            raise foreign_database(self._path)
        if version != VERSION:
            raise DamagedIndexError(
                self._photos, f"is of another version ({version}, not {VERSION})"
            )

    def _is_new(self) -> bool:
        """Return whether nothing was ever written: a run may have died right after its start."""
        tables = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return tables == (0,) and self._stamp() == (0, 0)

    def _stamp(self) -> tuple[int, int]:
        application = self._database.execute("PRAGMA application_id").fetchone()[0]
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        return int(application), int(version)

    def _set_up(self) -> None:
        for statement in _SCHEMA:
            self._database.execute(statement)
        self._database.execute(f"PRAGMA application_id = {APPLICATION}")
        self._database.execute(f"PRAGMA user_version = {VERSION}")
        self._set_state("", 0, 0)

    def _check_schema(self) -> None:
        """Refuse views, triggers and the like, which would make SQLite do more than read rows."""
        statements = self._database.execute(
            "SELECT sql FROM sqlite_master ORDER BY rowid"
        ).fetchall()
        if statements != [(statement,) for statement in _SCHEMA]:
            raise self._damaged()

    def _state(self) -> tuple[str, int, int]:
        """Return the store's name, the number of rows, and the sum of their checksums."""
        rows = self._database.execute("SELECT store, photos, total, seal FROM state").fetchall()
        if [tuple(map(type, row)) for row in rows] != [(str, int, int, int)]:
            raise self._damaged()
        store, photos, total, seal = rows[0]
        if seal != _state_seal(store, photos, total):
            raise self._damaged()
        return store, photos, total

    def _set_state(self, store: str, photos: int, total: int) -> None:
        row = (store, photos, total, _state_seal(store, photos, total))
        self._database.execute("DELETE FROM state")
        self._database.execute("INSERT INTO state VALUES (?, ?, ?, ?)", row)

    def _remove(self, path: object, photos: int, total: int) -> tuple[int, int]:
        """Remove a row, if it is there; return what is left of the number and the sum."""
        seals = self._database.execute("SELECT seal FROM photo WHERE path = ?", (path,)).fetchall()
        self._database.execute("DELETE FROM photo WHERE path = ?", (path,))
        return photos - len(seals), total - sum(seal for (seal,) in seals)

    def _damaged(self) -> DamagedIndexError:
        return DamagedIndexError(self._photos, "is damaged")


def _seals(paths: Sequence[bytes], reasons: Sequence[str], records: Sequence[bytes]) -> list[int]:
    """Return the checksums of rows."""
    begins = (zlib.crc32(reason.encode()) if reason else 0 for reason in reasons)
    return list(map(zlib.crc32, records, map(zlib.crc32, paths, begins)))


def _state_seal(store: str, photos: int, total: int) -> int:
    return zlib.crc32(repr((store, photos, total)).encode())


def _require_plain_journal(path: Path, photos: Path) -> None:
    """Refuse a journal that names another file: SQLite would remove that file."""
    try:
        with path.with_name(f"{path.name}-journal").open("rb") as journal:
            journal.seek(0, os.SEEK_END)
            journal.seek(max(0, journal.tell() - len(_SUPER_JOURNAL)))
            end = journal.read()
    except FileNotFoundError:
        return
    if end == _SUPER_JOURNAL:
        raise DamagedIndexError(photos, "is damaged")


@contextmanager
def _damage(path: Path, photos: Path) -> Iterator[None]:
    """Turn SQLite's errors about a damaged or unusable file into one line."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorname", "")  # the wrapper's own errors have none
        if code == "SQLITE_IOERR_NOMEM":
            raise MemoryError from error
        if code.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            number = errno.ENOSPC if code == "SQLITE_FULL" else errno.EIO
            raise OSError(number, os.strerror(number)) from error
        if not code or code in {"SQLITE_ERROR", "SQLITE_SCHEMA"}:  # no such table, no UTF-8
            raise DamagedIndexError(photos, "is damaged") from error
        raise CannotStartError(
            f"the index cannot be used: {error}",
            remedy="see that no other run holds it and that its folder can be written",
            place=str(path),
        ) from error
    except (sqlite3.DatabaseError, ValueError) as error:  # also: schema that is no UTF-8
        raise DamagedIndexError(photos, "is damaged") from error
