"""Build: a cover, a library and settings become a placement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.pictures import read_picture, read_picture_size
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.assign import assign_tiles
from mosaic_anim.mosaic.automatic import columns_for, tint_for
from mosaic_anim.mosaic.cells import Cells, cover_crop, cover_grid, square_rects
from mosaic_anim.mosaic.crops import CropChoice, crop_choice
from mosaic_anim.mosaic.features import (
    CellFeatures,
    colour_gap,
    features_of,
    tile_features,
    tile_means,
)
from mosaic_anim.mosaic.importance import wanted_closeness
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.pins import NO_PINS, pin_tiles
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.selection import Selection, select_photos
from mosaic_anim.mosaic.settings import AUTO, CROPS, TURNS, CropKind, MosaicSettings
from mosaic_anim.mosaic.tint import tint_map
from mosaic_anim.values.geometry import Grid, Size

Scalar = TypeVar("Scalar", bound=np.generic)

VARIANTS = 400_000
"""Most crops that are averaged: 0.3 GB. Of a larger library photos are chosen by fewer crops, and
then shown at the best, however many cells there are: a finer mosaic is never cropped worse."""

_PIXELS_PER_PART = 4
"""A larger cover is reduced to this many pixels along each averaged part while it is read."""


def build_placement(
    cover: Path,
    library: Library,
    settings: MosaicSettings,
    *,
    must_appear: Sequence[int] = (),
    pins: Mapping[int, int] = NO_PINS,
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
    pins : mapping of int to int
        Photos that get a cell [flat index] that is chosen already.
    progress : Progress, optional
        Called with the number of cells matched so far.

    Raises
    ------
    CannotStartError
        If the cover cannot be read or cut so finely, or the photos are too few.
    """
    selection = select_photos(library, settings, [*must_appear, *pins])
    grid = cover_grid_of(cover, settings, len(selection.photos))
    source, cover_hash = cover_features(cover, grid, settings)
    tiles, chosen = match_tiles(source, library, settings, selection, pins=pins, progress=progress)
    return placement_of(
        source,
        tiles,
        chosen,
        settings,
        library=library,
        cover_hash=cover_hash,
        candidates=len(selection.photos),
    )


def match_tiles(
    source: CellFeatures,
    library: Library,
    settings: MosaicSettings,
    selection: Selection,
    *,
    pins: Mapping[int, int] = NO_PINS,
    progress: Progress | None = None,
) -> tuple["MeasuredTiles", NDArray[np.int32]]:
    """Choose a tile for each of n cells; return the tiles, and which of them each has (n,).

    pins : mapping of int to int
        Photos of the library that get a cell [flat index] that is chosen already.

    Raises
    ------
    CannotStartError
        If the photos are too few.
    """
    photos, grid = selection.photos, source.cells.grid
    count = grid.rows * grid.cols
    crops = _affordable(settings, len(photos))
    tiles = _tiles(library, photos, settings, crops, cells=count, progress=progress)
    chosen = assign_tiles(
        source,
        tiles.index,
        settings,
        pinned=pin_tiles(source, tiles.index, selection.must_appear, _numbers(photos, pins)),
        favoured=selection.favoured,
        progress=progress,
    ).ravel()
    if crops is not CROPS[settings.crop]:
        tiles, chosen = _cropped_better(library, source, settings, tiles, chosen)
    return tiles, chosen


def cover_features(cover: Path, grid: Grid, settings: MosaicSettings) -> tuple[CellFeatures, str]:
    """Return the features of a cover's cells, and the hash of its content.

    Raises
    ------
    UnreadablePictureError
        If it cannot be read.
    """
    kind = settings.feature
    picture = read_picture(cover, short_side=_PIXELS_PER_PART * kind.side * grid.cols)
    shape = Size(height=picture.pixels.shape[0], width=picture.pixels.shape[1])
    crop = cover_crop(picture.full_size, grid, pixels=shape)
    cells = Cells(pixels=picture.pixels, grid=grid, crop=crop)
    closeness = wanted_closeness(cells, settings.importance)
    return CellFeatures(cells=cells, kind=kind, closeness=closeness), picture.content


def placement_of(
    source: CellFeatures,
    tiles: "MeasuredTiles",
    chosen: NDArray[np.int32],
    settings: MosaicSettings,
    *,
    library: Library,
    cover_hash: str,
    candidates: int,
) -> Placement:
    """Return the placement of the tiles that were chosen for cells, tinted as the settings say.

    Parameters
    ----------
    source : CellFeatures
        The n cells.
    chosen : (n,) int32
        Variant of the tiles in each.
    candidates : int
        Photos that they were chosen from.
    """
    distance, gap = _distances(source, tiles, chosen)
    tint = tint_for(settings, gap)
    gain, offset = _tint(source, tiles, chosen, tint)
    grid = source.cells.grid
    return Placement(
        grid=grid,
        tile=_read_only(tiles.photos[tiles.crops.photo[chosen]]),
        rect=_read_only(square_rects(grid)),
        crop=_read_only(tiles.crops.crop[chosen]),
        turn=_read_only(tiles.crops.turn[chosen]),
        gain=_read_only(gain),
        offset=_read_only(offset),
        distance=_read_only(distance),
        photo=_read_only(np.array(library.photo, np.str_)),
        photo_hash=_read_only(np.array(library.photo_hash, np.str_)),
        same=library.same,
        cover_hash=cover_hash,
        tint=tint,
        candidates=candidates,
    )


def _numbers(photos: NDArray[np.int32], pins: Mapping[int, int]) -> dict[int, int]:
    """Return pins of photos of the library as pins of those that are matched."""
    return {int(np.flatnonzero(photos == photo)[0]): cell for photo, cell in pins.items()}


def cover_grid_of(cover: Path, settings: MosaicSettings, photos: int) -> Grid:
    """Return the cells that a cover is cut into; the number of photos counts where it is asked."""
    size = read_picture_size(cover)
    columns = settings.columns
    if columns == AUTO:
        columns = columns_for(settings, photos, size)
    return cover_grid(size, columns, settings.cell_aspect, same_sides=settings.same_sides)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeasuredTiles:
    """Photos of a library as tiles.

    Attributes
    ----------
    photos : (T,) int32
        Their numbers in the library.
    crops : CropChoice
        Their V variants.
    means : (V, side**2, 3) float32
        Averages of their parts.
    index : TileIndex
        Their features.
    """

    photos: NDArray[np.int32]
    crops: CropChoice
    means: NDArray[np.float32]
    index: TileIndex


def _tiles(
    library: Library,
    photos: NDArray[np.int32],
    settings: MosaicSettings,
    kind: CropKind,
    *,
    cells: int = 0,
    progress: Progress | None = None,
) -> MeasuredTiles:
    """Return the variants of some photos, measured, for a search by so many cells."""
    sizes = library.full_size[photos], library.small_rect[photos]
    crops = crop_choice(*sizes, settings.cell_aspect, kind, TURNS[settings.turn])
    return measure_tiles(library, photos, crops, settings, cells=cells, progress=progress)


def measure_tiles(
    library: Library,
    photos: NDArray[np.int32],
    crops: CropChoice,
    settings: MosaicSettings,
    *,
    cells: int = 0,
    progress: Progress | None = None,
) -> MeasuredTiles:
    """Return given variants of some photos, measured, for a search by so many cells."""
    means = tile_means(library, photos, crops, settings.feature, progress=progress)
    features = tile_features(means, crops, settings.feature)
    index = TileIndex(tiles=features, photo=crops.photo, cells=cells)
    return MeasuredTiles(photos=photos, crops=crops, means=means, index=index)


def _cropped_better(
    library: Library,
    source: CellFeatures,
    settings: MosaicSettings,
    tiles: MeasuredTiles,
    chosen: NDArray[np.int32],
) -> tuple[MeasuredTiles, NDArray[np.int32]]:
    """Show each cell's photo at the best of the crops that are asked for, if that is affordable."""
    used, photo = np.unique(tiles.crops.photo[chosen], return_inverse=True)
    kind = _affordable(settings, len(used))
    if kind is not CROPS[settings.crop]:
        return tiles, chosen
    better = _tiles(library, tiles.photos[used], settings, kind)
    cols = source.cells.grid.cols
    variants = [
        better.index.best(
            source.features(band), photo[band.start * cols : band.stop * cols].astype(np.int32)
        )[0]
        for band in source.bands
    ]
    return better, np.concatenate(variants)


def _affordable(settings: MosaicSettings, photos: int) -> CropKind:
    """Return the crops to try: those that are asked for, or fewer of so many photos."""
    kinds = list(CROPS)[: list(CROPS).index(settings.crop) + 1]
    turns = len(TURNS[settings.turn])
    for name in reversed(kinds):
        if len(CROPS[name].places) * turns * photos <= VARIANTS:
            return CROPS[name]
    return CROPS[kinds[0]]


def _distances(
    source: CellFeatures, tiles: MeasuredTiles, chosen: NDArray[np.int32]
) -> tuple[NDArray[np.float32], float]:
    """Return the distance (n,) of each cell and its tile, and that of their colours on average."""
    distance = np.empty(len(chosen), np.float32)
    tile_colour = tiles.means.mean(axis=1)
    gaps = 0.0
    for band, part in _bands(source):
        here, cell_means = chosen[part], source.means(band)
        gap = features_of(cell_means, source.kind) - tiles.index.tiles[here, : source.kind.length]
        distance[part] = np.sqrt((gap**2).sum(axis=1))
        gaps += float(colour_gap(tile_colour[here], cell_means.mean(axis=1)).sum())
    return distance, gaps / len(chosen)


def _tint(
    source: CellFeatures, tiles: MeasuredTiles, chosen: NDArray[np.int32], tint: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return gain and offset (n, 3) of the tint of each cell's tile."""
    gain, offset = np.ones((len(chosen), 3), np.float32), np.zeros((len(chosen), 3), np.float32)
    tile_colour = tiles.means.mean(axis=1)
    for band, part in _bands(source) if tint else ():
        cell_colour = source.means(band).mean(axis=1)
        gain[part], offset[part] = tint_map(tile_colour[chosen[part]], cell_colour, tint)
    return gain, offset


def _bands(source: CellFeatures) -> Iterator[tuple[range, slice]]:
    """Yield the rows that are handled at once, and their cells."""
    cols = source.cells.grid.cols
    for band in source.bands:
        yield band, slice(band.start * cols, band.stop * cols)


def _read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """Make an array read-only."""
    array.flags.writeable = False
    return array
