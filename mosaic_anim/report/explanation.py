"""`explain_cell`: why a cell of a mosaic shows its photo."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.lazy import Image
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.library.library import Library
from mosaic_anim.library.output_files import check_files
from mosaic_anim.mosaic.cells import Cells, cover_crop
from mosaic_anim.mosaic.crops import crop_choice
from mosaic_anim.mosaic.features import CellFeatures, pixel_boxes, tile_features, tile_means
from mosaic_anim.mosaic.importance import wanted_closeness
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.selection import select_photos
from mosaic_anim.mosaic.settings import CROPS, TURNS, FeatureKind, MosaicSettings
from mosaic_anim.report.cell_facts import Candidate, CellFacts
from mosaic_anim.report.cell_figure import require_figure_file, save_figure
from mosaic_anim.still.photo_mosaic import PhotoMosaic
from mosaic_anim.values.geometry import Size

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]

_TILE = 240
"""Longer side of the pictures of a cell and of tiles [px]."""
_COVER = 1000
"""Short side that a cover is shown at [px]."""
_PIXELS_PER_PART = 4
"""A larger cover is reduced to this many pixels along each averaged part, as for matching."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellExplanation(CellFacts):
    """Why a cell of a mosaic shows its photo, as `CellFacts`; it draws itself."""

    def __repr__(self) -> str:
        """Name the cell, the photo and its rank."""
        return f"CellExplanation(cell {list(self.cell)}, {self.chosen.photo!r}, rank {self.rank:,})"

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Draw it as one figure: `.png`, `.svg` or `.pdf`, by Matplotlib.

        Raises
        ------
        UsageError
            If the suffix names another format.
        CannotStartError
            If Matplotlib is not installed, or the file exists and `overwrite` is false, is the
            cover or one of the photos, or cannot be written.
        """
        path = Path(path)
        require_figure_file(path)
        inputs = Inputs.of_mosaic(self.mosaic.cover or "", "") | self.mosaic.library.inputs
        check_files([path], inputs | self.mosaic.placement.inputs, overwrite=overwrite)
        data = save_figure(self, path.suffix.lower())
        with atomic_file(path, overwrite=overwrite, needed=lambda: len(data)) as part:
            part.write_bytes(data)
        return path


def explain_cell(mosaic: PhotoMosaic, cell: tuple[int, int], *, count: int = 8) -> CellExplanation:
    """Explain why a cell shows its photo, and which photos are nearest to it.

    Parameters
    ----------
    mosaic : PhotoMosaic
        What `build_mosaic` returned.
    cell : (int, int)
        Row and column, from 0.
    count : int
        How many of the nearest photos to name.

    Raises
    ------
    ValueError
        If the mosaic's cover or settings are not known, or `count` is not positive.
    UsageError
        If there is no such cell.
    CannotStartError
        If the cover cannot be read or has changed, or the photo is no longer in the library.
    """
    if mosaic.cover is None or mosaic.settings is None:
        raise ValueError(
            "an explanation needs cover and settings — build the mosaic by build_mosaic"
        )
    if count < 1:
        raise ValueError("count must be 1 or more")
    row, col = _row_and_col(mosaic, cell)
    settings, grid = mosaic.settings, mosaic.placement.grid
    source = _matched_cells(mosaic, mosaic.cover, settings)
    shown = _cover_cells(mosaic, mosaic.cover, settings.feature, _COVER).cells
    ranking = _ranking(mosaic.library, settings, source, row * grid.cols + col)
    rank = _rank(mosaic, ranking.photos, row * grid.cols + col)
    return CellExplanation(
        mosaic=mosaic,
        cell=(row, col),
        features=settings.features,
        cover=_part(shown, 0, grid.rows, 0, grid.cols),
        cell_picture=_part(shown, row, row + 1, col, col + 1),
        cell_color=source.means(range(row, row + 1))[col].mean(axis=0),
        colors=ranking.colors,
        nearest=tuple(ranking.candidate(at) for at in range(min(count, len(ranking.photos)))),
        chosen=ranking.candidate(rank - 1),
        rank=rank,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ranking:
    """All photos of a library as tiles of one cell, the nearest first.

    Attributes
    ----------
    library : Library
    photos : (n,) int32
        Numbers of the photos in the library.
    distances : (n,) float32
        How far their features are from the cell's, and how close crops are from what it wants.
    colors : (n, 3) float32
        Their average colours [CIE L*a*b*].
    crops : (n, 4) float32
        The nearest part of each: row, col, height, width [unit of the photo].
    turns : (n,) uint8
        How that lies, as in a `Placement`.
    """

    library: Library
    photos: NDArray[np.int32]
    distances: Floats
    colors: Floats
    crops: Floats
    turns: NDArray[np.uint8]

    def candidate(self, place: int) -> Candidate:
        """Return the photo at a place, from 0."""
        photo = int(self.photos[place])
        return Candidate(
            photo=self.library.photo[photo],
            distance=float(self.distances[place]),
            color=self.colors[place],
            picture=_tile(self.library, photo, self.crops[place], int(self.turns[place])),
        )


def _ranking(
    library: Library, settings: MosaicSettings, source: CellFeatures, cell: int
) -> _Ranking:
    """Compare a cell with all photos, each by its nearest crop."""
    kind = settings.feature
    photos = select_photos(library, settings).photos
    crops = crop_choice(
        library.full_size[photos],
        library.small_rect[photos],
        settings.cell_aspect,
        CROPS[settings.crop],
        TURNS[settings.turn],
    )
    means = tile_means(library, photos, crops, kind)
    features = tile_features(means, crops, kind)
    index = TileIndex(tiles=features, photo=crops.photo)
    wanted = source.features_at(np.array([cell], np.int32))
    variants = index.nearest(wanted, index.photos)[0][0]
    return _Ranking(
        library=library,
        photos=photos[crops.photo[variants]],
        distances=np.linalg.norm(features[variants] - wanted, axis=1),
        colors=means[variants].mean(axis=1),
        crops=crops.crop[variants],
        turns=crops.turn[variants],
    )


def _matched_cells(mosaic: PhotoMosaic, cover: Path, settings: MosaicSettings) -> CellFeatures:
    """Return the cells of the cover as they were matched."""
    kind = settings.feature
    side = _PIXELS_PER_PART * kind.side * mosaic.placement.grid.cols
    source = _cover_cells(mosaic, cover, kind, side)
    return replace(source, closeness=wanted_closeness(source.cells, settings.importance))


def _row_and_col(mosaic: PhotoMosaic, cell: tuple[int, int]) -> tuple[int, int]:
    """Return row and column, if there is such a cell."""
    grid, (row, col) = mosaic.placement.grid, cell
    if not (0 <= row < grid.rows and 0 <= col < grid.cols):
        raise UsageError(
            f"there is no cell {row},{col} in a mosaic of {grid.rows:,} rows and "
            f"{grid.cols:,} columns",
            remedy=f"rows are 0 to {grid.rows - 1}, columns 0 to {grid.cols - 1}",
        )
    return int(row), int(col)


def _rank(mosaic: PhotoMosaic, owner: NDArray[np.int32], cell: int) -> int:
    """Return the place of a cell's photo among photos of the library, from 1."""
    placement, library = mosaic.placement, mosaic.library
    content = str(placement.photo_hash[placement.tile[cell]])
    for place, photo in enumerate(owner, start=1):
        if library.photo_hash[photo] == content:
            return place
    raise CannotStartError(
        f"photo {placement.photo[placement.tile[cell]]} is not in this library",
        remedy="build the mosaic again",
        place=str(library.folder),
    )


def _cover_cells(
    mosaic: PhotoMosaic, cover: Path, kind: FeatureKind, short_side: int
) -> CellFeatures:
    """Read the cover, reduced to a short side [px], and cut it as the mosaic does."""
    grid = mosaic.placement.grid
    picture = read_picture(
        cover, short_side=short_side, content=mosaic.placement.cover_hash or None
    )
    height, width = picture.pixels.shape[:2]
    crop = cover_crop(picture.full_size, grid, pixels=Size(height=height, width=width))
    return CellFeatures(cells=Cells(pixels=picture.pixels, grid=grid, crop=crop), kind=kind)


def _part(cells: Cells, top: int, bottom: int, left: int, right: int) -> Pixels:
    """Return the cover's pixels in some rows and columns of cells."""
    rows = cells.row_edges(top, bottom, 1)
    cols = cells.col_edges(1)
    box = float(cols[left]), float(rows[0]), float(cols[right]), float(rows[-1])
    tall, wide = box[3] - box[1], box[2] - box[0]
    scale = _TILE / max(tall, wide) if bottom - top == 1 else 1.0
    size = max(1, round(wide * scale)), max(1, round(tall * scale))
    image = Image.fromarray(np.ascontiguousarray(cells.pixels))
    return np.asarray(image.resize(size, Image.Resampling.BICUBIC, box=box))


def _tile(library: Library, photo: int, crop: Floats, turn: int) -> Pixels:
    """Return a photo's part as it lies in a cell, without tint."""
    picture = library.small(photo)
    shown = library.small_rect[photo].astype(np.float64)
    ((top, left, tall, wide),) = pixel_boxes(
        crop[None].astype(np.float64), shown, picture.shape[:2]
    )
    scale = _TILE / max(tall, wide)
    size = max(1, round(wide * scale)), max(1, round(tall * scale))
    box = max(0.0, left), max(0.0, top), left + wide, top + tall
    box = (*box[:2], min(box[2], picture.shape[1]), min(box[3], picture.shape[0]))
    image = Image.fromarray(np.ascontiguousarray(picture))
    tile = np.asarray(image.resize(size, Image.Resampling.BICUBIC, box=box))
    mirrored = tile[:, ::-1] if turn & 1 else tile
    return np.ascontiguousarray(np.rot90(mirrored, -(turn >> 1)))
