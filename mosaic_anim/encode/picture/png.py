"""The chunks of a PNG file (PNG 3rd edition, section 5): its size, and texts in it."""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from mosaic_anim.encode.encoding import LONGEST_COMMENT
from mosaic_anim.values.geometry import Size

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_HEAD = 25  # [bytes] of IHDR, with its length, name and sum
_MOST_CHUNKS = 1 << 20  # a hostile file may be nothing but chunks


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
            key, _, text = file.read(min(end - 4 - begin, LONGEST_COMMENT)).partition(b"\0")
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
