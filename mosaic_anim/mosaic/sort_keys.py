"""Sort keys of the photos in the cells, by which motions order tiles."""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.color import Floats, lab_from_srgb
from mosaic_anim.values.flight import SortKeys

GREY = 4.0
"""Photos whose mean colour is less colourful have no hue [CIELAB chroma]: the eye sees grey."""

_LOOKED_AT = 32
"""Pixels along each side of a small picture that its mean is made of, about."""

_RED = np.float32(np.radians(39.5))
"""Where the colour circle begins: half a degree of CIELAB hue before sRGB's red, lest rounding
puts a red photo at its end [radians]."""


def sort_keys_of(placement: Placement, library: Library) -> SortKeys:
    """Return the sort keys of the photos in the cells.

    The mean colour is that of encoded sRGB values, the one that the mosaic is matched by. From it
    come the brightness, CIE L* from black 0 to white 1, and the hue, the angle of CIE a* and b*
    from red 0 over yellow, green and blue up to, and without, red again at 1; grey photos, which
    have none, are at 1, after all others. Equal dates have equal ranks; photos without a date come
    after the newest.

    Raises
    ------
    CannotStartError
        If a photo that is shown is not in the library, or its pixels are damaged.
    """
    variants = placement.variants(library)
    shown, place = np.unique(variants.tile, return_inverse=True)
    lab = lab_from_srgb(_means(library, shown) / np.float32(255))
    dates = [library.taken[photo] for photo in shown]
    cell = place.ravel()[variants.index]  # (n,) into `shown`
    return SortKeys(
        brightness=_of_cells(np.clip(lab[:, 0] / 100, 0, 1), cell),
        hue=_of_cells(_hues(lab), cell),
        date=_of_cells(_ranks(dates), cell),
    )


def _means(library: Library, photos: NDArray[np.int32]) -> Floats:
    """Return the mean colour of each photo (P, 3), of pixels spread evenly over it."""
    means = np.empty((len(photos), 3), np.float32)
    for place, photo in enumerate(photos):
        small = library.small(int(photo))
        rows, cols = (max(1, side // _LOOKED_AT) for side in small.shape[:2])
        seen = small[rows // 2 :: rows, cols // 2 :: cols]
        # Several times as fast as `mean` over both axes.
        means[place] = seen.sum(axis=0, dtype=np.uint32).sum(axis=0) / (seen.size // 3)
    return means


def _hues(lab: Floats) -> Floats:
    """Return where each colour (P, 3) lies on the colour circle, 0 to 1; greys lie at 1."""
    turn = (np.arctan2(lab[:, 2], lab[:, 1]) - _RED) / np.float32(2 * np.pi)
    is_grey = np.hypot(lab[:, 1], lab[:, 2]) < GREY
    # What rounds to 1 would lie among the greys.
    hue = np.minimum(turn - np.floor(turn), np.float32(1 - 2**-24))
    return np.where(is_grey, np.float32(1), hue).astype(np.float32)


def _ranks(dates: list[str | None]) -> Floats:
    """Return the rank of each date (P,), from the oldest 0 to the last 1."""
    known = sorted({date for date in dates if date is not None})
    rank = {date: place for place, date in enumerate(known)}
    places = np.array([rank.get(date or "", len(known)) for date in dates], np.float32)
    last = max(float(places.max(initial=0)), 1.0)
    return np.asarray(places / np.float32(last), np.float32)


def _of_cells(values: Floats, cell: NDArray[np.int64]) -> Floats:
    of_cells = values.astype(np.float32)[cell]
    of_cells.setflags(write=False)
    return of_cells
