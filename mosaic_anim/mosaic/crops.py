"""Crops: which part of each photo a cell shows."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def centred_crops(
    full_size: NDArray[np.int32], shown: NDArray[np.float32], cell_aspect: float
) -> NDArray[np.float32]:
    """Return the largest crop of the cell's aspect in the middle of each photo's stored part.

    Parameters
    ----------
    full_size : (T, 2) int32
        Height and width of the photos [px].
    shown : (T, 4) float32
        row, col, height, width of the part that the library's small picture shows [unit].
    cell_aspect : float
        Width of a cell over its height.

    Returns
    -------
    (T, 4) float32
        row, col, height, width of the crops [unit of the photo].
    """
    size = full_size.astype(np.float64)
    row, col, tall, wide = shown.astype(np.float64).T
    # Height and width of the crop [px]: the stored part's own, or what the aspect leaves of it
    height = np.minimum(tall * size[:, 0], wide * size[:, 1] / cell_aspect)
    crop_tall = np.minimum(height / size[:, 0], tall)
    crop_wide = np.minimum(height * cell_aspect / size[:, 1], wide)
    corner_row, corner_col = row + (tall - crop_tall) / 2, col + (wide - crop_wide) / 2
    crops: NDArray[np.float32] = np.stack(
        (corner_row, corner_col, crop_tall, crop_wide), axis=1
    ).astype(np.float32)
    return crops


def box_edges(crop: Floats, shown: Floats, size: tuple[int, int], parts: int) -> list[Floats]:
    """Return the row edges and column edges of `parts` x `parts` boxes over a crop.

    Parameters
    ----------
    crop, shown : (4,) float64
        The crop, and the part of the photo that the picture shows [unit of the photo].
    size : (int, int)
        Height and width of the picture [px].
    parts : int
        Boxes along each side.

    Returns
    -------
    list of (parts + 1,) float64
        Edges in the picture [px].
    """
    edges = []
    for axis in (0, 1):
        scale = size[axis] / shown[axis + 2]
        start = (crop[axis] - shown[axis]) * scale
        steps = np.linspace(start, start + crop[axis + 2] * scale, parts + 1)
        edges.append(np.clip(steps, 0, size[axis]))
    return edges
