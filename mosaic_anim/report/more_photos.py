"""Photos that a library lacks, simulated: photos that it has, in the colours that it lacks."""

import hashlib
from dataclasses import replace

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


def with_more_photos(
    library: Library, photos: NDArray[np.int32], count: int, color: Floats
) -> tuple[Library, str]:
    """Return a library with `count` more photos of about one colour, which lie in memory only.

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

    Returns
    -------
    library : Library
        The photos of the library, then the others.
    folder : str
        The folder in which the others seem to lie.
    """
    models, folder = _models(library, photos, count, color), _new_folder(library)
    added = _relit_photos(library, models, folder, color)
    each = np.concatenate((np.arange(len(library)), models))
    part = np.arange(len(each)) >= len(library)
    number = np.concatenate((np.arange(len(library)), np.arange(count)))
    larger = replace(
        library,
        photo=library.photo + added.photo,
        photo_hash=library.photo_hash + added.photo_hash,
        taken=library.taken + added.taken,
        full_size=library.full_size[each],
        small_rect=library.small_rect[each],
        small_size=library.small_size[each],
        flatness=None if library.flatness is None else library.flatness[each],
        parts=(library, added),
        place=np.stack((part, number), axis=1).astype(np.int32),
    )
    return larger, folder


def _relit_photos(
    library: Library, models: NDArray[np.int32], folder: str, color: Floats
) -> Library:
    """Return a library of copies of photos, whose means scatter around a colour."""
    means = np.random.default_rng(0).normal(color, _SCATTER, (len(models), 3))
    added = [
        _relit(library.small(int(photo)), np.clip(mean, *_MEANS))
        for photo, mean in zip(models, means, strict=True)
    ]
    names = tuple(f"{folder}/{number}" for number in range(len(models)))
    hashes = (
        hashlib.sha256(name.encode() + picture.tobytes()).hexdigest()
        for name, picture in zip(names, added, strict=True)
    )
    sizes = [picture.size for picture in added]
    return Library(
        folder=library.folder,
        index=library.index,
        photo=names,
        photo_hash=tuple(hashes),
        taken=tuple(library.taken[photo] for photo in models),
        full_size=library.full_size[models],
        small_rect=library.small_rect[models],
        small_size=np.array([picture.shape[:2] for picture in added], np.int32),
        small_offset=np.cumsum([0, *sizes[:-1]]),
        pixels=np.concatenate([picture.ravel() for picture in added]),
    )


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
