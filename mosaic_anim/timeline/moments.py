"""Moments of an output as they are written: `2.5s`, `75f`, `50%`, `dive.end - 0.2s`."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from mosaic_anim.clips.start import NO_MOMENT, Start, read_start
from mosaic_anim.errors import UsageError
from mosaic_anim.lazy import difflib
from mosaic_anim.scene.clip_times import clip_times
from mosaic_anim.schema.problem import PartError
from mosaic_anim.schema.value import frames_at

if TYPE_CHECKING:
    from mosaic_anim.scene.model import Output, Scene

_NAMED = 6
"""Most clips that an error names."""


def read_moment(text: str, marks: Iterable[str], fps: Fraction) -> Start:
    """Read a moment of an output, or of one of its clips.

    Parameters
    ----------
    text : str
    marks : iterable of str
        Names of moments: `dive`, `dive.start` and `dive.end` for each clip.
    fps : Fraction
        Frame rate that a time such as `75f` refers to [1/s].

    Raises
    ------
    UsageError
        If it is none, or of a clip that is not there.
    """
    known = [*marks]
    try:
        with frames_at(fps):
            start = read_start(text)
    except PartError as error:
        (fault,) = error.faults
        if not fault.what.startswith(NO_MOMENT):
            raise UsageError(fault.what, remedy=fault.remedy) from None
        start = None
    if start is None or (start.mark and start.mark not in known):
        middles = [f"{mark.removesuffix('.end')}.middle" for mark in known if mark.endswith(".end")]
        near = difflib.get_close_matches(text.strip(), [*known, *middles], n=1)
        remedy = f"did you mean '{near[0]}'?" if near else f"a time, or {_listed(known)}"
        raise UsageError(f"unknown moment {text.strip()!r}", remedy=remedy) from None
    return start


def moment_time(
    start: Start, marks: Mapping[str, Fraction], duration: Fraction, text: str
) -> Fraction:
    """Return the time of a moment in an output of some duration [s].

    Raises
    ------
    UsageError
        If it lies before the start or after the end; `text` is how it was written.
    """
    time = start.within(Fraction(0), duration)
    if start.mark:
        time = start.within(marks[start.mark], marks[f"{start.mark}.end"])
    if not 0 <= time <= duration:
        where = "before the start" if time < 0 else "after the end"
        remedy = f"a time from 0s to {float(duration):g}s"
        raise UsageError(f"{text.strip()} lies {where}", remedy=remedy)
    return time


def require_moment(scene: "Scene", output: "Output", text: str) -> None:
    """Refuse a moment that an output does not have, before any photo is read.

    Of an output that plays some clips or a part of the film, only the names of clips are known.

    Raises
    ------
    UsageError
        If there is no such moment.
    """
    marks: dict[str, Fraction] = {}
    times = clip_times(scene.timeline)
    for clip, time in zip(scene.timeline, times, strict=True):
        ends = {"": time.start, ".start": time.start, ".end": time.end}
        marks |= {f"{clip.id}{name}": moment for name, moment in ends.items()}
    start = read_moment(text, marks, scene.frame.fps)
    if output.clips is None and output.range is None:
        moment_time(start, marks, max(time.end for time in times), text)


def _listed(names: Iterable[str]) -> str:
    """Name a few clips."""
    clips = [name for name in names if "." not in name]
    return ", ".join(clips[:_NAMED]) + (", …" if len(clips) > _NAMED else "")
