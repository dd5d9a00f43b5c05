"""Photos that a library lacks, simulated: photos that it has, in the colours that it lacks."""

import hashlib
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.library import Library

Floats = NDArray[np.float32]

_SCATTER = 4.0
"""Standard deviation of the photos' mean colours in each channel [0 to 255]."""
_MEANS = (1.0, 254.0)
_GAMMAS = (0.01, 100.0)
_STEPS = 16


@dataclass(frozen=True, kw_only=True, eq=False)
class LargerLibrary(Library):
    """A library with further photos that lie in memory only.

    Attributes
    ----------
    added : tuple of (h, w, 3) uint8
        The small pictures of the last photos.
    """

    added: tuple[NDArray[np.uint8], ...] = ()

    def small(self, i: int) -> NDArray[np.uint8]:
        """Return the small picture of photo `i` (h, w, 3)."""
        own = len(self) - len(self.added)
        return super().small(i) if i < own else self.added[i - own]


def with_more_photos(library: Library, count: int, color: Floats) -> LargerLibrary:
    """Return a library with `count` more photos of about one colour.

    They are copies of photos from all over the library, lit and coloured otherwise: a gamma curve
    of each channel moves the mean, which keeps more of a photo's look than tint does. Their means
    scatter around the colour, as those of photos that are chosen by eye.

    Parameters
    ----------
    color : (3,) float32
        Their mean colour [encoded sRGB, 0 to 255].
    """
    by_content = sorted(range(len(library)), key=lambda photo: library.photo_hash[photo])
    places = np.linspace(0, len(library) - 1, count).round().astype(int)
    photos = np.array(by_content)[places]
    means = np.random.default_rng(0).normal(color, _SCATTER, (count, 3))
    added = tuple(
        _relit(library.small(int(photo)), np.clip(mean, *_MEANS))
        for photo, mean in zip(photos, means, strict=True)
    )
    names = [f"simulated/{number}" for number in range(count)]
    hashes = [
        hashlib.sha256(name.encode() + picture.tobytes()).hexdigest()
        for name, picture in zip(names, added, strict=True)
    ]
    same = {field.name: getattr(library, field.name) for field in fields(Library)}
    larger = {
        "photo": (*library.photo, *names),
        "photo_hash": (*library.photo_hash, *hashes),
        "taken": library.taken + (None,) * count,
        "full_size": np.concatenate((library.full_size, library.full_size[photos])),
        "small_rect": np.concatenate((library.small_rect, library.small_rect[photos])),
        "small_size": np.concatenate((library.small_size, library.small_size[photos])),
    }
    return LargerLibrary(**(same | larger), added=added)


def _relit(picture: NDArray[np.uint8], mean: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Bring the mean of each channel of a picture (h, w, 3) to `mean`, by bisection of a gamma."""
    light = (picture.astype(np.float32) + 1) / 257
    relit = np.empty_like(light)
    for channel in range(3):
        low, high = _GAMMAS
        for _ in range(_STEPS):
            gamma = np.sqrt(low * high)
            relit[..., channel] = light[..., channel] ** np.float32(gamma) * 255
            if relit[..., channel].mean(dtype=np.float64) > mean[channel]:
                low = gamma
            else:
                high = gamma
    return np.rint(np.clip(relit, 0, 255)).astype(np.uint8)
