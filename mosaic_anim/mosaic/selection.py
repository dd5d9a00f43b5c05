"""Selection: which photos of a library may, should and must appear in a mosaic."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import CannotStartError
from mosaic_anim.library.library import Library
from mosaic_anim.library.photo_names import PhotoNameError
from mosaic_anim.mosaic.settings import MosaicSettings, SettingError, SettingName


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Selection:
    """The photos to match.

    Attributes
    ----------
    photos : (T,) int32
        Their numbers in the library, in the order of their content hashes, in which the library's
        own order leaves no trace.
    must_appear : tuple of int
        Those that appear, as indices of `photos`.
    favoured : (T,) bool
        Those that are preferred.
    """

    photos: NDArray[np.int32]
    must_appear: tuple[int, ...]
    favoured: NDArray[np.bool_]


def select_photos(
    library: Library, settings: MosaicSettings, must_appear: Sequence[int] = ()
) -> Selection:
    """Return the photos of a library that `settings` choose.

    Parameters
    ----------
    must_appear : sequence of int
        Further photos that appear.

    Raises
    ------
    CannotStartError
        If there is none.
    SettingError
        If a word means no photo, all are excluded, or one that must appear is.
    """
    if not len(library):
        raise CannotStartError(
            "no usable photo in this library",
            remedy="name a folder with photos",
            place=str(library.folder),
        )
    excluded = _meant(library, settings.exclude, "exclude")
    needed = {*must_appear, *_meant(library, settings.must_use, "must_use")}
    if len(excluded) == len(library):
        raise SettingError("all photos are excluded", remedy="exclude fewer of them", key="exclude")
    if both := sorted(library.photo[photo] for photo in needed & excluded):
        raise SettingError(
            f"{both[0]} must appear and is excluded", remedy="do not exclude it", key="exclude"
        )
    usable = [photo for photo in range(len(library)) if photo not in excluded]
    photos = np.array(sorted(usable, key=lambda photo: library.photo_hash[photo]), np.int32)
    place_of = {int(photo): place for place, photo in enumerate(photos)}
    favoured = np.zeros(len(photos), np.bool_)
    liked = _meant(library, settings.favour, "favour") - excluded
    favoured[[place_of[photo] for photo in liked]] = True
    return Selection(
        photos=photos,
        must_appear=tuple(sorted(place_of[photo] for photo in needed)),
        favoured=favoured,
    )


def usable_count(library: Library, settings: MosaicSettings) -> int:
    """Return how many photos of a library are not excluded."""
    return len(library) - len(_meant(library, settings.exclude, "exclude"))


def _meant(library: Library, words: Sequence[str], key: SettingName) -> set[int]:
    """Return the photos that some words mean."""
    try:
        return {photo for word in words for photo in library.names.matching(word)}
    except PhotoNameError as error:
        (problem,) = error.problems
        raise SettingError(problem.what, remedy=problem.remedy, key=key) from error
