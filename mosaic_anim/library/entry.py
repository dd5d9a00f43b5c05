"""Entry: what an index knows of one file, and its row in the manifest."""

import os
import struct
from typing import NamedTuple

FORMATS = ("", "JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF", "RAW", "JXL", "VIDEO")
"""Formats of photo files. What an index knows of a photo is its place in this list."""

Row = tuple[bytes, str, bytes]
"""Path, reason, and a record of all that has a fixed length."""


class Entry(NamedTuple):
    """What the index knows of one file: a tuple, because 100,000 of them are made in a moment.

    Attributes
    ----------
    path : str
        Relative to the library's folder.
    reason : str
        Why the photo is not used; empty for a photo that is.
    taken : str
        Capture date, ISO 8601, or empty.
    content : str
        SHA-256 of the file.
    size, mtime_ns : int
        Size [bytes] and modification time [ns] of the file when it was read.
    late : int
        Number of runs in which it took too long; after some, it is not read again.
    full_height, full_width : int
        Size of the upright photo [px].
    small_height, small_width : int
        Size of the small picture [px].
    offset : int
        Offset of its pixels in the store [bytes].
    checksum : int
        CRC-32 of its pixels.
    kind : int
        Format of the file, an index of `FORMATS`; 0 if it is not known.
    phash : int
        Perceptual hash of the small picture, 64 bits.
    colour : int
        Mean colour, 0xRRGGBB, encoded sRGB.
    flatness : int
        Share of the small picture that is one flat colour [1/1000]; `Impression`.
    row, col, height, width : float
        The part of the photo that the small picture shows [unit].
    """

    path: str
    reason: str = ""
    taken: str = ""
    content: str = ""
    size: int = 0
    mtime_ns: int = 0
    late: int = 0
    full_height: int = 0
    full_width: int = 0
    small_height: int = 0
    small_width: int = 0
    offset: int = 0
    checksum: int = 0
    kind: int = 0
    phash: int = 0
    colour: int = 0
    flatness: int = 0
    row: float = 0.0
    col: float = 0.0
    height: float = 1.0
    width: float = 1.0

    @property
    def length(self) -> int:
        """Number of bytes in the store."""
        return self.small_height * self.small_width * 3


_FORMAT = "<19s32sqqiiiiiqIiQiidddd"  # date, SHA-256, then the numbers in their order


def row_of(entry: Entry) -> Row:
    """Return the row of an entry."""
    words = entry.taken.encode("ascii"), bytes.fromhex(entry.content)
    return os.fsencode(entry.path), entry.reason, struct.pack(_FORMAT, *words, *entry[4:])
