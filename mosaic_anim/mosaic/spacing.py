"""Spacing: tiles swap places until copies of a photo do not lie side by side; compiled by Numba."""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.kernel import kernel

REACH = 2
"""Copies of a photo lie farther apart than this, where a swap can do it [cells, either way]."""

_ROUNDS = 3


@kernel()
def spread_copies(
    photos: NDArray[np.int32],
    chosen: NDArray[np.int32],
    features: NDArray[np.float32],
    wanted: NDArray[np.float32],
) -> None:
    """Let each tile that lies beside a copy of its photo swap places where that costs least.

    Parameters
    ----------
    photos : (R, C) int32
        Photo in each of n cells; written.
    chosen : (n,) int32
        Tile in each; written.
    features : (V, D) float32
        Features of the tiles.
    wanted : (n, D) float32
        Features of the cells.
    """
    for _ in range(_ROUNDS):
        swaps = 0
        for cell in range(len(chosen)):
            photo = photos.flat[cell]
            if _copies(photos, cell, photo) <= 1:
                continue
            other = _partner(photos, chosen, features, wanted, cell)
            if other >= 0:
                chosen[cell], chosen[other] = chosen[other], chosen[cell]
                photos.flat[cell], photos.flat[other] = photos.flat[other], photo
                swaps += 1
        if swaps == 0:
            break


@kernel()
def _partner(
    photos: NDArray[np.int32],
    chosen: NDArray[np.int32],
    features: NDArray[np.float32],
    wanted: NDArray[np.float32],
    cell: int,
) -> int:
    """Return the cell to swap with that costs least and leaves no copies side by side, or -1."""
    photo, own = photos.flat[cell], features[chosen[cell]]
    best, least = -1, np.float32(np.inf)
    for other in range(len(chosen)):
        tile = features[chosen[other]]
        added = np.float32(0)
        for n in range(features.shape[1]):
            # |a - t'|^2 + |b - t|^2 - |a - t|^2 - |b - t'|^2 = 2 (a - b) (t - t')
            added += (wanted[cell, n] - wanted[other, n]) * (own[n] - tile[n])
        if added >= least or photos.flat[other] == photo:
            continue
        if _copies(photos, cell, photos.flat[other]) == 0 and _copies(photos, other, photo) == 0:
            best, least = other, added
    return best


@kernel()
def _copies(photos: NDArray[np.int32], cell: int, photo: int) -> int:
    """Count how often a photo lies within reach of a cell, in the cell itself too."""
    rows, cols = photos.shape
    row, col = cell // cols, cell % cols
    count = 0
    for y in range(max(0, row - REACH), min(rows, row + REACH + 1)):
        for x in range(max(0, col - REACH), min(cols, col + REACH + 1)):
            count += photos[y, x] == photo
    return count
