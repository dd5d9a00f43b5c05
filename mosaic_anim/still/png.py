"""PNG written band by band (ISO/IEC 15948, W3C PNG third edition)."""

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from mosaic_anim.still.bands import Band, PackedBand, Pixels, usual_band_rows
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.origin import PICTURE

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ZLIB_HEADER = b"\x78\x01"
_LEVEL = 1
"""Level 6 makes mosaics of photos 5 % smaller in four times the time."""
_ADLER_BASE = 65521
_SUB, _UP = 1, 2
"""Filters: difference to the pixel on the left; to the pixel above (section 9.2)."""


class PngWriter:
    """Deflates each band separately, so that bands are packed in parallel, into one zlib stream."""

    max_side = 2**31 - 1

    def band_rows(self, size: Size) -> int:
        """Return how many rows [px] each band but the last has."""
        return usual_band_rows(size)

    def pack(self, pixels: Pixels, band: Band) -> PackedBand:
        """Filter and deflate one band (h, W, 3)."""
        height, width = pixels.shape[:2]
        lines = np.empty((height, 1 + 3 * width), np.uint8)
        lines[0, 0], lines[1:, 0] = _SUB, _UP
        # The row above the first belongs to another band: that row looks to its left
        lines[0, 1:4] = pixels[0, 0]
        lines[0, 4:] = (pixels[0, 1:] - pixels[0, :-1]).ravel()
        flat = pixels.reshape(height, 3 * width)
        np.subtract(flat[1:], flat[:-1], out=lines[1:, 1:])
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
        body = deflate.compress(lines.data)
        ending = deflate.flush(zlib.Z_FINISH if band.is_last else zlib.Z_SYNC_FLUSH)
        return PackedBand(
            data=body + ending, checksum=zlib.adler32(lines.data), length=lines.nbytes
        )

    def write(self, path: Path, size: Size, packed: Iterable[PackedBand]) -> None:
        """Write signature, header, comment, one IDAT chunk for each band, and the end."""
        with path.open("wb") as file:
            file.write(_SIGNATURE)
            # 8 bits, truecolour, deflate, adaptive filters, not interlaced
            header = struct.pack(">IIBBBBB", size.width, size.height, 8, 2, 0, 0, 0)
            file.write(_chunk(b"IHDR", header))
            file.write(_chunk(b"sRGB", b"\0"))  # perceptual intent
            file.write(_chunk(b"tEXt", b"Comment\0" + PICTURE.encode()))
            file.write(_chunk(b"IDAT", _ZLIB_HEADER))
            checksum = 1
            for band in packed:
                file.write(_chunk(b"IDAT", band.data))
                checksum = _joined(checksum, band.checksum, band.length)
            file.write(_chunk(b"IDAT", struct.pack(">I", checksum)))
            file.write(_chunk(b"IEND", b""))


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(data, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", crc)))


def _joined(first: int, second: int, length: int) -> int:
    """Return the Adler-32 of two texts one after the other; the second has `length` bytes.

    As `adler32_combine` of zlib, which Python does not offer.
    """
    a1, b1 = first & 0xFFFF, first >> 16
    a2, b2 = second & 0xFFFF, second >> 16
    a = (a1 + a2 - 1) % _ADLER_BASE
    b = (b1 + b2 + length * (a1 - 1)) % _ADLER_BASE
    return b << 16 | a
