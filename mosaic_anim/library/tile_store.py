"""Levels of tiles on disk, named by what they show, bounded in size.

A level is named by the contents of its photos, their crops and turns, its size, and the version of
the code that cuts: the same name, the same pixels. The oldest go when room is needed; a level that
is mapped stays readable for who has it, even after it went.
"""

import hashlib
import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.files import whole_file
from mosaic_anim.store import Store

VERSION = 2
"""Raised whenever tiles are cut or filtered in another way."""

LIMIT = 2 << 30
"""Most that is kept on disk [bytes], unless one render needs more."""

_SUFFIX = ".tiles"


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


def kept(folder: Path, name: str, size: int) -> bool:
    """Tell whether a whole level of `size` [bytes] is there, and mark it as used now."""
    path = folder / name
    with suppress(OSError):
        if path.stat().st_size == size:
            os.utime(path)
            return True
    return False


@contextmanager
def keep(folder: Path, name: str) -> Iterator[IO[bytes]]:
    """Yield a file to write a level to; it appears whole, or not at all."""
    with whole_file(folder / name, overwrite=True) as part, part.open("wb") as file:
        yield file


def mapped(folder: Path, name: str, size: int) -> NDArray[np.uint8]:
    """Map a level read-only: (size,) uint8."""
    return np.memmap(folder / name, np.uint8, mode="r", shape=(size,))


def store(folder: Path) -> Store:
    """Return the store that `folder` is, to make room in it and to pin what is in use."""
    return Store(folder=folder, limit=LIMIT)
