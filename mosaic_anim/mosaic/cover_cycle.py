"""Cover cycle: which photos of a library make the covers of an endless zoom, and in which order.

A photo is fit to be a cover if it reads well as a mosaic: it has large forms that differ, in
colours that the library has, it shows something, and it is large enough to fill the frame. Of the
fittest, those are taken, in that order, of which each finds a tile of its colours in the one
before, and none looks like another.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import neighbors
from mosaic_anim.library.appeal import (
    measuring_code,
    photo_appeal,
    small_appeal,
    store_numbers,
    stored_numbers,
)
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.crops import crop_choice
from mosaic_anim.mosaic.features import tile_means
from mosaic_anim.mosaic.selection import select_photos
from mosaic_anim.mosaic.settings import CROPS, FeatureKind, MosaicSettings
from mosaic_anim.mosaic.whole_cover import whole_cover
from mosaic_anim.subject.appeal import Appeal
from mosaic_anim.values.color import lab_from_srgb
from mosaic_anim.values.geometry import Size

_SIDE = 16
"""Parts of a picture along each side, by which it is judged."""

_GLANCES, _LOOKS = 160, 40
"""Photos whose appeal is measured at a glance, and then in full."""

_CONTRAST = 18.0
"""Standard deviation of the parts' colours of a picture that reads well [Delta E*ab, CIE76]."""

_GAP = 8.0
"""Mean distance to the library's colours at which a picture reads half as well [CIE76]."""

_STEP = 25.0
"""Distance of a cover from the tile that it is at which a cycle is worth 1 / e as much [CIE76]."""

_ALIKE = 35.0
"""Mean difference of the parts of two covers that have nothing in common [CIE76]."""

_DULL = 5.0
"""A cycle with one cover twice is worth 1 / e^5 as much."""

_NEAR = 0.3
"""As `REACH` in `nesting.py`."""

_CYCLES = 200
"""Beginnings of cycles that are followed."""

Parts = NDArray[np.float32]
"""Colours of pictures' parts (n, _SIDE**2, 3) [CIE L*a*b*]."""


def choose_covers(
    first: Path,
    content: str,
    library: Library,
    settings: MosaicSettings,
    *,
    count: int,
    frame: Size,
) -> list[int]:
    """Return photos that make good covers, in the order in which they lie in each other.

    The choice depends on the photos' contents, not on their names or order, and is remembered.

    Parameters
    ----------
    first : Path
        The first cover, in whose mosaic the first of them is a tile; it is a tile of the last one.
    content : str
        SHA-256 of its file, by which a photo of the library is known to be it.
    settings : MosaicSettings
        How mosaics are made: photos that must not appear are no covers either.
    count : int
        How many; fewer are returned if the library has no more that differ.
    frame : Size
        Size of the frame that shows them [px].
    """
    about = (
        library.digest, content, repr(settings), count, str(frame), measuring_code(),
        _choosing_code(),
    )  # fmt: skip
    number = {content: i for i, content in enumerate(sorted(library.photo_hash))}
    stored = stored_numbers(about)
    if stored is not None:
        by_content = sorted(range(len(library)), key=lambda i: library.photo_hash[i])
        return [by_content[int(place)] for place in stored]
    photos = select_photos(library, settings).photos
    photos = np.array([i for i in photos if library.photo_hash[i] != content], np.int32)
    fit = _Fitness(library=library, photos=photos, aspect=settings.cell_aspect, frame=frame)
    best = fit.best()
    parts = np.concatenate((_parts_of(first, settings.cell_aspect), fit.parts[best]))
    worth = np.array([0.0, *(log(fit.worth[i]) for i in best)])
    chosen = [int(photos[best[i - 1]]) for i in _cycle(parts, worth, count)]
    store_numbers(about, [number[library.photo_hash[i]] for i in chosen])
    return chosen


def _cycle(parts: Parts, worth: NDArray[np.float64], count: int) -> tuple[int, ...]:
    """Return the best cycle of `count` pictures that begins and ends with picture 0, without it.

    Parameters
    ----------
    worth : (n,) float64
        Logarithm of how fit each picture is.
    """
    colours = parts.mean(axis=1)
    step = np.array([[_nearest(one, colour) for colour in colours] for one in parts]) / _STEP
    apart = np.array([[np.linalg.norm(a - b, axis=1).mean() for b in parts] for a in parts])
    alike = _DULL * np.maximum(0.0, 1 - apart / _ALIKE)
    ways: list[tuple[float, tuple[int, ...]]] = [(0.0, (0,))]
    for length in range(min(count, len(parts) - 1)):
        back = step[:, 0] if length + 1 == count else np.zeros(len(parts))
        longer = [
            (float(value + worth[i] - step[way[-1], i] - back[i] - alike[i, way].max()), (*way, i))
            for value, way in ways
            for i in range(1, len(parts))
            if i not in way
        ]
        ways = sorted(longer, key=lambda one: (-one[0], one[1]))[:_CYCLES]
    return ways[0][1][1:]


def _nearest(parts: NDArray[np.float32], colour: NDArray[np.float32]) -> float:
    """Return how near a colour is to that of the most alike part near the middle of a picture."""
    low, high = round(_SIDE * (0.5 - _NEAR)), round(_SIDE * (0.5 + _NEAR))
    middle = parts.reshape(_SIDE, _SIDE, 3)[low:high, low:high]
    return float(np.linalg.norm(middle - colour, axis=-1).min())


@dataclass(kw_only=True, eq=False)
class _Fitness:
    """How fit photos are to be covers.

    Attributes
    ----------
    photos : (T,) int32
        Their numbers in the library, in an order without a trace of the library's.
    parts : (T, _SIDE**2, 3) float32
        Colours of their parts [CIE L*a*b*].
    worth : (T,) float64
        How fit they are.
    """

    library: Library
    photos: NDArray[np.int32]
    aspect: float
    frame: Size

    def __post_init__(self) -> None:
        library, photos = self.library, self.photos
        sizes = library.full_size[photos]
        shown = library.small_rect[photos]
        choice = crop_choice(sizes, shown, self.aspect, CROPS["centre"])
        crops = choice.crop
        means = tile_means(library, photos, choice, FeatureKind(space="lab", side=_SIDE))
        self.parts = lab_from_srgb(means / np.float32(255)).astype(np.float32)
        tall = crops[:, 2] * sizes[:, 0]
        filled = max(self.frame.height, self.frame.width / self.aspect)
        shape = np.sqrt(crops[:, 2:].prod(axis=1))  # what the cut leaves of it
        sharp = np.minimum(1.0, tall / filled) ** 2  # one that is enlarged looks soft
        self.worth = sharp * shape * self._readable() + 1e-9

    def best(self) -> list[int]:
        """Return the fittest, the very best first; only of these is the appeal in `worth`."""
        some = self._first(range(len(self.photos)), _GLANCES)
        for i in some:
            self.worth[i] *= _charm(small_appeal(self.library, int(self.photos[i])))
        some = self._first(some, _LOOKS)
        for i in some:
            height, width = (int(side) for side in self.library.full_size[self.photos[i]])
            scale = min(1.0, max(self.frame.height / height, self.frame.width / width))
            shown = Size(height=max(1, round(height * scale)), width=max(1, round(width * scale)))
            appeal = photo_appeal(self.library, int(self.photos[i]), shown)
            self.worth[i] *= 0.25 + 0.75 * appeal.sharpness
        return self._first(some, _LOOKS)

    def _first(self, some: Sequence[int], count: int) -> list[int]:
        return sorted(some, key=lambda i: (-self.worth[i], i))[:count]

    def _readable(self) -> NDArray[np.float64]:
        """Return how well photos read as mosaics (T,)."""
        parts = self.parts.astype(np.float64)
        means = parts.mean(axis=1)
        spread = np.sqrt(((parts - means[:, None]) ** 2).sum(axis=2).mean(axis=1))
        some = parts[:, :: _SIDE - 1]  # along a diagonal of the picture, and more
        gap, _ = neighbors.KDTree(means).query(some.reshape(-1, 3))
        gap = gap.reshape(len(parts), -1).mean(axis=1)
        flat = np.zeros(len(parts)) if (f := self.library.flatness) is None else f[self.photos]
        coarse = np.array([*self._coarseness(spread)])
        contrast = np.minimum(1.0, spread / _CONTRAST)
        readable: NDArray[np.float64] = coarse * contrast / (1 + gap / _GAP) * (1 - flat) ** 2
        return readable

    def _coarseness(self, spread: NDArray[np.float64]) -> Iterator[float]:
        """Yield how much of what differs in each photo its parts show, 0 to 1."""
        for photo, shown in zip(self.photos, spread, strict=True):
            small = self.library.small(int(photo))[::2, ::2].astype(np.float32) / np.float32(255)
            pixels = lab_from_srgb(small).reshape(-1, 3)
            whole = float(np.sqrt(((pixels - pixels.mean(axis=0)) ** 2).sum(axis=1).mean()))
            yield min(1.0, float(shown) / max(whole, 1.0)) ** 2


def _charm(appeal: Appeal) -> float:
    """Return what a look at a photo is worth, 0 to 1."""
    return (
        (0.2 + 0.8 * appeal.subject) * (0.3 + 0.7 * appeal.exposure) * (0.3 + 0.7 * appeal.colour)
    )


def _parts_of(cover: Path, aspect: float) -> Parts:
    """Return the colours of the parts of a cover (1, _SIDE**2, 3)."""
    kind = FeatureKind(space="lab", side=_SIDE)
    means = whole_cover(cover, aspect, kind, short_side=8 * _SIDE).means(range(1))
    return lab_from_srgb(means / np.float32(255)).astype(np.float32)


@cache
def _choosing_code() -> str:
    """Hash the code that chooses."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
