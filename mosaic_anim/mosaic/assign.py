"""Assignment: which photo each cell gets, by the rules and with a small objective.

First the cells choose one after another, the most detailed first, because eyes and edges carry the
likeness; equal detail is shuffled. Each takes the best candidate that the rules leave it; one that
finds all its candidates banned looks at more, in the end at the whole library. Then cells choose
again and again until none gains (`moves`). Photos that have to appear but do not are put where that
costs least, and the cells around them choose once more.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.workers import Progress
from mosaic_anim.lazy import LazyModule
from mosaic_anim.mosaic.assignment_problem import AssignmentProblem
from mosaic_anim.mosaic.clusters import one_thread
from mosaic_anim.mosaic.features import CellFeatures, mean_colours
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.objective import FAVOUR
from mosaic_anim.mosaic.pattern import fill_in_pattern
from mosaic_anim.mosaic.rules import Rules, fit_rules
from mosaic_anim.mosaic.settings import FREE, MosaicSettings, SettingError
from mosaic_anim.mosaic.unique import DENSE, assign_exactly, assign_in_runs
from mosaic_anim.mosaic.unused_photos import add_unused
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.mosaic.moves import Board, Choices, Limits

moves = LazyModule("mosaic_anim.mosaic.moves")

ROUNDS = 8
"""Most times that all cells choose again; more gain little."""
_FEW = 1 / 100
"""Share of the cells in a large mosaic that may still change when the search ends."""

_ENTRIES_KEPT = 64_000_000
"""Most candidates of all cells together; with more cells each has fewer."""
_TABLE = 32_000_000
"""Most distances that are computed once, where each photo appears once, and then looked up."""
_COSTS = 16_000_000
"""Most costs of photos in cells that are kept for photos that do not appear: 64 MB."""
ENTRIES_AT_ONCE = 8_000_000
"""Most neighbours searched at once for the cells that look at more."""


def assign_tiles(
    source: CellFeatures,
    index: TileIndex,
    settings: MosaicSettings,
    *,
    pinned: NDArray[np.int32] | None = None,
    favoured: NDArray[np.bool_] | None = None,
    progress: Progress | None = None,
) -> NDArray[np.int32]:
    """Give every cell a tile.

    Parameters
    ----------
    source : CellFeatures
        The R x C cells.
    index : TileIndex
        Variants of T photos; their order breaks ties.
    settings : MosaicSettings
        The rules, `neighbours` and `seed`.
    pinned : (R, C) int32, optional
        Photos that are given; FREE elsewhere.
    favoured : (T,) bool, optional
        Photos that are preferred.
    progress : Progress, optional
        Called with the number of cells matched so far.

    Returns
    -------
    (R, C) int32
        Variant in each cell.

    Raises
    ------
    SettingError
        If the photos cannot keep the rules and `settings` is strict.
    """
    shape = (source.cells.grid.rows, source.cells.grid.cols)
    rules = fit_rules(settings, shape, index.photos)
    costs = _room_for_costs(index, source, rules)
    order, choices = _candidates(source, index, settings, favoured, costs=costs, progress=progress)
    problem = AssignmentProblem(
        source=source,
        index=index,
        settings=settings,
        order=order,
        choices=choices,
        favour=_favour(favoured, index.photos),
        pinned=np.full(shape, FREE, np.int32) if pinned is None else pinned,
        costs=costs,
    )
    board, rules = _filled(problem, rules)
    limits = problem.limits(rules)
    _improve(problem, board, limits, progress)
    if add_unused(problem, board, limits):
        _improve(problem, board, limits, progress)
    return board.variant.reshape(shape)


def _room_for_costs(
    index: TileIndex, source: CellFeatures, rules: Rules
) -> NDArray[np.float32] | None:
    """Return an array for what the search compares (T, n), if `add_unused` may ask again for it."""
    grid = source.cells.grid
    shape = index.photos, grid.rows * grid.cols
    is_of_use = rules.least_used > 1 and rules.max_uses > 1 and index.search == "products"
    return np.empty(shape, np.float32) if is_of_use and shape[0] * shape[1] <= _COSTS else None


def _candidates(
    source: CellFeatures,
    index: TileIndex,
    settings: MosaicSettings,
    favoured: NDArray[np.bool_] | None,
    *,
    costs: NDArray[np.float32] | None,
    progress: Progress | None,
) -> tuple[NDArray[np.int32], "Choices"]:
    """Return the order in which the cells choose (n,), and what they choose from."""
    rows, cols = source.cells.grid.rows, source.cells.grid.cols
    most = max(1, _ENTRIES_KEPT // (rows * cols))
    count = min(settings.neighbours, index.photos, most)
    indices = [(index, count, np.arange(len(index.tiles), dtype=np.int32))]
    if favoured is not None and favoured.any():
        variants = np.flatnonzero(favoured[index.photo]).astype(np.int32)
        _, photo = np.unique(index.photo[variants], return_inverse=True)
        liked = TileIndex(
            tiles=index.tiles[variants],
            photo=photo.astype(np.int32),
            cells=index.cells,
        )
        indices.append((liked, min(count, liked.photos), variants))
    width = sum(count for _, count, _ in indices)
    nearest = np.empty((rows * cols, width), np.int32)
    distance = np.empty((rows * cols, width), np.float32)
    wanted = np.empty((rows * cols, 3), np.float32)
    detail = np.empty(rows * cols, np.float32)
    for band in source.bands:
        part = slice(band.start * cols, band.stop * cols)
        features = source.features(band)
        here = None if costs is None else costs[:, part]
        near_photos = [
            (names, searched.nearest(features, k, here if searched is index else None))
            for searched, k, names in indices
        ]
        nearest[part] = np.concatenate([names[near] for names, (near, _) in near_photos], axis=1)
        distance[part] = np.concatenate([gap for _, (_, gap) in near_photos], axis=1)
        wanted[part] = mean_colours(features, source.kind)
        detail[part] = _detail(features[:, : source.kind.length])
        if progress is not None:
            progress("matching", band.stop * cols, rows * cols)
    if favoured is not None and favoured.any():
        distance[favoured[index.photo[nearest]]] *= np.float32(FAVOUR)
    shuffle = np.random.default_rng(settings.seed).permutation(rows * cols)
    order = np.lexsort((shuffle, -detail)).astype(np.int32)
    colour = mean_colours(index.tiles, source.kind)
    return order, moves.Choices(nearest, distance, index.photo, colour, wanted)


def _favour(favoured: NDArray[np.bool_] | None, photos: int) -> NDArray[np.float32]:
    """Return what the squared distances of each photo are multiplied by (T,)."""
    is_liked = np.zeros(photos, np.bool_) if favoured is None else favoured
    return np.where(is_liked, FAVOUR, 1).astype(np.float32)


def _detail(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much the parts of each cell differ (m,)."""
    spread: NDArray[np.float32] = features.reshape(len(features), -1, 3).std(axis=1).sum(axis=1)
    return spread


def _filled(problem: AssignmentProblem, rules: Rules) -> tuple["Board", Rules]:
    """Return a board without free cells, and the rules that it keeps."""
    wanted: Rules | None = rules
    while wanted is not None:
        ways = (_assign_once, *WAYS) if wanted.max_uses == 1 else WAYS
        for way in ways:
            board = way(problem, wanted)
            if board is not None and not (board.tiles == FREE).any():
                return board, wanted
        if problem.settings.strict:
            break
        wanted = wanted.relaxed(problem.pinned.size, problem.index.photos)
    raise SettingError(
        f"{count_of(problem.index.photos, 'photo is', 'photos are')} too few for repeat_distance "
        f"{rules.repeat_distance} with at most {rules.max_uses} uses of each "
        "and some that must appear",
        remedy=f"repeat_distance <= {max(0, rules.repeat_distance - 1)} or more photos",
        key="repeat_distance",
    )


def _choose(problem: AssignmentProblem, rules: Rules) -> "Board":
    """Let the cells choose in their order; who finds nothing looks at twice as many, and so on."""
    board, index = problem.board(), problem.index
    moves.settle(problem.order, board, problem.choices, problem.limits(rules))
    count = problem.choices.variant.shape[1]
    while count < index.photos:
        left = problem.order[board.tiles.ravel()[problem.order] == FREE]
        if not left.size:
            break
        count = min(2 * count, index.photos)
        step = max(1, ENTRIES_AT_ONCE // count)
        for start in range(0, len(left), step):
            some = left[start : start + step]
            _fill(
                problem, rules, board, some, index.nearest(problem.source.features_at(some), count)
            )
    return board


def choose_in_reading_order(problem: AssignmentProblem, rules: Rules) -> "Board":
    """Let the cells choose row by row: each then has half its neighbourhood still empty."""
    board, index = problem.board(), problem.index
    cols = board.tiles.shape[1]
    for band in problem.source.bands:
        order = np.arange(band.start * cols, band.stop * cols, dtype=np.int32)
        wider = index.nearest(problem.source.features(band), index.photos)
        _fill(problem, rules, board, order, wider)
    return board


def _repeat_pattern(problem: AssignmentProblem, rules: Rules) -> "Board | None":
    """Repeat the tightest pattern, unless photos are pinned or would be used too often."""
    if (problem.pinned != FREE).any():
        return None
    index = problem.index
    middle = index.tiles[index.first[:-1]]
    board = problem.board(fill_in_pattern(problem.source, middle, rules.repeat_distance))
    return board if board.uses.max() <= rules.max_uses else None


def _assign_once(problem: AssignmentProblem, rules: Rules) -> "Board":
    """Give each cell a photo of its own, all together."""
    board, index = problem.board(), problem.index
    cells = np.flatnonzero(board.variant == FREE).astype(np.int32)
    photos = np.flatnonzero(board.uses == 0).astype(np.int32)
    features = problem.source.features_at(cells)

    def distances(some: NDArray[np.int32], photos: NDArray[np.int32]) -> NDArray[np.float32]:
        return index.distances(features[some], photos) * problem.favour[photos]

    full, every = board.tiles.copy(), np.arange(len(cells), dtype=np.int32)
    with one_thread():
        if len(cells) * len(photos) <= DENSE:
            full.flat[cells] = photos[assign_exactly(distances(every, photos))]
            return problem.board(full)
        start = problem.board()
        moves.settle(problem.order, start, problem.choices, problem.limits(rules))
        if len(cells) * index.photos <= _TABLE:
            table = distances(every, np.arange(index.photos, dtype=np.int32))
            distances = partial(_entries, table)
        candidates = problem.choices.photo[problem.choices.variant[cells]]
        full.flat[cells] = assign_in_runs(
            start.tiles.flat[cells], candidates, distances, features, start.uses == 0
        )
    return problem.board(full)


def _entries(
    table: NDArray[np.float32], rows: NDArray[np.int32], columns: NDArray[np.int32]
) -> NDArray[np.float32]:
    return table[np.ix_(rows, columns)]


def _fill(
    problem: AssignmentProblem,
    rules: Rules,
    board: "Board",
    cells: NDArray[np.int32],
    near: tuple[NDArray[np.int32], NDArray[np.float32]],
) -> None:
    """Give free cells their nearest candidate that the rules allow."""
    slots = np.arange(len(cells), dtype=np.int32)
    choices = problem.choices._replace(variant=near[0], cost=near[1])
    moves.fill(cells, slots, board, choices, problem.limits(rules))


def _improve(
    problem: AssignmentProblem, board: "Board", limits: "Limits", progress: Progress | None
) -> None:
    """Let all cells choose again until none gains."""
    for round_ in range(ROUNDS):
        changed = moves.settle(problem.order, board, problem.choices, limits)
        is_worth_it = changed > _FEW * len(problem.order)
        if progress is not None:
            progress("improving", round_ + 1 if is_worth_it else ROUNDS, ROUNDS)
        if not is_worth_it:
            break


WAYS: tuple[Callable[[AssignmentProblem, Rules], "Board | None"], ...] = (
    _choose,
    choose_in_reading_order,
    _repeat_pattern,
)
"""Ways to fill a board, from the best to the one that needs the fewest photos."""
