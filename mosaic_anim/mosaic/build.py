"""Build: a cover, a library and settings become a placement."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.pictures import read_picture
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.assign import assign_tiles
from mosaic_anim.mosaic.cells import cut_cover, square_rects
from mosaic_anim.mosaic.crops import crop_choice
from mosaic_anim.mosaic.features import CellFeatures, features_of, tile_means
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.pins import pin_tiles
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.selection import select_photos
from mosaic_anim.mosaic.settings import CROPS, TURNS, CropKind, MosaicSettings
from mosaic_anim.mosaic.tint import tint_map

Scalar = TypeVar("Scalar", bound=np.generic)

_COMPARISONS = 800_000_000
"""Most distances of cells and crops that are computed for the sake of better crops: 2 s or so."""

_PIXELS_PER_PART = 4
"""A larger cover is reduced to this many pixels along each averaged part while it is read."""


def build_placement(
    cover: Path,
    library: Library,
    settings: MosaicSettings,
    *,
    must_appear: Sequence[int] = (),
    progress: Progress | None = None,
) -> Placement:
    """Match the photos of a library to the cells of a cover.

    The result depends on the photos' contents, not on their names or order: tiles that fit equally
    well are taken in the order of their content hashes.

    Parameters
    ----------
    cover : Path
        A picture file.
    library : Library
        The photos.
    settings : MosaicSettings
        How to cut and match.
    must_appear : sequence of int
        Photos that get the cells where they fit best, before all others choose.
    progress : Progress, optional
        Called with the number of cells matched so far.

    Raises
    ------
    CannotStartError
        If the cover cannot be read or cut so finely, or the photos are too few.
    """
    selection = select_photos(library, settings, must_appear)
    kind = settings.feature
    picture = read_picture(cover, short_side=_PIXELS_PER_PART * kind.side * settings.columns)
    cells = cut_cover(
        picture.pixels, settings.columns, settings.cell_aspect, full=picture.full_size
    )
    source = CellFeatures(cells=cells, kind=kind)
    photos = selection.photos
    crops = crop_choice(
        library.full_size[photos],
        library.small_rect[photos],
        settings.cell_aspect,
        _affordable(settings, len(photos) * cells.grid.rows * cells.grid.cols),
        TURNS[settings.turn],
    )
    means = tile_means(library, photos, crops, kind, progress=progress)
    index = TileIndex(tiles=features_of(means, kind), photo=crops.photo)
    chosen = assign_tiles(
        source,
        index,
        settings,
        pinned=pin_tiles(source, index, selection.must_appear),
        favoured=selection.favoured,
        progress=progress,
    ).ravel()

    distance, gain, offset = _judge(source, means, index.tiles, chosen, settings.tint)
    return Placement(
        grid=cells.grid,
        tile=_read_only(photos[crops.photo[chosen]]),
        rect=_read_only(square_rects(cells.grid)),
        crop=_read_only(crops.crop[chosen]),
        turn=_read_only(crops.turn[chosen]),
        gain=_read_only(gain),
        offset=_read_only(offset),
        distance=_read_only(distance),
        photo=_read_only(np.array(library.photo, np.str_)),
        photo_hash=_read_only(np.array(library.photo_hash, np.str_)),
        same=library.same,
        cover_hash=picture.content,
    )


def _affordable(settings: MosaicSettings, pairs: int) -> CropKind:
    """Return the crops to try: those that are asked for, or fewer in a huge mosaic.

    Parameters
    ----------
    pairs : int
        Cells times photos.
    """
    kinds = list(CROPS)[: list(CROPS).index(settings.crop) + 1]
    turns = len(TURNS[settings.turn])
    for name in reversed(kinds):
        if len(CROPS[name].places) * turns * pairs <= _COMPARISONS:
            return CROPS[name]
    return CROPS[kinds[0]]


def _judge(
    source: CellFeatures,
    means: NDArray[np.float32],
    tiles: NDArray[np.float32],
    chosen: NDArray[np.int32],
    tint: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return the distance (n,) of each cell and its tile, and the tint's gain and offset (n, 3)."""
    distance = np.empty(len(chosen), np.float32)
    gain = np.empty((len(chosen), 3), np.float32)
    offset = np.empty((len(chosen), 3), np.float32)
    tile_colour = means.mean(axis=1)
    for band in source.bands:
        part = slice(band.start * source.cells.grid.cols, band.stop * source.cells.grid.cols)
        here, cell_means = chosen[part], source.means(band)
        gap = features_of(cell_means, source.kind) - tiles[here]
        distance[part] = np.sqrt((gap**2).sum(axis=1))
        gain[part], offset[part] = tint_map(tile_colour[here], cell_means.mean(axis=1), tint)
    return distance, gain, offset


def _read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """Make an array read-only."""
    array.flags.writeable = False
    return array
