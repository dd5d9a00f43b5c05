"""Entry: what an index knows of one file, and which rows of a manifest can be believed.

An index may have been written by others, checksums and all. Every value is therefore checked for
its range, and every name for its form, before it is used. The numbers of a row are one record of
bytes, so that those of all rows are looked at together: 100,000 entries take a third of a second.
"""

import os
import re
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.decoding_cost import MAX_PIXELS

LARGEST_STORE = 1 << 48
"""Upper bound of the pixels of any library [bytes]."""

LONGEST_REASON = 100  # [characters]

FORMATS = ("", "JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF", "RAW", "JXL", "VIDEO")
"""Formats of photo files. What an index knows of a photo is its place in this list."""

_WHITE = 0xFFFFFF
_ALL_FLAT = 1000

Row = tuple[bytes, str, bytes]
"""Path, reason, and a record of all that has a fixed length."""

_REASON = re.compile(rf"[ -~]{{1,{LONGEST_REASON}}}")
_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_NO_PARTS = (b"//", b"/./", b"/../", b"\0")  # of paths, each between slashes
_ROUNDING = 1e-6


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


_NUMBERS = Entry._fields[4:]
_FORMAT = "<19s32sqqiiiiiqIiQiidddd"  # date, SHA-256, then the numbers in their order
_RECORD = np.dtype(
    [("taken", "S19"), ("content", "V32"), ("size", "<i8"), ("mtime_ns", "<i8"), ("late", "<i4")]
    + [(name, "<i4") for name in _NUMBERS[3:7]]
    + [("offset", "<i8"), ("checksum", "<u4")]
    + [("kind", "<i4"), ("phash", "<u8"), ("colour", "<i4"), ("flatness", "<i4")]
    + [(name, "<f8") for name in _NUMBERS[13:]]
)

Records = NDArray[Any]


def row_of(entry: Entry) -> Row:
    """Return the row of an entry."""
    words = entry.taken.encode("ascii"), bytes.fromhex(entry.content)
    return os.fsencode(entry.path), entry.reason, struct.pack(_FORMAT, *words, *entry[4:])


def believable_entries(
    paths: Sequence[bytes], reasons: Sequence[str], records: Sequence[bytes]
) -> dict[str, Entry] | None:
    """Return the entries of all rows by path, or None if one of them cannot be believed.

    A path leads below the library's folder; a photo has a hash, a size that is read, and a small
    picture that is no larger and shows a part of it; of what is not used only the reason is known.

    Parameters
    ----------
    paths, reasons, records : sequences
        The rows' columns.
    """
    if set(map(type, (*paths, *records))) - {bytes} or set(map(type, reasons)) - {str}:
        return None
    if not paths:
        return {}
    if set(map(len, records)) != {_RECORD.itemsize}:
        return None
    table = np.frombuffer(b"".join(records), _RECORD)
    dates = table["taken"].astype("U19").tolist()
    is_photo = np.array([not reason for reason in reasons], bool)
    if (
        _lead_inside(paths)
        and all(_REASON.fullmatch(reason) for reason in reasons if reason)
        and all(_DATE_TIME.fullmatch(date) for date in dates if date)
        and _are_photos(table[is_photo])
        and _are_unused(table[~is_photo])
    ):
        return _entries(paths, reasons, dates, table)
    return None


def _lead_inside(paths: Sequence[bytes]) -> bool:
    """Return whether no path is empty, absolute, or climbs up."""
    together = b"/\n/".join((b"", *paths, b""))
    return not any(part in together for part in _NO_PARTS)


def _are_photos(table: Records) -> bool:
    """Return whether sizes, places in the store and rectangles of photos are in range."""
    full = np.array((table["full_height"], table["full_width"]), np.int64)
    small = np.array((table["small_height"], table["small_width"]), np.int64)
    corner = np.array((table["row"], table["col"]))
    shown = np.array((table["height"], table["width"]))
    return bool(
        ((small >= 1) & (small <= full) & (full <= MAX_PIXELS)).all()
        and (full.prod(axis=0) <= MAX_PIXELS).all()
        and ((table["offset"] >= 0) & (table["offset"] <= LARGEST_STORE)).all()
        and ((corner >= 0) & (shown > 0) & (corner + shown <= 1 + _ROUNDING)).all()
        and ((table["size"] >= 0) & (table["late"] == 0)).all()
        and ((table["kind"] >= 0) & (table["kind"] < len(FORMATS))).all()
        and ((table["colour"] >= 0) & (table["colour"] <= _WHITE)).all()
        and ((table["flatness"] >= 0) & (table["flatness"] <= _ALL_FLAT)).all()
    )


def _are_unused(table: Records) -> bool:
    """Return whether entries of unused files say nothing about pictures."""
    nothing = np.frombuffer(row_of(Entry(path=""))[2], _RECORD)
    silent = ("taken", "content", *_NUMBERS[3:])
    return bool(
        all((table[name] == nothing[name]).all() for name in silent)
        and ((table["size"] >= 0) & (table["late"] >= 0)).all()
    )


def _entries(
    paths: Sequence[bytes], reasons: Sequence[str], dates: Sequence[str], table: Records
) -> dict[str, Entry]:
    names = os.fsdecode(b"\0".join(paths)).split("\0")  # at once: ten times as fast as one by one
    hashes = table["content"].tobytes().hex()
    contents = ("" if reason else hashes[64 * i : 64 * i + 64] for i, reason in enumerate(reasons))
    numbers = (table[name].tolist() for name in _NUMBERS)
    rows = zip(names, reasons, dates, contents, *numbers, strict=True)
    return dict(zip(names, map(Entry._make, rows), strict=True))
