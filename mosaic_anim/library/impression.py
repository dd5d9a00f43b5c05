"""Impression: a few numbers that say what a small picture looks like.

They are measured once, while a photo is read, and stored in the index.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import Image

if TYPE_CHECKING:
    import PIL
    import PIL.Image

_SIDE = 32
_LOW = 8
"""The hash compares the lowest 8 x 8 frequencies of 32 x 32 averages of lightness."""

_COSINES = np.cos(np.pi / _SIDE * np.outer(np.arange(_LOW), np.arange(_SIDE) + 0.5))
"""The lowest rows of the DCT-II; their lengths do not matter to signs."""

_MIDDLE = (_LOW * _LOW - 1) // 2
"""Place of the median of all frequencies but the mean: their number is odd."""

_FLAT = 2
"""Neighbouring pixels of one flat colour differ by at most this [levels]: compression is noisy."""

_SHADES = 4
"""Colours are counted in steps of this many levels."""


class Impression(NamedTuple):
    """What a picture looks like.

    Attributes
    ----------
    phash : int
        Perceptual hash, 64 bits. Copies of a picture that were resized or compressed again differ
        in few of them, different pictures in about half.
    colour : int
        Mean colour, 0xRRGGBB, encoded sRGB.
    flatness : int
        Share of pixels that have the commonest colour, as those beside and below them [1/1000]:
        half of a screenshot or a page of text, little of a photo.
    """

    phash: int
    colour: int
    flatness: int

    @classmethod
    def of(cls, pixels: NDArray[np.uint8]) -> "Impression":
        """Measure a picture (h, w, 3)."""
        whole = np.ascontiguousarray(pixels)
        red, green, blue = _means(whole)
        return cls(
            phash=_phash(Image.fromarray(whole)),
            colour=red << 16 | green << 8 | blue,
            flatness=_flatness(whole),
        )


def _means(pixels: NDArray[np.uint8]) -> list[int]:
    """Return the rounded mean of each channel of a picture (h, w, 3): rows first, side by side."""
    sums = np.add.reduce(np.add.reduce(pixels, axis=0, dtype=np.uint32), axis=0)
    means = sums / (pixels.shape[0] * pixels.shape[1])
    return [round(mean) for mean in means.tolist()]


def _phash(picture: "PIL.Image.Image") -> int:
    """Return which low frequencies lie above their median, the mean left out.

    As `phash` in Krawetz, "Looks Like It", hackerfactor.com, 2011.
    """
    grey = picture.convert("L")
    small = np.asarray(grey.resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float64)
    low = (_COSINES @ small @ _COSINES.T).ravel()
    median = np.partition(low[1:], _MIDDLE)[_MIDDLE]
    bits = np.packbits(low > median)
    return int.from_bytes(bits.tobytes(), "big")


def _flatness(pixels: NDArray[np.uint8]) -> int:
    """Return the share of pixels of a picture (h, w, 3) that are of one flat colour [1/1000]."""
    height, width, _ = pixels.shape
    if min(height, width) < 2:
        return 0
    rows = pixels.reshape(height, -1)  # (h, 3w): whole rows are compared at once
    inner = rows[:-1, :-3]
    change = np.maximum(_difference(inner, rows[:-1, 3:]), _difference(inner, rows[1:, :-3]))
    flat = change <= _FLAT
    row, col = np.nonzero(flat[:, 0::3] & flat[:, 1::3] & flat[:, 2::3])
    colours = pixels[row, col].astype(np.int32)
    commonest = max(_commonest(colours, shift) for shift in (0, _SHADES // 2))
    return round(1000 * commonest / (flat.size // 3))


def _difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.maximum(one, other) - np.minimum(one, other)


def _commonest(colours: NDArray[np.int32], shift: int) -> int:
    """Return how many of some colours (n, 3) are of the commonest shade."""
    if not len(colours):
        return 0
    red, green, blue = ((colours + shift) // _SHADES).T
    shades = np.sort((red << 16) | (green << 8) | blue)
    ends = np.flatnonzero(np.append(shades[1:] != shades[:-1], True))
    return int(np.diff(ends, prepend=-1).max())
