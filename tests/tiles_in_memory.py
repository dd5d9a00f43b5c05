"""Tiles made of a few pictures, for tests that draw."""

import numpy as np

from mosaic_anim.library.pyramid import LEVEL_HEIGHTS, level_for, level_width
from mosaic_anim.library.reduction import reduce_picture
from mosaic_anim.library.tiles import Tiles, Variants, in_memory


def tiles_of(pictures, index):
    """Make all levels of a few pictures in memory.

    Parameters
    ----------
    pictures : (V, H, W, 3) uint8
        The pictures; a cell's aspect is W / H.
    index : (n,) int32
        Which of them lies in each cell.
    """
    count, height, width = pictures.shape[:3]
    top = level_for(float("inf"), height)
    levels = [
        in_memory(
            [reduce_picture(p, h, level_width(h, width / height), native=height) for p in pictures],
            h,
        )
        for h in LEVEL_HEIGHTS
        if h < min(top, height)
    ]
    levels.append(in_memory(pictures, top))
    whole = np.tile(np.array([0, 0, 1, 1], np.float32), (count, 1))
    variants = Variants(
        index=np.ascontiguousarray(index.ravel(), np.int32),
        tile=np.arange(count, dtype=np.int32),
        crop=whole,
        turn=np.zeros(count, np.uint8),
        native=np.full(count, height, np.int32),
    )
    return Tiles(variants=variants, levels=tuple(levels))
