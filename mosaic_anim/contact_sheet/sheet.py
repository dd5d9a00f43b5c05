"""Contact sheet: moments of a scene on one picture, each with its time code and its clip."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from mosaic_anim.contact_sheet.frame_choice import SheetFrame, choose_frames
from mosaic_anim.drawing.clear import over_checks
from mosaic_anim.drawing.frame import Frame, Mosaic, draw
from mosaic_anim.drawing.sheet_layout import Caption, SheetLayout, draw_sheet, lay_out_sheet
from mosaic_anim.encode.encoding import Pixels
from mosaic_anim.errors import UsageError, option
from mosaic_anim.io.workers import Progress, usable_cores
from mosaic_anim.rendering.frame_errors import name_failing_frame
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.rendering.project import lost_photos
from mosaic_anim.scene.model import Output, Scene
from mosaic_anim.scene.output_list import film_of
from mosaic_anim.timeline import Timeline
from mosaic_anim.values.clock import format_timecode
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.wording import count_of

LONGEST_SIDE = 16_000  # [px] of a sheet: WebP and many viewers end a little above


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOptions:
    """Which frames a contact sheet shows, and how large.

    Of `frames`, `every` and `clips` at most one is given; default: 12 frames.

    Attributes
    ----------
    frames : int, optional
        Number of frames, evenly spaced, the first and the last one included.
    every : str, optional
        Interval between frames, `0.5s` or `15f`; the last frame is added.
    clips : bool
        Show the first, the middle and the last frame of each clip.
    columns : int, optional
        Frames in a row; default: 3 for clips, otherwise what makes a wide sheet.
    width : int
        Width of a frame on the sheet [px].
    output : int, optional
        Which output of the scene, counted from 0; default: the first one that is a film.
    """

    frames: int | None = None
    every: str | None = None
    clips: bool = False
    columns: int | None = None
    width: int = 320
    output: int | None = None

    def __post_init__(self) -> None:
        for name in ("frames", "columns", "width"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name}: at least 1, not {value}")


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
        Called with how far the work is.

    Raises
    ------
    UsageError
        If the options ask for an impossible choice of frames, or for too large a sheet.
    """
    options = options or SheetOptions()
    _require_one_way(options)
    output = _chosen_output(scene, options)
    size = Size(height=max(1, round(options.width / output.size.aspect)), width=options.width)
    project = open_project(scene, progress=progress).framed(size)
    timeline = project.timeline(output.changed(size=size))
    moments = choose_frames(
        timeline, frames=options.frames, every=options.every, clips=options.clips
    )
    layout = lay_out_sheet(size, len(moments), columns=_columns(options, len(moments)))
    _require_size(layout)
    frames = [moment.frame for moment in moments]
    states = map(timeline.frame_state, frames)
    mosaics = project.mosaics(timeline, states, progress=progress, workers=usable_cores())
    pictures = _pictures(timeline, frames, mosaics, progress)
    captions = [_caption(timeline, moment) for moment in moments]
    sheet = draw_sheet(pictures, captions, layout, _heading(scene, output, timeline))
    lost = lost_photos(mosaics)
    return Frame(sheet, inputs=scene.inputs, missing=lost, relaxed=project.relaxed)


def _require_one_way(options: SheetOptions) -> None:
    """Refuse options that choose frames in more than one way."""
    ways = {
        option("frames"): options.frames is not None,
        option("every"): options.every is not None,
        option("clips"): options.clips,
    }
    given = [way for way, is_given in ways.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} both choose the frames", remedy="give one of them")


def _pictures(
    timeline: Timeline,
    frames: Sequence[int],
    mosaics: Mapping[str, Mosaic],
    progress: Progress | None,
) -> Iterator[Pixels]:
    """Draw frames in order, several at the same time, and report each."""

    def picture(index: int) -> Pixels:
        with name_failing_frame(index, timeline.frame_time(index)):
            state = timeline.frame_state(index)
            frame = draw(state, timeline.size, mosaics, quality=timeline.quality)
            return over_checks(frame.pixels) if frame.pixels.shape[2] == 4 else frame.pixels

    pool = ThreadPoolExecutor(usable_cores(), thread_name_prefix="draw")
    try:
        for done, pixels in enumerate(pool.map(picture, frames), start=1):
            yield pixels
            if progress:
                progress("drawing the sheet", done, len(frames))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _chosen_output(scene: Scene, options: SheetOptions) -> Output:
    if options.output is None:
        return film_of(scene.outputs)
    if not 0 <= options.output < len(scene.outputs):
        last = len(scene.outputs) - 1
        raise UsageError(
            f"{option('output', options.output)}: the scene has no such output",
            remedy=f"0 to {last}, counted from 0" if last else "it has one: 0",
        )
    return scene.outputs[options.output]


def _columns(options: SheetOptions, count: int) -> int | None:
    """Return how many frames lie in a row, None where the layout may choose."""
    columns = options.columns or (3 if options.clips else None)
    return columns and min(columns, count)


def _require_size(layout: SheetLayout) -> None:
    if max(layout.size.height, layout.size.width) > LONGEST_SIDE:
        raise UsageError(
            f"a sheet of {layout.size} pixels is too large: at most {LONGEST_SIDE:,} a side",
            remedy=f"fewer frames, a smaller {option('width')}, or other {option('columns')}",
        )


def _caption(timeline: Timeline, moment: SheetFrame) -> Caption:
    return Caption(left=format_timecode(timeline.frame_time(moment.frame)), right=moment.clip)


def _heading(scene: Scene, output: Output, timeline: Timeline) -> Caption:
    seconds, rate = float(timeline.duration), float(timeline.fps)
    frames = f"{count_of(timeline.frame_count, 'frame')} at {rate:.4g}/s"
    facts = f"{output.size} · {seconds:.4g} s · {frames}"
    return Caption(left=scene.name, right=facts)
