"""Segment job: everything that a segment is made from, and how it is made, here or elsewhere."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import format_of
from mosaic_anim.rendering.drawing_ahead import DrawingAhead
from mosaic_anim.rendering.frame_errors import name_failing_frame
from mosaic_anim.rendering.plan import OutputPlan
from mosaic_anim.rendering.segments import Segment
from mosaic_anim.values.frame_state import FrameContent, Quality

TRIES = 3  # of a segment whose encoder dies

Pixels = NDArray[np.uint8]

Drawer = Callable[[FrameContent], Pixels]
"""Draws what is shown."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentJob:
    """All that a segment is made from. Without its mosaics it can be sent to another machine.

    Attributes
    ----------
    name : str
        Name of the segment.
    frames : range
        Numbers of its frames in the output.
    states : tuple of FrameState or Exposure
        What each frame shows, starting with the lead: frames that the encoder looks at beforehand.
    quality : "standard" or "high"
        Drawing quality of tiles in flight.
    encoding : Encoding
        The whole output.
    mosaics : Mapping[str, Mosaic]
        Mosaics that it is drawn from.
    assets : frozenset of str
        Names of the fonts and logos that lie over the frames.
    """

    name: str
    frames: range
    states: tuple[FrameContent, ...]
    quality: Quality
    encoding: Encoding
    mosaics: Mapping[str, Mosaic]
    assets: frozenset[str] = frozenset()

    @property
    def lead(self) -> int:
        """Number of frames before the segment's own."""
        return len(self.states) - len(self.frames)

    @property
    def suffix(self) -> str:
        """Suffix of the segment's file, with its dot."""
        return format_of(self.encoding.path).segment_suffix

    @property
    def threads(self) -> int:
        """Number of frames that its encoder works at side by side."""
        return format_of(self.encoding.path).threads(self.encoding.settings)

    def draw(self, state: FrameContent) -> Pixels:
        """Draw a frame (H, W, 3)."""
        return draw(state, self.encoding.size, self.mosaics, quality=self.quality).pixels


def segment_job(plan: OutputPlan, segment: Segment, mosaics: Mapping[str, Mosaic]) -> SegmentJob:
    """Return the job that makes a segment of an output."""
    return SegmentJob(
        name=segment.name,
        frames=segment.frames,
        states=tuple(plan.timeline.frame_state(index) for index in segment.seen),
        quality=plan.timeline.quality,
        encoding=plan.encoding,
        mosaics=mosaics,
        assets=frozenset(plan.timeline.film.assets),
    )


def make_segment(
    job: SegmentJob,
    part: Path,
    *,
    on_frame: Callable[[], None] | None = None,
    drawer: Drawer | None = None,
    ahead: DrawingAhead | None = None,
) -> None:
    """Draw the frames of a segment and encode them into the file `part`.

    Parameters
    ----------
    on_frame : callable, optional
        Called after each frame of the segment.
    drawer : callable, optional
        Draws in place of the job.
    ahead : DrawingAhead, optional
        Draws several frames at once while workers are idle; by default one after another.

    Raises
    ------
    FrameError
        If a frame cannot be drawn.
    StoppedError
        If the encoder dies; `part` is then incomplete.
    """
    chosen = format_of(job.encoding.path)
    pack, draw_frame = chosen.pack(job.encoding), drawer or job.draw
    frames = _packed_frames(job, lambda state: pack(draw_frame(state)), on_frame, ahead)
    chosen.encode_segment(job.encoding, frames, len(job.frames), part, job.lead)


def pictures_of(job: SegmentJob) -> tuple[Hashable, ...]:
    """Return a value for each picture of a job, in order: equal values are equal pictures."""
    about = job.encoding.size, job.quality
    return tuple((*about, repr(state)) for state, _ in groupby(job.states))


def _packed_frames(
    job: SegmentJob,
    draw_packed: Drawer,
    on_frame: Callable[[], None] | None,
    ahead: DrawingAhead | None,
) -> Iterator[Pixels]:
    """Yield the frames of a job as its encoder takes them; a hold is drawn once."""
    runs = [(state, len(list(same))) for state, same in groupby(job.states)]
    states, lengths = zip(*runs, strict=True)
    pictures = (
        ahead.pictures(states, draw_packed)
        if ahead
        else (partial(draw_packed, state) for state in states)
    )
    number = job.frames.start - job.lead
    for picture, length in zip(pictures, lengths, strict=True):
        with name_failing_frame(number, number / job.encoding.fps):
            packed = picture()
        for _ in range(length):
            yield packed
            if on_frame and number >= job.frames.start:
                on_frame()
            number += 1
