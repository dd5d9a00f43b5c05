"""Arrays in an `.npz` archive from an untrusted source.

Only what `numpy.save` writes is read: the header of an array is compared, never evaluated. Types
and sizes are known before memory is taken, and each block of an array is checked before the next
one is read: neither a header that claims too much nor an archive of zeros fills the memory.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EINVAL
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 1 << 20
"""About how much of an array is read at once [bytes]."""

_MAGIC = b"\x93NUMPY\x01\x00"
_LONGEST_HEADER = 1024
_HEADER = re.compile(
    rb"\{'descr': '(\|[bu]1|<[iu][248]|<f[248]|<U[0-9]{1,4})', 'fortran_order': False, "
    rb"'shape': \(([0-9]{1,12})?,?(?: ([0-9]{1,12}))?\), \} *\n"
)
_PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

_DAMAGED = "the file is damaged or no placement"
_KINDS = (
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""Exceptions that damaged archives raise."""

Check = Callable[[int, NDArray[Any]], bool]
"""Takes the index of a block's first entry, and the block; returns whether it is plausible."""


class ArchiveError(Exception):
    """An archive is invalid; the message says why, as a part of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header of an array.

    Attributes
    ----------
    dtype : str
        As numpy writes it, such as `<f4`.
    shape : tuple of int
        Shape of the array, one- or two-dimensional.
    """

    dtype: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Length of the array [bytes]."""
        return np.dtype(self.dtype).itemsize * prod(self.shape)


class Archive:
    """Arrays in a file, by name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator["Archive"]:
        """Open an archive.

        Raises
        ------
        ArchiveError
            Whenever it turns out that the file is none, or is damaged.
        OSError
            The file cannot be read.
        """
        if path.exists() and not path.is_file():
            raise ArchiveError("this is not a file")
        with path.open("rb") as file:
            with _damage():
                archive = zipfile.ZipFile(file)
            with archive:
                yield cls(archive)

    def header(self, name: str) -> Header:
        """Return the header of an array."""
        with self._array(name) as (header, _):
            return header

    def read(self, name: str, header: Header, check: Check | None = None) -> NDArray[Any]:
        """Read an array that must have this header; its CRC is checked, too. Read-only.

        Raises
        ------
        ArchiveError
            It has another type or shape, or impossible values.
        """
        with self._array(name) as (stored, file):
            if stored != header:
                raise ArchiveError(f"its array {name} has a wrong type or shape")
            array = np.empty(header.shape, header.dtype)
            step = max(1, BLOCK * len(array) // max(1, array.nbytes))
            for start in range(0, len(array), step):
                block = array[start : start + step]
                with _damage():
                    data = np.frombuffer(file.read(block.nbytes), block.dtype)
                    block[...] = data.reshape(block.shape)
                if check is not None and not check(start, block):
                    raise ArchiveError(f"its array {name} holds values out of range")
        array.flags.writeable = False
        return array

    @contextmanager
    def _array(self, name: str) -> Iterator[tuple[Header, IO[bytes]]]:
        """Yield an array's header and a file that stands at its first byte."""
        with _damage():
            member = self._archive.getinfo(f"{name}.npy")
            if member.compress_type not in _PLAIN:
                raise ArchiveError(f"its array {name} is packed in an unknown way")
            file = self._archive.open(member)
        with file:
            with _damage():
                start = file.read(len(_MAGIC) + 2)
                length = int.from_bytes(start[len(_MAGIC) :], "little")
                match = _HEADER.fullmatch(file.read(min(length, _LONGEST_HEADER)))
            if not start.startswith(_MAGIC) or match is None:
                raise ArchiveError(f"its array {name} is none of numpy's")
            shape = tuple(int(side) for side in match.groups()[1:] if side)
            header = Header(dtype=match[1].decode("ascii"), shape=shape)
            if len(start) + length + header.size != member.file_size:
                raise ArchiveError(f"its array {name} is not as large as it says")
            yield header, file


@contextmanager
def _damage() -> Iterator[None]:
    """Turn whatever a damaged archive raises into one kind of error."""
    try:
        yield
    except OSError as error:
        if error.errno not in {None, EINVAL}:  # a place outside of the file
            raise
        raise ArchiveError(_DAMAGED) from error
    except _KINDS as error:
        raise ArchiveError(_DAMAGED) from error
