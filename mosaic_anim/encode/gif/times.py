"""Times of a GIF: whole hundredths of a second."""

from fractions import Fraction

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.errors import UsageError


def gif_fps(fps: Fraction) -> Fraction:
    """Return the 100/n frames a second that `fps` means: `16.67` is 100/6.

    Raises
    ------
    UsageError
        If the delay of a frame would not be a whole number of hundredths, or shorter than the two
        hundredths that browsers play as they are.
    """
    delay = max(2, round(100 / fps)) if fps > 0 else 100
    exact = Fraction(100, delay)
    if abs(exact - fps) > Fraction(1, 100):
        near = ", ".join(f"{100 / n:g}" for n in (10, 8, 6, 5, 4, 3, 2))
        raise UsageError(
            f"a GIF cannot play {float(fps):g} frames a second",
            remedy=f"take {float(exact):.4g} (or one of {near})",
        )
    return exact


def frame_delay(encoding: Encoding) -> int:
    """Return how long a frame is shown [1/100 s]: at a rate of 100/n, n is exact."""
    return int(100 / gif_fps(encoding.fps))


def hundredths(encoding: Encoding) -> int:
    """Return how long the whole file is shown [1/100 s], rounded once."""
    return encoding.frames * frame_delay(encoding) + round(100 * encoding.end_hold)
