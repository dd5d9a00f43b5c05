"""Features: the numbers by which cells and tiles are compared, from the same code for both.

A picture is averaged over side x side equal parts, exactly, in encoded sRGB, as the drawing code
averages when it reduces a tile; so a tile that matches here looks alike there. The averages are
then compared as they are (`mean-rgb`), as CIE L*a*b* (`mean-lab`, `lab-NxN`) or as OKLab
(`oklab-NxN`). Features are divided by `side`, so that the distance of two of them is the root mean
square over the parts: with L*a*b* a mean colour difference [Delta E*ab, CIE 15:2004].

How the lightness of a part departs from the mean of its cell is multiplied by `structure`: edges
carry the likeness more than exact colours do.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mosaic_anim.io.workers import Progress
from mosaic_anim.lazy import LazyModule
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.cells import Cells
from mosaic_anim.mosaic.crops import CropChoice
from mosaic_anim.mosaic.settings import FEATURES, FeatureKind
from mosaic_anim.values.color import lab_from_srgb, oklab_from_srgb

kernels = LazyModule("mosaic_anim.mosaic.kernels")

__all__ = [
    "FEATURES",
    "CellFeatures",
    "FeatureKind",
    "colour_gap",
    "features_of",
    "mean_colours",
    "tile_features",
    "tile_means",
]

_OKLAB_SCALE = np.array([100, 150, 150], np.float32)
"""What OKLab is multiplied by. Of the difference Delta E_OK as it is defined (a and b times 1) and
as Color.js corrects it (deltaEOK2: times 2), the middle was measured best: see
`tests/benchmarks/matching.py`."""

_STRETCH, _COMPRESSION = 1.4, 0.03
"""Near grey, differences of chroma count 1.4 times, and less the more colourful both colours are:
chroma C becomes 1.4 ln(1 + 0.03 C) / 0.03. That is the form of DIN99 (DIN 6176:2018; CIEDE2000
divides by 1 + 0.045 C). With these constants six covers lost 2 % of their error and 2 % of SSIM."""

CELLS_AT_ONCE = 16_384
"""Cells whose features are in memory at once."""

_AT_ONCE = 4_096
"""Averages that become features at once: what lies in between is several times as large."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellFeatures:
    """Features of a cover's cells, computed for some rows at a time, so that memory is bounded."""

    cells: Cells
    kind: FeatureKind
    closeness: NDArray[np.float32] | None = None
    """How close a crop each cell wants (n,) [Delta E]: the last number of its features, if any."""

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
        features = features_of(self.means(band), self.kind)
        if self.closeness is None:
            return features
        cols = self.cells.grid.cols
        wanted = self.closeness[band.start * cols : band.stop * cols]
        return np.column_stack((features, wanted))

    def features_at(self, chosen: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the features of `chosen` cells [flat index], (m, D), in their order."""
        cols = self.cells.grid.cols
        length = self.kind.length + (self.closeness is not None)
        features = np.empty((len(chosen), length), np.float32)
        for band in self.bands:
            first, end = band.start * cols, band.stop * cols
            here = np.flatnonzero((chosen >= first) & (chosen < end))
            if here.size:
                features[here] = self.features(band)[chosen[here] - first]
        return features


def tile_means(
    library: Library,
    photos: NDArray[np.int32],
    crops: CropChoice,
    kind: FeatureKind,
    *,
    progress: Progress | None = None,
) -> NDArray[np.float32]:
    """Average the parts of each variant of each photo, as it lies in a cell.

    Parameters
    ----------
    library : Library
        Photos with their small pictures.
    photos : (T,) int32
        Which of them.
    crops : CropChoice
        V variants of these T photos.
    kind : FeatureKind
        Into how many parts.
    progress : Progress, optional
        Called with the number of photos averaged so far.

    Returns
    -------
    (V, side**2, 3) float32
        Averages [encoded sRGB, 0 to 255].
    """
    means = np.empty((len(crops.photo), kind.side**2, 3), np.float32)
    owner = photos[crops.photo]
    shown = library.small_rect.astype(np.float64)[owner]
    boxes = pixel_boxes(crops.crop.astype(np.float64), shown, library.small_size[owner])
    first = np.searchsorted(crops.photo, np.arange(len(photos) + 1))
    for i, photo in enumerate(photos):
        part = slice(first[i], first[i + 1])
        picture = _plain(library.small(int(photo)))
        means[part] = kernels.part_means(picture, boxes[part], kind.side)
        if progress is not None:
            progress("averaging photos", i + 1, len(photos))
    for turn in np.unique(crops.turn[crops.turn > 0]):
        there = crops.turn == turn
        means[there] = _turned_parts(means[there], int(turn), kind.side)
    return means


def pixel_boxes(
    crops: NDArray[np.float64], shown: NDArray[np.float64], size: ArrayLike
) -> NDArray[np.float64]:
    """Return where crops lie in pictures.

    Parameters
    ----------
    crops : (m, 4) float64
        row, col, height, width [unit of the photo].
    shown : (4,) or (m, 4) float64
        The part of the photo that the picture, or each, shows [unit].
    size : (2,) or (m, 2) int
        Height and width of the picture, or of each [px].

    Returns
    -------
    (m, 4) float64
        row, col, height, width [px].
    """
    scale = np.asarray(size) / shown[..., 2:]
    return np.concatenate(((crops[:, :2] - shown[..., :2]) * scale, crops[:, 2:] * scale), axis=1)


def _turned_parts(means: NDArray[np.float32], turn: int, side: int) -> NDArray[np.float32]:
    """Mirror the parts of tiles (m, side**2, 3), then turn them clockwise: see `Placement`."""
    parts = means.reshape(-1, side, side, 3)
    mirrored = parts[:, :, ::-1] if turn & 1 else parts
    return np.rot90(mirrored, -(turn >> 1), axes=(1, 2)).reshape(means.shape)


def features_of(means: NDArray[np.float32], kind: FeatureKind) -> NDArray[np.float32]:
    """Turn averages (m, side**2, 3) of encoded sRGB [0 to 255] into features (m, D)."""
    features = np.empty((len(means), kind.length), np.float32)
    _write_features(means, kind, features)
    return features


def tile_features(
    means: NDArray[np.float32], crops: CropChoice, kind: FeatureKind
) -> NDArray[np.float32]:
    """Return the features of variants (V, D + 1) of some averages; the last is their closeness."""
    features = np.empty((len(means), kind.length + 1), np.float32)
    _write_features(means, kind, features[:, :-1])
    features[:, -1] = crops.closeness
    return features


def _write_features(
    means: NDArray[np.float32], kind: FeatureKind, features: NDArray[np.float32]
) -> None:
    """Write the features of averages (m, D), some at once."""
    for start in range(0, len(means), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        parts = _SPACES[kind.space](means[some])
        if kind.side > 1 and kind.structure != 1:
            middle = parts.mean(axis=1, keepdims=True)
            colour = kind.structure if kind.space == "rgb" else 1.0
            weight = np.array([kind.structure, colour, colour], np.float32)
            parts = middle + weight * (parts - middle)
        features[some] = parts.reshape(len(parts), -1) / np.float32(kind.side)


def mean_colours(features: NDArray[np.float32], kind: FeatureKind) -> NDArray[np.float32]:
    """Return the mean colour of each feature (m, 3), in the space that it is compared in."""
    parts = features[:, : kind.length].reshape(len(features), kind.side**2, 3)
    return np.asarray(parts.mean(axis=1) * np.float32(kind.side), np.float32)


def colour_gap(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the distances (m,) of colours (m, 3) [0 to 255], as `mean-lab` has them."""
    gap = _SPACES["lab"](one) - _SPACES["lab"](other)
    return np.asarray(np.sqrt((gap**2).sum(axis=-1)), np.float32)


def _even_oklab(means: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn averages of encoded sRGB (..., 3) [0 to 255] into OKLab of even differences."""
    colours = _OKLAB_SCALE * oklab_from_srgb(means / np.float32(255))
    compressed = np.hypot(colours[..., 1], colours[..., 2]) * np.float32(_COMPRESSION)
    factor = np.log1p(compressed) / np.maximum(compressed, np.float32(1e-6))
    colours[..., 1:] *= np.float32(_STRETCH) * factor[..., None]
    return np.asarray(colours, np.float32)


_SPACES: dict[str, Callable[[NDArray[np.float32]], NDArray[np.float32]]] = {
    "rgb": lambda means: means,
    "lab": lambda means: lab_from_srgb(means / np.float32(255)),
    "oklab": _even_oklab,
}
"""What averages of encoded sRGB [0 to 255] are compared as."""


def box_averages(
    pixels: NDArray[np.uint8], row_edges: NDArray[np.float64], col_edges: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Average a picture over the boxes between the edges, (R, C, 3) [0 to 255]."""
    means: NDArray[np.float32] = kernels.box_means(_plain(pixels), row_edges, col_edges)
    return means


def _plain(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a read-only picture that lies together in memory: kernels are compiled for those."""
    view = np.ascontiguousarray(pixels).view(np.ndarray)
    view.flags.writeable = False
    return view
