"""Unused photos: put where that costs least, until as many appear as the rules ask for."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import LazyModule
from mosaic_anim.mosaic.assignment_problem import AssignmentProblem
from mosaic_anim.mosaic.match import TileIndex

if TYPE_CHECKING:
    from mosaic_anim.mosaic.moves import Board, Limits

kernels = LazyModule("mosaic_anim.mosaic.unused_kernels")
moves = LazyModule("mosaic_anim.mosaic.moves")

HOSTS = 32
"""Cells in which a photo that has to appear may take a place, the best ones."""
COMPARISONS = 500_000_000
"""Most distances computed to find them; in larger mosaics the most similar cells are asked, and
where those do not suffice, some others."""
_CELLS = 1_000_000
"""Most cells among which the most similar are searched."""

Hosts = tuple[NDArray[np.int32], NDArray[np.float32]]
"""Cells (U, HOSTS) in which each of U photos may take a place, and what it costs there."""
Search = Callable[[NDArray[np.int32], NDArray[np.float32]], Hosts]
"""Takes unused photos (U,) and what the cells' tiles are worth (n,); returns hosts."""


def add_unused(problem: AssignmentProblem, board: "Board", limits: "Limits") -> bool:
    """Put unused photos where they cost least, until enough appear; return whether there were any.

    Photos and cells with the least loss come first; a photo all of whose best cells are taken looks
    for others in the next round. Cells that have a photo among their candidates are asked first:
    for most photos these are the best, and they are known already.
    """
    missing = limits.least_used - int((board.uses > 0).sum())
    if missing <= 0:
        return False
    missing -= _in_rounds(problem, board, limits, partial(_listed, problem), missing)
    unused = np.flatnonzero(board.uses == 0).astype(np.int32)
    if missing > 0 and _share(problem, len(unused)) < 1:
        missing -= _in_rounds(problem, board, limits, _similar(problem, unused), missing)
    share = 0.0
    while missing > 0:
        unused = np.flatnonzero(board.uses == 0).astype(np.int32)
        worth = moves.worth(board, problem.choices, limits)
        share = min(1.0, max(_share(problem, len(unused)), 2 * share, 4 * missing / len(worth)))
        hosts = problem.index.hosts(unused, _asked(problem, worth, share), HOSTS)
        placed = _place(problem, board, unused, hosts, missing)
        missing -= placed
        if share == 1 and not placed:
            break
    return True


def _in_rounds(
    problem: AssignmentProblem, board: "Board", limits: "Limits", search: Search, missing: int
) -> int:
    """Put unused photos into the cells that a search finds, until it finds no more; count them."""
    total, placed = 0, 1
    while placed and total < missing:
        unused = np.flatnonzero(board.uses == 0).astype(np.int32)
        hosts = search(unused, moves.worth(board, problem.choices, limits))
        placed = _place(problem, board, unused, hosts, missing - total)
        total += placed
    return total


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


def _share(problem: AssignmentProblem, photos: int) -> float:
    """Return the share of the cells that can be compared with all variants of `photos`."""
    variants = photos * len(problem.index.tiles) / problem.index.photos
    return min(1.0, COMPARISONS / (problem.pinned.size * variants))


def _similar(problem: AssignmentProblem, photos: NDArray[np.int32]) -> Search:
    """Search among the cells that are most similar to the first variants of some photos (P,)."""
    count, random = problem.pinned.size, np.random.default_rng(problem.settings.seed)
    asked = np.arange(count, dtype=np.int32)
    if count > _CELLS:
        asked = np.sort(random.choice(asked, _CELLS, replace=False))
    among = TileIndex(tiles=problem.source.features_at(asked), cells=len(photos))
    middle = problem.index.tiles[problem.index.first[photos]]
    near, distance = among.nearest(middle, min(HOSTS, len(asked)))

    def search(unused: NDArray[np.int32], worth: NDArray[np.float32]) -> Hosts:
        cells = asked[near[np.searchsorted(photos, unused)]]
        return cells, distance[np.searchsorted(photos, unused)] - worth[cells]

    return search


def _asked(
    problem: AssignmentProblem, worth: NDArray[np.float32], share: float
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]]:
    """Yield a share of the cells that may show another photo, their features and worth."""
    source, cols = problem.source, problem.source.cells.grid.cols
    asked = np.random.default_rng(problem.settings.seed).random(len(worth)) < share
    asked &= np.isfinite(worth)
    for band in source.bands:
        here = np.flatnonzero(asked[band.start * cols : band.stop * cols])
        cells = (here + band.start * cols).astype(np.int32)
        yield cells, source.features(band)[here], worth[cells]
