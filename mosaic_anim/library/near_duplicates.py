"""Near duplicates: copies that were resized, compressed again or hardly moved, as in a burst."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import Image, csgraph, sparse
from mosaic_anim.library.library import Library

MOST_BITS = 10
"""Bits of 64 in which the perceptual hashes of near duplicates differ at most."""

MOST_DIFFERENCE = 9.0
"""Largest root mean square between their 8 x 8 averages [levels].

Measured on 2,372 photos: copies at half the size or at JPEG quality 30 differ in at most 6 bits and
by 2.8 levels, cuts of 2 % at two edges in 12 bits and by 14 (the median in 4 bits and by 6);
different photos with at most 10 bits of difference by at least 11.7.
"""

MOST_OF_CONTRAST = 0.25
"""Yet it is no more than this share of their own contrast: plain colours have no likeness."""

MOST_STRETCH = 1.05
"""Largest ratio of their aspects."""

_PAIRS_AT_ONCE = 4_000_000
_AVERAGES = 8


def group_near_duplicates(library: Library) -> NDArray[np.int32]:
    """Return the group of each photo (T,): near duplicates, and chains of them, share one."""
    own = np.arange(len(library), dtype=np.int32)
    if library.phash is None or library.colour is None:
        return own
    pairs = np.array(
        [pair for pair in _candidates(library) if _are_alike(library, *pair)], np.int64
    )
    if not len(pairs):
        return own
    links = sparse.coo_array((np.ones(len(pairs), bool), pairs.T), (len(own), len(own)))
    _, group = csgraph.connected_components(links, directed=False)
    return np.asarray(group, np.int32)


def largest_of_each(
    library: Library, photos: NDArray[np.int32], groups: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return the largest photo of each group among some photos, rising.

    Of equally large ones it is the one whose content's hash comes first, so that names and order
    do not matter.
    """
    area = library.full_size[photos].astype(np.int64).prod(axis=1)
    group = groups[photos]
    order = np.lexsort((np.array(library.photo_hash)[photos], -area, group))
    _, first = np.unique(group[order], return_index=True)
    return np.sort(photos[order[first]])


def _candidates(library: Library) -> Iterator[tuple[int, int]]:
    """Yield pairs whose hashes, mean colours and aspects hardly differ.

    Photos are sorted by the lightness of their mean colours, which lies within the largest
    difference: each is compared with the few that follow it there.
    """
    assert library.phash is not None  # noqa: S101 - checked by the caller, said to mypy
    assert library.colour is not None  # noqa: S101
    colour = library.colour.astype(np.float64)
    light = colour.mean(axis=1)
    order = np.argsort(light, kind="stable")
    light, colour, phash = light[order], colour[order], library.phash[order]
    aspect = np.log(library.full_size[order, 1] / library.full_size[order, 0])
    end = np.searchsorted(light, light + MOST_DIFFERENCE + 1, side="right")  # 1: it was rounded
    start = 0
    while start < len(order):
        stop = _block_end(end, start)
        some, others = slice(start, stop), slice(start, int(end[stop - 1]))
        alike = np.bitwise_count(phash[some, None] ^ phash[None, others]) <= MOST_BITS
        first, second = np.nonzero(alike)
        after = second > first
        first, second = first[after] + start, second[after] + start
        near = np.abs(aspect[first] - aspect[second]) <= np.log(MOST_STRETCH)
        apart = np.sqrt(((colour[first] - colour[second]) ** 2).mean(axis=1))
        near &= apart <= MOST_DIFFERENCE + 1  # no less than between all averages; 1: as above
        yield from zip(order[first[near]].tolist(), order[second[near]].tolist(), strict=True)
        start = stop


def _block_end(end: NDArray[np.intp], start: int) -> int:
    """Return where a block of rows from `start` ends that holds at most `_PAIRS_AT_ONCE` pairs.

    Parameters
    ----------
    end : (T,)
        Where the photos end that each one is compared with; rising.
    """
    low, high = start + 1, len(end)
    while low < high:
        middle = (low + high + 1) // 2
        if (middle - start) * int(end[middle - 1] - start) <= _PAIRS_AT_ONCE:
            low = middle
        else:
            high = middle - 1
    return low


def _are_alike(library: Library, one: int, other: int) -> bool:
    """Return whether the averages of two small pictures hardly differ."""
    first, second = _averages(library.small(one)), _averages(library.small(other))
    difference = np.sqrt(((first - second) ** 2).mean())
    contrast = np.sqrt(first.var(axis=(0, 1)).mean())
    return bool(difference <= min(MOST_DIFFERENCE, MOST_OF_CONTRAST * contrast))


def _averages(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    side = (_AVERAGES, _AVERAGES)
    return np.asarray(Image.fromarray(pixels).resize(side, Image.Resampling.BOX), np.float32)
