"""Pace: from the time of the scene to the time of what a clip shows. Exact."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How what a clip shows passes while the scene does.

    Attributes
    ----------
    duration : Fraction
        Length of what it shows [s].
    speed : Fraction
        How much of it passes in a second.
    passes : int
        How many times it is played.
    reverse : bool
        Whether it is played from its end to its start.
    ping_pong : bool
        Whether every second pass goes the other way.
    """

    duration: Fraction
    speed: Fraction = Fraction(1)
    passes: int = 1
    reverse: bool = False
    ping_pong: bool = False

    @property
    def length(self) -> Fraction:
        """Time that it takes in the scene [s]."""
        return self.duration * self.passes / self.speed

    def content(self, time: Fraction, *, before: bool = False) -> Fraction:
        """Return the time [s] of what is shown `time` [s] after the start, 0 to `duration`.

        A pass lasts up to, and without, its end, but the last one shows it.

        Parameters
        ----------
        before : bool
            Asks for what is shown just before `time`: where a pass ends, its end.
        """
        played = min(max(time, Fraction(0)), self.length) * self.speed
        number, within = divmod(played, self.duration)
        if number and not within and (before or number == self.passes):
            number, within = number - 1, self.duration
        backwards = self.reverse != (self.ping_pong and number % 2 == 1)
        return self.duration - within if backwards else within

    def jumps(self) -> Iterator[Fraction]:
        """Yield the times [s] after the start at which what is shown may jump."""
        if not self.ping_pong:
            yield from (self.duration * number / self.speed for number in range(1, self.passes))
