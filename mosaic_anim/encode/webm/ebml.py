"""The elements that a WebM is made of (RFC 8794, EBML; RFC 9559, Matroska). No ffmpeg is needed."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mosaic_anim.encode.encoding import LONGEST_COMMENT

SIGNATURE = b"\x1a\x45\xdf\xa3"
"""Id of the element EBML, with which a file begins."""

HEAD, SEGMENT, TRACKS, CLUSTER, TAGS = 0x1A45DFA3, 0x18538067, 0x1654AE6B, 0x1F43B675, 0x1254C367
TRACK = 0xAE

_TAG, _SIMPLE_TAG, _TAG_NAME, _TAG_STRING = 0x7373, 0x67C8, 0x45A3, 0x4487
_UNKNOWN = -1  # size of an element that is still being written

Element = tuple[int, int, int]
"""Id of an element, begin of its content, and end."""


def elements(file: BinaryIO, begin: int, end: int) -> Iterator[Element]:
    """Yield the elements of a part of the file.

    An element of a damaged file may claim to end behind `end`.
    """
    while begin < end:
        file.seek(begin)
        head = file.read(12)
        name, width = _number(head, keeps_marker=True)
        size, more = _number(head[width:], keeps_marker=False)
        content = begin + width + more
        stop = end if size == _UNKNOWN else content + size
        yield name, content, stop
        begin = stop


def within(file: BinaryIO, begin: int, end: int, *names: int) -> Iterator[Element]:
    """Yield the elements that lie at `names`, one name for each level."""
    for element in elements(file, begin, end):
        if element[0] == names[0]:
            if len(names) == 1:
                yield element
            else:
                yield from within(file, element[1], min(element[2], end), *names[1:])


def content(file: BinaryIO, element: Element, most: int = LONGEST_COMMENT) -> bytes:
    """Read what an element holds, at most so many bytes."""
    file.seek(element[1])
    return file.read(max(0, min(element[2] - element[1], most)))


def is_whole(path: Path) -> bool:
    """Return whether a file consists of elements to its last byte, with a track and pictures.

    It takes microseconds, and finds truncated files, but not a wrong byte.
    """
    with suppress(OSError, struct.error), path.open("rb") as file:
        length = file.seek(0, 2)
        outer = list(elements(file, 0, length))
        if [name for name, *_ in outer] != [HEAD, SEGMENT] or outer[1][2] != length:
            return False
        inner = list(elements(file, outer[1][1], length))
        return {TRACKS, CLUSTER} <= {name for name, *_ in inner} and inner[-1][2] == length
    return False


def webm_comment(file: BinaryIO) -> str | None:
    """Read the comment: the tag COMMENT."""
    for tag in within(file, 0, file.seek(0, 2), SEGMENT, TAGS, _TAG, _SIMPLE_TAG):
        parts = {name: (name, *rest) for name, *rest in elements(file, tag[1], tag[2])}
        if _TAG_NAME in parts and _TAG_STRING in parts:
            name = content(file, parts[_TAG_NAME])  # type: ignore[arg-type] # of three numbers
            if name.rstrip(b"\0").upper() == b"COMMENT":
                text = content(file, parts[_TAG_STRING])  # type: ignore[arg-type]
                return text.rstrip(b"\0").decode()
    return None


def _number(data: bytes, *, keeps_marker: bool) -> tuple[int, int]:
    """Read a number of variable length, and return it with its length (RFC 8794, section 4)."""
    if not data or not data[0]:
        raise struct.error("no number of EBML")
    width = 9 - data[0].bit_length()
    if len(data) < width:
        raise struct.error("a number of EBML is cut off")
    value = int.from_bytes(data[:width], "big")
    if keeps_marker:
        return value, width
    marker = 1 << (7 * width)
    return (_UNKNOWN if value == 2 * marker - 1 else value - marker), width
