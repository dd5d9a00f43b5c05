"""Probe: a sample of an output's frames, drawn and encoded, predicts what the whole will take.

The sample is some short runs, spread evenly over the film, each encoded and stored as a segment of
its own, so that a search that was killed finds them again.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain
from math import ceil
from pathlib import Path

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import format_of
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.plan import OutputPlan
from mosaic_anim.rendering.scheduler import made_segments
from mosaic_anim.rendering.segments import cut_segments

LONGEST = Fraction(3)  # [s] of a sample; and never more than a third of the film
_RUNS = 4
_SHORTEST = 8  # [frames] of a run, if the film allows it: its first one may take more than others


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleEncode:
    """What a sample shows.

    Attributes
    ----------
    size : float
        Size of the whole file; 0 where its format cannot predict it [bytes].
    frames : int
        Frames in the sample.
    segments, drawn : int
        Number of segments, and number of those made now; the others were stored.
    preparing, seconds : float
        Time for reading tiles, and for drawing and encoding frames [s].
    """

    size: float
    frames: int
    segments: int
    drawn: int
    preparing: float
    seconds: float


def sample_runs(frames: range, fps: Fraction) -> tuple[range, ...]:
    """Return the frames of a sample: runs of the same length, spread evenly over `frames`."""
    count = len(frames)
    most = max(1, min(ceil(LONGEST * fps), count // 3))
    number = max(1, min(_RUNS, most // _SHORTEST))
    length = most // number
    middles = ((2 * run + 1) * count // (2 * number) for run in range(number))
    starts = (frames.start + middle - length // 2 for middle in middles)
    return tuple(range(start, start + length) for start in starts)


def encode_sample(plan: OutputPlan, options: RenderOptions) -> SampleEncode:
    """Draw and encode a sample of a planned output."""
    watch = _Watch()
    sample = _sample(plan)
    with made_segments(sample, options, watch) as made:
        frames = sum(len(segment.frames) for segment in sample.segments)
        return SampleEncode(
            size=_whole(plan.encoding, frames, made.paths),
            frames=frames,
            segments=len(sample.segments),
            drawn=made.drawn,
            preparing=watch.preparing,
            seconds=watch.drawing,
        )


def size_of(encoding: Encoding, files: Sequence[Path]) -> int:
    """Return how large the file of these segments will be; 0 where its format cannot predict it."""
    return format_of(encoding.path).size(encoding, files) or 0


def _whole(encoding: Encoding, frames: int, files: Sequence[Path]) -> float:
    """Predict the size of the whole file: its fixed part, and the frames."""
    empty = size_of(replace(encoding, frames=0), ())
    sample = size_of(replace(encoding, frames=frames), files)
    return empty + (sample - empty) * encoding.frames / frames


def _sample(plan: OutputPlan) -> OutputPlan:
    """Return the plan of the sample alone."""
    segments = (
        cut_segments(plan.timeline, run, plan.encoding, plan.fingerprints, within=plan.frames)
        for run in sample_runs(plan.frames, plan.timeline.fps)
    )
    return replace(plan, segments=tuple(chain.from_iterable(segments)))


@dataclass(slots=True)
class _Watch:
    """Takes the start and end of drawing from the progress of a render."""

    started: float = field(default_factory=time.monotonic)
    first: float = 0.0
    last: float = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:  # noqa: ARG002 - a Progress
        if what.startswith("drawing"):
            self.last = time.monotonic()
            self.first = self.first or self.last

    @property
    def preparing(self) -> float:
        return self.first - self.started if self.first else 0.0

    @property
    def drawing(self) -> float:
        return self.last - self.first
