"""Clip times: when each clip of a scene plays, and which clips collide."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mosaic_anim.clips.start import EARLIEST, Start
from mosaic_anim.scene.clip import CHANNELS, Clip
from mosaic_anim.schema.problem import KeyProblem, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipTime:
    """When a clip plays: from its start up to its end, which is excluded [s]."""

    start: Fraction
    end: Fraction


def clip_times(timeline: Sequence[Clip]) -> tuple[ClipTime, ...]:
    """Return when each clip plays.

    A clip without `at` begins when all clips before it have ended.

    Raises
    ------
    KeyError
        If a clip begins at a moment of a clip that is not before it; never in a scene that was
        read.
    """
    times: dict[str, ClipTime] = {}
    for clip in timeline:
        start = max((span.end for span in times.values()), default=Fraction(0))
        if clip.at is not None:
            start = time_of(clip.at, times)
        times[clip.id] = ClipTime(start=start, end=start + clip.pace.length)
    return tuple(times.values())


def time_of(start: Start, on: Mapping[str, ClipTime]) -> Fraction:
    """Return the time of the scene [s] that `start` means, of clips that are `on` by their ids.

    Raises
    ------
    KeyError
        If it is a mark of no such clip.
    """
    if not start.mark:
        return start.within(
            Fraction(0), max((span.end for span in on.values()), default=Fraction(0))
        )
    span = on[start.mark]
    return start.within(span.start, span.end)


def clip_time_problems(timeline: Sequence[Clip]) -> Iterator[KeyProblem]:
    """Yield each clip that begins before the scene, and each that drives what another drives."""
    on = clip_times(timeline)
    for index, span in enumerate(on):
        if span.start < 0:
            what = f"this clip would start {float(-span.start):g}s before the scene"
            yield KeyProblem(what=what, remedy=EARLIEST, path=("timeline", index, "at"))
    order = sorted(range(len(on)), key=lambda index: (on[index].start, index))
    for channel in CHANNELS:
        driven = [i for i in order if timeline[i].drives(channel)]
        yield from _overlaps(channel, driven, timeline, on)


def _overlaps(
    channel: str, driven: Sequence[int], timeline: Sequence[Clip], on: Sequence[ClipTime]
) -> Iterator[KeyProblem]:
    """Yield each clip of those that drive `channel` that begins while another still does.

    While a transition into the later one runs there are two pictures, one for each of them; the
    earlier one must have ended with it.
    """
    before: int | None = None
    for index in driven:
        clip, span = timeline[index], on[index]
        if before is not None and on[before].end > span.start + clip.transition.length:
            overlap = min(on[before].end, span.end) - span.start
            names = f"{quoted(timeline[before].id)} and {quoted(clip.id)}"
            what = f"{names} both drive '{channel}' for {float(overlap):g}s from"
            yield KeyProblem(
                what=f"{what} {float(span.start):g}s on",
                remedy=f"at: {timeline[before].id}.end, or a transition as long as the overlap",
                path=("timeline", index, clip.drives(channel)),
            )
        if before is None or on[index].end >= on[before].end:
            before = index
