"""Track: a number over time, given at some moments. Plain floats, no arrays.

Two interpolations of the same keys: `straight` goes from each to the next along an easing,
`smooth` passes them without stopping.

References
----------
Steffen, "A simple method for monotonic interpolation in one dimension", Astronomy and Astrophysics
239, 1990, pp. 443-450: the slopes of `smooth`.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from mosaic_anim.motion.easing import Easing


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A number over time.

    Before its first key it has the first value, after its last key the last one; at a key it has
    that key's value exactly.

    Attributes
    ----------
    times : tuple of float
        Times of the keys, ascending.
    values : tuple of float
        Values at those times.
    is_scale : bool
        Whether values are sizes above 0, whose logarithm changes evenly.
    """

    times: tuple[float, ...]
    values: tuple[float, ...]
    is_scale: bool = False

    def segment(self, time: float) -> tuple[int, float]:
        """Return the last key before `time` that has a successor, and the share of the way to it.

        The share is exactly 0 at a key, and 1 from the last one on; a track of one key is at 0.
        """
        if len(self.times) == 1 or time <= self.times[0]:
            return 0, 0.0
        if time >= self.times[-1]:
            return len(self.times) - 2, 1.0
        index = bisect_right(self.times, time) - 1
        begins, ends = self.times[index : index + 2]
        return index, (time - begins) / (ends - begins)

    def straight(self, time: float, easings: Sequence[Easing]) -> float:
        """Return the value at `time`; `easings` has one for each key but the first."""
        index, share = self.segment(time)
        if len(self.values) == 1:
            return self.values[0]
        low, high = self.values[index : index + 2]
        return between(low, high, easings[index](share), is_scale=self.is_scale)

    def smooth(self, time: float) -> float:
        """Return the value at `time` on a curve that passes its keys without stopping.

        The curve is made of cubics, its speed is continuous, and it never leaves the values of the
        two keys that it is between. It begins and ends at rest, as before and after its keys.
        """
        index, share = self.segment(time)
        if share in {0, 1}:
            return self.values[index + int(share)]
        length = self.times[index + 1] - self.times[index]
        low, high = self._even(index), self._even(index + 1)
        leaving, coming = (self._slope(key) * length for key in (index, index + 1))
        # The cubic of Hermite with these ends and slopes.
        rest = 1 - share
        eased = low + (high - low) * share * share * (3 - 2 * share)
        value = eased + share * rest * (rest * leaving - share * coming)
        return exp(value) if self.is_scale else value

    def _even(self, key: int) -> float:
        """Return the number of a key that changes evenly."""
        return log(self.values[key]) if self.is_scale else self.values[key]

    def _slope(self, key: int) -> float:
        """Return the speed at a key: 0 at the ends and where the values turn around."""
        if key in {0, len(self.times) - 1}:
            return 0.0
        before = self.times[key] - self.times[key - 1]
        after = self.times[key + 1] - self.times[key]
        coming = (self._even(key) - self._even(key - 1)) / before
        leaving = (self._even(key + 1) - self._even(key)) / after
        if coming * leaving <= 0:
            return 0.0
        middle = (coming * after + leaving * before) / (before + after)
        steepest = 2 * min(abs(coming), abs(leaving), abs(middle) / 2)
        return steepest if coming > 0 else -steepest


def between(low: float, high: float, progress: float, *, is_scale: bool = False) -> float:
    """Interpolate from `low` to `high`; exactly these at 0 and 1.

    A scale changes by equal factors.
    """
    if progress in {0, 1} or low == high:
        return high if progress == 1 else low
    return low * exp(log(high / low) * progress) if is_scale else low + (high - low) * progress
