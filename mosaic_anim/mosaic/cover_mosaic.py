"""The cover as a mosaic: cut into the same cells, so that tiles can show it and turn into it.

All cells have one size, so that at rest the cover is drawn as the one picture that it is.
"""

from collections.abc import Iterable
from math import ceil, sqrt
from pathlib import Path

import numpy as np

from mosaic_anim.files import sha256_of
from mosaic_anim.geometry import Grid, Rect, Size
from mosaic_anim.images import read_picture
from mosaic_anim.library.pyramid import level_for, level_width
from mosaic_anim.library.reduction import reduced
from mosaic_anim.library.tiles import PADDING, Bytes, TileLevel, Tiles, Variants, of_one_size
from mosaic_anim.mosaic.placement import Placement, square_rects

SHORT_SIDE = 2880
"""A larger cover is reduced to this short side, a third more than a 4K frame has [px]."""

MAX_PIXELS = 16_000_000
"""A very long one is reduced to so many pixels."""


def read_cover(path: Path) -> Bytes:
    """Read a cover (H, W, 3), reduced to what frames can show.

    Raises
    ------
    UnreadablePictureError
        If it cannot be read.
    """
    pixels = read_picture(path, short_side=SHORT_SIDE).pixels
    height, width = pixels.shape[:2]
    scale = sqrt(MAX_PIXELS / (height * width))
    if scale >= 1:
        return pixels
    size = max(1, int(height * scale)), max(1, int(width * scale))
    return reduced(pixels, *size, native=size[0])  # its levels are sharpened, not this


def cover_crop(size: Size, aspect: float) -> Rect:
    """Return the middle of a cover of `size`, as large as it can have this aspect [px].

    With the aspect of a grid it is the part that `cut_cover` cuts into that grid.
    """
    height = min(float(size.height), size.width / aspect)
    width = min(float(size.width), size.height * aspect)
    return Rect(
        row=(size.height - height) / 2, col=(size.width - width) / 2, height=height, width=width
    )


def cover_placement(cover: Path, grid: Grid) -> Placement:
    """Return the placement that shows a cover's own piece in each cell of `grid`.

    It holds one photo, the cover, of which each cell shows another crop.
    """
    count = grid.rows * grid.cols
    picture = read_picture(cover, short_side=1).full_size
    crop = cover_crop(picture, grid.aspect)
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
        photo_hash=np.array([sha256_of(cover)]),
    )


def cover_variants(pixels: Bytes, placement: Placement) -> Variants:
    """Return the pieces of a cover that was read: one in each cell, all of one size.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        What `read_cover` read.
    placement : Placement
        What `cover_placement` returned.
    """
    count = len(placement.tile)
    tall = _crop(pixels, placement.grid).height / placement.grid.rows
    return Variants(
        index=np.arange(count, dtype=np.int32),
        tile=placement.tile,
        crop=placement.crop,
        turn=placement.turn,
        native=np.full(count, max(1, ceil(tall - 1e-6)), np.int32),
    )


def cover_tiles(pixels: Bytes, variants: Variants, grid: Grid, heights: Iterable[int]) -> Tiles:
    """Cut a cover into cells, at each of the level `heights` [px] that frames will ask for.

    A level takes 4 bytes a pixel, at most about 250 MB: the largest has twice the cover's pixels.
    """
    top = level_for(float("inf"), int(variants.native.max()))
    levels = (_level(pixels, grid, height) for height in sorted({min(h, top) for h in heights}))
    return Tiles(variants=variants, levels=tuple(levels))


def _level(pixels: Bytes, grid: Grid, height: int) -> TileLevel:
    """Resample the cover to cells of `height` [px], and put each cell's pixels together."""
    crop = _crop(pixels, grid)
    width = level_width(height, grid.cell_aspect)
    box = crop.col, crop.row, crop.right, crop.bottom
    picture = reduced(pixels, grid.rows * height, grid.cols * width, native=crop.height, box=box)
    cells = picture.reshape(grid.rows, height, grid.cols, width, 3).swapaxes(1, 2)
    packed = np.zeros(picture.size // 3 * 4 + PADDING, np.uint8)
    packed[:-PADDING].reshape(*cells.shape[:-1], 4)[..., :3] = cells
    return of_one_size(packed, (grid.rows * grid.cols, height, width), height)


def _crop(pixels: Bytes, grid: Grid) -> Rect:
    return cover_crop(Size(height=pixels.shape[0], width=pixels.shape[1]), grid.aspect)
