"""The store of an index: the small pictures of all photos in one flat file.

Pixels are only ever appended, and rows name a place in the file after its bytes are synced: a crash
leaves bytes without a name, never a name for wrong bytes. A store of which less than half is
named is copied to a new file.
"""

import errno
import os
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import MAKE_ROOM, SHORTAGES, CannotStartError
from mosaic_anim.io.disk import error_reason
from mosaic_anim.library.entry import Entry
from mosaic_anim.library.index_folder import store_name, store_number
from mosaic_anim.library.manifest import DamagedIndexError

_FIRST = 1


def store_end(entries: Iterable[Entry]) -> int:
    """Return where the named bytes of a store end."""
    ends = (one.offset + 3 * one.small_height * one.small_width for one in entries)
    return max(ends, default=0)


def map_store(path: Path, end: int, photos: Path) -> NDArray[np.uint8]:
    """Map a store into memory: flat, read-only, never read before it is needed.

    Parameters
    ----------
    end : int
        Where the named bytes end.

    Raises
    ------
    DamagedIndexError
        The file is missing or shorter than its entries say.
    CannotStartError
        There is too little memory.
    """
    try:
        if path.stat().st_size >= end > 0:
            return np.memmap(path, dtype=np.uint8, mode="r", shape=(end,))
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise DamagedIndexError(photos, "misses its pixels") from error
        what = "there is too little memory" if error.errno == errno.ENOMEM else error_reason(error)
        raise CannotStartError(
            f"the index cannot be opened: {what}",
            remedy=MAKE_ROOM if error.errno in SHORTAGES else "see that its files can be read",
            place=str(path.parent),
        ) from error
    raise DamagedIndexError(photos, "is truncated")


class StoreWriter:
    """Appends small pictures to a store."""

    def __init__(self, index: Path, name: str, end: int, photos: Path) -> None:
        self.name = name or store_name(_FIRST)
        self.end = end
        path = index / self.name
        if end and (not path.is_file() or path.stat().st_size < end):
            raise DamagedIndexError(photos, "is truncated")
        self._file = path.open("r+b" if self.end else "wb")
        self._file.truncate(self.end)  # what an interrupted run left unnamed
        self._file.seek(self.end)

    def append(self, pixels: NDArray[np.uint8]) -> tuple[int, int]:
        """Write pixels; return their offset [bytes] and checksum."""
        data = np.ascontiguousarray(pixels).reshape(-1)
        offset = self.end
        self._file.write(data.data)
        self.end += data.size
        return offset, zlib.crc32(data.data)

    def sync(self) -> None:
        """Wait until all that was appended lies on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def compact_store(
    index: Path, name: str, entries: Sequence[Entry], photos: Path
) -> tuple[str, list[Entry]] | None:
    """Copy a store of which less than half is named to a new file.

    Returns
    -------
    name, entries, or None
        The new file, synced, and the entries for it; None where the old one is good.
    """
    parts = {(entry.offset, entry.length) for entry in entries if entry.length}
    if not parts or 2 * sum(length for _, length in parts) >= (index / name).stat().st_size:
        return None
    old = map_store(index / name, store_end(entries), photos)
    number = store_number(name) or 0
    writer = StoreWriter(index, store_name(number + 1), 0, photos)
    places = {0: 0}
    with closing(writer):
        for offset, length in sorted(parts):
            places[offset], _ = writer.append(old[offset : offset + length])
        writer.sync()
    return writer.name, [entry._replace(offset=places[entry.offset]) for entry in entries]
