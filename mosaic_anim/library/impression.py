"""Impression: a few numbers that say what a small picture looks like.

They are measured once, while a photo is read, and stored in the index.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mosaic_anim.library.lightness import SIDE, Lightness

_LOW = 8
"""The hash compares the lowest 8 x 8 frequencies of the averages of lightness."""

_COSINES = np.cos(np.pi / SIDE * np.outer(np.arange(_LOW), np.arange(SIDE) + 0.5))
"""The lowest rows of the DCT-II; their lengths do not matter to signs."""

_MIDDLE = (_LOW * _LOW - 1) // 2
"""Place of the median of all frequencies but the mean: their number is odd."""

_FLAT = 2
"""Neighbouring pixels of one flat colour differ by at most this [levels]: compression is noisy."""

LEAST_FLATNESS = 200
"""Less counts as none [1/1000]: 98 of 100 photos have so little of any one lightness that their
colours need not be counted."""


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
        half of a screenshot or a page of text, little of a photo. Less than `LEAST_FLATNESS` is 0.
    """

    phash: int
    colour: int
    flatness: int

    @classmethod
    def of(cls, pixels: NDArray[np.uint8], lightness: Lightness | None = None) -> "Impression":
        """Measure a picture (h, w, 3), whose lightness may be known already."""
        if lightness is None:
            lightness = Lightness.of(Image.fromarray(np.ascontiguousarray(pixels)))
        red, green, blue = _means(pixels)
        return cls(
            phash=_phash(lightness),
            colour=red << 16 | green << 8 | blue,
            flatness=_flatness(pixels, lightness),
        )


def _means(pixels: NDArray[np.uint8]) -> list[int]:
    """Return the rounded mean of each channel of a picture (h, w, 3): rows first, side by side."""
    sums = np.add.reduce(np.add.reduce(pixels, axis=0, dtype=np.uint32), axis=0)
    means = sums / (pixels.shape[0] * pixels.shape[1])
    return [round(mean) for mean in means.tolist()]


def _phash(lightness: Lightness) -> int:
    """Return which low frequencies lie above their median, the mean left out.

    As `phash` in Krawetz, "Looks Like It", hackerfactor.com, 2011.
    """
    small = np.frombuffer(lightness.averages, np.uint8).reshape(SIDE, SIDE)
    low = (_COSINES @ small @ _COSINES.T).ravel()
    median = np.partition(low[1:], _MIDDLE)[_MIDDLE]
    bits = np.packbits(low > median)
    return int.from_bytes(bits.tobytes(), "big")


def _flatness(pixels: NDArray[np.uint8], lightness: Lightness) -> int:
    """Return the share of pixels of a picture (h, w, 3) that are of one flat colour [1/1000]."""
    height, width, _ = pixels.shape
    count = (height - 1) * (width - 1)
    if not count or round(1000 * lightness.equal / count) < LEAST_FLATNESS:
        return 0  # pixels of one shade are about equally light
    planes = np.ascontiguousarray(pixels.transpose(2, 0, 1))
    colours = planes.reshape(3, -1).take(_flat_places(planes), axis=1)
    one = np.uint8(1)
    halves = np.right_shift(colours, one)  # so that half a shade more cannot wrap around
    commonest = max(_commonest(halves >> one), _commonest((halves + one) >> one))
    flatness = round(1000 * commonest / count)
    return flatness if flatness >= LEAST_FLATNESS else 0


def _flat_places(planes: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return the places of pixels that are like those beside and below them, row by row.

    Whole planes are compared with themselves, shifted by a pixel and by a row.
    """
    _, height, width = planes.shape
    count = (height - 1) * width
    flat = planes.reshape(3, -1)
    inner = flat[:, :count]
    change = np.maximum(
        _difference(inner, flat[:, 1 : count + 1]), _difference(inner, flat[:, width:])
    )
    is_flat = np.maximum(np.maximum(change[0], change[1]), change[2]) <= _FLAT
    is_flat[width - 1 :: width] = False  # beside the last pixel of a row lies the next row
    return np.flatnonzero(is_flat)


def _difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.maximum(one, other) - np.minimum(one, other)


def _commonest(shades: NDArray[np.uint8]) -> int:
    """Return how many of some colours (3, n) are of the commonest shade."""
    if not shades.shape[1]:
        return 0
    together = shades[0].astype(np.uint32)
    for plane in shades[1:]:
        together <<= 8
        together |= plane
    together.sort()
    changes = np.flatnonzero(together[1:] != together[:-1])
    ends = np.concatenate(([-1], changes, [len(together) - 1]))
    return int((ends[1:] - ends[:-1]).max())
