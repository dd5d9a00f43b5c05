"""What decoding a picture takes: memory, known from its header."""

from PIL import Image

from mosaic_anim.io.pixel_kinds import pixel_kind

MAX_PIXELS = 200_000_000
"""Largest picture that is decoded [px]: the largest sensors in phones. More is refused unread."""

MAX_DECODING = 1 << 30
"""Memory limit of one decoding [bytes], as estimated from the header."""

BIG_DECODING = 192 << 20
"""Estimates above this [bytes] wait for each other: one big picture at a time in a process."""

MOST_OF_FEW_BYTES = 480 << 20
"""Memory limit of decoding a picture whose file is far too short for a photo [bytes]: the process
then takes no more than 512 MiB in all."""

_LEAST_LENGTH = 1 / 200
"""Length of a photo's file for each of its pixels, at least [bytes]. A blurred photo in WebP of
quality 40 has twice as much, one plain colour a third or less."""

_WHOLE_FORMATS = {"WEBP": 12, "AVIF": 16, "HEIF": 16, "JXL": 16}
"""Formats whose decoders take in a whole picture, and the memory of a pixel [bytes]."""

_BYTES_PER_PIXEL = {"1": 2, "L": 1, "P": 5, "RGB": 4, "CMYK": 4, "I;16": 6, "I;16B": 6}
"""Memory of a pixel of each mode before it is reduced [bytes]; transparent ones take 12."""

_WHOLE = 7
"""Extra memory of a pixel that is not reduced, but converted whole [bytes]."""


def usual_decoding_cost(pixels: int, *, reduced: bool) -> int:
    """Estimate the memory for decoding a photo, in colour and without transparency [bytes].

    Parameters
    ----------
    pixels : int
        Pixels of the whole photo.
    reduced : bool
        Whether it is reduced while it is read.
    """
    each = _BYTES_PER_PIXEL["RGB"]
    return min(pixels * (each if reduced else each + _WHOLE), MAX_DECODING)


def decoding_cost(picture: Image.Image, header_pixels: int, *, reduced: bool) -> int:
    """Estimate the memory that decoding takes at its peak [bytes], as measured with Pillow 13."""
    if picture.format in _WHOLE_FORMATS:
        each = _WHOLE_FORMATS[picture.format]
    elif "transparency" in picture.info:
        each = 20 if pixel_kind(picture).has_low_bytes else 12
    else:
        each = _BYTES_PER_PIXEL.get(picture.mode, 12)
    cost = picture.width * picture.height * (each if reduced else each + _WHOLE)
    if "progressive" in picture.info:  # all coefficients wait in 16 bits until the last scan
        cost += header_pixels * 6
    return cost


def is_bomb(picture: Image.Image, length: int) -> bool:
    """Return whether a picture would take much memory for the few bytes of its file.

    Those of other formats are decoded at a smaller scale, or in bands.

    Parameters
    ----------
    length : int
        Length of the file [bytes].
    """
    pixels = picture.width * picture.height
    each = _WHOLE_FORMATS.get(picture.format or "", 0)
    return pixels * each > MOST_OF_FEW_BYTES and length < pixels * _LEAST_LENGTH
