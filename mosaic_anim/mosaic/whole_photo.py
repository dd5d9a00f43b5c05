"""A whole photo as a mosaic of one cell: what a tile opens to."""

from typing import TYPE_CHECKING

import numpy as np

from mosaic_anim.mosaic.cells import square_rects
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.geometry import Grid

if TYPE_CHECKING:
    from mosaic_anim.library.library import Library


def whole_photo(placement: Placement, photo: int, turn: int, library: "Library") -> Placement:
    """Return the placement that shows one photo of another placement, uncropped and untinted.

    Parameters
    ----------
    placement : Placement
        Where the photo's tile lies.
    photo : int
        Its number there.
    turn : int
        How it is turned, as in `Placement`.
    library : Library
        Where it is now.
    """
    content = str(placement.photo_hash[photo])
    shape = [1, 1]  # of a photo that has gone; drawing it reports that
    if content in library.photo_hash:
        shape = library.full_size[library.photo_hash.index(content)].tolist()
    height, width = shape[::-1] if turn & 2 else shape
    grid = Grid(rows=1, cols=1, cell_aspect=width / height)
    return Placement(
        grid=grid,
        tile=np.zeros(1, np.int32),
        rect=square_rects(grid),
        crop=np.array([[0, 0, 1, 1]], np.float32),
        turn=np.array([turn], np.uint8),
        gain=np.ones((1, 3), np.float32),
        offset=np.zeros((1, 3), np.float32),
        distance=np.zeros(1, np.float32),
        photo=placement.photo[[photo]],
        photo_hash=placement.photo_hash[[photo]],
        library=placement.library,
        cover_hash=placement.cover_hash,
    )
