"""The mosaic and its cover side by side, both reduced to a few pixels per cell.

Nothing is drawn for that: a tile's pixels are averages of its photo's small picture, as the matcher
takes them, tinted. That is what box reduction leaves of the mosaic drawn at any larger size.
"""

from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.pictures import read_picture
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.cells import Cells, cover_crop
from mosaic_anim.mosaic.crops import CropChoice
from mosaic_anim.mosaic.features import CellFeatures, tile_means
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.settings import FeatureKind
from mosaic_anim.values.geometry import Grid, Size

Floats = NDArray[np.float32]

PER_CELL = 4
"""Pixels along each side of a cell, at which a mosaic is compared with its cover."""

FAR = 320
"""Longer side [px] of a mosaic that is seen from afar, however many cells it has."""

_PIXELS_PER_PART = 4
"""A larger cover is reduced to this many pixels along each averaged part, as for matching."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReducedMosaic:
    """A mosaic and its cover at a few pixels per cell, made for some rows at a time.

    Attributes
    ----------
    placement : Placement
    cover : CellFeatures
        The cover's R x C cells, in S x S parts.
    blend : float
        Share of the cover that lies over the tiles.
    tiles : (V, S**2, 3) float32
        Parts of each different picture in the cells, without tint [encoded sRGB, 0 to 255].
    index : (n,) int32
        Picture in each cell.
    """

    placement: Placement
    cover: CellFeatures
    blend: float = 0.0
    tiles: Floats = field(repr=False)
    index: NDArray[np.int32] = field(repr=False)

    @property
    def bands(self) -> list[range]:
        """Ranges of rows that are handled at once."""
        rows, step = self.placement.grid.rows, max(1, len(self.cover.bands[0]) // self._blocks**2)
        return [range(row, min(row + step, rows)) for row in range(0, rows, step)]

    def pair(self, band: range) -> tuple[Floats, Floats]:
        """Return the tiles and the cover's cells of some rows at 4 x 4 pixels, (m, 16, 3) each."""
        return self._fourth(self._tiles_of(band)), self._fourth(self.cover.means(band))

    def pictures(self, band: range) -> tuple[Floats, Floats]:
        """Return the mosaic and the cover in some rows at 4 pixels per cell, (4 r, 4 C, 3) each."""
        shown, wanted = self.pair(band)
        return self._lay_out(shown, PER_CELL), self._lay_out(wanted, PER_CELL)

    def from_afar(self) -> tuple[Floats, Floats]:
        """Return the whole mosaic and the whole cover as `FAR` pixels show them, (h, w, 3) each."""
        grid, side = self.placement.grid, self.cover.kind.side
        size = _far_size(grid)
        across = _area_weights(grid.cols * side, size.width)
        down = _area_weights(grid.rows * side, size.height)
        far = np.zeros((2, size.height, size.width, 3), np.float32)
        for band in self.bands:
            rows = down[:, band.start * side : band.stop * side]
            for which, parts in enumerate((self._tiles_of(band), self.cover.means(band))):
                picture = self._lay_out(parts, side)
                far[which] += np.einsum("hr,rcx,wc->hwx", rows, picture, across, optimize=True)
        return far[0], far[1]

    @property
    def _blocks(self) -> int:
        """Parts along a side of each of a cell's 4 x 4 pixels."""
        return self.cover.kind.side // PER_CELL

    def _tiles_of(self, band: range) -> Floats:
        """Return the parts of the tinted tiles of some rows (m, S**2, 3)."""
        cols = self.placement.grid.cols
        cells = slice(band.start * cols, band.stop * cols)
        gain, offset = self.placement.gain[cells], self.placement.offset[cells]
        parts = gain[:, None] * self.tiles[self.index[cells]] + offset[:, None]
        shown = np.clip(parts, 0, 255)
        if self.blend:
            shown += self.blend * (self.cover.means(band) - shown)
        return np.asarray(shown, np.float32)

    def _fourth(self, parts: Floats) -> Floats:
        """Average parts (m, S**2, 3) to 4 x 4, (m, 16, 3)."""
        blocks = parts.reshape(len(parts), PER_CELL, self._blocks, PER_CELL, self._blocks, 3)
        return np.asarray(blocks.mean(axis=(2, 4)).reshape(len(parts), PER_CELL**2, 3), np.float32)

    def _lay_out(self, parts: Floats, side: int) -> Floats:
        """Lay the parts (m, side**2, 3) of whole rows out as a picture."""
        cols = self.placement.grid.cols
        rows = len(parts) // cols
        apart = parts.reshape(rows, cols, side, side, 3).swapaxes(1, 2)
        return apart.reshape(rows * side, cols * side, 3)


def reduce_mosaic(
    placement: Placement, library: Library, cover: Path, *, blend: float = 0.0
) -> ReducedMosaic:
    """Reduce a mosaic and its cover to a few pixels per cell.

    Raises
    ------
    CannotStartError
        If the cover cannot be read or has changed since it was matched, or a photo that is shown
        is not in the library.
    """
    grid = placement.grid
    longest = max(grid.rows, grid.cols)
    kind = FeatureKind(space="rgb", side=PER_CELL * ceil(FAR / (PER_CELL * longest)))
    picture = read_picture(
        cover,
        short_side=_PIXELS_PER_PART * kind.side * longest,
        content=placement.cover_hash or None,
    )
    height, width = picture.pixels.shape[:2]
    crop = cover_crop(picture.full_size, grid, pixels=Size(height=height, width=width))
    cells = CellFeatures(cells=Cells(pixels=picture.pixels, grid=grid, crop=crop), kind=kind)
    tiles, index = _tile_parts(placement, library, kind)
    return ReducedMosaic(placement=placement, cover=cells, blend=blend, tiles=tiles, index=index)


def _far_size(grid: Grid) -> Size:
    """Return the size [px] of a mosaic that is seen from afar."""
    aspect = grid.aspect
    return Size(
        height=max(1, round(FAR / max(1.0, aspect))), width=max(1, round(FAR * min(1.0, aspect)))
    )


def _area_weights(count: int, wanted: int) -> Floats:
    """Return the weights (wanted, count) that average `count` pixels to fewer, or repeat them."""
    edges = np.linspace(0, count, wanted + 1)
    pixels = np.arange(count)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.asarray(np.maximum(overlap, 0) * (wanted / count), np.float32)


def _tile_parts(
    placement: Placement, library: Library, kind: FeatureKind
) -> tuple[Floats, NDArray[np.int32]]:
    """Return the parts of each different picture in the cells, and each cell's picture."""
    variants = placement.variants(library)
    order = np.argsort(variants.tile, kind="stable")
    photos, photo = np.unique(variants.tile[order], return_inverse=True)
    crops = CropChoice(
        photo=photo.astype(np.int32),
        crop=variants.crop[order],
        turn=variants.turn[order],
    )
    parts = np.empty((len(variants), kind.side**2, 3), np.float32)
    parts[order] = tile_means(library, photos, crops, kind)
    return parts, variants.index
