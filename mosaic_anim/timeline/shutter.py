"""Shutter: what a frame shows while it is open."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil

from mosaic_anim.timeline.speed import longest_distance
from mosaic_anim.values.frame_state import Exposure, FrameContent, FrameState
from mosaic_anim.values.geometry import Grid, Size

SPACING = 2.0
"""Longest distance that a point moves from one sample to the next [px].

Against four samples a pixel, pans and zooms over a mosaic of noise differ by 41 dB or more with
one in 2 px, 33 dB with one in 3 px, where edges begin to look like stairs.
"""

SHARP = 0.5
"""A picture that moves less while the shutter is open is one sample [px]: nobody sees the blur."""

MAX_SAMPLES = 33


def expose(
    state_at: Callable[[Fraction], FrameState],
    time: Fraction,
    *,
    shutter: float,
    fps: Fraction,
    start: Fraction,
    end: Fraction,
    size: Size,
    grids: Mapping[str, Grid],
) -> FrameContent:
    """Return what a frame at `time` [s] shows: several moments where something moves.

    The shutter is open around `time`, but not beyond the clip, where another picture may begin.
    The faster the picture, the more samples: an odd number, in the middle of equal intervals, so
    that a frame within a clip has the moment itself among them.

    Parameters
    ----------
    state_at : callable
        Takes a time [s]; returns what is shown then.
    shutter : float
        Shutter angle [degrees]: 360 is open for a frame's whole time.
    fps : Fraction
        Frames per second.
    start, end : Fraction
        Start and end of the clip [s].
    size : Size
        Frame size [px].
    grids : Mapping[str, Grid]
        The canvas of each mosaic, by name.
    """
    half = Fraction(shutter) / 360 / fps / 2
    opens, closes = max(time - half, start), min(time + half, end)
    now = state_at(time)
    if opens >= closes:
        return now
    ends = state_at(opens), now, state_at(closes)
    if ends[0] == ends[1] == ends[2]:
        return now
    count = _samples(ends, size, grids)
    if count == 1:
        return now
    step = (closes - opens) / count
    moments = tuple(state_at(opens + step * (i + Fraction(1, 2))) for i in range(count))
    return moments[0] if len(set(moments)) == 1 else Exposure(moments=moments)


def _samples(
    states: tuple[FrameState, FrameState, FrameState], size: Size, grids: Mapping[str, Grid]
) -> int:
    """Return how many samples a frame needs: an odd number."""
    way = longest_distance(states, size, grids)
    if way <= SHARP:
        return 1
    return max(ceil(min(way / SPACING, MAX_SAMPLES)) // 2 * 2 + 1, 3)
