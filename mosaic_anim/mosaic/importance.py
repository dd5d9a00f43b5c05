"""Importance: where people look in a cover, and how close crops may be there.

Faces and what stands out draw attention. There a cell may show a small part of a photo, which
resembles it more; where nobody looks, a photo is better shown whole.
"""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.mosaic.cells import Cells
from mosaic_anim.subject.attention import Attention

LEAST, MOST = 0.5, 4.0
"""Attention that counts at least and at most, as a multiple of the mean."""

STEP = 3.0
"""Closeness that a cell with twice the attention wants besides, if all depends on it [Delta E]."""


def wanted_closeness(cells: Cells, importance: float) -> NDArray[np.float32]:
    """Return how close a crop each cell wants.

    Parameters
    ----------
    cells : Cells
    importance : float
        0 (each wants its photo whole) to 1.

    Returns
    -------
    (n,) float32
        0 on average [Delta E].
    """
    grid, crop = cells.grid, cells.crop
    if importance == 0:
        return np.zeros(grid.rows * grid.cols, np.float32)
    top, left = int(crop.row), int(crop.col)
    part = cells.pixels[top : max(top + 1, round(crop.bottom)), left:]
    attention = Attention.of(part[:, : max(1, round(crop.width))])
    share = attention.in_grid(grid.rows, grid.cols).ravel() * (grid.rows * grid.cols)
    wanted = np.log2(np.clip((1 + share) / 2, LEAST, MOST))
    # Rounded: the last bits of a Fourier transform depend on the machine
    closeness = np.round(importance * STEP * (wanted - wanted.mean()), 2)
    return np.asarray(closeness, np.float32)
