"""Facts about a library: how many photos of which kind, size and date, and what is not used."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.index import IndexReport
from mosaic_anim.library.library import Library
from mosaic_anim.library.near_duplicates import group_near_duplicates, largest_of_each

_SQUARE = 1.05
"""Largest ratio of the sides of a picture that counts as square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFacts:
    """What a library consists of.

    Attributes
    ----------
    photos : int
        Photos, each content once.
    copies : int
        Further files with the content of one of them.
    near_duplicates : int
        Photos that hardly differ from a larger one, which stands for them.
    formats : mapping of str to int
        Photos by the formats of their files, the most frequent first.
    shapes : mapping of str to int
        Photos that are `landscape`, `portrait` or `square`.
    megapixels : (float, float, float)
        Size of the smallest, the median and the largest photo [10^6 px].
    years : mapping of int to int
        Photos by the years in which they were taken, rising.
    undated : int
        Photos without a date.
    photo_bytes, index_bytes : int
        Size of the photos' files, and of their index [bytes].
    skipped : mapping of str to int
        Files that are not used, by reason, the most frequent first.
    others : int
        Files that are no photos.
    """

    photos: int
    copies: int
    near_duplicates: int
    formats: Mapping[str, int]
    shapes: Mapping[str, int]
    megapixels: tuple[float, float, float]
    years: Mapping[int, int]
    undated: int
    photo_bytes: int
    index_bytes: int
    skipped: Mapping[str, int]
    others: int


def library_facts(report: IndexReport, groups: Sequence[NDArray[np.int32]]) -> LibraryFacts:
    """Count what was indexed.

    Parameters
    ----------
    groups : sequence of (k,) int32
        As `duplicate_groups` returns them.
    """
    library = report.library
    sizes = library.full_size.astype(np.float64)
    areas = np.sort(sizes.prod(axis=1)) / 1e6
    years = Counter(int(date[:4]) for date in library.taken if date)
    return LibraryFacts(
        photos=len(library),
        copies=report.same,
        near_duplicates=sum(len(group) - 1 for group in groups),
        formats=_most_first(Counter(library.format)),
        shapes=_shapes(sizes),
        megapixels=(float(areas[0]), float(np.median(areas)), float(areas[-1])),
        years=dict(sorted(years.items())),
        undated=sum(date is None for date in library.taken),
        photo_bytes=report.photo_bytes,
        index_bytes=_bytes_in(library.index),
        skipped=dict(report.summary()),
        others=report.others,
    )


def duplicate_groups(library: Library) -> list[NDArray[np.int32]]:
    """Return the photos that stand for others, each with those, the largest groups first.

    The first of each group is the one that is used.
    """
    groups = group_near_duplicates(library)
    order = np.argsort(groups, kind="stable")
    _, starts = np.unique(groups[order], return_index=True)
    every = np.arange(len(library), dtype=np.int32)
    used = set(largest_of_each(library, every, groups).tolist())
    alike = [part for part in np.split(order.astype(np.int32), starts[1:]) if len(part) > 1]
    sorted_parts = sorted(alike, key=lambda part: (-len(part), int(part[0])))
    return [np.array(sorted(part, key=lambda one: one not in used)) for part in sorted_parts]


def _most_first(counts: Counter[str]) -> Mapping[str, int]:
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def _shapes(sizes: NDArray[np.float64]) -> Mapping[str, int]:
    aspect = sizes[:, 1] / sizes[:, 0]
    wide, tall = int((aspect > _SQUARE).sum()), int((aspect < 1 / _SQUARE).sum())
    return {"landscape": wide, "portrait": tall, "square": len(sizes) - wide - tall}


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
