"""Impression: a few numbers that say what a small picture looks like.

They are measured once, while a photo is read, and stored in the index.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import Image

_SIDE = 32
_LOW = 8
"""The hash compares the lowest 8 x 8 frequencies of 32 x 32 averages of lightness."""

_COSINES = np.cos(np.pi / _SIDE * np.outer(np.arange(_LOW), np.arange(_SIDE) + 0.5))
"""The lowest rows of the DCT-II; their lengths do not matter to signs."""

_FLAT = 2
"""Neighbouring pixels of one flat colour differ by at most this [levels]: compression is noisy."""

_SHADES = 4
"""Colours are counted in steps of this many levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impression:
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
        red, green, blue = (round(mean) for mean in pixels.mean(axis=(0, 1), dtype=np.float64))
        return cls(
            phash=_phash(pixels), colour=red << 16 | green << 8 | blue, flatness=_flatness(pixels)
        )


def _phash(pixels: NDArray[np.uint8]) -> int:
    """Return which low frequencies lie above their median, the mean left out.

    As `phash` in Krawetz, "Looks Like It", hackerfactor.com, 2011.
    """
    grey = Image.fromarray(np.ascontiguousarray(pixels)).convert("L")
    small = np.asarray(grey.resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float64)
    low = (_COSINES @ small @ _COSINES.T).ravel()
    bits = np.packbits(low > np.median(low[1:]))
    return int.from_bytes(bits.tobytes(), "big")


def _flatness(pixels: NDArray[np.uint8]) -> int:
    levels = pixels.astype(np.int32)
    if min(levels.shape[:2]) < 2:
        return 0
    across = np.abs(np.diff(levels, axis=1)).max(axis=2)[:-1]
    down = np.abs(np.diff(levels, axis=0)).max(axis=2)[:, :-1]
    flat = levels[:-1, :-1][np.maximum(across, down) <= _FLAT]
    commonest = max(_commonest(flat + shift) for shift in (0, _SHADES // 2))
    return round(1000 * commonest / int(across.size))


def _commonest(colours: NDArray[np.int32]) -> int:
    """Return how many of some colours (n, 3) are of the commonest shade."""
    red, green, blue = (colours // _SHADES).T
    shades, counts = np.unique((red << 16) | (green << 8) | blue, return_counts=True)
    return int(counts.max()) if len(shades) else 0
