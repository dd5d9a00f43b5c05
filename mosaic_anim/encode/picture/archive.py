"""Segments of pictures: a ZIP archive of PNG files, without compression.

The archive's comment is the checksum of all that stands before its last record, so that any damage
is noticed. Names and times are the same every time: equal frames make equal bytes.
"""

import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from mosaic_anim.encode.encoding import Encoding, Pixels
from mosaic_anim.encode.format import TRY_AGAIN
from mosaic_anim.encode.picture.png import png_size
from mosaic_anim.encode.segment_checks import require_count, require_whole, unusable
from mosaic_anim.errors import StoppedError
from mosaic_anim.lazy import Image

_DAMAGE = (BadZipFile, OSError, KeyError, ValueError, NotImplementedError)
_END = 22  # [bytes] of the last record, without the comment (APPNOTE.TXT, section 4.3.16)
_CHUNK = 1 << 20  # [bytes] read at once

COMPRESSION = 4
"""zlib's level; 6 takes twice as long for 1.3 % fewer bytes, 1 a third less for 7 % more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPicture:
    """One PNG of a segment: the segment's file, and the name within."""

    segment: Path
    name: str


def write_pictures(encoding: Encoding, frames: Iterator[Pixels], count: int, part: Path) -> None:
    """Write `count` frames as the PNG files of a segment; equal frames in a row are encoded once.

    Raises
    ------
    StoppedError
        If there are more or fewer of them.
    """
    before: Pixels | None = None
    data, number = b"", 0
    with ZipFile(part, "w") as archive:
        for frame in frames:
            if frame is not before:
                buffer = io.BytesIO()
                Image.fromarray(frame).save(buffer, "PNG", compress_level=COMPRESSION)
                before, data = frame, buffer.getvalue()
            archive.writestr(ZipInfo(f"{number:06d}.png"), data)
            number += 1
    _seal(part)
    if number != count:
        raise StoppedError(
            f"the encoder wrote {number} frames png {encoding.size} instead of {count} frames",
            remedy=TRY_AGAIN,
            place=str(encoding.path),
        )


def stored_pictures(encoding: Encoding, segments: Sequence[Path]) -> list[StoredPicture]:
    """List the pictures of whole segments; none is read.

    Raises
    ------
    StoppedError
        If a segment is missing or damaged, or there are more or fewer than the output has.
    """
    place = str(encoding.path)
    require_whole(segments, lambda segment: bool(_names(segment)), place=place)
    pictures = [
        StoredPicture(segment=segment, name=name)
        for segment in segments
        for name in _names(segment)
    ]
    require_count(len(pictures), encoding.frames, place=place)
    return pictures


def read_stored(encoding: Encoding, picture: StoredPicture) -> bytes:
    """Read one PNG of a segment; its checksum is checked.

    Raises
    ------
    StoppedError
        If it is damaged, or of another size.
    """
    place = str(encoding.path)
    try:
        with ZipFile(picture.segment) as archive:
            data = archive.read(picture.name)
    except _DAMAGE as error:
        raise unusable(picture.segment, "is damaged", place=place) from error
    if png_size(data) != encoding.size:
        raise unusable(picture.segment, f"holds a picture of {png_size(data)}", place=place)
    return data


def _names(segment: Path) -> list[str]:
    """Return the names in a segment, in the order of its frames; none if it is not whole."""
    try:
        with ZipFile(segment) as archive:
            names, seal = archive.namelist(), archive.comment
        return names if seal == _checksum(segment, behind=_END + len(seal)) else []
    except _DAMAGE:
        return []


def _seal(part: Path) -> None:
    """Write the checksum of an archive into its comment."""
    seal = _checksum(part, behind=_END)
    with ZipFile(part, "a") as archive:
        archive.comment = seal


def _checksum(path: Path, *, behind: int) -> bytes:
    """Return the CRC-32 of a file but for its last `behind` bytes, as the seal writes it."""
    with path.open("rb") as file:
        left = file.seek(0, io.SEEK_END) - behind
        file.seek(0)
        total = 0
        while left > 0 and (data := file.read(min(left, _CHUNK))):
            total = zlib.crc32(data, total)
            left -= len(data)
    return f"{total:08x}".encode()
