"""A segment: a GIF of its own whose first pixels may stay as the segment before left them.

An extension in front states how many frames it holds, how many of them at its start change nothing,
and the checksum of all that follows: damage is noticed before a block is copied.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from mosaic_anim.encode.gif.image import (
    LONGEST,
    TRAILER,
    Image,
    extension,
    extra_delay_blocks,
    header,
    image_blocks,
)
from mosaic_anim.encode.gif.read import DamagedError, read_extension, read_head
from mosaic_anim.values.geometry import Size

_NAME = b"mosaic_anim"
_FIELDS = struct.Struct("<IIIQ")  # frames, repeats, checksum, length
_CHUNK = 1 << 20  # bytes of a checksum at once


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentHeader:
    """The header of a segment, from the extension in front of it.

    Attributes
    ----------
    frames : int
        Number of frames.
    repeats : int
        Number of frames at the start that change nothing.
    begin : int
        Where the blocks begin [bytes].
    """

    frames: int
    repeats: int
    begin: int


class SegmentWriter:
    """Writes the images of a segment; each waits until its delay is known."""

    def __init__(self, file: BinaryIO, size: Size, delay: int) -> None:
        self._file = file
        self._size = size
        self._delay = delay
        self._frames = 0
        self._repeats = 0
        self._waiting: Image | None = None
        self._times = 0
        self._checksum = 0
        self._length = 0
        file.write(self._head())

    def add(self, image: Image | None) -> None:
        """Add a frame: an image, or None for what was there."""
        self._frames += 1
        if image is not None:
            self._end_image()
            self._waiting, self._times = image, 1
        elif self._waiting is None:
            self._repeats += 1
        else:
            self._times += 1

    def close(self) -> int:
        """Write the end, and the head once more; return how many frames there are."""
        self._end_image()
        self._write(TRAILER)
        self._file.seek(0)
        self._file.write(self._head())
        return self._frames

    def _end_image(self) -> None:
        if self._waiting is None:
            return
        delay = self._delay * self._times
        for block in image_blocks(self._waiting, min(delay, LONGEST)):
            self._write(block)
        for block in extra_delay_blocks(delay - LONGEST):
            self._write(block)

    def _write(self, data: bytes) -> None:
        self._checksum = zlib.crc32(data, self._checksum)
        self._length += len(data)
        self._file.write(data)

    def _head(self) -> bytes:
        fields = _FIELDS.pack(self._frames, self._repeats, self._checksum, self._length)
        return header(self._size) + extension(b"\xff", _NAME, fields)


def read_segment(data: memoryview, size: Size) -> SegmentHeader:
    """Read the extension in front of a segment, and check all that follows.

    Raises
    ------
    DamagedError
        If it is not what was written.
    """
    stored_size, at = read_head(data)
    try:
        fields, begin = read_extension(data, at)
    except IndexError as error:
        raise DamagedError("it ends too early") from error
    if (
        not fields.startswith(_NAME)
        or len(fields) != len(_NAME) + _FIELDS.size
        or stored_size != size
    ):
        raise DamagedError("no segment of this size")
    frames, repeats, expected, length = _FIELDS.unpack_from(fields, len(_NAME))
    checksum = 0
    for place in range(begin, len(data), _CHUNK):
        checksum = zlib.crc32(data[place : place + _CHUNK], checksum)
    if (checksum, len(data) - begin) != (expected, length):
        raise DamagedError("another checksum")
    return SegmentHeader(frames=frames, repeats=repeats, begin=begin)
