"""Contact sheet: moments of a scene on one picture, each with its time code and its clip."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

from mosaic_anim.clock import format_timecode, parse_duration
from mosaic_anim.drawing.frame import Frame
from mosaic_anim.drawing.sheet import Caption, SheetLayout, draw_sheet, laid_out
from mosaic_anim.errors import UsageError
from mosaic_anim.geometry import Size
from mosaic_anim.jobs.frames import packed_frames
from mosaic_anim.jobs.stage import open_stage
from mosaic_anim.scene.model import Output, Scene
from mosaic_anim.timeline import Timeline
from mosaic_anim.workers import Progress, usable_cores

FRAMES = 12
"""Frames of a sheet that is not told which."""

MOST_FRAMES = 1000
LONGEST_SIDE = 16_000
"""Of a sheet [px]: WebP and many viewers end a little above."""

Spans = dict[str, tuple[Fraction, Fraction]]
"""Start and end [s] of each clip, by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOptions:
    """Which frames a contact sheet shows, and how large.

    Of `frames`, `every` and `clips` at most one is given; default: 12 frames.

    Attributes
    ----------
    frames : int, optional
        So many, evenly spaced, the first and the last one included.
    every : str, optional
        One at each multiple of this time, `0.5s` or `15f`, and the last one.
    clips : bool
        The first, the middle and the last frame of each clip.
    columns : int, optional
        Frames in a row; default: 3 for clips, otherwise what makes a wide sheet.
    width : int
        Of a frame on the sheet [px].
    output : int
        Which output of the scene, counted from 0.
    """

    frames: int | None = None
    every: str | None = None
    clips: bool = False
    columns: int | None = None
    width: int = 320
    output: int = 0

    def __post_init__(self) -> None:
        for name in ("frames", "columns", "width"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name}: at least 1, not {value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A frame of the sheet: its index, and the clip that plays then."""

    frame: int
    clip: str


def contact_sheet(
    scene: Scene, *, options: SheetOptions | None = None, progress: Progress | None = None
) -> Frame:
    """Draw moments of an output on one picture, each with its time code and its clip.

    The frames are those of the output, drawn at the size that they have on the sheet.

    Parameters
    ----------
    scene : Scene
        The scene.
    options : SheetOptions, optional
        Which frames, and how large.
    progress : Progress, optional
        Told how far the work is.

    Raises
    ------
    UsageError
        If the options ask for frames or a sheet that cannot be.
    """
    options = options or SheetOptions()
    _require_one_way(options)
    output = _chosen_output(scene, options)
    size = Size(height=max(1, round(options.width / output.size.aspect)), width=options.width)
    stage = open_stage(scene, progress=progress)
    timeline = stage.timeline(output.changed(size=size))
    moments = chosen_moments(timeline, options)
    layout = _possible(laid_out(size, len(moments), columns=_columns(options, len(moments))))
    frames = [moment.frame for moment in moments]
    threads = usable_cores()
    mosaics = stage.mosaics(
        timeline, map(timeline.frame_state, frames), progress=progress, workers=threads
    )
    on_frame = partial(_tell_frames, progress, len(frames)) if progress else None
    pictures = packed_frames(
        timeline, frames, mosaics, np.ascontiguousarray, threads=threads, on_frame=on_frame
    )
    captions = [_caption(timeline, moment) for moment in moments]
    return Frame(draw_sheet(pictures, captions, layout, _heading(scene, output, timeline)))


def chosen_moments(timeline: Timeline, options: SheetOptions) -> list[Moment]:
    """Return the moments that a sheet shows, in their order.

    Raises
    ------
    UsageError
        If the options choose none, or too many.
    """
    clips = _clips(timeline)
    if options.clips:
        _require_few(3 * len(clips))
        return list(_of_clips(timeline, clips))
    every = options.every
    frames = _evenly(timeline, options.frames) if every is None else _every(timeline, every)
    _require_few(len(frames))
    return [
        Moment(frame=frame, clip=_clip_at(timeline.frame_time(frame), clips)) for frame in frames
    ]


def _require_one_way(options: SheetOptions) -> None:
    """Refuse options that choose frames in more than one way."""
    ways = {
        "--frames": options.frames is not None,
        "--every": options.every is not None,
        "--clips": options.clips,
    }
    given = [way for way, is_given in ways.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} both choose the frames", remedy="give one of them")


def _require_few(count: int) -> None:
    if count > MOST_FRAMES:
        raise UsageError(
            f"{count:,} frames do not fit a sheet, at most {MOST_FRAMES:,} do",
            remedy="for example --frames 48",
        )


def _evenly(timeline: Timeline, wanted: int | None) -> Sequence[int]:
    """Return evenly spaced frames, the first and the last one included."""
    count = wanted or FRAMES
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


def _of_clips(timeline: Timeline, clips: Spans) -> Iterator[Moment]:
    """Yield the first, the middle and the last frame of each clip, in the order of time."""
    over = max(end for _, end in clips.values())
    for clip, (start, end) in clips.items():
        first, after = _frame_from(timeline, start), _frame_from(timeline, end)
        # Only the clip that the output ends with is seen at its very end.
        last = timeline.frame_count - 1 if end == over else max(after - 1, first)
        for frame in (first, (first + last) // 2, last):
            yield Moment(frame=min(frame, timeline.frame_count - 1), clip=clip)


def _clips(timeline: Timeline) -> Spans:
    """Return start and end [s] of each clip, by its id."""
    marks = timeline.marks
    return {
        name: (marks[f"{name}.start"], marks[f"{name}.end"])
        for name in marks
        if f"{name}.end" in marks
    }


def _clip_at(time: Fraction, clips: Spans) -> str:
    """Return the clip that plays at `time` [s]; of two at once, the one that began later."""

    def rank(clip: str) -> tuple[Fraction, bool, Fraction]:
        start, end = clips[clip]
        return min(end, time), time < end, start  # at the very end, the clip that ends there

    return max((clip for clip, (start, _) in clips.items() if start <= time), key=rank, default="")


def _frame_from(timeline: Timeline, time: Fraction) -> int:
    """Return the first frame at or after `time` [s]; the number of frames if there is none."""
    return bisect_left(range(timeline.frame_count), time, key=timeline.frame_time)


def _tell_frames(progress: Progress, total: int, done: int) -> None:
    progress("drawing the sheet", done, total)


def _chosen_output(scene: Scene, options: SheetOptions) -> Output:
    if not 0 <= options.output < len(scene.outputs):
        last = len(scene.outputs) - 1
        raise UsageError(
            f"--output {options.output}: the scene has no such output",
            remedy=f"0 to {last}, counted from 0" if last else "it has one: 0",
        )
    return scene.outputs[options.output]


def _columns(options: SheetOptions, count: int) -> int | None:
    """Return how many frames lie in a row, None where the layout may choose."""
    columns = options.columns or (3 if options.clips else None)
    return columns and min(columns, count)


def _possible(layout: SheetLayout) -> SheetLayout:
    if max(layout.size.height, layout.size.width) > LONGEST_SIDE:
        raise UsageError(
            f"a sheet of {layout.size} pixels is too large: at most {LONGEST_SIDE:,} a side",
            remedy="fewer frames, a smaller --width, or other --columns",
        )
    return layout


def _caption(timeline: Timeline, moment: Moment) -> Caption:
    return Caption(left=format_timecode(timeline.frame_time(moment.frame)), right=moment.clip)


def _heading(scene: Scene, output: Output, timeline: Timeline) -> Caption:
    seconds, rate = float(timeline.duration), float(timeline.fps)
    facts = f"{output.size} · {seconds:.4g} s · {timeline.frame_count:,} frames at {rate:.4g}/s"
    return Caption(left=scene.name, right=facts)
