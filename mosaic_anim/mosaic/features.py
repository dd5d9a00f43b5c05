"""Features: the numbers by which cells and tiles are compared, from the same code for both.

A picture is averaged over side x side equal parts, exactly, in encoded sRGB, as the drawing code
averages when it reduces a tile; so a tile that matches here looks alike there. The averages are
then compared as they are (`mean-rgb`) or as CIE L*a*b* (`mean-lab`, `lab-NxN`). Features are
divided by `side`, so that the distance of two of them is the root mean square over the parts: with
L*a*b* a mean colour difference [Delta E*ab, CIE 15:2004].
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.workers import Progress
from mosaic_anim.lazy import LazyModule
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.cells import Cells
from mosaic_anim.mosaic.crops import box_edges
from mosaic_anim.mosaic.settings import FEATURES, FeatureKind
from mosaic_anim.values.color import lab_from_srgb

kernels = LazyModule("mosaic_anim.mosaic.kernels")

__all__ = ["FEATURES", "CellFeatures", "FeatureKind", "features_of", "tile_means"]

CELLS_AT_ONCE = 16_384
"""Cells whose features are in memory at once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellFeatures:
    """Features of a cover's cells, computed for some rows at a time, so that memory is bounded."""

    cells: Cells
    kind: FeatureKind

    @property
    def bands(self) -> list[range]:
        """Ranges of rows that are handled at once."""
        rows, cols = self.cells.grid.rows, self.cells.grid.cols
        step = max(1, CELLS_AT_ONCE // cols)
        return [range(row, min(row + step, rows)) for row in range(0, rows, step)]

    def means(self, band: range) -> NDArray[np.float32]:
        """Return the averages of the parts of a band's cells, (m, side**2, 3) [0 to 255]."""
        side, cols = self.kind.side, self.cells.grid.cols
        boxes = box_averages(
            self.cells.pixels,
            self.cells.row_edges(band.start, band.stop, side),
            self.cells.col_edges(side),
        )
        parts = boxes.reshape(len(band), side, cols, side, 3).swapaxes(1, 2)
        return parts.reshape(len(band) * cols, side**2, 3)

    def features(self, band: range) -> NDArray[np.float32]:
        """Return the features of a band's cells, (m, D)."""
        return features_of(self.means(band), self.kind)

    def features_at(self, chosen: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the features of `chosen` cells [flat index], (m, D), in their order."""
        cols = self.cells.grid.cols
        features = np.empty((len(chosen), self.kind.length), np.float32)
        for band in self.bands:
            first, end = band.start * cols, band.stop * cols
            here = np.flatnonzero((chosen >= first) & (chosen < end))
            if here.size:
                features[here] = self.features(band)[chosen[here] - first]
        return features


def tile_means(
    library: Library,
    crops: NDArray[np.float32],
    kind: FeatureKind,
    *,
    progress: Progress | None = None,
) -> NDArray[np.float32]:
    """Average the parts of each photo's crop.

    Parameters
    ----------
    library : Library
        T photos with their small pictures.
    crops : (T, 4) float32
        row, col, height, width [unit of the photo].
    kind : FeatureKind
        Feature kind, which gives the number of parts.
    progress : Progress, optional
        Called with the number of photos averaged so far.

    Returns
    -------
    (T, side**2, 3) float32
        Averages [encoded sRGB, 0 to 255].
    """
    means = np.empty((len(library), kind.side**2, 3), np.float32)
    shown = library.small_rect.astype(np.float64)
    for i, crop in enumerate(crops.astype(np.float64)):
        picture = library.small(i)
        size = (picture.shape[0], picture.shape[1])
        row_edges, col_edges = box_edges(crop, shown[i], size, kind.side)
        means[i] = box_averages(picture, row_edges, col_edges).reshape(-1, 3)
        if progress is not None:
            progress("averaging photos", i + 1, len(library))
    return means


def features_of(means: NDArray[np.float32], kind: FeatureKind) -> NDArray[np.float32]:
    """Turn averages (m, side**2, 3) of encoded sRGB [0 to 255] into features (m, D)."""
    parts = lab_from_srgb(means / np.float32(255)) if kind.space == "lab" else means
    features: NDArray[np.float32] = parts.reshape(len(means), -1) / np.float32(kind.side)
    return features


def box_averages(
    pixels: NDArray[np.uint8], row_edges: NDArray[np.float64], col_edges: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Average a picture over the boxes between the edges, (R, C, 3) [0 to 255]."""
    # The kernel is compiled once: for read-only pictures that lie together in memory
    view = np.ascontiguousarray(pixels).view(np.ndarray)
    view.flags.writeable = False
    means: NDArray[np.float32] = kernels.box_means(view, row_edges, col_edges)
    return means
