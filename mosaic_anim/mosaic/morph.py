"""Morph: one set of tiles, placed so that it shows one cover, then another.

The cells of all covers are paired by what they look like, and each pair gets the photo that is
nearest to the mean of both, by the rules of a mosaic. Then the tiles are placed anew for each
cover: again a pairing, of its cells and the tiles, each taken once. What tiles show of their
photos, crop and turn, is the same in all placements; the tint is made for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.workers import Progress
from mosaic_anim.lazy import LazyModule, optimize
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.build import cover_features, cover_grid_of, match_tiles, placement_of
from mosaic_anim.mosaic.cells import Cells
from mosaic_anim.mosaic.features import CellFeatures
from mosaic_anim.mosaic.pairing import pair_points
from mosaic_anim.mosaic.placement import Placement, unique_pictures
from mosaic_anim.mosaic.selection import select_photos
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.values.geometry import Grid, Rect

spacing = LazyModule("mosaic_anim.mosaic.spacing")  # Numba

Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SharedTiles:
    """One set of tiles for some covers.

    Attributes
    ----------
    covers : sequence of Path
        At least two. The first one is cut into cells as its settings say; the others have its
        shape, or else their middles count.
    library : Library
        The photos.
    settings : sequence of MosaicSettings
        One for each cover; but for the tint, those of the first count.
    must_appear : sequence of int
        Photos that are among the tiles.
    """

    covers: Sequence[Path]
    library: Library
    settings: Sequence[MosaicSettings]
    must_appear: Sequence[int] = ()

    def placements(self, *, progress: Progress | None = None) -> list[Placement]:
        """Return a placement for each cover: the same tiles in other cells.

        Raises
        ------
        CannotStartError
            As `build_placement`.
        """
        library, settings = self.library, self.settings[0]
        selection = select_photos(library, settings, self.must_appear)
        grid = cover_grid_of(self.covers[0], settings, len(selection.photos))
        read = [cover_features(cover, grid, settings) for cover in self.covers]
        sources = [source for source, _ in read]
        every = np.arange(grid.rows * grid.cols, dtype=np.int32)
        wanted = [source.features_at(every) for source in sources]
        common = _mean_of(sources, [every, *(pair_points(wanted[0], one) for one in wanted[1:])])
        tiles, shared = match_tiles(common, library, settings, selection, progress=progress)
        placements = []
        for number, (source, cover_hash) in enumerate(read):
            chosen = shared[pair_points(wanted[number], tiles.index.tiles[shared])]
            photos = tiles.crops.photo[chosen].reshape(grid.rows, grid.cols)
            spacing.spread_copies(photos, chosen, tiles.index.tiles, wanted[number])
            placement = placement_of(
                source,
                tiles,
                chosen,
                self.settings[number],
                library=library,
                cover_hash=cover_hash,
                candidates=len(selection.photos),
            )
            placements.append(placement)
            if progress is not None:
                progress("placing tiles for each cover", number + 1, len(self.covers))
        return placements


def _mean_of(sources: Sequence[CellFeatures], pairs: Sequence[Indices]) -> CellFeatures:
    """Return cells of which each looks like the mean of paired cells, one of each source.

    pairs : sequence of (n,) int32, the cells of each source that go together.
    """
    grid, kind = sources[0].cells.grid, sources[0].kind
    total = np.zeros((grid.rows * grid.cols, kind.side**2, 3), np.float32)
    for source, cells in zip(sources, pairs, strict=True):
        total += np.concatenate([source.means(band) for band in source.bands])[cells]
    parts = np.rint(total / len(sources)).astype(np.uint8)
    side = kind.side
    pixels = parts.reshape(grid.rows, grid.cols, side, side, 3).swapaxes(1, 2)
    pixels = np.ascontiguousarray(pixels.reshape(grid.rows * side, grid.cols * side, 3))
    crop = Rect(row=0, col=0, height=pixels.shape[0], width=pixels.shape[1])
    closeness = sum(
        (
            one.closeness[cells]
            for one, cells in zip(sources, pairs, strict=True)
            if one.closeness is not None
        ),
        np.zeros(len(total), np.float32),
    )
    return CellFeatures(
        cells=Cells(pixels=pixels, grid=grid, crop=crop),
        kind=kind,
        closeness=closeness / np.float32(len(sources)),
    )


def destinations(start: Placement, end: Placement) -> Indices:
    """Return where each tile of a placement lies in another one with the same tiles (n,) [cell].

    Of tiles that look alike each goes where the sum of squared ways is least, so that none cross
    without need.

    Raises
    ------
    ValueError
        If the placements are not of the same tiles in the same grid.
    """
    count = len(start.tile)
    if start.grid != end.grid:
        raise ValueError("the placements have different grids")
    _, picture = unique_pictures(
        np.concatenate((start.tile, end.tile)),
        np.concatenate((start.crop, end.crop)),
        np.concatenate((start.turn, end.turn)),
    )
    leaving = np.argsort(picture[:count], kind="stable")
    arriving = np.argsort(picture[count:], kind="stable")
    ordered = picture[leaving]
    if not np.array_equal(ordered, picture[count:][arriving]):
        raise ValueError("the placements are not of the same tiles")
    there = np.empty(count, np.int32)
    edges = np.flatnonzero(np.diff(ordered, prepend=-1, append=-1))
    for first, last in pairwise(edges):
        some, places = leaving[first:last], arriving[first:last]
        there[some] = places if last - first == 1 else places[_nearest(some, places, start.grid)]
    return there


def _nearest(start: NDArray[np.int64], end: NDArray[np.int64], grid: Grid) -> NDArray[np.int64]:
    """Return which of the `end` cells each `start` cell goes to (k,)."""
    row, col = np.divmod(np.stack((start, end)), grid.cols)
    down = row[0][:, None] - row[1]
    across = (col[0][:, None] - col[1]) * grid.cell_aspect
    _, taken = optimize.linear_sum_assignment(down * down + across * across)
    return np.asarray(taken)
