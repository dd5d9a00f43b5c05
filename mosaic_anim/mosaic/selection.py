"""Selection: which photos of a library may, should and must appear in a mosaic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import CannotStartError
from mosaic_anim.library.library import Library
from mosaic_anim.library.near_duplicates import group_near_duplicates, largest_of_each
from mosaic_anim.library.photo_names import PhotoNameError
from mosaic_anim.mosaic.settings import MosaicSettings, SettingError, SettingName

SCREENSHOT = 0.4
"""Flatness from which on a picture counts as a screenshot or document: pages of text reach 0.45 to
0.8; of 2,372 photos the flattest has 0.35, and one in a hundred more than 0.11."""


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
    excluded = _photos_of(library, settings.exclude, "exclude")
    needed = {*must_appear, *_photos_of(library, settings.must_use, "must_use")}
    if both := sorted(library.photo[photo] for photo in needed & excluded):
        raise SettingError(
            f"{both[0]} must appear and is excluded", remedy="do not exclude it", key="exclude"
        )
    usable = _usable(library, settings, excluded, needed)
    photos = np.array(sorted(usable, key=lambda photo: library.photo_hash[photo]), np.int32)
    place_of = {int(photo): place for place, photo in enumerate(photos)}
    favoured = np.zeros(len(photos), np.bool_)
    liked = _photos_of(library, settings.favour, "favour") - excluded
    favoured[[place_of[photo] for photo in liked if photo in place_of]] = True
    return Selection(
        photos=photos,
        must_appear=tuple(sorted(place_of[photo] for photo in needed)),
        favoured=favoured,
    )


def _usable(
    library: Library, settings: MosaicSettings, excluded: set[int], needed: set[int]
) -> list[int]:
    """Return the photos that may appear; those that are needed are among them in any case."""
    every = np.arange(len(library), dtype=np.int32)
    must = np.isin(every, [*needed])
    may = np.ones(len(library), bool)
    for key, fits in _filters(library, settings, excluded):
        if not (may & fits | must).any():
            raise _none_left(key, settings)
        may &= fits
    photos = every[may | must]
    if settings.duplicates == "drop":
        groups = group_near_duplicates(library)
        others = photos[~np.isin(groups[photos], groups[must])]
        photos = np.sort(np.concatenate([every[must], largest_of_each(library, others, groups)]))
    return [int(photo) for photo in photos]


def _filters(
    library: Library, settings: MosaicSettings, excluded: set[int]
) -> Iterator[tuple[SettingName, NDArray[np.bool_]]]:
    """Yield each setting that leaves photos out, and which photos (T,) it lets through."""
    every = np.arange(len(library))
    if settings.include:
        yield "include", np.isin(every, [*_photos_of(library, settings.include, "include")])
    if excluded:
        yield "exclude", ~np.isin(every, [*excluded])
    if settings.min_side > 1:
        yield "min_side", library.full_size.min(axis=1) >= settings.min_side
    dates = [date or "" for date in library.taken]
    if since := settings.since:
        yield "since", np.array([date >= since for date in dates])
    if until := settings.until:
        yield "until", np.array([bool(date) and date[: len(until)] <= until for date in dates])
    if settings.screenshots == "drop" and library.flatness is not None:
        yield "screenshots", library.flatness < SCREENSHOT


def _none_left(key: SettingName, settings: MosaicSettings) -> SettingError:
    """Return the error for a setting that leaves out every photo that others have left."""
    if key == "exclude":
        return SettingError("all photos are excluded", remedy="exclude fewer of them", key=key)
    value = getattr(settings, key)
    shown = "" if isinstance(value, tuple) else f" {value}"
    dated = "; photos without a date are left out, too" if key in {"since", "until"} else ""
    return SettingError(
        f"{key}{shown} leaves no photo", remedy=f"let more photos through{dated}", key=key
    )


def _photos_of(library: Library, words: Sequence[str], key: SettingName) -> set[int]:
    """Return the photos that some words mean."""
    try:
        return {photo for word in words for photo in library.names.matching(word)}
    except PhotoNameError as error:
        (problem,) = error.problems
        raise SettingError(problem.what, remedy=problem.remedy, key=key) from error
