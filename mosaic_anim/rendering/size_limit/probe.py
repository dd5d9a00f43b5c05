"""Probe: a sample of an output's frames, drawn and encoded, predicts what the whole will take.

The sample is some short runs, spread evenly over the film, each encoded and stored as a segment of
its own, so that a search that was killed finds them again.
"""

from collections.abc import Sequence
from dataclasses import replace
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


def sample_runs(frames: range, fps: Fraction) -> tuple[range, ...]:
    """Return the frames of a sample: runs of the same length, spread evenly over `frames`."""
    count = len(frames)
    most = max(1, min(ceil(LONGEST * fps), count // 3))
    number = max(1, min(_RUNS, most // _SHORTEST))
    length = most // number
    middles = ((2 * run + 1) * count // (2 * number) for run in range(number))
    starts = (frames.start + middle - length // 2 for middle in middles)
    return tuple(range(start, start + length) for start in starts)


def sample_size(plan: OutputPlan, options: RenderOptions) -> float:
    """Draw and encode a sample of a planned output; return the size that the whole will have.

    It is 0 where its format cannot predict it [bytes].
    """
    sample = _sample(plan)
    with made_segments(sample, options) as made:
        frames = sum(len(segment.frames) for segment in sample.segments)
        return _whole(plan.encoding, frames, made.paths)


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
