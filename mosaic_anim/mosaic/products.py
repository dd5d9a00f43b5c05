"""Products: an exact search for the nearest photos of cells, by matrix products.

One product gives the squared distances of some photos' variants and some cells, less the cells' own
squares; from these each photo's best variant is taken before anything else is looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import LazyModule

kernels = LazyModule("mosaic_anim.mosaic.search_kernels")

CELLS_AT_ONCE, VARIANTS_AT_ONCE = 2048, 384
"""Sides of a table of distances: it should stay in the cache until it is read."""

ROUNDING = 1e-6
"""Products are off by less than this share of the largest square of a feature."""

LISTED = 512
"""More neighbours than these are found by sorting all distances."""
_SORTED_AT_ONCE = 2_000_000
"""Most distances that are sorted at once."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Products:
    """Variants of photos, to be compared with cells.

    Attributes
    ----------
    tiles : (V, D) float32
        Features of the variants, those of one photo after another.
    first : (T + 1,) int32
        First variant of each photo, and V.
    """

    tiles: NDArray[np.float32]
    first: NDArray[np.int32]

    def nearest(
        self,
        cells: NDArray[np.float32],
        count: int,
        costs: NDArray[np.float32] | None = None,
    ) -> NDArray[np.int32]:
        """Return the `count` nearest photos of each cell, by their best variants (m, count).

        Parameters
        ----------
        cells : (m, D) float32
        count : int
        costs : (T, m) float32, optional
            Squared distances of all photos, less the cells' own squares; written.
        """
        if count > LISTED:
            return self._sorted(cells, count, costs)
        variants = np.empty((len(cells), count), np.int32)
        closeness = np.full((len(cells), count), np.inf, np.float32)
        for some in parts(len(cells), CELLS_AT_ONCE):
            for photos, cost, variant in self._compared(cells[some]):
                kernels.keep_nearest(cost, variant, variants[some], closeness[some])
                if costs is not None:
                    costs[photos, some] = cost
        return variants

    def distances(self, cells: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the squared distances of cells (m, D) and the best variants of photos (m, T)."""
        table = np.empty((len(cells), len(self.first) - 1), np.float32)
        for some in parts(len(cells), CELLS_AT_ONCE):
            own = (cells[some] ** 2).sum(axis=1)
            for photos, cost, _ in self._compared(cells[some]):
                table[some, photos] = np.maximum(cost + own, 0).T
        return table

    def hosts(
        self,
        bands: Iterator[tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]],
        count: int,
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the cells that would lose least by showing each photo, and how much they would.

        See `TileIndex.hosts`.
        """
        cells = np.zeros((len(self.first) - 1, count), np.int32)
        loss = np.full(cells.shape, np.inf, np.float32)
        for numbers, features, worth in bands:
            for some in parts(len(numbers), CELLS_AT_ONCE):
                more = (features[some] ** 2).sum(axis=1) - worth[some]
                for photos, cost, _ in self._compared(features[some]):
                    kernels.keep_hosts(cost, more, numbers[some], cells[photos], loss[photos])
        return cells, loss

    def _compared(
        self, cells: NDArray[np.float32]
    ) -> Iterator[tuple[slice, NDArray[np.float32], NDArray[np.int32]]]:
        """Yield some photos, their costs and their best variants (p, m), until all were there.

        The arrays are written anew for the next ones.
        """
        by_column = np.vstack((cells.T, np.ones((1, len(cells)), np.float32)))
        most = max(np.diff(self._bounds), default=0)
        rows = np.diff(self.first[self._bounds]).max(initial=0)
        table = np.empty((rows, len(cells)), np.float32)
        cost = np.empty((most, len(cells)), np.float32)
        variant = np.empty((most, len(cells)), np.int32)
        for start, stop in pairwise(self._bounds):
            first = self.first[start : stop + 1]
            there = table[: first[-1] - first[0]]
            np.dot(self._factors[first[0] : first[-1]], by_column, out=there)
            count = stop - start
            kernels.best_of_photos(there, first, self.margin, cost[:count], variant[:count])
            yield slice(start, stop), cost[:count], variant[:count]

    def _sorted(
        self, cells: NDArray[np.float32], count: int, costs: NDArray[np.float32] | None
    ) -> NDArray[np.int32]:
        """Return the same as `nearest`, where that is most of the photos."""
        variants = np.empty((len(cells), count), np.int32)
        for some in parts(len(cells), min(CELLS_AT_ONCE, _SORTED_AT_ONCE // len(self.first) + 1)):
            compared = [
                (cost.copy(), variant.copy()) for _, cost, variant in self._compared(cells[some])
            ]
            every = np.concatenate([cost for cost, _ in compared])
            if costs is not None:
                costs[:, some] = every
            order = np.argsort(every, axis=0, kind="stable")[:count]
            best = np.concatenate([variant for _, variant in compared])
            variants[some] = np.take_along_axis(best, order, axis=0).T
        return variants

    @cached_property
    def margin(self) -> np.float32:
        """By how much distances of equal features may differ."""
        return np.float32(ROUNDING * self._squares.max(initial=0))

    @cached_property
    def _bounds(self) -> NDArray[np.int64]:
        """Where the photos that are compared at once begin, and T (b + 1,)."""
        bounds, last = [0], len(self.first) - 1
        while bounds[-1] < last:
            end = self.first[bounds[-1]] + VARIANTS_AT_ONCE
            stop = int(np.searchsorted(self.first, end, side="right")) - 1
            bounds.append(min(last, max(bounds[-1] + 1, stop)))
        return np.array(bounds)

    @cached_property
    def _factors(self) -> NDArray[np.float32]:
        """What cells, with a one behind them, are multiplied by (V, D + 1)."""
        return np.column_stack((self.tiles * np.float32(-2), self._squares))

    @cached_property
    def _squares(self) -> NDArray[np.float32]:
        return np.asarray((self.tiles**2).sum(axis=1), np.float32)


def parts(count: int, size: int) -> Iterator[slice]:
    """Cut `count` things into parts of at most `size`."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))
