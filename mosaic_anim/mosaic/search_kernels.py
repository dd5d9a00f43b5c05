"""Loops over candidates and cells that numpy cannot express, compiled by Numba.

They take and give arrays only, run on one thread, release the GIL, and add in a fixed order, so
that the same input gives the same bits whatever else the machine does.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.kernel import kernel


class VariantTable(NamedTuple):
    """The variants of T photos, those of one photo after another.

    Attributes
    ----------
    features : (V, D) float32
    first : (T + 1,) int32
        First variant of each photo, and their number.
    """

    features: NDArray[np.float32]
    first: NDArray[np.int32]


@kernel()
def best_of_photos(
    table: NDArray[np.float32],
    first: NDArray[np.int32],
    margin: np.float32,
    cost: NDArray[np.float32],
    variant: NDArray[np.int32],
) -> None:
    """Find the best variant of each photo for each cell.

    Parameters
    ----------
    table : (v, m) float32
        Cost of each variant in each cell.
    first : (p + 1,) int32
        First variant of each photo, and the one after the last; the first row is that of first[0].
    margin : float32
        A later variant is taken if it costs less by more than that: rounding is no reason.
    cost : (p, m) float32
        Costs of the best variants; written.
    variant : (p, m) int32
        These variants, by the numbers that `first` has; written.
    """
    for photo in range(len(first) - 1):
        least, best = cost[photo], variant[photo]
        least[:] = table[first[photo] - first[0]]
        best[:] = first[photo]
        for number in range(first[photo] + 1, first[photo + 1]):
            row = table[number - first[0]]
            for i in range(len(row)):
                is_better = row[i] < least[i] - margin
                least[i] = row[i] if is_better else least[i]
                best[i] = number if is_better else best[i]


@kernel()
def insert(
    cost: np.float32,
    entry: int,
    last: int,
    costs: NDArray[np.float32],
    entries: NDArray[np.int32],
) -> None:
    """Put an entry at its place in a list of rising costs; what is at `last` drops out of it."""
    while last > 0 and cost < costs[last - 1]:
        costs[last] = costs[last - 1]
        entries[last] = entries[last - 1]
        last -= 1
    costs[last] = cost
    entries[last] = entry


@kernel()
def keep_nearest(
    cost: NDArray[np.float32],
    variant: NDArray[np.int32],
    out: NDArray[np.int32],
    out_cost: NDArray[np.float32],
) -> None:
    """Add variants of photos that are new to the lists of the nearest of each cell.

    Parameters
    ----------
    cost : (p, m) float32
        Squared distance of each photo and cell, less what is the same for all photos.
    variant : (p, m) int32
    out : (m, k) int32
        Variants that each cell keeps, the nearest first.
    out_cost : (m, k) float32
        Their costs; infinite where there is no photo yet.
    """
    last = out.shape[1] - 1
    worst = out_cost[:, last].copy()
    for photo in range(len(cost)):
        for i in range(len(worst)):
            if cost[photo, i] < worst[i]:
                insert(cost[photo, i], variant[photo, i], last, out_cost[i], out[i])
                worst[i] = out_cost[i, last]


@kernel()
def keep_hosts(
    cost: NDArray[np.float32],
    more: NDArray[np.float32],
    cells: NDArray[np.int32],
    out: NDArray[np.int32],
    out_cost: NDArray[np.float32],
) -> None:
    """Add cells to the lists of those where photos cost least.

    Parameters
    ----------
    cost : (p, m) float32
        Cost of each photo in each cell, less `more`.
    more : (m,) float32
        What each cell adds to it.
    cells : (m,) int32
        Numbers of the cells.
    out : (p, k) int32
        Cells of each photo, the cheapest first.
    out_cost : (p, k) float32
        Their costs; infinite where there is no cell yet.
    """
    last = out.shape[1] - 1
    for photo in range(len(cost)):
        for i in range(len(cells)):
            total = cost[photo, i] + more[i]
            if total < out_cost[photo, last]:
                insert(total, cells[i], last, out_cost[photo], out[photo])


class NearestLists(NamedTuple):
    """Lists of the nearest photos of n cells, written as further variants are offered.

    Attributes
    ----------
    variant : (n, k) int32
        One variant of each photo, the nearest first; -1 where there is no photo yet.
    cost : (n, k) float32
        Their squared distances, less what is the same for all variants; infinite where none is.
    photo : (V,) int32
        Photo of every variant.
    margin : float32
        A further variant of a photo is taken if it costs less by more than that.
    """

    variant: NDArray[np.int32]
    cost: NDArray[np.float32]
    photo: NDArray[np.int32]
    margin: np.float32


@kernel()
def offer(
    table: NDArray[np.float32],
    cells: NDArray[np.int32],
    variants: NDArray[np.int32],
    lists: NearestLists,
) -> None:
    """Add variants to the lists of some cells, each photo once.

    Parameters
    ----------
    table : (m, v) float32
        What each variant costs each cell.
    cells : (m,) int32
        Their rows of the lists.
    variants : (v,) int32
    lists : NearestLists
    """
    count = lists.variant.shape[1]
    come_once = lists.photo[-1] == len(lists.photo) - 1  # no photo has another variant
    photos = np.full(count, -1, np.int32)
    for i in range(len(cells)):
        costs, entries = lists.cost[cells[i]], lists.variant[cells[i]]
        if not come_once:
            for q in range(count):
                photos[q] = lists.photo[entries[q]] if entries[q] >= 0 else -1
        most = costs[-1]
        for j in range(len(variants)):
            least = table[i, j]
            if not least < most:
                continue
            last, photo = count - 1, np.int32(-1)
            if not come_once:
                photo = lists.photo[variants[j]]
                for q in range(count):  # its place, if it is in the list already
                    last = q if photos[q] == photo else last
                if photos[last] == photo and not least < costs[last] - lists.margin:
                    continue
            while last > 0 and least < costs[last - 1]:
                costs[last], entries[last] = costs[last - 1], entries[last - 1]
                photos[last] = photos[last - 1]
                last -= 1
            costs[last], entries[last], photos[last] = least, variants[j], photo
            most = costs[-1]


@kernel()
def squared_distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> np.float32:
    """Return the squared distance of two features (D,)."""
    total = np.float32(0)
    for d in range(len(one)):
        step = one[d] - other[d]
        total += step * step
    return total


@kernel()
def nearest_variant(
    cell: NDArray[np.float32], photo: int, variants: VariantTable
) -> tuple[int, np.float32]:
    """Return a photo's best variant for a cell (D,) and its squared distance."""
    least, best = np.float32(np.inf), variants.first[photo]
    for variant in range(variants.first[photo], variants.first[photo + 1]):
        total = squared_distance(cell, variants.features[variant])
        if total < least:
            least, best = total, variant
    return best, least


@kernel()
def best_variants(
    cells: NDArray[np.float32], variants: VariantTable, photos: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the best variant (m,) of one photo for each cell (m, D), and its squared distance."""
    best, distance = np.empty(len(cells), np.int32), np.empty(len(cells), np.float32)
    for i in range(len(cells)):
        best[i], distance[i] = nearest_variant(cells[i], photos[i], variants)
    return best, distance


@kernel()
def rank(
    cells: NDArray[np.float32],
    features: NDArray[np.float32],
    candidates: NDArray[np.int32],
    keep: int,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Sort each cell's candidates by their exact distances, ties by the smaller index.

    Parameters
    ----------
    cells : (m, D) float32
    features : (V, D) float32
        Those of all variants.
    candidates : (m, c) int32
        Variants to look at.
    keep : int
        How many of the nearest to return.

    Returns
    -------
    nearest : (m, keep) int32
    distance : (m, keep) float32
        Squared, rising along a row.
    """
    count = len(cells)
    nearest = np.empty((count, keep), np.int32)
    distance = np.empty((count, keep), np.float32)
    for i in range(count):
        filled = 0
        for tile in candidates[i]:
            least = squared_distance(cells[i], features[tile])
            place = filled
            while place > 0 and (
                least < distance[i, place - 1]
                or (least == distance[i, place - 1] and tile < nearest[i, place - 1])
            ):
                if place < keep:
                    distance[i, place] = distance[i, place - 1]
                    nearest[i, place] = nearest[i, place - 1]
                place -= 1
            if place < keep:
                distance[i, place] = least
                nearest[i, place] = tile
                filled = min(filled + 1, keep)
    return nearest, distance
