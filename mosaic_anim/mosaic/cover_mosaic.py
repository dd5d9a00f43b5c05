"""The cover as a mosaic: cut into the same cells, so that tiles can show it and turn into it.

All cells have one size, so that at rest the cover is drawn as the one picture that it is.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import ceil, sqrt
from pathlib import Path

import numpy as np

from mosaic_anim.io.pictures import Picture, read_picture
from mosaic_anim.library.pyramid import level_for, level_width
from mosaic_anim.library.reduction import reduce_picture
from mosaic_anim.library.tiles import PADDING, TileLevel, Tiles, Variants, of_one_size
from mosaic_anim.mosaic.cells import cover_crop, square_rects
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.geometry import Grid, Rect, Size

SHORT_SIDE = 2880
"""A larger cover is reduced to this short side, a third more than a 4K frame has [px]."""

MAX_PIXELS = 16_000_000
"""A very long one is reduced to so many pixels."""


def read_cover(path: Path, *, content: str | None = None, short_side: int = SHORT_SIDE) -> Picture:
    """Read a cover, reduced to what frames can show.

    Parameters
    ----------
    content : str, optional
        SHA-256 that its file must have.
    short_side : int
        Most pixels along its shorter side.

    Raises
    ------
    UnreadablePictureError
        If it cannot be read, or has another content.
    """
    picture = read_picture(path, short_side=min(short_side, SHORT_SIDE), content=content)
    height, width = picture.pixels.shape[:2]
    scale = sqrt(MAX_PIXELS / (height * width))
    if scale >= 1:
        return picture
    size = max(1, int(height * scale)), max(1, int(width * scale))
    # Its levels are sharpened, not this
    return replace(picture, pixels=reduce_picture(picture.pixels, *size, native=size[0]))


def cover_placement(cover: Path, grid: Grid, *, content: str | None = None) -> Placement:
    """Return the placement that shows a cover's own piece in each cell of `grid`.

    It holds one photo, the cover, of which each cell shows another crop.

    Parameters
    ----------
    content : str, optional
        SHA-256 that its file must have.

    Raises
    ------
    UnreadablePictureError
        If it cannot be read, or has another content.
    """
    count = grid.rows * grid.cols
    read = read_picture(cover, short_side=1, content=content)
    picture = read.full_size
    crop = cover_crop(picture, grid)
    part = square_rects(grid)
    cell = np.array([crop.height / grid.rows, crop.width / grid.cols] * 2)
    start = np.array([crop.row, crop.col, 0, 0])
    whole = np.array([picture.height, picture.width] * 2)
    return Placement(
        grid=grid,
        tile=np.zeros(count, np.int32),
        rect=part,
        crop=((start + part * cell) / whole).astype(np.float32),
        turn=np.zeros(count, np.uint8),
        gain=np.broadcast_to(np.float32(1), (count, 3)),
        offset=np.broadcast_to(np.float32(0), (count, 3)),
        distance=np.broadcast_to(np.float32(0), count),
        photo=np.array([cover.name]),
        photo_hash=np.array([read.content]),
    )


def cover_variants(cover: Picture, placement: Placement) -> Variants:
    """Return the pieces of a cover that was read: one in each cell, all of one size.

    Parameters
    ----------
    cover : Picture
        What `read_cover` read.
    placement : Placement
        What `cover_placement` returned.
    """
    count = len(placement.tile)
    tall = _crop(cover, placement.grid).height / placement.grid.rows
    return Variants(
        index=np.arange(count, dtype=np.int32),
        tile=placement.tile,
        crop=placement.crop,
        turn=placement.turn,
        native=np.full(count, max(1, ceil(tall - 1e-6)), np.int32),
        is_one=True,
    )


def cover_tiles(cover: Picture, variants: Variants, grid: Grid, heights: Iterable[int]) -> Tiles:
    """Cut a cover into cells, at each of the level `heights` [px] that frames will ask for.

    A level takes 4 bytes a pixel, at most about 250 MB: the largest has twice the cover's pixels.
    """
    top = level_for(float("inf"), int(variants.native.max()))
    levels = (_level(cover, grid, height) for height in sorted({min(h, top) for h in heights}))
    return Tiles(variants=variants, levels=tuple(levels))


def _level(cover: Picture, grid: Grid, height: int) -> TileLevel:
    """Resample the cover to cells of `height` [px], and put each cell's pixels together."""
    crop = _crop(cover, grid)
    width = level_width(height, grid.cell_aspect)
    box = crop.col, crop.row, crop.right, crop.bottom
    picture = reduce_picture(
        cover.pixels, grid.rows * height, grid.cols * width, native=crop.height, box=box
    )
    cells = picture.reshape(grid.rows, height, grid.cols, width, 3).swapaxes(1, 2)
    packed = np.zeros(picture.size // 3 * 4 + PADDING, np.uint8)
    packed[:-PADDING].reshape(*cells.shape[:-1], 4)[..., :3] = cells
    return of_one_size(packed, (grid.rows * grid.cols, height, width), height)


def _crop(cover: Picture, grid: Grid) -> Rect:
    height, width = cover.pixels.shape[:2]
    return cover_crop(cover.full_size, grid, pixels=Size(height=height, width=width))
