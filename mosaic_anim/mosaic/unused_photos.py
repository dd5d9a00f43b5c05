"""Unused photos: put where that costs least, until as many appear as the rules ask for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import LazyModule
from mosaic_anim.mosaic.assignment_problem import AssignmentProblem
from mosaic_anim.mosaic.clusters import one_thread

if TYPE_CHECKING:
    from mosaic_anim.mosaic.moves import Board, Limits

kernels = LazyModule("mosaic_anim.mosaic.unused_kernels")
moves = LazyModule("mosaic_anim.mosaic.moves")

HOSTS = 32
"""Cells in which a photo that has to appear may take a place, the best ones."""
COMPARISONS = 500_000_000
"""Most distances computed to find them; more cells and photos are compared in groups."""
GROUP = 1_000
"""Cells of a group."""

Hosts = tuple[NDArray[np.int32], NDArray[np.float32]]
"""Cells (U, HOSTS) in which each of U photos may take a place, and what it costs there."""


def add_unused(problem: AssignmentProblem, board: "Board", limits: "Limits") -> bool:
    """Put unused photos where they cost least, until enough appear; return whether there were any.

    Photos and cells with the least loss come first; a photo all of whose best cells are taken looks
    for others in the next round. Cells that have a photo among their candidates are asked first:
    for most photos these are the best, and they are known already. Then all cells are asked.
    """
    missing = limits.least_used - int((board.uses > 0).sum())
    if missing <= 0:
        return False
    for search in (_listed, _searched):
        placed = 1
        while placed and missing > 0:
            unused = np.flatnonzero(board.uses == 0).astype(np.int32)
            worth = moves.worth(board, problem.choices, limits)
            placed = _place(problem, board, unused, search(problem, unused, worth), missing)
            missing -= placed
    return True


def _listed(
    problem: AssignmentProblem, photos: NDArray[np.int32], worth: NDArray[np.float32]
) -> Hosts:
    """Return the best of the cells that have each photo among their candidates."""
    row_of_photo = np.full(problem.index.photos, -1, np.int32)
    row_of_photo[photos] = np.arange(len(photos))
    cells = np.zeros((len(photos), HOSTS), np.int32)
    loss = np.full(cells.shape, np.inf, np.float32)
    kernels.listed_hosts(problem.choices, worth, row_of_photo, cells, loss)
    return cells, loss


def _searched(
    problem: AssignmentProblem, photos: NDArray[np.int32], worth: NDArray[np.float32]
) -> Hosts:
    """Return the best cells for each photo: of all, or in large mosaics of some that are similar.

    There cells and photos are sorted along a random direction of the features, another one in each
    round, and cut into groups. Photos unlike the cover are nearest to the same few cells, so that
    an approximate search of all would place few of them at a time.
    """
    index, cells = problem.index, np.flatnonzero(np.isfinite(worth)).astype(np.int32)
    variants = int((index.first[photos + 1] - index.first[photos]).sum())
    if problem.costs is not None or len(cells) * variants <= COMPARISONS:
        return index.hosts(photos, _bands(problem, worth), HOSTS, problem.costs)
    random, features = np.random.default_rng(len(photos)), problem.source.features_at(cells)
    direction = random.standard_normal(features.shape[1], np.float32)
    with one_thread():
        places = [one @ direction for one in (features, index.tiles[index.first[photos]])]
    orders = [np.argsort(one, kind="stable") for one in places]
    groups = min(len(photos), -(-len(cells) // GROUP))
    hosts = np.zeros((len(photos), HOSTS), np.int32)
    loss = np.full(hosts.shape, np.inf, np.float32)
    for some, own in zip(*(np.array_split(order, groups) for order in orders), strict=True):
        band = cells[some], features[some], worth[cells[some]]
        rows = np.sort(own)
        hosts[rows], loss[rows] = index.hosts(photos[rows], iter([band]), HOSTS)
    return hosts, loss


def _place(
    problem: AssignmentProblem, board: "Board", photos: NDArray[np.int32], hosts: Hosts, count: int
) -> int:
    """Put up to `count` photos into cells of their own, the least loss first; count them."""
    cells, loss = hosts
    order = np.argsort(loss, axis=None, kind="stable")
    order = order[: np.isfinite(loss).sum()]
    present = board.tiles.ravel()
    given = kernels.give_in_turn(order, cells, present, board.uses.copy(), count)
    where = np.flatnonzero(given >= 0).astype(np.int32)
    chosen = photos[given[where]]
    features = problem.source.features_at(where)
    board.variant[where], board.cost[where] = problem.index.best(features, chosen)
    np.subtract.at(board.uses, present[where], 1)
    board.tiles.flat[where] = chosen
    board.uses[chosen] += 1
    return len(where)


def _bands(
    problem: AssignmentProblem, worth: NDArray[np.float32]
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]]:
    """Yield the cells that may show another photo, their features and worth, some at a time."""
    source, cols = problem.source, problem.source.cells.grid.cols
    for band in source.bands:
        here = np.flatnonzero(np.isfinite(worth[band.start * cols : band.stop * cols]))
        cells = (here + band.start * cols).astype(np.int32)
        yield cells, source.features(band)[here], worth[cells]
