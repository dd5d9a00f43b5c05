"""Frame rates that an MP4 holds exactly, as ffmpeg reads them."""

from fractions import Fraction

MOST_PART = 1_001_000
"""Largest numerator and denominator: ffmpeg rounds other rates to the nearest such fraction.

See `av_parse_video_rate` in libavutil/parseutils.c.
"""

SLOWEST = Fraction(1, 3600)
"""An MP4 counts time in ticks of 32 bits: a frame of a day has too many."""

_FAMILIAR = 1001  # denominator of the rates of television


def is_exact_rate(fps: Fraction) -> bool:
    """Return whether an MP4 holds a rate as it is."""
    return fps >= SLOWEST and max(fps.numerator, fps.denominator) <= MOST_PART


def exact_rate_near(fps: Fraction) -> Fraction:
    """Return a rate near `fps` that an MP4 holds, such as 24000/1001 for 23.976024."""
    near = fps.limit_denominator(_FAMILIAR)
    return near if near and is_exact_rate(near) else max(fps.limit_denominator(MOST_PART), SLOWEST)
