"""The comment by which a later run knows its own file, in every format. No ffmpeg is needed."""

import struct
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mosaic_anim.encode.boxes import boxes
from mosaic_anim.encode.jpeg import jpeg_comment
from mosaic_anim.encode.png import SIGNATURE, png_comment
from mosaic_anim.encode.riff import read_xmp
from mosaic_anim.io.xmp import LONGEST, comment_in

_COMMENT = (b"moov", b"udta", b"meta", b"ilst", b"\xa9cmt", b"data")
_LONGEST = 65536  # [bytes] of a comment that is read


def read_comment(path: Path) -> str | None:
    """Return the comment of a video or picture; None if there is none or it cannot be read.

    Only the file's structure is read, no picture data: milliseconds, whatever its length.
    """
    with suppress(OSError, struct.error, IndexError, UnicodeDecodeError):
        if not path.is_file():
            return None
        with path.open("rb") as file:
            head = file.read(12)
            if head[:4] == b"GIF8":
                return _gif_comment(file)
            if head[4:8] == b"ftyp":
                return _mp4_comment(file)
            if head[:4] == b"RIFF" and head[8:] == b"WEBP":
                return comment_in(read_xmp(file, LONGEST))
            if head[:8] == SIGNATURE:
                return png_comment(file)
            if head[:2] == b"\xff\xd8":
                return jpeg_comment(file)
    return None


def _mp4_comment(file: BinaryIO) -> str | None:
    """Follow `moov/udta/meta/ilst/©cmt/data` (ISO/IEC 14496-12, and Apple's metadata list)."""
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
    return file.read(max(0, min(end - begin - 8, _LONGEST))).decode()


def _gif_comment(file: BinaryIO) -> str | None:
    """Walk the blocks of a GIF (GIF89a, appendix B) to its first comment."""
    _skip_gif_head(file)
    while (kind := file.read(1)) in (b"\x21", b"\x2c"):
        label = file.read(1) if kind == b"\x21" else b""
        if not label:
            file.seek(_colours(file.read(9)[8]) + 1, 1)  # place and size, colours, code size
        data = _sub_blocks(file, keep=label == b"\xfe")
        if label == b"\xfe":
            return data.decode()
    return None


def _skip_gif_head(file: BinaryIO) -> int:
    """Go to the first block of a GIF, behind its sizes and colours, and return the place."""
    file.seek(10)
    flags = file.read(3)[0]
    return file.seek(_colours(flags), 1)


def _colours(flags: int) -> int:
    """Return the length of a colour table [bytes]."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _sub_blocks(file: BinaryIO, *, keep: bool) -> bytes:
    """Read sub-blocks to the empty one; return their content if it is to be kept."""
    data = bytearray()
    while length := file.read(1)[0]:
        if keep and len(data) < _LONGEST:
            data += file.read(length)
        else:
            file.seek(length, 1)
    return bytes(data)
