"""The colours of a library beside those of a cover: which photos it lacks.

Colours are sorted into fields of lightness and hue, greys apart. Of each field one knows how many
photos are of it on average, and how many cells of the cover.

References
----------
CIE 15:2004, L*a*b*, chroma and hue.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mosaic_anim.io.pictures import read_picture
from mosaic_anim.lazy import Image
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.cells import cut_cover
from mosaic_anim.values.color import lab_from_srgb
from mosaic_anim.values.geometry import Grid

LIGHTNESSES, HUES = 8, 16
"""Fields: each lightness has one of grey and these of hues."""

GREY = 8.0
"""Chroma below which a colour counts as grey [CIELAB]."""

FAR = 10.0
"""Distance from which no photo of that colour counts as there [Delta E*ab]."""

LEAST_SHARE = 0.01
"""Share of the cover that a colour must have to be listed as lacking."""

SCARCE = 3
"""A colour is lacking if the cover has this many times the share of it that the photos have."""

_READ = 1200
"""Short side at which a cover is read [px]."""

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourField:
    """Colours that look alike.

    Attributes
    ----------
    lightness, hue : int
        Place of the field; hue 0 is grey.
    color : str
        Their average, `#rrggbb`.
    photos, cells : int
        Photos and cells of the cover whose mean colours lie in it.
    is_lacking : bool
        Whether the cover needs far more of it than the photos offer.
    """

    lightness: int
    hue: int
    color: str
    photos: int
    cells: int
    is_lacking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverColours:
    """How a library's colours suit a cover.

    Attributes
    ----------
    grid : Grid
        The cells that were compared.
    mean_gap : float
        Mean distance from a cell's colour to that of the nearest photo [Delta E*ab].
    far_share : float
        Share of the cells that are `FAR` from every photo.
    """

    grid: Grid
    mean_gap: float
    far_share: float


def colour_fields(photos: Bytes, cells: Bytes | None = None) -> tuple[ColourField, ...]:
    """Sort colours into fields; those without any are left out.

    Parameters
    ----------
    photos : (T, 3) uint8
        Mean colours of photos [encoded sRGB].
    cells : (n, 3) uint8, optional
        Mean colours of a cover's cells.
    """
    cells = np.zeros((0, 3), np.uint8) if cells is None else cells
    every = np.concatenate((photos, cells))
    field = _field_of(every)
    count = LIGHTNESSES * (1 + HUES)
    of_photos = np.bincount(field[: len(photos)], minlength=count)
    of_cells = np.bincount(field[len(photos) :], minlength=count)
    sums = np.stack([np.bincount(field, every[:, channel], count) for channel in range(3)], axis=1)
    need, have = of_cells / max(1, len(cells)), of_photos / max(1, len(photos))
    lacking = (need >= LEAST_SHARE) & (need > SCARCE * have)
    return tuple(
        ColourField(
            lightness=number // (1 + HUES),
            hue=number % (1 + HUES),
            color="#{:02x}{:02x}{:02x}".format(*np.rint(sums[number] / total).astype(int)),
            photos=int(of_photos[number]),
            cells=int(of_cells[number]),
            is_lacking=bool(lacking[number]),
        )
        for number in range(count)
        if (total := int(of_photos[number] + of_cells[number]))
    )


def cover_cells(cover: Path, columns: int) -> tuple[Grid, Bytes]:
    """Read a cover; return its cells and their mean colours (n, 3)."""
    pixels = read_picture(cover, short_side=_READ).pixels
    cut = cut_cover(pixels, columns, 1.0)
    box = cut.crop.col, cut.crop.row, cut.crop.col + cut.crop.width, cut.crop.row + cut.crop.height
    size = cut.grid.cols, cut.grid.rows
    means = Image.fromarray(pixels).resize(size, Image.Resampling.BOX, box=box)
    return cut.grid, np.asarray(means).reshape(-1, 3)


def compare_colours(library: Library, grid: Grid, cells: Bytes) -> CoverColours:
    """Measure how far the colours of cells (n, 3) are from the nearest photo."""
    nearest = cKDTree(lab_of(photo_colours(library))).query(lab_of(cells))
    gaps = np.asarray(nearest[0], np.float64)
    return CoverColours(
        grid=grid, mean_gap=float(gaps.mean()), far_share=float((gaps > FAR).mean())
    )


def photo_colours(library: Library) -> Bytes:
    """Return the mean colours of a library's photos (T, 3)."""
    if library.colour is not None:
        return library.colour
    means = [library.small(photo).mean(axis=(0, 1)) for photo in range(len(library))]
    return np.asarray(np.rint(np.array(means)), np.uint8)


def lab_of(colors: Bytes) -> NDArray[np.float32]:
    """Convert mean colours (n, 3) to CIE L*a*b*."""
    return lab_from_srgb(colors.astype(np.float32) / np.float32(255))


def _field_of(colors: Bytes) -> NDArray[np.intp]:
    lightness, a, b = lab_of(colors).T
    level = np.clip(lightness * LIGHTNESSES / 100, 0, LIGHTNESSES - 1).astype(np.intp)
    turn = (np.arctan2(b, a) / (2 * np.pi)) % 1
    hue = 1 + (turn * HUES).astype(np.intp) % HUES
    return np.asarray(level * (1 + HUES) + np.where(np.hypot(a, b) < GREY, 0, hue), np.intp)
