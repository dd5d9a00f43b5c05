"""The structure of a GIF: where its images are, and how long each is shown (GIF89a, appendix B)."""

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mosaic_anim.encode.gif.image import CONTROL
from mosaic_anim.values.geometry import Size

HEAD = 13
"""Bytes of the head."""


class DamagedError(Exception):
    """These bytes are no GIF of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Where an image is.

    Attributes
    ----------
    begin, end : int
        Its bytes, from its delay on.
    delay : int
        How long it is shown [1/100 s].
    """

    begin: int
    end: int
    delay: int


@contextmanager
def map_gif(file: BinaryIO) -> Iterator[memoryview]:
    """Give the bytes of a file without reading them all at once.

    Raises
    ------
    DamagedError
        If there are none.
    """
    try:
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError as error:
        raise DamagedError("it is empty") from error
    with whole, memoryview(whole) as data:
        yield data


def size_and_time(path: Path) -> tuple[Size, int]:
    """Return the size of a whole GIF, and how long it is shown [1/100 s].

    Raises
    ------
    DamagedError
        If the blocks do not fit together.
    """
    with path.open("rb") as file, map_gif(file) as data:
        size, begin = read_head(data)
        return size, sum(image.delay for image in images(data, begin))


def read_head(data: memoryview) -> tuple[Size, int]:
    """Return the size, and where the blocks begin.

    Raises
    ------
    DamagedError
        If there is no head.
    """
    if len(data) < HEAD or bytes(data[:6]) != b"GIF89a":
        raise DamagedError("no head")
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    return Size(height=height, width=width), HEAD + _table(flags)


def read_extension(data: memoryview, at: int) -> tuple[bytes, int]:
    """Return what an extension of one kind of sub-blocks holds, and where it ends."""
    if bytes(data[at : at + 1]) != b"\x21":
        raise DamagedError("no extension")
    end = _skip(data, at + 2)
    content, place = bytearray(), at + 2
    while data[place]:
        content += data[place + 1 : place + 1 + data[place]]
        place += 1 + data[place]
    return bytes(content), end


def images(data: memoryview, at: int) -> Iterator[Block]:
    """Yield the images from `at` to the end of the file; other extensions are passed over.

    Raises
    ------
    DamagedError
        If the blocks do not fit together, or anything follows the last.
    """
    begin, delay = -1, 0
    try:
        while data[at] != 0x3B:
            if data[at] == 0x21:
                if data[at : at + 3] == CONTROL:
                    begin, delay = at, struct.unpack_from("<H", data, at + 4)[0]
                at = _skip(data, at + 2)
            elif data[at] == 0x2C and begin >= 0:
                at = _skip(data, at + 11 + _table(data[at + 9]))
                yield Block(begin=begin, end=at, delay=delay)
                begin = -1
            else:
                raise DamagedError(f"no block at byte {at}")
    except (IndexError, struct.error) as error:
        raise DamagedError("it ends too early") from error
    if at + 1 != len(data):
        raise DamagedError("more than its blocks")


def _skip(data: memoryview, at: int) -> int:
    """Return where the sub-blocks that begin at `at` have ended."""
    while length := data[at]:
        at += 1 + length
    return at + 1


def _table(flags: int) -> int:
    """Return the length of the colour table that `flags` describe [bytes]."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
