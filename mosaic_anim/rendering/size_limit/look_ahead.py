"""Look-ahead: what an encoder spends on a frame depends on the frames that it sees after it.

A frame from which many others are predicted is encoded better than they are, and larger. Where a
run of three frames ends, the film seems to end: its first frame comes out a sixth too small, and
those after it too. One longer run of the same film says by how much.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

SEEN = 8
"""Frames of the longer run: after six, a still one grows no more where x264 looks five ahead."""

_LAST = 2
"""Frames at the end of a run from which hardly another one is predicted."""

_MOST = 2.0
"""How many times as much as in the longer run, and how little, that may be in another one."""

_LEAST_SHARE = 0.1  # of a run's time that the frames after the first take, whatever the clock says
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAhead:
    """How much larger frames become where more frames follow.

    Attributes
    ----------
    first : float
        How many times as large the first frame of a run becomes.
    other : float
        How much larger each other one of the longer run becomes, of a mean size `at` [bytes].
    longer : int or None
        Frames of the longer run, which says itself how large they are.
    """

    first: float = 1.0
    other: float = 0.0
    at: float = 0.0
    longer: int | None = None

    @classmethod
    def of(cls, longer: Sequence[float], shorter: Sequence[float]) -> Self:
        """Compare the frames of a run with those of its beginning alone [bytes]."""
        if len(shorter) < 2 or len(longer) - _LAST < len(shorter):
            return cls()
        mean = _mean(shorter[1:])
        return cls(
            first=longer[0] / shorter[0] if shorter[0] else 1.0,
            other=_mean(longer[1:-_LAST]) - mean,
            at=mean,
            longer=len(longer),
        )

    def sizes(self, run: Sequence[float]) -> tuple[float, float]:
        """Return the sizes of the first frame and of another one that a run stands for [bytes].

        What moves faster than the longer run grows more, but less than in proportion: measured in
        zooms of all speeds.
        """
        if len(run) == 1:
            return run[0], run[0]
        if len(run) == self.longer:
            return run[0], _mean(run[1:-_LAST])
        mean = _mean(run[1:])
        faster = min(max(math.sqrt(mean / self.at), 1 / _MOST), _MOST) if self.at else 1.0
        return run[0] * self.first, max(mean + faster * self.other, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeShares:
    """How the time for a run is shared by its first frame and each other one.

    Attributes
    ----------
    first, other : float
        Times of one run [s].
    """

    first: float
    other: float

    @classmethod
    def of(cls, whole: tuple[float, int], part: tuple[float, int] | None) -> Self:
        """Compare the time [s] for a run of so many frames with that for its beginning.

        Without that, all its frames take the same.
        """
        seconds, count = whole
        if part is None or count == 1:
            return cls(first=seconds / count, other=seconds / count)
        other = (seconds - part[0]) / (count - part[1])
        other = min(max(other, _LEAST_SHARE * seconds / (count - 1)), seconds / (count - 1))
        return cls(first=seconds - (count - 1) * other, other=other)

    def times(self, seconds: float, count: int) -> tuple[float, float]:
        """Return the times of the first frame and of another one of a run [s]."""
        scale = seconds / max(self.first + (count - 1) * self.other, _LEAST)
        return scale * self.first, scale * self.other


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
