"""Moments: which frames of an output stand for it, and the clip that each belongs to."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mosaic_anim.errors import UsageError
from mosaic_anim.timeline import Timeline
from mosaic_anim.values.clock import parse_duration

FRAMES = 12
"""Frames of a sheet that is not told which."""

MOST_FRAMES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFrame:
    """A frame of the sheet: its index, and the clip that plays then."""

    frame: int
    clip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSpan:
    """A clip, from when to when an output shows it [s]."""

    clip: str
    start: Fraction
    end: Fraction


def choose_frames(
    timeline: Timeline, *, frames: int | None = None, every: str | None = None, clips: bool = False
) -> list[SheetFrame]:
    """Return the moments that a sheet shows, in their order.

    Parameters
    ----------
    timeline : Timeline
        Of the output.
    frames, every, clips
        As in `SheetOptions`: one of them, or none for 12 frames.

    Raises
    ------
    UsageError
        If `every` is no length of time, or the moments are too many.
    """
    spans = _spans(timeline)
    if clips:
        _require_few(3 * len(spans))
        return list(_of_clips(timeline, spans))
    chosen = _evenly(timeline, frames or FRAMES) if every is None else _every(timeline, every)
    _require_few(len(chosen))
    return [
        SheetFrame(frame=frame, clip=_clip_at(timeline.frame_time(frame), spans))
        for frame in chosen
    ]


def _require_few(count: int) -> None:
    if count > MOST_FRAMES:
        raise UsageError(
            f"{count:,} frames do not fit a sheet, at most {MOST_FRAMES:,} do",
            remedy="for example --frames 48",
        )


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
        raise UsageError(f"--every {text}: no length of time", remedy="for example 0.5s or 15f")
    last = timeline.frame_count - 1
    count = int(timeline.frame_time(last) / step) + 1
    if count >= timeline.frame_count:
        return range(timeline.frame_count)
    return sorted({*(_frame_from(timeline, n * step) for n in range(count)), last})


def _of_clips(timeline: Timeline, spans: Sequence[ClipSpan]) -> Iterator[SheetFrame]:
    """Yield the first, the middle and the last frame of each clip, in the order of the output."""
    end_frame = timeline.frame_count - 1
    over = max(span.end for span in spans)
    for span in spans:
        first, after = _frame_from(timeline, span.start), _frame_from(timeline, span.end)
        # Only the clip that the output ends with is seen at its very end.
        last = end_frame if span.end == over else max(after - 1, first)
        for frame in (first, (first + last) // 2, last):
            yield SheetFrame(frame=min(frame, end_frame), clip=span.clip)


def _spans(timeline: Timeline) -> list[ClipSpan]:
    """Return when each clip is shown; one that is played again comes again."""
    spans = []
    for play in timeline.plays:
        for clip in play.clips:
            shot = timeline.film.shot(clip)
            start, end = (play.shown(time) for time in (shot.start, shot.end))
            spans.append(ClipSpan(clip=clip, start=start, end=end))
    return spans


def _clip_at(time: Fraction, spans: Sequence[ClipSpan]) -> str:
    """Return the clip that plays at `time` [s]; of two at once, the one that began later."""

    def rank(span: ClipSpan) -> tuple[Fraction, bool, Fraction]:
        # At the very end none plays on: it is the clip that ends there.
        return min(span.end, time), time < span.end, span.start

    return max((span for span in spans if span.start <= time), key=rank).clip


def _frame_from(timeline: Timeline, time: Fraction) -> int:
    """Return the first frame at or after `time` [s]; the number of frames if there is none."""
    return bisect_left(range(timeline.frame_count), time, key=timeline.frame_time)
