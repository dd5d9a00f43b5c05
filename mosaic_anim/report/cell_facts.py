"""What is known of a cell: its colour, its photo, and the photos near to it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.still.photo_mosaic import PhotoMosaic

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """A photo that a cell could show.

    Attributes
    ----------
    photo : str
        Its path in the library.
    distance : float
        Distance from the cell in feature space, as photos are ranked by it: how close the crop is
        counts, unlike in `Placement.distance` [the feature's unit].
    color : (3,) float32
        Mean colour of the crop that fits best [encoded sRGB, 0 to 255].
    picture : (h, w, 3) uint8
        That crop.
    """

    photo: str
    distance: float
    color: Floats
    picture: Pixels


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellFacts:
    """Why a cell of a mosaic shows its photo.

    Attributes
    ----------
    mosaic : PhotoMosaic
    cell : (int, int)
        Row and column.
    features : str
        What is compared of cell and photo, a name of `FEATURES`.
    cover, cell_picture : (h, w, 3) uint8
        The part of the cover that the mosaic shows, and of it the cell.
    cell_color : (3,) float32
        The cell's mean colour [encoded sRGB, 0 to 255].
    colors : (T, 3) float32
        Mean colours of the photos' crops that fit best, the nearest photo first.
    nearest : tuple of Candidate
        The nearest photos in feature space, the nearest first.
    chosen : Candidate
        The photo that the cell shows, without tint.
    rank : int
        Its place among all photos by distance, 1 for the nearest.
    """

    mosaic: PhotoMosaic
    cell: tuple[int, int]
    features: str
    cover: Pixels
    cell_picture: Pixels
    cell_color: Floats
    colors: Floats
    nearest: tuple[Candidate, ...]
    chosen: Candidate
    rank: int
