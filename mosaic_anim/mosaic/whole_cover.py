"""Whole cover: a cover as a single cell, which is how a tile of another mosaic shows it."""

from pathlib import Path

from mosaic_anim.io.pictures import read_picture
from mosaic_anim.mosaic.cells import Cells, cover_crop
from mosaic_anim.mosaic.features import CellFeatures
from mosaic_anim.mosaic.settings import FeatureKind
from mosaic_anim.values.geometry import Grid, Size


def whole_cover(cover: Path, aspect: float, kind: FeatureKind, *, short_side: int) -> CellFeatures:
    """Return a cover as one cell of some aspect, with the features of one kind.

    short_side : int
        Least length of its shorter side while it is measured [px].

    Raises
    ------
    UnreadablePictureError
        If it cannot be read.
    """
    picture = read_picture(cover, short_side=short_side)
    shape = Size(height=picture.pixels.shape[0], width=picture.pixels.shape[1])
    grid = Grid(rows=1, cols=1, cell_aspect=aspect)
    crop = cover_crop(picture.full_size, grid, pixels=shape)
    return CellFeatures(cells=Cells(pixels=picture.pixels, grid=grid, crop=crop), kind=kind)
