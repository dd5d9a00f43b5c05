"""Sorted times: which of some exact times a moment lies after, found by whole numbers."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from fractions import Fraction
from math import lcm


class SortedTimes:
    """Times in order, counted in one unit that all of them are multiples of.

    A look-up compares whole numbers: comparing fractions would cost ten times as much, and it is
    done for every frame of a film.

    Attributes
    ----------
    times : tuple of Fraction
        The times in order [s].
    """

    __slots__ = ("_ticks", "_ticks_per_second", "times")

    def __init__(self, times: Iterable[Fraction]) -> None:
        self.times = tuple(sorted(times))
        self._ticks_per_second = lcm(*(time.denominator for time in self.times))
        self._ticks = [int(time * self._ticks_per_second) for time in self.times]

    def count(self, time: Fraction, *, before: bool = False) -> int:
        """Return how many of them are at `time` or earlier; with `before`, how many are earlier."""
        ticks = time.numerator * self._ticks_per_second
        if before:
            return bisect_left(self._ticks, -(-ticks // time.denominator))
        return bisect_right(self._ticks, ticks // time.denominator)
