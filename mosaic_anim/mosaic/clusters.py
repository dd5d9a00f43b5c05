"""Clusters: an approximate search for the nearest photos, for mosaics too large for an exact one.

The tiles are sorted into clusters by k-means, and each cell looks into those whose centres are
nearest (an inverted file: Sivic and Zisserman, "Video Google", ICCV 2003; Jégou, Douze and Schmid,
"Product quantization for nearest neighbor search", IEEE Trans. PAMI 33, 2011). Cells that look into
the same cluster are compared with its tiles by one matrix product. Of the 64
nearest of 100,000 photos 98.9 % are found, in 0.28 of the time that a graph takes to find 99.4 %
(HNSW, by usearch): see `tests/benchmarks/scale.py`.
"""

import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import LazyModule, threadpoolctl, vq
from mosaic_anim.mosaic.products import ROUNDING

if TYPE_CHECKING:
    from mosaic_anim.mosaic.search_kernels import NearestLists

kernels = LazyModule("mosaic_anim.mosaic.search_kernels")

_PER_ROOT = 1.5
"""Clusters, as a multiple of the square root of the number of tiles."""
PROBES = 16
"""Clusters that each cell looks into: of 8, 4 % of the nearest are missed; of 16, 0.5 %."""

_SAMPLE = 64
"""Tiles per cluster that the centres are found from."""
_ROUNDS = 5
"""Rounds of k-means: ten take half as long again and find 0.5 % more."""
_CENTRES_AT_ONCE = 2_000_000
"""Most distances to centres in memory at once."""
ENTRIES_AT_ONCE = 2_000_000
"""Most distances to tiles, or entries of a list of neighbours, in memory at once."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Clusters:
    """Tiles in clusters.

    Attributes
    ----------
    centres : (K, D) float32
    variant : (V,) int32
        All variants, those of one cluster after another.
    first : (K + 1,) int64
        Where each cluster begins in `variant`, and V.
    tiles : (V, D) float32
        Their features, in that order.
    squares : (V,) float32
        Squares of these.
    photo : (V,) int32
        Photo of each variant, by its number.
    """

    centres: NDArray[np.float32]
    variant: NDArray[np.int32]
    first: NDArray[np.int64]
    tiles: NDArray[np.float32]
    squares: NDArray[np.float32]
    photo: NDArray[np.int32]

    def nearest(self, cells: NDArray[np.float32], count: int) -> NDArray[np.int32]:
        """Return nearly the `count` nearest photos of each cell, by their best variants.

        Where a cell's clusters hold fewer photos, the rest of its row (m, count) is -1.
        """
        lists = kernels.NearestLists(
            np.full((len(cells), count), -1, np.int32),
            np.full((len(cells), count), np.inf, np.float32),
            self.photo,
            np.float32(ROUNDING) * self.squares.max(initial=0),
        )
        probes = _nearest_centres(cells, self.centres, PROBES)
        doubled = cells * np.float32(-2)
        # What a cell's nearest cluster holds is hard to beat: less of the others is kept at first.
        self._offer(doubled, probes[:, :1], lists)
        self._offer(doubled, probes[:, 1:], lists)
        return np.asarray(lists.variant, np.int32)

    def _offer(
        self, doubled: NDArray[np.float32], probes: NDArray[np.int32], lists: "NearestLists"
    ) -> None:
        """Offer each cell what lies in some clusters.

        Parameters
        ----------
        doubled : (m, D) float32
            Features of the cells, times -2.
        probes : (m, p) int32
            Clusters of each.
        """
        by_cluster = np.argsort(probes, axis=None, kind="stable")
        who = (by_cluster // max(1, probes.shape[1])).astype(np.int32)
        ends = np.searchsorted(probes.ravel()[by_cluster], np.arange(len(self.centres) + 1))
        for number in range(len(self.centres)):
            here = slice(self.first[number], self.first[number + 1])
            step = max(1, ENTRIES_AT_ONCE // max(1, here.stop - here.start))
            for start in range(ends[number], ends[number + 1], step):
                some = who[start : min(start + step, ends[number + 1])]
                table = doubled[some] @ self.tiles[here].T
                table += self.squares[here]
                kernels.offer(table, some, self.variant[here], lists)


def clusters_of(tiles: NDArray[np.float32], photo: NDArray[np.int32]) -> Clusters:
    """Sort tiles into clusters.

    Parameters
    ----------
    tiles : (V, D) float32
        Features of the variants.
    photo : (V,) int32
        Photo of each variant.
    """
    count = min(len(tiles), max(1, round(_PER_ROOT * len(tiles) ** 0.5)))
    random = np.random.default_rng(len(tiles))
    sample = tiles
    if len(tiles) > _SAMPLE * count:
        sample = tiles[np.sort(random.choice(len(tiles), _SAMPLE * count, replace=False))]
    firsts = np.flatnonzero(np.diff(photo, prepend=-1))  # variants of a photo resemble each other
    start = tiles[
        random.choice(firsts if len(firsts) >= count else len(tiles), count, replace=False)
    ]
    with one_thread(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "One of the clusters is empty")  # it keeps its centre
        centres, _ = vq.kmeans2(sample, start, _ROUNDS, minit="matrix")
        owner = _nearest_centres(tiles, centres, 1)[:, 0]
    variant = np.argsort(owner, kind="stable").astype(np.int32)
    ordered = tiles[variant]
    return Clusters(
        centres=centres,
        variant=variant,
        first=np.searchsorted(owner[variant], np.arange(count + 1)),
        tiles=ordered,
        squares=(ordered**2).sum(axis=1),
        photo=photo,
    )


def _nearest_centres(
    features: NDArray[np.float32], centres: NDArray[np.float32], count: int
) -> NDArray[np.int32]:
    """Return the `count` nearest centres of each feature (m, count): the nearest, then the rest."""
    count = min(count, len(centres))
    doubled, squares = centres.T * np.float32(-2), (centres**2).sum(axis=1)
    nearest = np.empty((len(features), count), np.int32)
    step = max(1, _CENTRES_AT_ONCE // len(centres))
    for start in range(0, len(features), step):
        table = features[start : start + step] @ doubled
        table += squares
        if count == 1:
            nearest[start : start + step, 0] = table.argmin(axis=1)
        else:
            some = np.argpartition(table, (0, count - 1), axis=1)[:, :count]
            nearest[start : start + step] = some
    return nearest


def one_thread() -> AbstractContextManager[object]:
    """Let matrix products run on one thread: sums of several differ in their last bits.

    That takes some milliseconds, so that it is done once for many products.
    """
    limit: AbstractContextManager[object] = threadpoolctl.threadpool_limits(1)
    return limit
