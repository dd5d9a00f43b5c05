"""Placement: which tile lies in which cell. Flat over the n cells, row by row."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.geometry import Grid


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placement:
    """The result of matching. Arrays are read-only.

    Attributes
    ----------
    grid : Grid
        Rows, columns and cell aspect.
    tile : (n,) int32
        Index of the library photo in each cell.
    rect : (n, 4) float32
        row, col, height, width of each cell on the canvas [cells].
    crop : (n, 4) float32
        row, col, height, width of the photo's part that is shown [unit, 0 to 1 of the photo].
    turn : (n,) uint8
        0 upright; bit 0 mirrored left-right; bits 1-2 quarter turns clockwise.
    gain, offset : (n, 3) float32
        Tint: shown = gain * photo + offset, in encoded sRGB [0 to 255].
    distance : (n,) float32
        Distance of tile and cell in feature space [the feature's unit].
    photo : (T,) str
        Path of each library photo, relative to the library's folder.
    photo_hash : (T,) str
        Content hash of each library photo.
    cover_hash : str
        Content hash of the cover.
    """

    grid: Grid
    tile: NDArray[np.int32]
    rect: NDArray[np.float32]
    crop: NDArray[np.float32]
    turn: NDArray[np.uint8]
    gain: NDArray[np.float32]
    offset: NDArray[np.float32]
    distance: NDArray[np.float32]
    photo: NDArray[np.str_]
    photo_hash: NDArray[np.str_]
    cover_hash: str = field(default="")

    @property
    def tiles(self) -> NDArray[np.int32]:
        """(R, C) the tile of each cell of the square grid."""
        return self.tile.reshape(self.grid.rows, self.grid.cols)
