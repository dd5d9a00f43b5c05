"""Segments: ranges of an output's frames, each named by all that its bytes depend on.

A render is cut at the starts of its clips and every second, never by the number of workers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import format_of
from mosaic_anim.rendering.fingerprint import Fingerprints
from mosaic_anim.timeline import Timeline

LENGTH = Fraction(1)
"""Longest segment [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Some frames of an output.

    Attributes
    ----------
    frames : range
        Their numbers in the output.
    seen : range
        The same, and the frames before them that the encoder looks at.
    name : str
        SHA-256 of all that its bytes depend on, in hexadecimal.
    """

    frames: range
    seen: range
    name: str


def cut_segments(
    timeline: Timeline,
    frames: range,
    encoding: Encoding,
    fingerprints: Fingerprints,
    *,
    within: range | None = None,
) -> tuple[Segment, ...]:
    """Cut `frames` of an output into segments.

    Parameters
    ----------
    within : range, optional
        Frames of the output; encoders may see those before `frames` too. By default, none.
    """
    first = (frames if within is None else within).start
    parts, lead = cut_frames(timeline, frames), format_of(encoding.path).lead
    segments = []
    for part in parts:
        seen = range(max(part.start - lead, first), part.stop)
        name = fingerprints.segment_name(seen, len(part), encoding)
        segments.append(Segment(frames=part, seen=seen, name=name))
    return tuple(segments)


def cut_frames(timeline: Timeline, frames: range) -> tuple[range, ...]:
    """Cut `frames` at the starts of clips, and each clip every second from its start."""
    step = max(1, round(LENGTH * timeline.fps))
    starts = {0, *(ceil(time * timeline.fps) for time in _clip_starts(timeline))}
    edges = {
        edge
        for start, end in pairwise(sorted({*starts, timeline.frame_count}))
        for edge in range(start, end, step)
    }
    inner = sorted(edge for edge in edges if frames.start < edge < frames.stop)
    return tuple(range(a, b) for a, b in pairwise([frames.start, *inner, frames.stop]))


def _clip_starts(timeline: Timeline) -> Iterator[Fraction]:
    """Yield the times at which clips start in the output [s]."""
    for play in timeline.plays:
        yield play.start
        for clip in play.clips:
            yield play.output_time(timeline.film.shot(clip).start)
