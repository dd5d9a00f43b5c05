"""Bands: steps that would copy a whole picture take it in bands of rows, and little memory.

A picture of 88 megapixels fits into 10 kB, and takes 352 MB when it is decoded: no second copy of
it may lie beside it.
"""

import math
from collections.abc import Iterator

from PIL import Image

PIXELS = 4 << 20
"""Pixels of a band."""

_MARGIN = 2
"""Rows beside what a filter reaches, so that rounding does not matter."""


def bands(picture: Image.Image) -> Iterator[tuple[int, int]]:
    """Yield the first row of each band of a picture, and the one behind its last."""
    step = max(1, PIXELS // picture.width)
    for top in range(0, picture.height, step):
        yield top, min(picture.height, top + step)


def resize_in_bands(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Reduce a transparent picture, whose colours Pillow multiplies by their alpha in a copy.

    Parameters
    ----------
    picture : Image
        LA or RGBA.
    size : (int, int)
        Width and height of the result [px].
    """
    width, height = size
    scale = picture.height / height  # rows of `picture` for one of the result
    reach = math.ceil(max(1.0, scale)) + _MARGIN
    result = Image.new(picture.mode, size)
    step = max(1, int(PIXELS / (picture.width * scale)))
    for top in range(0, height, step):
        bottom = min(height, top + step)
        first = max(0, math.floor(top * scale) - reach)
        last = min(picture.height, math.ceil(bottom * scale) + reach)
        part = picture.crop((0, first, picture.width, last))
        box = (0, top * scale - first, picture.width, bottom * scale - first)
        box = (*box[:3], min(box[3], last - first))
        reduced = part.resize((width, bottom - top), Image.Resampling.HAMMING, box=box)
        result.paste(reduced, (0, top))
    return result
