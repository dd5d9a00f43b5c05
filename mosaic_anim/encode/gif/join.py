"""Segments copied into one file, block by block: memory does not grow with their number."""

import struct
from typing import BinaryIO

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.gif.image import (
    LONGEST,
    TRAILER,
    extension,
    extra_delay_blocks,
    header,
    loop,
)
from mosaic_anim.encode.gif.read import DamagedError, images
from mosaic_anim.encode.gif.segment import read_segment

_CHUNK = 1 << 20  # bytes copied at once


class GifJoiner:
    """Writes a file from segments; the delay of its last image grows as long as nothing changes."""

    def __init__(self, file: BinaryIO, encoding: Encoding, delay: int) -> None:
        self._file = file
        self._size = encoding.size
        self._delay = delay
        self._last = -1
        self._shown = 0
        self.frames = 0
        file.write(header(encoding.size) + loop(encoding.plays))
        if encoding.comment:
            # In front: some players take what follows the last image for one more.
            file.write(extension(b"\xfe", encoding.comment.encode()))

    def add(self, data: memoryview) -> None:
        """Copy the images of a segment.

        Raises
        ------
        DamagedError
            If it is no whole segment.
        """
        head = read_segment(data, self._size)
        if head.repeats and self._last < 0:
            raise DamagedError("nothing is before it")
        self._shown += head.repeats * self._delay
        for block in images(data, head.begin):
            self._end_image()
            self._last = self._file.tell()
            self._shown = block.delay
            for at in range(block.begin, block.end, _CHUNK):
                self._file.write(data[at : min(at + _CHUNK, block.end)])
        self.frames += head.frames

    def close(self, *, hold: int) -> None:
        """Show the last image for `hold` [1/100 s] more, and write the end."""
        self._shown += hold
        self._end_image()
        self._file.write(TRAILER)

    def _end_image(self) -> None:
        """Write how long the last image is shown."""
        if self._last < 0:
            return
        self._file.seek(self._last + 4)
        self._file.write(struct.pack("<H", min(self._shown, LONGEST)))
        self._file.seek(0, 2)
        for block in extra_delay_blocks(self._shown - LONGEST):
            self._file.write(block)
