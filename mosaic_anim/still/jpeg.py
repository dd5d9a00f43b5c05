"""JPEG written band by band (ITU-T T.81): Pillow encodes each, restart markers join them.

All bands are encoded with the same tables. The coded data of a band begins with fresh predictors
on a byte boundary, just as it does after a restart marker; so bands of R blocks each make one
picture, when a DRI segment says "restart after R blocks" and RST0 to RST7 stand between them.
"""

import io
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from mosaic_anim.lazy import Image
from mosaic_anim.still.bands import ROW_STEP, Band, PackedBand, Pixels, usual_band_rows
from mosaic_anim.still.srgb import srgb_profile
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.origin import PICTURE

QUALITY = 92

_MAX_INTERVAL = 65_535
"""Most blocks between restart markers: the field has 16 bits."""
_SOF0, _SOS, _EOI, _RST0 = 0xC0, 0xDA, b"\xff\xd9", 0xD0
_BLOCK = 8
"""Side of a block [px]; colours are not subsampled, so 8 x 8 pixels are coded together."""


class JpegWriter:
    """Encodes bands at quality 92 with full colour resolution: tiles are small pictures."""

    max_side = 65_500
    """What libjpeg, and so most programs, read [px]."""

    def band_rows(self, size: Size) -> int:
        """Return how many rows [px] each band but the last has: at most 65,535 blocks."""
        most = _MAX_INTERVAL // _blocks(size.width) * ROW_STEP
        return min(usual_band_rows(size), most)

    def pack(self, pixels: Pixels, band: Band) -> PackedBand:  # noqa: ARG002 - bands know no place
        """Encode one band (h, W, 3) as a JPEG of its own."""
        buffer = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(pixels)).save(
            buffer,
            "JPEG",
            quality=QUALITY,
            subsampling=0,
            icc_profile=srgb_profile(),
            comment=PICTURE,
        )
        return PackedBand(data=buffer.getvalue())

    def write(self, path: Path, size: Size, packed: Iterable[PackedBand]) -> None:
        """Write the first band's header for the whole size, then the coded data of all bands."""
        blocks = _blocks(size.width) * (self.band_rows(size) // _BLOCK)
        with path.open("wb") as file:
            for number, band in enumerate(packed):
                header, coded = _parted(band.data)
                if number == 0:
                    file.write(_whole_header(header, size, blocks))
                else:
                    file.write(bytes((0xFF, _RST0 + (number - 1) % 8)))
                file.write(coded)
            file.write(_EOI)


def _blocks(length: int) -> int:
    """Return how many blocks cover `length` [px]."""
    return -(-length // _BLOCK)


def _segments(jpeg: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of each segment up to and including SOS."""
    start = 2
    while True:
        marker = jpeg[start + 1]
        end = start + 2 + int.from_bytes(jpeg[start + 2 : start + 4], "big")
        yield marker, start, end
        if marker == _SOS:
            return
        start = end


def _parted(jpeg: bytes) -> tuple[bytes, bytes]:
    """Part a JPEG in its header, SOS included, and its coded data without the end marker."""
    *_, (_, _, end) = _segments(jpeg)
    return jpeg[:end], jpeg[end : -len(_EOI)]


def _whole_header(header: bytes, size: Size, restart_interval: int) -> bytes:
    """Set the height of the whole picture, and the restart interval before SOS."""
    whole = bytearray(header)
    places = {marker: start for marker, start, _ in _segments(header)}
    # SOF0: marker, length, precision, then height and width
    whole[places[_SOF0] + 5 : places[_SOF0] + 7] = struct.pack(">H", size.height)
    interval = struct.pack(">2sHH", b"\xff\xdd", 4, restart_interval)
    return bytes(whole[: places[_SOS]] + interval + whole[places[_SOS] :])
