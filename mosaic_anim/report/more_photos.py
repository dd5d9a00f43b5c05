"""Photos that a library lacks, simulated: photos that it has, in the colours that it lacks."""

import hashlib
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.library import Library
from mosaic_anim.values.color import lab_from_srgb

Floats = NDArray[np.float32]

_SCATTER = 4.0
"""Standard deviation of the photos' mean colours in each channel [0 to 255]."""
_CHOICE = 3
"""Of so many times as many photos as are wanted, the nearest ones, they are made."""
_MEANS = (1.0, 254.0)
_GAMMAS = (0.01, 100.0)
_STEPS = 16
_LIKE_THE_MODEL = ("full_size", "small_rect", "small_size", "flatness")
"""Fields that a simulated photo has from the photo that it is made of."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LargerLibrary(Library):
    """A library with further photos that lie in memory only.

    Attributes
    ----------
    added : tuple of (h, w, 3) uint8
        The small pictures of the last photos.
    folder_added : str
        The folder in which these seem to lie.
    """

    added: tuple[NDArray[np.uint8], ...] = ()
    folder_added: str = ""

    def small(self, i: int) -> NDArray[np.uint8]:
        """Return the small picture of photo `i` (h, w, 3)."""
        own = len(self) - len(self.added)
        return super().small(i) if i < own else self.added[i - own]


def with_more_photos(
    library: Library, photos: NDArray[np.int32], count: int, color: Floats
) -> LargerLibrary:
    """Return a library with `count` more photos of about one colour.

    They are copies of the nearest of `photos` in colour, lit and coloured otherwise: a gamma curve
    of each channel moves the mean, which keeps more of a photo's look than tint does. Their means
    scatter around the colour, as those of photos that are chosen by eye. All else they have from
    the photos that they are made of, so that what lets these through lets them through, too.

    Parameters
    ----------
    photos : (P,) int32
        Which photos they are made of.
    color : (3,) float32
        Their mean colour [encoded sRGB, 0 to 255].
    """
    models = _models(library, photos, count, color)
    means = np.random.default_rng(0).normal(color, _SCATTER, (count, 3))
    added = tuple(
        _relit(library.small(int(photo)), np.clip(mean, *_MEANS))
        for photo, mean in zip(models, means, strict=True)
    )
    folder = _new_folder(library)
    names = [f"{folder}/{number}" for number in range(count)]
    hashes = [
        hashlib.sha256(name.encode() + picture.tobytes()).hexdigest()
        for name, picture in zip(names, added, strict=True)
    ]
    same = {field.name: getattr(library, field.name) for field in fields(Library)}
    larger: dict[str, object] = {
        "photo": (*library.photo, *names),
        "photo_hash": (*library.photo_hash, *hashes),
        "taken": library.taken + tuple(library.taken[photo] for photo in models),
    }
    for name in _LIKE_THE_MODEL:
        values = same[name]
        larger[name] = None if values is None else np.concatenate((values, values[models]))
    return LargerLibrary(**(same | larger), added=added, folder_added=folder)


def _models(
    library: Library, photos: NDArray[np.int32], count: int, color: Floats
) -> NDArray[np.int32]:
    """Return `count` of the photos nearest to a colour, or some of them several times.

    Dark photos have other contrasts than light ones, so that what they are made of counts: with
    photos from anywhere, the gain was 4 to 14 % less. Of more than enough, some in between are left
    out, for real photos of a colour are not all alike.
    """
    means = _means(library, photos) / np.float32(255)
    gap = np.linalg.norm(lab_from_srgb(means) - lab_from_srgb(color / np.float32(255)), axis=1)
    names = np.array(library.photo_hash)[photos]
    near = photos[np.lexsort((names, gap))[: _CHOICE * count]]
    by_content = near[np.argsort(np.array(library.photo_hash)[near])]
    models: NDArray[np.int32] = by_content[np.linspace(0, len(near) - 1, count).round().astype(int)]
    return models


def _means(library: Library, photos: NDArray[np.int32]) -> Floats:
    """Return the mean colours of photos (P, 3) [encoded sRGB, 0 to 255]."""
    if library.colour is not None:
        return library.colour[photos].astype(np.float32)
    return np.array([library.small(int(photo)).mean(axis=(0, 1)) for photo in photos], np.float32)


def _new_folder(library: Library) -> str:
    """Return a name that no folder of the library has."""
    name = "simulated"
    while any(photo.startswith(f"{name}/") for photo in library.photo):
        name += "-"
    return name


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
