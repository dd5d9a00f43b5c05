"""The comment in a JPEG (ITU-T T.81, annex B): a segment of its own before the picture."""

import struct
from typing import BinaryIO

_COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9
_MOST_SEGMENTS = 4096  # before the picture


def jpeg_comment(file: BinaryIO) -> str | None:
    """Walk the segments in front of the picture to the first comment."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        file.seek(at)
        mark, kind, size = struct.unpack(">BBH", file.read(4))
        if mark != 0xFF or kind in {_SCAN, _END}:
            break
        if kind == _COMMENT:
            return file.read(max(0, size - 2)).decode()
        at += 2 + size
    return None
