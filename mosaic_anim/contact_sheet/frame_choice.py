"""Frame choice: which frames of an output a contact sheet shows, and the clip of each."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from mosaic_anim.errors import UsageError, option
from mosaic_anim.timeline import Timeline
from mosaic_anim.values.clock import parse_duration

FRAMES = 12  # of a sheet, by default
MOST_FRAMES = 1000

AnySequence = TypeVar("AnySequence", bound=Sequence[object])


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFrame:
    """A frame of the sheet: its number, and the clip that plays then."""

    frame: int
    clip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSpan:
    """A clip, with the start and end of its time in an output [s]."""

    clip: str
    start: Fraction
    end: Fraction


def choose_frames(
    timeline: Timeline, *, frames: int | None = None, every: str | None = None, clips: bool = False
) -> list[SheetFrame]:
    """Return the frames that a sheet shows, in their order.

    Parameters
    ----------
    frames, every, clips
        As in `SheetOptions`: one of them, or none for 12 frames.

    Raises
    ------
    UsageError
        If `every` is no length of time, or the frames are too many.
    """
    spans = _spans(timeline)
    if clips:
        return _few([frame for span in spans for frame in _of_clip(timeline, span)])
    chosen = _evenly(timeline, frames or FRAMES) if every is None else _every(timeline, every)
    times = ((frame, timeline.frame_time(frame)) for frame in _few(chosen))
    return [SheetFrame(frame=frame, clip=_clip_at(time, spans)) for frame, time in times]


def _few(chosen: AnySequence) -> AnySequence:
    if len(chosen) > MOST_FRAMES:
        raise UsageError(
            f"{len(chosen):,} frames do not fit a sheet, at most {MOST_FRAMES:,} do",
            remedy=f"for example {option('frames', 48)}",
        )
    return chosen


def _evenly(timeline: Timeline, count: int) -> Sequence[int]:
    """Return evenly spaced frames, the first and the last one included."""
    if count >= timeline.frame_count:
        return range(timeline.frame_count)
    step = Fraction(timeline.frame_count - 1, max(1, count - 1))
    return [round(n * step) for n in range(count)]


def _every(timeline: Timeline, text: str) -> Sequence[int]:
    """Return the frames at the multiples of a time, and the last one."""
    try:
        step = parse_duration(text, fps=timeline.scene_fps)
    except ValueError:
        step = Fraction(0)
    if step <= 0:
        raise UsageError(
            f"{option('every', text)}: no length of time", remedy="for example 0.5s or 15f"
        )
    last = timeline.frame_count - 1
    count = int(timeline.frame_time(last) / step) + 1
    if count >= timeline.frame_count:
        return range(timeline.frame_count)
    return sorted({*(_frame_from(timeline, n * step) for n in range(count)), last})


def _of_clip(timeline: Timeline, span: ClipSpan) -> list[SheetFrame]:
    """Return the first, the middle and the last frame of a clip."""
    first = min(_frame_from(timeline, span.start), timeline.frame_count - 1)
    last = max(first, _frame_from(timeline, span.end) - 1)
    frames = (first, (first + last) // 2, last)
    return [SheetFrame(frame=frame, clip=span.clip) for frame in frames]


def _spans(timeline: Timeline) -> list[ClipSpan]:
    """Return when each clip is shown; one that is played twice comes twice."""
    spans = []
    for play in timeline.plays:
        for clip in play.clips:
            shot = timeline.film.shot(clip)
            start, end = (play.output_time(time) for time in (shot.start, shot.end))
            spans.append(ClipSpan(clip=clip, start=start, end=end))
    return spans


def _clip_at(time: Fraction, spans: Sequence[ClipSpan]) -> str:
    """Return the clip that plays at `time` [s]; of two at once, the one that started later."""

    def rank(span: ClipSpan) -> tuple[Fraction, bool, Fraction]:
        # At the very end none plays on: it is the clip that ends there.
        return min(span.end, time), time < span.end, span.start

    return max((span for span in spans if span.start <= time), key=rank).clip


def _frame_from(timeline: Timeline, time: Fraction) -> int:
    """Return the first frame at or after `time` [s]; the number of frames if there is none."""
    return bisect_left(range(timeline.frame_count), time, key=timeline.frame_time)
