"""What Pillow does not report about a file's pixels, or reads as something else.

Asked before a picture is decoded. TIFF files whose numbers have no stated range, or that Pillow
reads wrongly, are refused by a name that can be counted.

References
----------
PNG, third edition, section 11.3.1.1 (tRNS); TIFF 6.0, tags BitsPerSample, SampleFormat,
PhotometricInterpretation and PlanarConfiguration.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from PIL import Image

from mosaic_anim.lazy import TiffImagePlugin

_BITS, _PHOTOMETRIC, _PLANES, _FORMAT = 258, 262, 284, 339
_WHITE_IS_ZERO = 0
_SEPARATE = 2
_UNRANGED = {2: "signed", 3: "floating-point", 5: "complex", 6: "complex"}
"""Kinds of numbers, by SampleFormat, that have no stated range."""
_BIG = 43  # the version of a TIFF beyond 4 GB, whose head is twice as long
_SMALL_GREYS = {"L;2": 85, "L;4": 17}
"""Steps between the greys of a PNG of few bits, as Pillow decodes it."""
_DEEP_RGB = "RGB;16B"


class UnusablePixelsError(ValueError):
    """A picture is whole, but its pixels are of a kind that is not read; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelKind:
    """How to interpret the pixels of a file, beyond their mode in Pillow.

    Attributes
    ----------
    white : int
        The brightest value of 16-bit grey pixels.
    is_negative : bool
        Whether larger values are darker.
    key : int, tuple of int or None
        The transparent value of a PNG, as its pixels are decoded.
    has_low_bytes : bool
        Whether it must be compared with more than the 8 bits per channel that Pillow decodes.
    """

    white: int = 0xFFFF
    is_negative: bool = False
    key: int | tuple[int, ...] | None = None
    has_low_bytes: bool = False


def pixel_kind(picture: Image.Image) -> PixelKind:
    """Return the kind of the pixels of a picture that is not decoded yet."""
    if picture.format == "TIFF" and picture.mode.startswith("I;16"):
        tags = picture.tag_v2  # type: ignore[attr-defined]  # of Pillow's class for TIFF
        (bits, *_) = tags.get(_BITS, (16,))
        is_negative = tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO
        return PixelKind(white=(1 << bits) - 1, is_negative=is_negative)
    key = picture.info.get("transparency")
    if picture.format != "PNG" or isinstance(key, bytes) or picture.mode == "P":
        return PixelKind()
    raw = _raw_mode(picture)
    if isinstance(key, int):
        key *= _SMALL_GREYS.get(raw, 1)
    return PixelKind(key=key, has_low_bytes=key is not None and raw == _DEEP_RGB)


def low_bytes(picture: Image.Image) -> Image.Image:
    """Decode the lower 8 bits of the channels of a PNG of 16 bits, which is not decoded yet."""
    picture.tile = [tile._replace(args="RGB;16L") for tile in picture.tile]  # type: ignore[attr-defined]  # of files
    picture.load()
    return picture


def _raw_mode(picture: Image.Image) -> str:
    """Return Pillow's name of the pixels as they lie in the file."""
    tiles = getattr(picture, "tile", ())
    arguments = tiles[0].args if tiles else ""
    return arguments if isinstance(arguments, str) else str(arguments[0])


def require_usable_tiff(file: IO[bytes]) -> None:
    """Refuse a TIFF whose pixels cannot be interpreted; leave the file at its start.

    Raises
    ------
    UnusablePixelsError
        Naming the kind of its pixels.
    """
    tags = {}
    with suppress(Exception):  # what is damaged is refused by the decoder
        head = file.read(8)
        head += file.read(8) if _BIG in head[2:4] else b""
        directory = TiffImagePlugin.ImageFileDirectory_v2(head)
        file.seek(directory.next)
        directory.load(file)
        tags = {number: directory.get(number) for number in (_BITS, _FORMAT, _PLANES)}
    file.seek(0)
    for number in _numbers(tags.get(_FORMAT)):
        if number in _UNRANGED:
            raise UnusablePixelsError(f"{_UNRANGED[number]} pixels")
    bits = max(_numbers(tags.get(_BITS)), default=1)
    if bits > 16:
        raise UnusablePixelsError(f"pixels of {bits} bits")
    if bits > 8 and tags.get(_PLANES) == _SEPARATE:
        raise UnusablePixelsError(f"pixels of {bits} bits in planes")


def _numbers(value: object) -> set[int]:
    values = value if isinstance(value, tuple) else (value,)
    return {number for number in values if isinstance(number, int)}
