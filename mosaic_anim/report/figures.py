"""The figures of a mosaic: how near it comes to its cover, and how its photos come again.

The error is CIEDE2000 (CIE 142-2001), the structure SSIM (Wang et al., "Image quality assessment:
from error visibility to structural similarity", IEEE Trans. Image Process. 13, 2004), both by
scikit-image.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import skimage_color, skimage_metrics
from mosaic_anim.report.reduced_mosaic import PER_CELL, ReducedMosaic

Floats = NDArray[np.float32]

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of encoded red, green and blue (ITU-R BT.601)."""

_WINDOW = 7
"""Side of SSIM's window [px], where the picture has room for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MosaicFigures:
    """How good a mosaic is.

    Attributes
    ----------
    cell_error : float
        Mean difference of the cells' mean colours from the cover's [CIEDE2000].
    error : float
        Mean difference from the cover, both at 4 pixels per cell [CIEDE2000].
    structure : float
        SSIM of the luma there, 1 where they are equal.
    far_error, far_structure : float
        Both again from afar: mosaic and cover as pictures of 320 pixels, however many cells there
        are. Mosaics with more or fewer columns can be compared by these.
    distinct_photos : int
        Photos that appear.
    greatest_use : int
        Cells of the photo that appears most.
    twins : float
        Share of the cells with the same photo in one of their 8 neighbours.
    """

    cell_error: float
    error: float
    structure: float
    far_error: float
    far_structure: float
    distinct_photos: int
    greatest_use: int
    twins: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellErrors:
    """What each cell of a mosaic contributes.

    Attributes
    ----------
    mean : (R, C) float32
        Difference of the cell's mean colour from the cover's [CIEDE2000].
    detailed : (R, C) float32
        Mean difference of its 4 x 4 pixels [CIEDE2000].
    """

    mean: Floats
    detailed: Floats


def measure(reduced: ReducedMosaic) -> tuple[MosaicFigures, CellErrors]:
    """Measure a mosaic, some rows at a time."""
    errors = _errors(reduced)
    uses = np.bincount(reduced.placement.tile)
    pair = reduced.from_afar()
    figures = MosaicFigures(
        cell_error=float(errors.mean.mean(dtype=np.float64)),
        error=float(errors.detailed.mean(dtype=np.float64)),
        structure=_structure(reduced),
        far_error=float(color_difference(*pair).mean(dtype=np.float64)),
        far_structure=_mean_similarity(*pair),
        distinct_photos=int((uses > 0).sum()),
        greatest_use=int(uses.max()),
        twins=float(twins(reduced.placement.tiles).mean()),
    )
    return figures, errors


def color_difference(one: Floats, other: Floats) -> Floats:
    """Return CIEDE2000 (...) of colours (..., 3) [encoded sRGB, 0 to 255]."""
    lab = [skimage_color.rgb2lab(colors / np.float32(255)) for colors in (one, other)]
    return np.asarray(skimage_color.deltaE_ciede2000(*lab), np.float32)


def _errors(reduced: ReducedMosaic) -> CellErrors:
    """Compare cell by cell."""
    mean, detailed = [], []
    for band in reduced.bands:
        shown, wanted = reduced.pair(band)
        mean.append(color_difference(shown.mean(axis=1), wanted.mean(axis=1)))
        detailed.append(color_difference(shown, wanted).mean(axis=1))
    shape = reduced.placement.tiles.shape
    return CellErrors(
        mean=np.concatenate(mean).reshape(shape), detailed=np.concatenate(detailed).reshape(shape)
    )


def _structure(reduced: ReducedMosaic) -> float:
    """Return SSIM at 4 pixels per cell, band by band: a window reaches less than a row of cells."""
    rows, cols = reduced.placement.tiles.shape
    height, width = rows * PER_CELL, cols * PER_CELL
    window = _window(height, width)
    edge = window // 2
    total = 0.0
    for band in reduced.bands:
        around = range(max(0, band.start - 1), min(rows, band.stop + 1))
        local = _similarity(*reduced.pictures(around), window)
        first = max(edge, band.start * PER_CELL) - around.start * PER_CELL
        end = min(height - edge, band.stop * PER_CELL) - around.start * PER_CELL
        total += float(local[first:end, edge : width - edge].sum())
    windows = (height - 2 * edge) * (width - 2 * edge)
    return float(total / windows)


def _mean_similarity(shown: Floats, wanted: Floats) -> float:
    """Return the mean of SSIM over the windows that lie in two pictures (h, w, 3)."""
    window = _window(*shown.shape[:2])
    edge = window // 2
    local = _similarity(shown, wanted, window)
    return float(local[edge : len(local) - edge, edge : local.shape[1] - edge].mean())


def _window(height: int, width: int) -> int:
    """Return the side [px] of SSIM's window in a picture: odd, and no larger than it."""
    return min(_WINDOW, (min(height, width) - 1) // 2 * 2 + 1)


def _similarity(shown: Floats, wanted: Floats, window: int) -> NDArray[np.float64]:
    """Return SSIM of the luma around each pixel of two pictures, (h, w)."""
    lumas = ((picture @ _LUMA).astype(np.float64) for picture in (shown, wanted))
    _, local = skimage_metrics.structural_similarity(
        *lumas, win_size=window, data_range=255, full=True
    )
    return np.asarray(local)


def twins(tiles: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which cells (R, C) have their photo in one of their 8 neighbours."""
    rows, cols = tiles.shape
    padded = np.full((rows + 2, cols + 2), -1, tiles.dtype)
    padded[1:-1, 1:-1] = tiles
    twins = np.zeros(tiles.shape, np.bool_)
    for down in (0, 1, 2):
        for right in (0, 1, 2):
            if (down, right) != (1, 1):
                twins |= padded[down : down + rows, right : right + cols] == tiles
    return twins
