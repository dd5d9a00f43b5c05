"""A choice of photos to land on, and how large a mosaic a library carries."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.workers import Progress
from mosaic_anim.library.appeal import small_appeal
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.automatic import columns_for
from mosaic_anim.mosaic.cells import cover_grid
from mosaic_anim.mosaic.settings import AUTO, MAX_CELLS, MAX_COLUMNS, MosaicSettings
from mosaic_anim.report.library_colours import lab_of, photo_colours
from mosaic_anim.subject.appeal import Appeal
from mosaic_anim.values.geometry import Grid, Size

LOOKED_AT = 400
"""Photos whose appeal is measured, from all over the library: faces take a while to find."""

_FULL_HD = 1080
"""Short side from which a photo fills a frame as sharp as any [px]."""

_ALIKE, _LIKENESS = 20.0, 0.4
"""Distance at which colours no longer look alike [Delta E*ab]; how much each likeness costs."""

REPEATS = 4
"""Cells that show one photo in a mosaic that looks varied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridSizes:
    """How large a mosaic a library carries.

    Attributes
    ----------
    once : Grid
        The most cells if every photo appears once at most.
    repeated : Grid
        The most cells if each appears `REPEATS` times at most.
    automatic : Grid
        What `columns: auto` chooses.
    """

    once: Grid
    repeated: Grid
    automatic: Grid


def grid_sizes(photos: int, cover: Size) -> GridSizes:
    """Return the grids that a number of photos carries for a cover."""
    settings = MosaicSettings(columns=AUTO)
    return GridSizes(
        once=_largest_grid(photos, cover),
        repeated=_largest_grid(REPEATS * photos, cover),
        automatic=cover_grid(cover, columns_for(settings, photos, cover), settings.cell_aspect),
    )


def _largest_grid(cells: int, cover: Size) -> Grid:
    """Return the grid of square cells with most columns that has at most this many cells."""
    low, high = 1, MAX_COLUMNS
    most = min(cells, MAX_CELLS)
    while low < high:
        middle = (low + high + 1) // 2
        if _cells(middle, cover) <= most:
            low = middle
        else:
            high = middle - 1
    return cover_grid(cover, low, 1.0)


def _cells(columns: int, cover: Size) -> int:
    return columns * max(1, int(columns * cover.height / cover.width))


def photos_to_land_on(
    library: Library,
    used: NDArray[np.int32],
    count: int,
    *,
    progress: Progress | None = None,
) -> list[int]:
    """Return the photos that are most worth a landing, the best first, and unlike each other.

    Parameters
    ----------
    used : (k,) int32
        The photos to choose from. Of more than `LOOKED_AT`, the largest are looked at, and of
        equally large ones some by their contents: names and order do not matter.
    """
    short = library.full_size.min(axis=1)
    by_content = sorted(used.tolist(), key=lambda photo: library.photo_hash[photo])
    by_size = sorted(by_content, key=lambda photo: -min(int(short[photo]), _FULL_HD))
    looked_at = by_size[:LOOKED_AT]
    scores = {}
    for number, photo in enumerate(looked_at, start=1):
        size = min(1.0, int(short[photo]) / _FULL_HD)
        scores[photo] = _score(small_appeal(library, photo)) * size**0.5
        if progress is not None:
            progress("looking at photos", number, len(looked_at))
    return _unlike(library, scores, count)


def _unlike(library: Library, scores: dict[int, float], count: int) -> list[int]:
    """Choose photos one by one, each by its score and by how far its colour is from the others."""
    photos = sorted(scores, key=lambda photo: -scores[photo])
    left = np.array([scores[photo] for photo in photos])
    colors = lab_of(photo_colours(library)[photos])
    chosen = []
    for _ in range(min(count, len(photos))):
        best = int(left.argmax())
        chosen.append(photos[best])
        distance = np.linalg.norm(colors - colors[best], axis=1)
        left *= 1 - _LIKENESS * np.exp(-((distance / _ALIKE) ** 2))
        left[best] = -1
    return chosen


def _score(appeal: Appeal) -> float:
    return (appeal.subject + 0.1) * (appeal.exposure + 0.1) * (appeal.colour + 0.3)
