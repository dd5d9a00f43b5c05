"""The chunks of PNG files (PNG 3rd edition, section 5), one file or several, end to end.

A segment of pictures is such a row of whole PNG files, one for each frame, without any text.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mosaic_anim.values.geometry import Size

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_HEAD = 25  # [bytes] of IHDR, with its length, name and sum
_MOST_CHUNKS = 1 << 20  # of one picture; a hostile file may be nothing but chunks
_LONGEST = 65536  # [bytes] of a text that is read


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a PNG lies in a file of several, from its signature to its end [bytes]."""

    path: Path
    begin: int
    end: int


class DamagedError(Exception):
    """A PNG whose chunks do not give their sums."""


def places(path: Path) -> tuple[Place, ...]:
    """Find the PNG files in a segment; none if it is not whole. No picture is read."""
    found = []
    with suppress(OSError, struct.error), path.open("rb") as file:
        length = file.seek(0, 2)
        begin = 0
        while begin < length:
            name, end = b"", begin
            for name, _, end in _chunks(file, begin, length):  # noqa: B007 - the last one counts
                pass
            if name != b"IEND" or end > length:
                return ()
            found.append(Place(path=path, begin=begin, end=end))
            begin = end
    return tuple(found)


def is_whole_row(path: Path) -> bool:
    """Tell whether a file is PNG files from its first byte to its last."""
    return bool(places(path))


def read_png(place: Place) -> bytes:
    """Read one PNG, and check the sum of each of its chunks.

    Raises
    ------
    DamagedError
        If one is wrong.
    """
    with place.path.open("rb") as file:
        file.seek(place.begin)
        data = file.read(place.end - place.begin)
    at = len(SIGNATURE)
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        named = memoryview(data)[at + 4 : at + 8 + size]
        if data[at + 8 + size : at + 12 + size] != struct.pack(">I", zlib.crc32(named)):
            raise DamagedError
        at += 12 + size
    return data


def png_size(data: bytes) -> Size:
    """Return the size that a PNG says it has."""
    width, height = struct.unpack_from(">II", data, len(SIGNATURE) + 8)
    return Size(height=height, width=width)


def with_texts(data: bytes, **texts: str) -> bytes:
    """Return a PNG with texts in front of its picture, by their keywords; without empty ones."""
    begin = len(SIGNATURE) + _HEAD
    chunks = b"".join(_text_chunk(name, text) for name, text in texts.items() if text)
    return data[:begin] + chunks + data[begin:]


def png_comment(file: BinaryIO) -> str | None:
    """Read the comment that stands before the picture of a PNG."""
    for name, begin, end in _chunks(file, 0, file.seek(0, 2)):
        if name == b"IDAT":
            break
        if name in {b"tEXt", b"iTXt"}:
            file.seek(begin)
            key, _, text = file.read(min(end - 4 - begin, _LONGEST)).partition(b"\0")
            if key == b"Comment":
                return text.decode("latin-1") if name == b"tEXt" else _international(text)
    return None


def _international(text: bytes) -> str | None:
    """Read an iTXt chunk behind its keyword; a compressed one is not ours."""
    if text[:2] != b"\0\0":
        return None
    return text[2:].split(b"\0", 2)[2].decode()


def _text_chunk(name: str, text: str) -> bytes:
    """Write a text: all readers know tEXt, which has the letters of Latin-1 only."""
    text = text.replace("\0", " ")
    key = name.encode("ascii")
    if text.isascii():
        return _chunk(b"tEXt", key + b"\0" + text.encode("ascii"))
    return _chunk(b"iTXt", key + b"\0\0\0\0\0" + text.encode())


def _chunk(name: bytes, content: bytes) -> bytes:
    total = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", total)


def _chunks(file: BinaryIO, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (name, begin of the content, end with its sum) of a PNG's chunks, up to IEND."""
    file.seek(begin)
    if file.read(len(SIGNATURE)) != SIGNATURE:
        return
    begin += len(SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        if begin + 12 > end:
            return
        file.seek(begin)
        size, name = struct.unpack(">I4s", file.read(8))
        content, begin = begin + 8, begin + 12 + size
        yield name, content, begin
        if name == b"IEND":
            return
