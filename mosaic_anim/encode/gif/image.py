"""The blocks of a GIF, as bytes (GIF89a; the section of each is named)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mosaic_anim.lazy import np
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 65535
"""Longest delay [hundredths of a second], and longest side [px]."""

TRAILER = b"\x3b"

CONTROL = b"\x21\xf9\x04"
"""The start of the extension with an image's delay (section 23)."""

_KEEP = 1 << 2  # what an image shows stays when the next one comes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Image:
    """A rectangle of a frame, packed.

    Attributes
    ----------
    row, col, height, width : int
        Its place and size [px].
    palette : (k, 3) uint8
        k is 2, 4, 8 … 256.
    stay : int or None
        The index of pixels that stay as they are.
    data : bytes
        Codes in sub-blocks.
    """

    row: int
    col: int
    height: int
    width: int
    palette: "NDArray[np.uint8]"
    stay: int | None
    data: bytes


def index_bits(colors: int) -> int:
    """Return the bits of an index of one of so many colours: at least 2, as codes need."""
    return max(2, (colors - 1).bit_length())


def header(size: Size) -> bytes:
    """Return the head of a file without colours of its own (sections 17 and 18)."""
    return b"GIF89a" + struct.pack("<HHBBB", size.width, size.height, 0x70, 0, 0)


def extension(label: bytes, *data: bytes) -> bytes:
    """Return an extension block of sub-blocks of at most 255 bytes each (section 26)."""
    parts = (part[at : at + 255] for part in data for at in range(0, len(part), 255))
    return b"\x21" + label + b"".join(bytes([len(part)]) + part for part in parts) + b"\x00"


def loop(plays: int) -> bytes:
    """Return the extension that states how often a file is played: 0 is without end.

    Players count the times *after* the first.
    """
    if plays == 1:
        return b""
    again = struct.pack("<BH", 1, min(plays - 1, LONGEST) if plays else 0)
    return extension(b"\xff", b"NETSCAPE2.0", again)


def control(delay: int, stay: int | None) -> bytes:
    """Return the delay of an image [1/100 s], and which index stays (section 23)."""
    flags = _KEEP | (stay is not None)
    return CONTROL + struct.pack("<BHB", flags, delay, stay or 0) + b"\x00"


def image_blocks(image: Image, delay: int) -> Iterator[bytes]:
    """Yield an image with its own colours (sections 20 to 22)."""
    yield control(delay, image.stay)
    bits = index_bits(len(image.palette))
    table = len(image.palette).bit_length() - 1
    place = (image.col, image.row, image.width, image.height)
    yield b"\x2c" + struct.pack("<HHHHB", *place, 0x80 | (table - 1))
    yield image.palette.tobytes()
    yield bytes([bits]) + image.data


def extra_delay_blocks(delay: int) -> Iterator[bytes]:
    """Yield images of one pixel that stays, until `delay` is over: one holds 655.35 s at most."""
    nothing = np.zeros((2, 3), np.uint8)
    # Three codes of three bits: clear, index 0, end.
    pixel = Image(
        row=0, col=0, height=1, width=1, palette=nothing, stay=0, data=b"\x02\x44\x01\x00"
    )
    while delay > 0:
        yield from image_blocks(pixel, min(delay, LONGEST))
        delay -= LONGEST
