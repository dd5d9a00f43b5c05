"""Moves: the local search on the objective, compiled by Numba.

A cell is given the candidate for which the whole objective is least while all other cells stay as
they are. Repeated until nothing changes, that is the method of iterated conditional modes (Besag,
"On the statistical analysis of dirty pictures", J. R. Stat. Soc. B 48, 1986). Cells and candidates
come in a fixed order on one thread, so the same input gives the same bits.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.kernel import kernel
from mosaic_anim.mosaic.settings import FREE

_GAIN = np.float32(1e-4)
"""A move that gains less is rounding [the objective's unit]."""


class Board(NamedTuple):
    """What lies in the cells; moves write into it.

    Attributes
    ----------
    tiles : (R, C) int32
        Photo in each cell, or FREE.
    variant : (n,) int32
        Variant of it.
    cost : (n,) float32
        Its squared distance.
    uses : (T,) int32
        Cells of each photo.
    fixed : (n,) bool
        Cells that keep what they have.
    """

    tiles: NDArray[np.int32]
    variant: NDArray[np.int32]
    cost: NDArray[np.float32]
    uses: NDArray[np.int32]
    fixed: NDArray[np.bool_]


class Choices(NamedTuple):
    """What cells choose from.

    Attributes
    ----------
    variant : (n, K) int32
        Candidates of each cell, of K different photos, best first.
    cost : (n, K) float32
        Their squared distances.
    photo : (V,) int32
        Photo of each variant.
    colour : (V, 3) float32
        Mean colour of each variant.
    wanted : (n, 3) float32
        Mean colour of each cell.
    """

    variant: NDArray[np.int32]
    cost: NDArray[np.float32]
    photo: NDArray[np.int32]
    colour: NDArray[np.float32]
    wanted: NDArray[np.float32]


class Limits(NamedTuple):
    """The rules, and the weights of the objective: see `Rules` and `Objective`."""

    repeat_distance: int
    max_uses: int
    least_used: int
    use: float
    near: NDArray[np.float32]
    shuffle: float
    far: NDArray[np.float32]


class Around(NamedTuple):
    """What lies around the cell that is looked at: entries of other cells are out of date.

    Attributes
    ----------
    nearby : (T,) float32
        Cost of one more of each photo, because of those around the cell.
    seen_by, banned_by : (T,) int32
        The last cell around which a photo lay at all, and so near that it is banned.
    """

    nearby: NDArray[np.float32]
    seen_by: NDArray[np.int32]
    banned_by: NDArray[np.int32]


@kernel()
def settle(order: NDArray[np.int32], board: Board, choices: Choices, limits: Limits) -> int:
    """Let each cell of `order` (m,) take its best candidate; return how many changed.

    A free cell takes one where the rules leave any. The last cell of a photo keeps it while no
    more photos than `least_used` appear.
    """
    cols = board.tiles.shape[1]
    used = 0
    for count in board.uses:
        used += count > 0
    around = _nothing_around(len(board.uses))
    changed = 0
    for place in range(len(order)):
        cell = np.int64(order[place])  # as `worth` has it: what both call is compiled once
        if board.fixed[cell]:
            continue
        row, col = cell // cols, cell % cols
        present = board.tiles[row, col]
        _look_around(cell, board, limits, around)
        pull = _colour_around(cell, board, choices, limits)
        best, best_cost, best_distance = FREE, np.inf, np.float32(0)
        if present != FREE:
            best, best_distance = board.variant[cell], board.cost[cell]
            best_cost = best_distance + limits.use * (board.uses[present] - 1) - _GAIN
            best_cost += limits.shuffle * chance(cell, present)
            best_cost += _colour_cost(cell, board.variant[cell], choices, limits, pull)
            if around.seen_by[present] == cell:
                best_cost += around.nearby[present]
        is_last = present != FREE and board.uses[present] == 1 and used <= limits.least_used
        for k in range(choices.variant.shape[1]):
            variant = choices.variant[cell, k]
            photo = choices.photo[variant]
            if photo == present or around.banned_by[photo] == cell:
                continue
            if board.uses[photo] >= limits.max_uses or (is_last and board.uses[photo]):
                continue
            cost = choices.cost[cell, k] + limits.use * board.uses[photo]
            cost += limits.shuffle * chance(cell, photo)
            cost += _colour_cost(cell, variant, choices, limits, pull)
            if around.seen_by[photo] == cell:
                cost += around.nearby[photo]
            if cost < best_cost:
                best, best_cost, best_distance = variant, cost, choices.cost[cell, k]
        if best == FREE or (present != FREE and best == board.variant[cell]):
            continue
        changed += 1
        if present != FREE:
            board.uses[present] -= 1
            used -= board.uses[present] == 0
        photo = choices.photo[best]
        used += board.uses[photo] == 0
        board.uses[photo] += 1
        board.tiles[row, col] = photo
        board.variant[cell] = best
        board.cost[cell] = best_distance
    return changed


@kernel()
def fill(
    order: NDArray[np.int32],
    slots: NDArray[np.int32],
    board: Board,
    choices: Choices,
    limits: Limits,
) -> None:
    """Give each free cell of `order` its nearest candidate that the rules allow.

    Parameters
    ----------
    order : (m,) int32
        Cells [flat index], in the order in which they choose.
    slots : (m,) int32
        Row of the choices for each cell of `order`.
    board : Board
        What lies in the cells. One that the rules leave no candidate stays free.
    choices : Choices
        Candidates, best first.
    limits : Limits
        The rules.
    """
    rows, cols = board.tiles.shape
    reach = limits.repeat_distance
    banned_by = np.full(len(board.uses), -1, np.int32)
    for i in range(len(order)):
        cell = order[i]
        row, col = cell // cols, cell % cols
        if board.tiles[row, col] != FREE:
            continue
        for y in range(max(0, row - reach), min(rows, row + reach + 1)):
            for x in range(max(0, col - reach), min(cols, col + reach + 1)):
                if board.tiles[y, x] != FREE:
                    banned_by[board.tiles[y, x]] = i
        for k in range(choices.variant.shape[1]):
            variant = choices.variant[slots[i], k]
            photo = choices.photo[variant]
            if banned_by[photo] != i and board.uses[photo] < limits.max_uses:
                board.tiles[row, col] = photo
                board.variant[cell] = variant
                board.cost[cell] = choices.cost[slots[i], k]
                board.uses[photo] += 1
                break


@kernel()
def worth(board: Board, choices: Choices, limits: Limits) -> NDArray[np.float32]:
    """Return what each cell's tile costs the objective (n,): what is saved by taking it away.

    Infinite where it may not be taken away: cells that are fixed, and the last of a photo.
    """
    around = _nothing_around(len(board.uses))
    costs = np.full(len(board.variant), np.inf, np.float32)
    for cell in range(len(board.variant)):
        photo = choices.photo[board.variant[cell]]
        if board.fixed[cell] or board.uses[photo] == 1:
            continue
        _look_around(cell, board, limits, around)
        pull = _colour_around(cell, board, choices, limits)
        costs[cell] = board.cost[cell] + limits.use * (board.uses[photo] - 1)
        costs[cell] += limits.shuffle * chance(cell, photo)
        costs[cell] += _colour_cost(cell, board.variant[cell], choices, limits, pull)
        if around.seen_by[photo] == cell:
            costs[cell] += around.nearby[photo]
    return costs


@kernel()
def chance(cell: int, photo: int) -> np.float64:
    """Return a number from 0 to 1 that depends on both, and on nothing else.

    The mixer is that of MurmurHash3 (Austin Appleby, public domain), in 64 bits; the lowest 24 are
    the number.
    """
    mixed = np.uint64(cell) * np.uint64(0x9E3779B1) ^ np.uint64(photo) * np.uint64(0x85EBCA77)
    mixed = (mixed ^ (mixed >> np.uint64(16))) * np.uint64(0x85EBCA6B)
    mixed = (mixed ^ (mixed >> np.uint64(13))) * np.uint64(0xC2B2AE35)
    return np.float64((mixed ^ (mixed >> np.uint64(16))) & np.uint64(0xFFFFFF)) / 0x1000000


@kernel()
def _nothing_around(photos: int) -> Around:
    """Return a record of nothing."""
    return Around(
        np.zeros(photos, np.float32), np.full(photos, -1, np.int32), np.full(photos, -1, np.int32)
    )


@kernel()
def _look_around(cell: int, board: Board, limits: Limits, around: Around) -> None:
    """Note which photos lie around a cell, what one more of them costs, and which are banned."""
    rows, cols = board.tiles.shape
    row, col = cell // cols, cell % cols
    reach = max(limits.near.shape[0] - 1, limits.repeat_distance)
    for y in range(max(0, row - reach), min(rows, row + reach + 1)):
        down = abs(y - row)
        for x in range(max(0, col - reach), min(cols, col + reach + 1)):
            photo = board.tiles[y, x]
            across = abs(x - col)
            if photo == FREE or (down == 0 and across == 0):
                continue
            if max(down, across) <= limits.repeat_distance:
                around.banned_by[photo] = cell
            if max(down, across) >= limits.near.shape[0]:
                continue
            if around.seen_by[photo] != cell:
                around.seen_by[photo] = cell
                around.nearby[photo] = 0
            around.nearby[photo] += limits.near[down, across]


@kernel()
def _colour_around(
    cell: int, board: Board, choices: Choices, limits: Limits
) -> tuple[float, float, float]:
    """Return the weighted sum of the colour errors around a cell, its own left out."""
    rows, cols = board.tiles.shape
    row, col = cell // cols, cell % cols
    reach = limits.far.shape[0] // 2
    first, second, third = 0.0, 0.0, 0.0
    for y in range(max(0, row - reach), min(rows, row + reach + 1)):
        for x in range(max(0, col - reach), min(cols, col + reach + 1)):
            if board.tiles[y, x] == FREE or (y == row and x == col):
                continue
            weight = limits.far[y - row + reach, x - col + reach]
            other = y * cols + x
            colour, wanted = choices.colour[board.variant[other]], choices.wanted[other]
            first += weight * (colour[0] - wanted[0])
            second += weight * (colour[1] - wanted[1])
            third += weight * (colour[2] - wanted[2])
    return first, second, third


@kernel()
def _colour_cost(
    cell: int,
    variant: int,
    choices: Choices,
    limits: Limits,
    pull: tuple[float, float, float],
) -> np.float64:
    """Return what a variant's mean colour costs in a cell, those around it as they are."""
    middle = limits.far.shape[0] // 2
    itself = limits.far[middle, middle]
    colour, wanted = choices.colour[variant], choices.wanted[cell]
    total = np.float64(0)
    for channel in range(3):
        error = colour[channel] - wanted[channel]
        total += error * (2 * pull[channel] + itself * error)
    return total
