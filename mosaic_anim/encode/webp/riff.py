"""The chunks of a WebP animation, read and written (RFC 9649, section 2.7). No libwebp is needed.

A segment is an animation too, whose frames last a millisecond each: of three equal ones, the one
that is there lasts three. It may go on where another ends, with a piece that has no picture.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mosaic_anim.errors import StoppedError
from mosaic_anim.values.geometry import Size

MOST_BYTES = (1 << 32) - 10
"""Largest file: its length has 32 bits."""

HEAD_BYTES = 12 + 18 + 14
"""Bytes of an animation without a frame: RIFF, VP8X and ANIM."""

_MOST_CHUNKS = 1 << 20  # a hostile file may be nothing but chunks
_ANIMATION, _XMP, _ALPHA = 0x02, 0x04, 0x10  # flags of VP8X
_REPLACES = 0x02  # flag of ANMF: what is transparent shows nothing
_BLACK, _NOTHING = b"\x00\x00\x00\xff", b"\x00\x00\x00\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The part of the picture that changes, and for how long the picture then stays.

    Attributes
    ----------
    row, col : int
        Where its first pixel lies; both are even [px].
    size : Size
    duration : int
        [ms]; of a segment [frames].
    blends : bool
        Whether the picture before is seen where the piece is transparent.
    data : bytes
        Its chunks: `VP8 `, and `ALPH` before it where something is transparent. Empty in a segment
        that begins with what the one before it ends with.
    """

    row: int
    col: int
    size: Size
    duration: int
    blends: bool = False
    data: bytes = field(repr=False)


NOTHING_NEW = Piece(row=0, col=0, size=Size(height=1, width=1), duration=1, data=b"")
"""A frame that equals the one before its segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of an animation.

    Attributes
    ----------
    size : Size
        Size of the picture [px].
    plays : int
        Number of plays; 0 is endless.
    """

    size: Size
    plays: int


class Writer:
    """Writes an animation, piece by piece, into an empty file.

    Its head is written at the end; what stands before is no animation.
    """

    def __init__(self, file: BinaryIO, head: Head, *, place: str) -> None:
        self._file = file
        self._head = head
        self._place = place
        self._blends = self._is_clear = False
        self._length = HEAD_BYTES
        file.write(bytes(HEAD_BYTES))

    def add(self, piece: Piece) -> None:
        """Append a piece.

        Raises
        ------
        StoppedError
            If the file becomes longer than a WebP can be.
        """
        self._blends |= piece.blends
        self._is_clear |= not piece.blends and piece.data[:4] == b"ALPH"
        numbers = (piece.col // 2, piece.row // 2, piece.size.width - 1, piece.size.height - 1)
        head = b"".join(map(_three, (*numbers, piece.duration)))
        self._append(b"ANMF", head + bytes([0 if piece.blends else _REPLACES]) + piece.data)

    def close(self, xmp: bytes = b"") -> None:
        """Append the metadata, and write the head."""
        if xmp:
            self._append(b"XMP ", xmp)
        size = self._head.size
        flags = _ANIMATION | (_XMP if xmp else 0)
        flags |= _ALPHA if self._blends or self._is_clear else 0
        canvas = bytes([flags, 0, 0, 0]) + _three(size.width - 1) + _three(size.height - 1)
        self._file.seek(0)
        self._file.write(struct.pack("<4sI4s", b"RIFF", self._length - 8, b"WEBP"))
        self._file.write(_chunk(b"VP8X", canvas))
        ground = _NOTHING if self._is_clear else _BLACK
        self._file.write(_chunk(b"ANIM", ground + struct.pack("<H", self._head.plays)))

    def _append(self, name: bytes, content: bytes) -> None:
        chunk = _chunk(name, content)
        self._length += len(chunk)
        if self._length > MOST_BYTES:
            raise StoppedError(
                "the file would be longer than the 4 GiB of a WebP",
                remedy="make it shorter or smaller, or write an .mp4",
                place=self._place,
            )
        self._file.write(chunk)


def is_whole_animation(path: Path) -> bool:
    """Return whether a file is an animation from its first byte to its last.

    It finds truncated files, but not a wrong byte in a picture.
    """
    with suppress(OSError, struct.error), path.open("rb") as file:
        length = file.seek(0, 2)
        chunks = list(_chunks(file, 12, length))
        names = [name for name, *_ in chunks]
        return _riff_end(file) == length == chunks[-1][2] and names[:3] == [
            b"VP8X",
            b"ANIM",
            b"ANMF",
        ]
    return False


def read_head(path: Path) -> Head:
    """Read size and number of plays of a whole animation."""
    with path.open("rb") as file:
        file.seek(12 + 8 + 4)
        width, height = (int.from_bytes(file.read(3), "little") + 1 for _ in range(2))
        file.seek(12 + 18 + 8 + 4)
        plays = int.from_bytes(file.read(2), "little")
    return Head(size=Size(height=height, width=width), plays=plays)


def durations(path: Path) -> list[int]:
    """Return the durations of the pieces of a whole animation, without reading their pictures."""
    milliseconds = []
    with path.open("rb") as file:
        for name, begin, _ in _chunks(file, 12, _riff_end(file)):
            if name == b"ANMF":
                file.seek(begin + 12)
                milliseconds.append(int.from_bytes(file.read(3), "little"))
    return milliseconds


def pieces(path: Path) -> Iterator[Piece]:
    """Yield the pieces of a whole animation, one in memory at a time."""
    with path.open("rb") as file:
        for name, begin, end in _chunks(file, 12, _riff_end(file)):
            if name == b"ANMF":
                file.seek(begin)
                numbers = [int.from_bytes(file.read(3), "little") for _ in range(5)]
                flags = file.read(1)[0]
                col, row, width, height, duration = numbers
                yield Piece(
                    row=2 * row,
                    col=2 * col,
                    size=Size(height=height + 1, width=width + 1),
                    duration=duration,
                    blends=not flags & _REPLACES,
                    data=file.read(end - begin - 16),
                )


def picture_chunks(data: bytes) -> bytes:
    """Return the chunks of a still WebP that a piece is made of."""
    chunks = b""
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        end = at + 8 + size + size % 2
        if name in {b"ALPH", b"VP8 ", b"VP8L"}:
            chunks += data[at:end]
        at = end
    return chunks


def read_xmp(file: BinaryIO, longest: int) -> bytes:
    """Return the first `longest` bytes of a WebP's XMP packet; nothing if it has none."""
    for name, begin, end in _chunks(file, 12, _riff_end(file)):
        if name == b"XMP ":
            file.seek(begin)
            return file.read(min(end - begin, longest))
    return b""


def _chunks(file: BinaryIO, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (name, begin of the content, begin of the next chunk)."""
    for _ in range(_MOST_CHUNKS):
        if begin + 8 > end:
            return
        file.seek(begin)
        name, size = struct.unpack("<4sI", file.read(8))
        content, begin = begin + 8, begin + 8 + size + size % 2
        yield name, content, begin


def _riff_end(file: BinaryIO) -> int:
    """Return where the file says that it ends; 0 if it is no WebP."""
    file.seek(0)
    riff, size, webp = struct.unpack("<4sI4s", file.read(12))
    return int(size) + 8 if (riff, webp) == (b"RIFF", b"WEBP") else 0


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + bytes(len(content) % 2)


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")
