"""The boxes that an MP4 or MOV is made of (ISO/IEC 14496-12, section 4.2). No ffmpeg is needed."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mosaic_anim.encode.encoding import LONGEST_COMMENT

QUICKTIME = b"qt  "
"""Brand of a MOV, in its box `ftyp`."""

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
        inside = list(boxes(file, 0, length))
        return {b"moov", b"mdat"} <= {name for name, *_ in inside} and inside[-1][2] == length
    return False


def mp4_comment(file: BinaryIO) -> str | None:
    """Read the comment: follow `moov/udta/meta/ilst/©cmt/data`.

    The boxes are those of ISO/IEC 14496-12, the list is Apple's.
    """
    place = _descended(file, _COMMENT)
    if place is None:
        return None
    begin, end = place
    file.seek(begin + 8)  # kind of the data, and locale
    return file.read(max(0, min(end - begin - 8, LONGEST_COMMENT))).decode()


def mov_comment(file: BinaryIO) -> str | None:
    """Read the comment of a MOV: follow `moov/udta/©cmt`.

    It is a text with its length and language (QuickTime File Format, "User Data Atoms").
    """
    place = _descended(file, (*_COMMENT[:2], _COMMENT[4]))
    if place is None:
        return None
    begin, end = place
    file.seek(begin)
    length, _ = struct.unpack(">HH", file.read(4))
    return file.read(max(0, min(end - begin - 4, length))).decode()


def _descended(file: BinaryIO, names: tuple[bytes, ...]) -> tuple[int, int] | None:
    """Return begin and end of what the box at `names` holds; None if it is not there."""
    begin, end = 0, file.seek(0, 2)
    for name in names:
        box_inside = next((box for box in boxes(file, begin, end) if box[0] == name), None)
        if box_inside is None:
            return None
        _, begin, stop = box_inside
        end = min(stop, end)
        if name == b"meta":
            begin += 4  # version and flags
    return begin, end
