"""Likeness: which photos look like the mosaic itself or have its colours, which look alike.

A dive that ends on the picture that it came from goes nowhere, and a tour of three red jackets is
one of one. A few colours of the small pictures show both.

References
----------
D. Schnitzer et al., Local and global scaling reduce hubs in space, JMLR 13, 2012: that a picture is
near to others is no distance but a rank among them, or a few pictures would be near to all.
"""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mosaic_anim.lazy import Image
from mosaic_anim.library.rarity import FEW
from mosaic_anim.values.color import lab_from_srgb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement

_SIDE = 8
"""Colours in a row and in a column that stand for a picture."""

_HUE = np.array([0.25, 1, 1], np.float32)
"""Weights of lightness and of the two axes of colour."""

_EVERY = 4
"""Of the pixels of a small picture, one in so many in a row and in a column makes its mean."""

_SAME = 0.9
"""Correlation of the colours of a photo and of a mosaic that shows it: 0.97 of a photo with itself,
0.75 of two sunsets."""

_SHAPE = 1.05
"""Ratio of the shapes of two pictures that may be one."""

_COMPARED = 200
"""Photos that stand for all other covers."""

_STRANGE = 80.0
"""Strangeness of a photo that has nothing of the cover's colours [CIE76]."""

_ALIKE = 22.0
"""Mean difference of the colours of photos that look alike [CIE76]."""


class Likeness:
    """Compares the photos of a mosaic.

    Parameters
    ----------
    placement : Placement
        The mosaic.
    library : Library
        Its photos.
    numbers : sequence of int
        Number in the library of each photo of the placement; -1 if it is gone.
    """

    def __init__(
        self, placement: "Placement", library: "Library", numbers: "Sequence[int]"
    ) -> None:
        self._placement = placement
        self._library = library
        self._numbers = numbers
        self._known: dict[int, NDArray[np.float32]] = {}

    def is_cover(self, photo: int) -> bool:
        """Return whether a photo of the placement shows what the whole mosaic shows."""
        number = self._numbers[photo]
        if number < 0:
            return False
        height, width = (float(side) for side in self._library.full_size[number])
        grid = self._placement.grid
        shapes = width / max(height, 1.0) / (grid.cols * grid.cell_aspect / grid.rows)
        if not 1 / _SHAPE <= shapes <= _SHAPE:
            return False
        one, other = (_varied(colors) for colors in (self._colors(photo), self._mosaic))
        size = float(np.linalg.norm(one) * np.linalg.norm(other))
        return bool(size > 0 and float((one * other).sum()) / size >= _SAME)

    def strangeness(self, photo: int) -> float:
        """Return how far a photo's colours are from the mosaic's, wherever they lie [CIE76].

        Each colour of one is compared with the nearest of the other, above all in hue: a warm
        photo is near to a warm cover.
        """
        own, cover = (c.reshape(-1, 3) * _HUE for c in (self._colors(photo), self._mosaic))
        return float(_strangeness(own, cover[None])[0])

    @property
    def is_of_few(self) -> bool:
        """Whether the photos are too few to stand for all covers."""
        return len(self._numbers) < FEW

    def nearness(self, photo: int) -> float:
        """Return how near a photo's colours are to the mosaic's, 0 to 1."""
        return max(0.0, 1 - self.strangeness(photo) / _STRANGE)

    def kinship(self, photo: int) -> float:
        """Return how near a photo's colours are to the mosaic's as a rank, 0 to 1.

        It is the share of other pictures, some photos of the library, whose colours are farther
        from the photo's: each photo is near to some covers and far from others, none to all.
        """
        far = self.strangeness(photo)
        own = self._colors(photo).reshape(-1, 3) * _HUE
        farther = int(np.count_nonzero(_strangeness(own, self._others) > far))
        return (farther + 0.5) / (len(self._others) + 1)

    def alike(self, photo: int, other: int) -> bool:
        """Return whether two photos of the placement look alike from afar."""
        apart = np.linalg.norm(self._colors(photo) - self._colors(other), axis=-1)
        return bool(apart.mean() < _ALIKE)

    def _colors(self, photo: int) -> "NDArray[np.float32]":
        """Return the colours of a photo (_SIDE, _SIDE, 3) [CIE L*a*b*]; grey if it is gone."""
        if photo not in self._known:
            number = self._numbers[photo]
            grey = np.full((_SIDE, _SIDE, 3), 128, np.uint8)
            self._known[photo] = _reduced(self._library.small(number) if number >= 0 else grey)
        return self._known[photo]

    @cached_property
    def _others(self) -> "NDArray[np.float32]":
        """The colours of some photos, whatever their names and order (P, _SIDE ** 2, 3) [Lab]."""
        hashes = self._placement.photo_hash
        some = np.argsort(hashes, kind="stable")[:_COMPARED].tolist()
        return np.stack([self._colors(photo).reshape(-1, 3) * _HUE for photo in some])

    @cached_property
    def _mosaic(self) -> "NDArray[np.float32]":
        """The colours of the mosaic as it is seen from afar (_SIDE, _SIDE, 3) [CIE L*a*b*]."""
        placement, grid = self._placement, self._placement.grid
        parts, which = np.unique(
            np.column_stack([placement.tile, placement.crop]), axis=0, return_inverse=True
        )
        means = np.array([self._mean(int(part[0]), part[1:]) for part in parts])
        shown = means[which.ravel()] * placement.gain + placement.offset
        cells = np.clip(shown, 0, 255).astype(np.uint8)
        return _reduced(cells.reshape(grid.rows, grid.cols, 3))

    def _mean(self, photo: int, crop: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return the mean colour of a part of a photo [sRGB]; grey if it is gone."""
        if self._numbers[photo] < 0:
            return np.full(3, 128.0)
        small = self._library.small(self._numbers[photo])
        start = np.round(crop[:2] * small.shape[:2]).astype(int)
        end = np.maximum(start + 1, np.round((crop[:2] + crop[2:]) * small.shape[:2]).astype(int))
        part = small[start[0] : end[0] : _EVERY, start[1] : end[1] : _EVERY]
        mean: NDArray[np.float64] = part.mean(axis=(0, 1))
        return mean


def _reduced(pixels: "NDArray[np.uint8]") -> "NDArray[np.float32]":
    """Return a few colours of a picture (H, W, 3) [sRGB], of whatever shape."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    small = image.resize((_SIDE, _SIDE), Image.Resampling.BOX)
    encoded = np.asarray(small, np.float32) / np.float32(255)
    return np.asarray(lab_from_srgb(encoded), np.float32)


def _strangeness(
    own: "NDArray[np.float32]", others: "NDArray[np.float32]"
) -> "NDArray[np.float32]":
    """Return how far colours (n, 3) are from those of P pictures (P, m, 3) each (P,)."""
    apart = np.linalg.norm(own[:, None] - others[:, None], axis=-1)  # (P, n, m)
    far: NDArray[np.float32] = apart.min(axis=1).mean(axis=1) + apart.min(axis=2).mean(axis=1)
    return far


def _varied(colors: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Return how colours differ from their mean."""
    varied: NDArray[np.float32] = colors - colors.mean(axis=(0, 1))
    return varied
