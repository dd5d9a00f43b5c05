"""The boxes that an MP4 or MOV is made of (ISO/IEC 14496-12, section 4.2). No ffmpeg is needed."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mosaic_anim.encode.encoding import LONGEST_COMMENT

_COMMENT = (b"moov", b"udta", b"meta", b"ilst", b"\xa9cmt", b"data")


def boxes(file: BinaryIO, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (name, begin of the content, end) of the boxes in a part of the file.

    A box of a damaged file may claim to end behind `end`.
    """
    while begin + 8 <= end:
        file.seek(begin)
        size, name = struct.unpack(">I4s", file.read(8))
        content = begin + 8
        if size == 1:
            size = struct.unpack(">Q", file.read(8))[0]
            content += 8
        stop = begin + size if size else end
        if stop < content:
            return
        yield name, content, stop
        begin = stop


def is_whole(path: Path) -> bool:
    """Return whether a file consists of boxes to its last byte, with pictures and an index.

    It takes microseconds, and finds truncated files, but not a wrong byte.
    """
    with suppress(OSError, struct.error), path.open("rb") as file:
        length = file.seek(0, 2)
        found = list(boxes(file, 0, length))
        return {b"moov", b"mdat"} <= {name for name, *_ in found} and found[-1][2] == length
    return False


def mp4_comment(file: BinaryIO) -> str | None:
    """Read the comment: follow `moov/udta/meta/ilst/©cmt/data`.

    The boxes are those of ISO/IEC 14496-12, the list is Apple's.
    """
    begin, end = 0, file.seek(0, 2)
    for name in _COMMENT:
        found = next((box for box in boxes(file, begin, end) if box[0] == name), None)
        if found is None:
            return None
        _, begin, stop = found
        end = min(stop, end)
        if name == b"meta":
            begin += 4  # version and flags
    file.seek(begin + 8)  # kind of the data, and locale
    return file.read(max(0, min(end - begin - 8, LONGEST_COMMENT))).decode()
