"""Levels of tiles on disk, named by their content, checked by checksums, bounded in size.

A level is named by the contents of its photos, their crops and turns, its size, and the version of
the code that cuts: the same name means the same pixels. Its file holds the pixels, then the CRC-32
of each block of them, 4 bytes little-endian; all blocks are compared before any tile is drawn. The
oldest are removed when room is needed; a level that is mapped stays readable even after that.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import StoppedError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.io.disk import error_reason

VERSION = 3
"""Raised whenever tiles are cut, filtered or stored in another way."""

LIMIT = 2 << 30
"""Size limit on disk [bytes], unless one render needs more."""

_SUFFIX = ".tiles"
CHECKSUM_BLOCK = 1 << 20
"""Pixels under one checksum [bytes]."""

_CHECK = np.dtype("<u4")


def level_name(
    hashes: Sequence[str],
    crop: NDArray[np.float32],
    turn: NDArray[np.uint8],
    height: int,
    cell_aspect: float,
) -> str:
    """Return the file name of a level: a hash of all that its pixels depend on."""
    digest = hashlib.sha256(struct.pack("<iid", VERSION, height, cell_aspect))
    digest.update("".join(hashes).encode())
    digest.update(np.ascontiguousarray(crop, "<f4").tobytes())
    digest.update(np.ascontiguousarray(turn, np.uint8).tobytes())
    return f"{height}-{digest.hexdigest()[:32]}{_SUFFIX}"


@dataclass(slots=True, kw_only=True)
class LevelPart:
    """A level that is being written.

    Attributes
    ----------
    path : Path
        Where it is written.
    file : binary file
        The same, open.
    size : int
        Length of its pixels [bytes].
    is_kept : bool
        Whether it is stored under its name. Otherwise it is removed; `pixels` stay readable.
    """

    path: Path
    file: IO[bytes]
    size: int
    is_kept: bool = True

    def pixels(self) -> NDArray[np.uint8]:
        """Map what was written."""
        self.file.flush()
        return np.memmap(self.path, np.uint8, mode="r", shape=(self.size,))


@contextmanager
def written_level(folder: Path, name: str, size: int, *, needed: int) -> Iterator[LevelPart]:
    """Yield a level of `size` [bytes] to write; it appears whole, with its checksums, or not.

    `needed` is its size together with the other levels that are being written [bytes].
    """
    level: LevelPart | None = None

    def final(_: Path) -> Path | None:
        return folder / name if level is not None and level.is_kept else None

    with (
        atomic_file(folder / name, overwrite=True, final=final, needed=lambda: needed) as path,
        path.open("w+b") as file,
    ):
        file.truncate(size)
        level = LevelPart(path=path, file=file, size=size)
        yield level
        if level.is_kept:
            _seal(level)


def mapped_level(
    folder: Path, name: str, size: int, *, threads: int = 1
) -> tuple[NDArray[np.uint8] | None, bool]:
    """Map a level of `size` [bytes] that exists, and mark it as used now.

    Returns
    -------
    pixels : (size,) uint8 or None
        Read-only; None if it does not exist.
    is_damaged : bool
        Whether it existed but was damaged; then it was removed.

    Raises
    ------
    StoppedError
        If it is there and cannot be mapped.
    """
    path = folder / name
    content: NDArray[np.uint8] | None = None
    try:
        content = np.memmap(path, np.uint8, mode="r")
    except FileNotFoundError:
        return None, False
    except OSError as error:
        raise StoppedError(
            f"tiles cannot be read: {error_reason(error)}",
            remedy="run the same command again",
            place=str(path),
        ) from error
    except ValueError:  # an empty file cannot be mapped
        pass
    if content is None or not _is_whole(content, size, threads):
        content = None  # on Windows, what is mapped cannot be removed
        with suppress(OSError):
            path.unlink()
        return None, True
    with suppress(OSError):
        os.utime(path)
    return content[:size], False


def _seal(level: LevelPart) -> None:
    """Write the checksums behind the pixels."""
    level.file.seek(0)
    lengths = (
        min(CHECKSUM_BLOCK, level.size - start) for start in range(0, level.size, CHECKSUM_BLOCK)
    )
    checks = [zlib.crc32(level.file.read(length)) for length in lengths]
    level.file.seek(level.size)
    level.file.write(np.array(checks, _CHECK).tobytes())


def _is_whole(content: NDArray[np.uint8], size: int, threads: int) -> bool:
    """Compare pixels with the checksums behind them."""
    starts = range(0, size, CHECKSUM_BLOCK)
    if len(content) != size + len(starts) * _CHECK.itemsize:
        return False

    def check(start: int) -> int:
        return zlib.crc32(content[start : min(start + CHECKSUM_BLOCK, size)].data)

    checks: list[int] = content[size:].view(_CHECK).tolist()
    with ThreadPoolExecutor(threads, thread_name_prefix="tiles") as pool:
        return list(pool.map(check, starts)) == checks


def level_store(folder: Path) -> ContentStore:
    """Return the store in `folder`, to make room in it and to pin what is in use."""
    return ContentStore(folder=folder, limit=LIMIT)
