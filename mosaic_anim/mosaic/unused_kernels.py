"""Loops that find places for unused photos, compiled by Numba."""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.kernel import kernel
from mosaic_anim.mosaic.moves import Choices
from mosaic_anim.mosaic.search_kernels import insert


@kernel()
def listed_hosts(
    choices: Choices,
    worth: NDArray[np.float32],
    row_of_photo: NDArray[np.int32],
    out: NDArray[np.int32],
    out_cost: NDArray[np.float32],
) -> None:
    """Find the cells where photos cost least, among those that have them as candidates.

    Parameters
    ----------
    choices : Choices
        Candidates of n cells.
    worth : (n,) float32
        What the cells' present tiles cost; infinite where they may not be taken away.
    row_of_photo : (T,) int32
        Row of `out` for each photo, or -1.
    out : (U, k) int32
        Cells of each photo, the cheapest first; written.
    out_cost : (U, k) float32
        What they cost more than the present tiles; infinite where there is no cell yet; written.
    """
    last = out.shape[1] - 1
    for cell in range(len(worth)):
        if worth[cell] == np.inf:
            continue
        for k in range(choices.variant.shape[1]):
            row = row_of_photo[choices.photo[choices.variant[cell, k]]]
            if row >= 0:
                loss = choices.cost[cell, k] - worth[cell]
                if loss < out_cost[row, last]:
                    insert(loss, np.int32(cell), last, out_cost[row], out[row])


@kernel()
def give_in_turn(
    order: NDArray[np.int64],
    hosts: NDArray[np.int32],
    present: NDArray[np.int32],
    uses: NDArray[np.int32],
    count: int,
) -> NDArray[np.int32]:
    """Give up to `count` photos a cell each; return the photo (n,) that cells get, or -1.

    Parameters
    ----------
    order : (m,) int64
        Flat indices of `hosts`, the best first.
    hosts : (U, k) int32
        Cells where each of U photos may go.
    present : (n,) int32
        Photo that lies in each cell.
    uses : (T,) int32
        Cells of each photo: its last one is not given away. Counted down.
    """
    given = np.full(len(present), -1, np.int32)
    has_place = np.zeros(len(hosts), np.bool_)
    total = 0
    for flat in order:
        if total == count:
            break
        photo, place = flat // hosts.shape[1], flat % hosts.shape[1]
        cell = hosts[photo, place]
        if has_place[photo] or given[cell] != -1 or uses[present[cell]] == 1:
            continue
        given[cell] = photo
        has_place[photo] = True
        uses[present[cell]] -= 1
        total += 1
    return given
