"""Times of a GIF: whole hundredths of a second, at least two (GIF89a, section 23)."""

from fractions import Fraction
from math import ceil, floor

from mosaic_anim.encode.encoding import Encoding

_SLACK = Fraction(1, 100)  # [1/s] 33.33 is read as 100/3
_SHORTEST = 2  # [1/100 s] browsers play shorter frames as if they took ten


def gif_rate(fps: Fraction) -> Fraction | None:
    """Return the exact 100/n that `fps` means [1/s]; None if a GIF cannot show that rate."""
    return next((rate for rate in gif_rates_near(fps) if abs(rate - fps) < _SLACK), None)


def gif_rate_below(fps: Fraction) -> Fraction:
    """Return the highest rate of a GIF that is not above `fps` [1/s]."""
    return gif_rate(fps) or Fraction(100, max(_SHORTEST, ceil(100 / fps)))


def gif_rates_near(fps: Fraction) -> tuple[Fraction, ...]:
    """Return the one or two rates of a GIF nearest to `fps`, the lower one first [1/s]."""
    delays = {max(_SHORTEST, floor(100 / fps)), max(_SHORTEST, ceil(100 / fps))}
    return tuple(Fraction(100, delay) for delay in sorted(delays, reverse=True))


def frame_delay(encoding: Encoding) -> int:
    """Return how long a frame is shown [1/100 s]: at a rate of 100/n, n is exact.

    Raises
    ------
    ValueError
        If a GIF cannot play the rate; `GifFormat.check` refuses it first.
    """
    rate = gif_rate(encoding.fps)
    if rate is None:
        raise ValueError(f"a GIF cannot show {encoding.fps} frames a second")
    return int(100 / rate)


def hundredths(encoding: Encoding) -> int:
    """Return how long the whole file is shown [1/100 s], rounded once."""
    return encoding.frames * frame_delay(encoding) + round(100 * encoding.end_hold)
