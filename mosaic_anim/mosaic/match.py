"""TileIndex: the k nearest photos of each cell in feature space, each at its best variant.

Photos are searched in one of these ways (`SEARCHES`), each photo counting by its nearest variant:

- `tree`, exact: scikit-learn's k-d tree, for features of three numbers and one variant a photo. A
  tree over 12 principal components of 48 numbers was measured too, and is no faster than the next;
- `products`, exact: see `products`;
- `clusters`, approximate: from 500 million pairs of cells and variants on. See `clusters`.

In each way what is found is then ranked by its exact distances, ties by the smaller index.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import LazyModule, neighbors
from mosaic_anim.mosaic.clusters import ENTRIES_AT_ONCE, Clusters, clusters_of, one_thread
from mosaic_anim.mosaic.products import Products, parts

if TYPE_CHECKING:
    from mosaic_anim.mosaic.search_kernels import VariantTable

kernels = LazyModule("mosaic_anim.mosaic.search_kernels")

SPARE = 8
"""Photos beyond k that are ranked too, so that ties at the k-th place break by rule."""

_TREE_LENGTH = 8
"""Features shorter than this are searched in a k-d tree."""
EXACT = 500_000_000
"""Pairs of cells and variants from which on the search is approximate: 2 s or so."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TileIndex:
    """Tiles to search among.

    Attributes
    ----------
    tiles : (V, D) float32
        Features of the variants.
    photo : (V,) int32
        Photo of each variant, rising from 0 without a gap, in the order that breaks ties; by
        default each is a photo of its own.
    cells : int
        How many cells will be searched for: many are searched for approximately.
    """

    tiles: NDArray[np.float32]
    photo: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    cells: int = 0

    def __post_init__(self) -> None:
        """Count the photos where the variants are photos."""
        if not len(self.photo):
            object.__setattr__(self, "photo", np.arange(len(self.tiles), dtype=np.int32))

    @cached_property
    def first(self) -> NDArray[np.int32]:
        """First variant of each photo, and the number of variants (T + 1,)."""
        return np.searchsorted(self.photo, np.arange(self.photos + 1)).astype(np.int32)

    @cached_property
    def variants(self) -> "VariantTable":
        """The variants, for compiled loops."""
        table: VariantTable = kernels.VariantTable(self.tiles, self.first)
        return table

    @property
    def photos(self) -> int:
        """Number of photos T."""
        return int(self.photo[-1]) + 1

    def nearest(
        self,
        cells: NDArray[np.float32],
        count: int,
        costs: NDArray[np.float32] | None = None,
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Find the nearest photos of each cell, nearest first, ties by the smaller index.

        Parameters
        ----------
        cells : (m, D) float32
            Features of the cells.
        count : int
            How many photos to find, at most T.
        costs : (T, m) float32, optional
            Squared distances of all photos, less the cells' own squares; written, for `hosts`. The
            search is exact then.

        Returns
        -------
        nearest : (m, count) int32
            Variants, each of another photo.
        distance : (m, count) float32
            Squared Euclidean [the feature's unit, squared].
        """
        nearest = np.empty((len(cells), count), np.int32)
        distance = np.empty((len(cells), count), np.float32)
        wanted = min(count + SPARE, self.photos)
        search = SEARCHES[self.search]
        with one_thread():
            for part in parts(len(cells), max(1, ENTRIES_AT_ONCE // wanted)):
                if costs is None:
                    near = search(self, cells[part], wanted)
                else:
                    near = self.products.nearest(cells[part], wanted, costs[:, part])
                nearest[part], distance[part] = kernels.rank(cells[part], self.tiles, near, count)
        return nearest, distance

    def best(
        self, cells: NDArray[np.float32], photos: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the best variant of one photo for each cell (m,), and its squared distance."""
        best: tuple[NDArray[np.int32], NDArray[np.float32]] = kernels.best_variants(
            cells, self.variants, photos
        )
        return best

    def distances(
        self, cells: NDArray[np.float32], photos: NDArray[np.int32]
    ) -> NDArray[np.float32]:
        """Return the squared distances of cells (m, D) and the best variants of photos (p,).

        On one thread, where `one_thread` is asked for around many of these.
        """
        return self.part(photos).products.distances(cells)

    def hosts(
        self,
        photos: NDArray[np.int32],
        bands: Iterator[tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]],
        count: int,
        costs: NDArray[np.float32] | None = None,
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Find the cells that would lose least by showing each of some photos.

        Parameters
        ----------
        photos : (U,) int32
            The photos, rising.
        bands : iterator of (cells, features, worth)
            Numbers of cells (m,), their features (m, D) and what their present tiles cost (m,).
        count : int
            How many cells to find for each.
        costs : (T, n) float32, optional
            What `nearest` has written of all cells, which is looked up instead of computed again.

        Returns
        -------
        cells : (U, count) int32
            The best first.
        loss : (U, count) float32
            Squared distance less the present cost; infinite where there is no such cell.
        """
        if costs is None:
            with one_thread():
                return self.part(photos).products.hosts(bands, count)
        cells = np.zeros((len(photos), count), np.int32)
        loss = np.full(cells.shape, np.inf, np.float32)
        for numbers, features, worth in bands:
            more = (features**2).sum(axis=1) - worth
            kernels.keep_hosts(costs[np.ix_(photos, numbers)], more, numbers, cells, loss)
        return cells, loss

    def part(self, photos: NDArray[np.int32], cells: int = 0) -> "TileIndex":
        """Return an index of some photos (p,), numbered anew, to be searched for so many cells."""
        counts = self.first[photos + 1] - self.first[photos]
        owner = np.repeat(np.arange(len(photos), dtype=np.int32), counts)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        tiles = self.tiles[self.first[photos][owner] + within]
        return TileIndex(tiles=tiles, photo=owner, cells=cells)

    @property
    def search(self) -> str:
        """Name of the way in which this index is searched, of `SEARCHES`."""
        if self.tiles.shape[1] < _TREE_LENGTH and self.photos == len(self.tiles):
            return "tree"
        return "products" if self.cells * len(self.tiles) <= EXACT else "clusters"

    def in_tree(self, cells: NDArray[np.float32], count: int) -> NDArray[np.int32]:
        """Return the `count` nearest photos of each cell, nearly equal ones in any order."""
        near = self._tree.kneighbors(cells, n_neighbors=count, return_distance=False)
        return np.asarray(near, np.int32)

    def by_products(self, cells: NDArray[np.float32], count: int) -> NDArray[np.int32]:
        """Return the best variants of the same photos, from the distances of all."""
        return self.products.nearest(cells, count)

    def in_clusters(self, cells: NDArray[np.float32], count: int) -> NDArray[np.int32]:
        """Return nearly the same; cells whose clusters hold too few photos look at all."""
        variants = self._clusters.nearest(cells, count)
        short = np.flatnonzero(variants[:, -1] < 0)
        variants[short] = self.by_products(cells[short], count)
        return variants

    @cached_property
    def products(self) -> Products:
        """The tiles, to be compared with all cells."""
        return Products(tiles=self.tiles, first=self.first)

    @cached_property
    def _clusters(self) -> Clusters:
        return clusters_of(self.tiles, self.photo)

    @cached_property
    def _tree(self) -> Any:
        return neighbors.NearestNeighbors(algorithm="kd_tree").fit(self.tiles)


SEARCHES: dict[str, Callable[[TileIndex, NDArray[np.float32], int], NDArray[np.int32]]] = {
    "tree": TileIndex.in_tree,
    "products": TileIndex.by_products,
    "clusters": TileIndex.in_clusters,
}
"""Ways to search, by name."""
