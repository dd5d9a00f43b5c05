"""Pace: from the time of the scene to the time within a clip, exactly."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a clip is played: how fast, how often, in which direction.

    Attributes
    ----------
    duration : Fraction
        Duration of the clip as it is written [s].
    speed : Fraction
        Seconds of the clip in a second of the scene.
    passes : int
        Number of times the clip is played.
    reverse : bool
        Whether it is played backwards.
    ping_pong : bool
        Whether every second pass is played the other way round.
    """

    duration: Fraction
    speed: Fraction = Fraction(1)
    passes: int = 1
    reverse: bool = False
    ping_pong: bool = False

    @property
    def length(self) -> Fraction:
        """Time it takes in the scene [s]."""
        return self.duration * self.passes / self.speed

    def content(self, time: Fraction, *, before: bool = False) -> Fraction:
        """Return the time within the clip [s], 0 to `duration`, at `time` [s] after its start.

        A pass excludes its end; the last one includes it.

        Parameters
        ----------
        before : bool
            Whether to return the time just before: at the end of a pass, its end.
        """
        played = min(max(time, Fraction(0)), self.length) * self.speed
        number, within = divmod(played, self.duration)
        if number and not within and (before or number == self.passes):
            number, within = number - 1, self.duration
        backwards = self.reverse != (self.ping_pong and number % 2 == 1)
        return self.duration - within if backwards else within

    def share(self, time: Fraction, *, before: bool = False) -> float:
        """Return the same time as a share [0 to 1] of the duration."""
        if self.passes > 1:
            return float(self.content(time, before=before) / self.duration)
        # The same quotient, not reduced to lowest terms: this is asked for every frame.
        speed, duration = self.speed, self.duration
        played = time.numerator * speed.numerator * duration.denominator
        whole = time.denominator * speed.denominator * duration.numerator
        played = min(max(played, 0), whole)
        return (whole - played if self.reverse else played) / whole

    def jumps(self) -> Iterator[Fraction]:
        """Yield the times after the start at which the picture may jump [s]."""
        if not self.ping_pong:
            yield from (self.duration * number / self.speed for number in range(1, self.passes))
