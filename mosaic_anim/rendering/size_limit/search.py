"""Search: finds what to give up so that a file fits, with few encodes of the whole.

Trade-offs are a list of axes, each with positions from the best to its floor. The first axis goes
to its floor before the next one is touched; what is to spare then is given back, the last given up
first. Sizes come from a probe, which encodes a sample, and are corrected by the size of the whole
file: the decisions depend on sizes only, so they are the same every time.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from operator import itemgetter
from typing import TypeAlias

Choice: TypeAlias = tuple[int, ...]
"""A position on each axis; 0 is the best."""

MOST_RENDERS = 3
"""Largest number of full encodes."""

ENOUGH = 0.85
"""Share of the limit that is used, where what may be given up has steps that are fine enough."""

_AIM = 0.94  # share of the limit that is aimed at while nothing has fitted
_AIM_HIGHER = 0.97  # the same, once a smaller file has fitted
_NEAR = 0.02  # how far below its aim, in logarithm, a prediction may end the search of an axis
_DOUBT = 1.5  # how far above the limit a floor is predicted that is refused without a render
_HOPE = 1.1  # how far above the limit the best is predicted that is rendered all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffSteps:
    """An axis of the search.

    Attributes
    ----------
    count : int
        Number of its positions.
    stops : tuple of int
        Positions that are used; empty for all of them.
    """

    count: int
    stops: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What fits.

    Attributes
    ----------
    choice : Choice
    size : int
        Size of the whole file [bytes].
    renders : int
        Number of full encodes.
    """

    choice: Choice
    size: int
    renders: int


class NothingFitsError(Exception):
    """Even the floor of all axes is too large; or, where sizes jump, what was rendered.

    Attributes
    ----------
    choice : Choice
        The smallest choice that was tried.
    size : int
        Its size [bytes].
    """

    def __init__(self, choice: Choice, size: int) -> None:
        super().__init__(choice, size)
        self.choice = choice
        self.size = size


def search(
    axes: Sequence[TradeOffSteps],
    limit: int,
    *,
    probe: Callable[[Choice], float],
    render: Callable[[Choice], int],
    hopeful: bool,
) -> SearchResult:
    """Find the smallest loss that fits.

    Parameters
    ----------
    axes : sequence of TradeOffSteps
        Trade-offs, in the order in which they are given up.
    limit : int
        Largest file allowed [bytes].
    probe : callable
        Predicts the size of the whole file from a sample [bytes].
    render : callable
        Encodes the whole file and returns its size [bytes].
    hopeful : bool
        Whether the best is rendered without a probe, since it may well fit.

    Raises
    ------
    NothingFitsError
        If even the floor is too large, or nothing fitted in three renders.
    """
    return _Search(axes, limit, probe, render).run(hopeful=hopeful)


class _Search:
    """A search in progress, with its probes and renders."""

    def __init__(
        self,
        axes: Sequence[TradeOffSteps],
        limit: int,
        probe: Callable[[Choice], float],
        render: Callable[[Choice], int],
    ) -> None:
        self._axes = axes
        self._last = tuple(steps.count - 1 for steps in axes)
        self._limit = limit
        self._probe = probe
        self._render = render
        self._probed: dict[Choice, float] = {}
        self._rendered: dict[Choice, int] = {}
        self._miss = 1.0  # the last size, as a share of what was expected

    def run(self, *, hopeful: bool) -> SearchResult:
        best: Choice = (0,) * len(self._axes)
        if hopeful or self._predicted(best) <= _HOPE * self._limit:
            self._measure(best)
        while not self._is_over(best):
            choice = self._next()
            if choice is None:
                break
            self._measure(choice)
        fitting = self._fitting()
        if fitting is None:
            raise NothingFitsError(*min(self._rendered.items(), key=itemgetter(1)))
        return SearchResult(
            choice=fitting, size=self._rendered[fitting], renders=len(self._rendered)
        )

    def _is_over(self, best: Choice) -> bool:
        """Return whether the file is good, or no render is left."""
        fitting = self._fitting()
        if fitting is None:
            return self._last in self._rendered or len(self._rendered) == MOST_RENDERS
        full = self._rendered[fitting] >= ENOUGH * self._limit
        return full or fitting == best or len(self._rendered) == MOST_RENDERS

    def _next(self) -> Choice | None:
        """Return what to render next; None where nothing is better than what fits already."""
        fitting = self._fitting()
        if fitting is None:
            return self._choice_near(self._aim()) or self._floor()
        axis = max(axis for axis, position in enumerate(fitting) if position)
        better = self._given_back(fitting, axis, _AIM_HIGHER * self._limit)
        return self._nudged(fitting) if better in self._rendered else better

    def _aim(self) -> float:
        """Return the size to aim at while nothing has fitted: less after a miss, and the last time.

        The first miss shows by how much samples are wrong, the second how far to trust that.
        """
        is_last = len(self._rendered) == MOST_RENDERS - 1
        return min(_AIM, _AIM_HIGHER / sqrt(self._miss) if is_last else _AIM) * self._limit

    def _floor(self) -> Choice:
        """Return the floor of all axes, unless it is certainly too large."""
        floor, size = self._last, self._expected(self._last)
        if floor not in self._rendered and size > _DOUBT * self._limit:
            raise NothingFitsError(floor, round(size))
        return floor

    def _nudged(self, choice: Choice) -> Choice | None:
        """Return the choice one step better than a file that fits, if it may fit as well."""
        nearer = [
            _moved(choice, axis, position - 1) for axis, position in enumerate(choice) if position
        ]
        sizes = {self._expected(near): near for near in nearer if near not in self._rendered}
        size = min(sizes, default=self._limit * _HOPE)
        return sizes[size] if size < self._limit * _HOPE else None

    def _fitting(self) -> Choice | None:
        """Return the largest of the rendered files that fits."""
        fitting = {size: choice for choice, size in self._rendered.items() if size <= self._limit}
        return fitting[max(fitting)] if fitting else None

    def _measure(self, choice: Choice) -> None:
        expected = self._expected(choice) if choice in self._probed else None
        self._rendered[choice] = size = self._render(choice)
        self._miss = size / expected if expected else 1.0

    def _predicted(self, choice: Choice) -> float:
        """Return the sample's estimate for a choice [bytes]; each is probed once."""
        if choice not in self._probed:
            self._probed[choice] = max(1.0, self._probe(choice))
        return self._probed[choice]

    def _expected(self, choice: Choice) -> float:
        """Return the size of a choice [bytes]: measured, or predicted and corrected.

        The whole is larger or smaller than the sample's estimate by a ratio that changes slowly: it
        is interpolated, in logarithms, between the files that were rendered.
        """
        if choice in self._rendered:
            return float(self._rendered[choice])
        predicted = log(self._predicted(choice))
        known = sorted(
            (log(self._predicted(done)), log(max(1, size))) for done, size in self._rendered.items()
        )
        if not known:
            return exp(predicted)
        after = bisect_left(known, (predicted, 0.0))
        if after in (0, len(known)):
            near, size = known[min(after, len(known) - 1)]
            return exp(predicted + size - near)
        (left, left_size), (right, right_size) = known[after - 1], known[after]
        share = (predicted - left) / (right - left)
        excess = (1 - share) * (left_size - left) + share * (right_size - right)
        return exp(predicted + excess)

    def _choice_near(self, aim: float) -> Choice | None:
        """Return the smallest loss that stays below `aim` [bytes]."""
        choice: Choice = (0,) * len(self._axes)
        if self._expected(choice) <= aim:
            return choice
        for axis, steps in enumerate(self._axes):
            floor = _moved(choice, axis, steps.count - 1)
            if self._expected(floor) > aim:
                choice = floor
                continue
            choice = self._reached(floor, axis, aim)
            return self._given_back(choice, axis, aim)
        return None

    def _given_back(self, choice: Choice, axis: int, aim: float) -> Choice:
        """Return `choice`, which stays below `aim`, with less given up of its first axes.

        The last one, `axis`, counts only where nothing is given up before it.
        """
        for given_up in reversed(range(axis)):
            choice = self._least(choice, given_up, aim)
        return choice if any(choice[:axis]) else self._least(choice, axis, aim)

    def _reached(self, floor: Choice, axis: int, aim: float) -> Choice:
        """Return the first stop of an axis, or position where it has none, that is below `aim`."""
        for position in self._axes[axis].stops:
            if self._expected(choice := _moved(floor, axis, position)) <= aim:
                return choice
        return floor if self._axes[axis].stops else self._least(floor, axis, aim)

    def _least(self, choice: Choice, axis: int, aim: float) -> Choice:
        """Return `choice`, which stays below `aim`, with as little as possible of one axis."""

        def excess(position: int) -> float:
            return log(self._expected(_moved(choice, axis, position)) / aim)

        low, high = 0, choice[axis]
        if high == 0 or (too_much := excess(low)) <= 0:
            return _moved(choice, axis, low)
        too_little = excess(high)
        side = 0  # which end of the bracket the last guess replaced
        while high - low > 1 and too_little < -_NEAR:
            guess = low + round((high - low) * too_much / (too_much - too_little))
            guess = min(max(guess, low + 1), high - 1)
            if abs(side) > 1:  # twice the same end: the curve is bent
                guess = (low + high) // 2
            if (over := excess(guess)) <= 0:
                high, too_little, side = guess, over, max(side, 0) + 1
            else:
                low, too_much, side = guess, over, min(side, 0) - 1
        return _moved(choice, axis, high)


def _moved(choice: Choice, axis: int, position: int) -> Choice:
    return (*choice[:axis], position, *choice[axis + 1 :])
