"""Unique: each photo once, which is a linear sum assignment.

Small ones are solved exactly (Crouse, "On implementing 2D rectangular assignment algorithms", IEEE
Trans. Aerosp. Electron. Syst. 52, 2016, as in SciPy). For others each cell first chooses among its
candidates only, so that the problem is sparse (Jonker and Volgenant, Computing 38, 1987); cells for
which these are not enough are assigned among all photos that are left, in turn; then cells swap
photos as long as both together gain.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import csgraph, optimize, sparse

DENSE = 1_000_000
"""Most entries of a table that is solved exactly, in half a second."""

NEIGHBOURS = 200
"""Candidates of each cell, at least: the sum is 1 to 4 % over the least; with 64, 5 to 10 %."""

LEFT_AT_ONCE = 1_000
"""Most cells that are assigned at once among the photos that are left."""

PASSES = 2
"""How often all cells are solved again, in parts: the first two gain most."""
_PART = 250
"""Cells in a part."""
_UNUSED = 100
"""Unused photos that a part may take."""

Distances = Callable[[NDArray[np.int32], NDArray[np.int32]], NDArray[np.float32]]
"""Takes cells (m,) and photos (p,); returns their squared distances (m, p)."""


def assign_once(
    cells: NDArray[np.int32],
    photos: NDArray[np.int32],
    candidates: tuple[NDArray[np.int32], NDArray[np.float32]],
    distances: Distances,
    features: NDArray[np.float32],
) -> NDArray[np.int32]:
    """Give each cell a photo of its own, with nearly the least sum of squared distances.

    Parameters
    ----------
    cells : (m,) int32
    photos : (p,) int32
        At least as many, rising.
    candidates : (m, k) int32, (m, k) float32
        Photos that each cell considers first, each once, and their squared distances.
    distances : Distances
    features : (m, D) float32
        Features of the cells, by which they are put together.

    Returns
    -------
    (m,) int32
        The photo of each cell.
    """
    if len(cells) * len(photos) <= DENSE:
        rows, columns = optimize.linear_sum_assignment(distances(cells, photos))
        return np.asarray(photos[columns[np.argsort(rows)]], np.int32)
    chosen = _among_candidates(photos, *candidates)
    left = np.flatnonzero(chosen < 0)
    for start in range(0, len(left), LEFT_AT_ONCE):
        some = left[start : start + LEFT_AT_ONCE]
        free = np.setdiff1d(photos, chosen).astype(np.int32)
        rows, columns = optimize.linear_sum_assignment(distances(cells[some], free))
        chosen[some[rows]] = free[columns]
    random = np.random.default_rng(len(cells))
    for _ in range(PASSES):
        direction = random.standard_normal(features.shape[1], np.float32)
        by_feature = np.argsort(features @ direction, kind="stable")
        for part in np.array_split(by_feature, max(1, len(cells) // _PART)):
            free = random.permutation(np.setdiff1d(photos, chosen))[:_UNUSED]
            own = np.sort(np.concatenate((chosen[part], free))).astype(np.int32)
            rows, columns = optimize.linear_sum_assignment(distances(cells[part], own))
            chosen[part[rows]] = own[columns]
    return chosen


def _among_candidates(
    photos: NDArray[np.int32], near: NDArray[np.int32], cost: NDArray[np.float32]
) -> NDArray[np.int32]:
    """Give each cell one of its candidates, or -1: a place of its own, at a cost, is one too."""
    count = len(near)
    column = np.searchsorted(photos, near)
    is_free = (column < len(photos)) & (photos[np.minimum(column, len(photos) - 1)] == near)
    rows = np.broadcast_to(np.arange(count)[:, None], near.shape)[is_free]
    alone = np.arange(count)
    entries = (
        np.concatenate((cost[is_free], 2 * cost.max(axis=1))).astype(np.float64) + 1,
        (np.concatenate((rows, alone)), np.concatenate((column[is_free], len(photos) + alone))),
    )
    table = sparse.csr_array(entries, shape=(count, len(photos) + count))
    row, taken = csgraph.min_weight_full_bipartite_matching(table)
    chosen = np.full(count, -1, np.int32)
    is_real = taken < len(photos)
    chosen[row[is_real]] = photos[taken[is_real]]
    return chosen
