"""Nesting: which tile of a mosaic is the cover of another one.

It is the cell that looks most like that cover, by the features that photos are matched by, and not
far from the middle, so that a camera sees it in every frame that it is on its way there.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from mosaic_anim.io.pictures import read_picture
from mosaic_anim.mosaic.cells import cover_crop, cut_cover
from mosaic_anim.mosaic.features import CellFeatures
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.mosaic.whole_cover import whole_cover
from mosaic_anim.values.geometry import Rect, Size

REACH = 0.3
"""How far from the middle of what is seen of a mosaic such a tile lies at most [shares of it]."""

LEAST_SIDE = 5
"""Least rows and columns of a mosaic that has a tile away from its border."""

_PIXELS_PER_PART = 4
"""As in `build.py`."""

_TILE_PARTS = 4
"""Times as many pixels for a cover that is one tile."""


def nesting_cell(
    outer: Path,
    inner: Path,
    settings: MosaicSettings,
    side: int,
    *,
    seen: tuple[float, float] = (1.0, 1.0),
) -> tuple[int, int]:
    """Return row and column of the cell of one cover that looks most like another cover.

    Parameters
    ----------
    outer, inner : Path
        The covers' files.
    settings : MosaicSettings
        How they are cut and compared.
    side : int
        Rows, and columns, of the mosaic.
    seen : (float, float)
        How much of its height and width a frame shows at least [shares].

    Raises
    ------
    UnreadablePictureError
        If a cover cannot be read.
    """
    kind, aspect = settings.feature, settings.cell_aspect
    picture = read_picture(outer, short_side=_PIXELS_PER_PART * kind.side * side)
    cells = cut_cover(picture.pixels, side, aspect, full=picture.full_size, same_sides=True)
    near = [_middle(side, share) for share in seen]
    tile = whole_cover(inner, aspect, kind, short_side=_TILE_PARTS * _PIXELS_PER_PART * kind.side)
    wanted = tile.features(range(1))[0]
    band = CellFeatures(cells=cells, kind=kind).features(near[0])
    part = band.reshape(len(near[0]), side, -1)[:, near[1].start : near[1].stop]
    distance = ((part - wanted) ** 2).sum(axis=-1)
    row, col = np.unravel_index(int(distance.argmin()), distance.shape)
    return near[0].start + int(row), near[1].start + int(col)


def with_nested(
    placement: Placement,
    cell: tuple[int, int],
    photo: int,
    full: Size,
    *,
    window: Rect | None = None,
) -> Placement:
    """Return a placement with one photo in one cell as it is seen when it is a cover itself.

    Parameters
    ----------
    cell : (int, int)
        Row and column.
    photo : int
        The photo's number in the placement.
    full : Size
        Its size [px].
    window : Rect, optional
        The part of it [shares] that the cover was cut from; by default all.
    """
    grid = placement.grid
    at = cell[0] * grid.cols + cell[1]
    window = window or Rect(row=0, col=0, height=1, width=1)
    cut = Size(height=round(window.height * full.height), width=round(window.width * full.width))
    part = cover_crop(cut, grid)
    crop = [
        window.row + part.row / full.height, window.col + part.col / full.width,
        part.height / full.height, part.width / full.width,
    ]  # fmt: skip
    changes = {"tile": photo, "crop": crop, "turn": 0, "gain": 1, "offset": 0}
    fields = {}
    for name, value in changes.items():
        array = getattr(placement, name).copy()
        array[at] = value
        array.flags.writeable = False
        fields[name] = array
    return replace(placement, **fields)


def _middle(side: int, seen: float) -> range:
    """Return the rows or columns that are near the middle of what is seen, away from the border."""
    reach = seen * REACH * side
    first = max(1, round(side / 2 - reach))
    end = min(side - 1, round(side / 2 + reach))
    return range(first, max(end, first + 1))
