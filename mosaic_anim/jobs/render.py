"""`render` and `frame_at`: a scene becomes files, or one frame."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path

from mosaic_anim.drawing.frame import Frame, draw
from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.formats import encode
from mosaic_anim.encode.output import Encoding
from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.ffmpeg import ffmpeg_version, find_ffmpeg, require_encoder
from mosaic_anim.files import check_target, output_lock
from mosaic_anim.geometry import Size
from mosaic_anim.jobs.frames import Pack, Pixels, packed_frames
from mosaic_anim.jobs.identity import COMMENT_PREFIX, scene_hash
from mosaic_anim.jobs.limits import estimate, require_possible
from mosaic_anim.jobs.stage import Stage, open_stage
from mosaic_anim.scene.model import Output, Scene
from mosaic_anim.timeline import Timeline
from mosaic_anim.workers import Progress, usable_cores


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFile:
    """One finished output.

    Attributes
    ----------
    path : Path
        The file, complete.
    frames : int
        Frames in it.
    bytes : int
        Its length.
    seconds : float
        Wall time of drawing and encoding; 0 if it was there already [s].
    already_done : bool
        Whether the file was there and is what this scene writes.
    missing : tuple of str
        Photos that have gone since they were indexed; their small pictures were drawn.
    skipped : mapping of str to int
        How many files of the library were not usable, for each reason.
    """

    path: Path
    size: Size
    fps: Fraction
    frames: int
    bytes: int
    seconds: float
    already_done: bool
    missing: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How to render, as opposed to what.

    Attributes
    ----------
    frames : str, optional
        `A..B`: only these frames of each output, B not included.
    draft : bool
        Half the size and the fastest preset, in a file of its own: `name-draft.mp4`.
    named : bool
        The first output's name was chosen for this render: a draft takes it as it is.
    overwrite : bool
        Replace an output that exists.
    threads : int, optional
        Frames drawn at the same time; default: the cores.
    max_memory : int, optional
        Refuse a render that needs more [bytes]; default: the machine's memory.
    """

    frames: str | None = None
    draft: bool = False
    named: bool = False
    overwrite: bool = False
    threads: int | None = None
    max_memory: int | None = None


def render(
    scene: Scene, *, options: RenderOptions | None = None, progress: Progress | None = None
) -> tuple[RenderedFile, ...]:
    """Render every output of `scene`.

    A file is absent or complete. One that is there and is what this scene writes is left alone.

    Raises
    ------
    SceneError, UsageError
        If the scene or an option is invalid; nothing was written.
    CannotStartError
        If something that is needed is missing or in the way; nothing was written.
    StoppedError
        If the work stopped in the middle.
    """
    options = options or RenderOptions()
    outputs = list(scene.outputs)
    if options.draft:
        outputs = [
            draft_of(output, keep_name=options.named and output is scene.outputs[0])
            for output in outputs
        ]
    for output in outputs:
        _require_place(output, overwrite=options.overwrite)
    stage = open_stage(scene, progress=progress)
    return tuple(_render_output(stage, output, options, progress) for output in outputs)


def frame_at(
    scene: Scene, at: str = "0s", *, size: Size | None = None, progress: Progress | None = None
) -> Frame:
    """Draw the one frame of the first output that shows the moment `at`.

    Parameters
    ----------
    scene : Scene
        The scene.
    at : str
        `2.5s`, `75f`, or a clip's `name.start` or `name.end`.
    size : Size, optional
        Another size than the output's.
    progress : Progress, optional
        Told how far the work is.
    """
    output = scene.outputs[0]
    output = output.changed(size=size) if size else output
    stage = open_stage(scene, progress=progress).framed(output.size)
    timeline = stage.timeline(output)
    state = timeline.moment_state(at)
    mosaics = stage.mosaics(timeline, [state], progress=progress, workers=usable_cores())
    return draw(state, timeline.size, mosaics, quality=timeline.quality)


def draft_of(output: Output, *, keep_name: bool = False) -> Output:
    """Return `output` at half its size (rounded to even) with the fastest preset."""
    size = Size(height=_half_even(output.size.height), width=_half_even(output.size.width))
    file = Path(output.file)
    own = file if keep_name else file.with_name(f"{file.stem}-draft{file.suffix}")
    return output.changed(size=size, preset="draft", quality="standard", file=own)


def _half_even(pixels: int) -> int:
    return max(2, round(pixels / 4) * 2)


def _require_place(output: Output, *, overwrite: bool) -> None:
    """Check, before anything costs time, that ffmpeg works and the output can be written."""
    exe = find_ffmpeg()
    path = Path(output.file)
    if path.suffix.lower() == ".mp4":
        require_encoder(exe, "libx264")
    ours = path.is_file() and (read_comment(path) or "").startswith(COMMENT_PREFIX)
    check_target(path, overwrite=overwrite or ours)


def _render_output(
    stage: Stage, output: Output, options: RenderOptions, progress: Progress | None
) -> RenderedFile:
    """Draw and encode one output, unless it is there already."""
    stage = stage.framed(output.size)
    timeline = stage.timeline(output)
    frames = frame_range(options.frames, timeline.frame_count)
    threads = options.threads or usable_cores()
    place = stage.scene.place("outputs")
    grids = {name: placement.grid for name, placement in stage.placements.items()}
    needed = estimate(
        frames=len(frames),
        size=timeline.size,
        grids=grids,
        threads=threads,
        load=stage.load(timeline.size),
    )
    require_possible(needed, max_memory=options.max_memory, place=place)
    encoding = _encoding(stage, output, timeline, frames, overwrite=options.overwrite)
    with output_lock(encoding.path):
        if _already_done(encoding):
            return _finished(stage, encoding, already_done=True)
        return _encode(stage, timeline, frames, encoding, threads=threads, progress=progress)


def _encode(
    stage: Stage,
    timeline: Timeline,
    frames: range,
    encoding: Encoding,
    *,
    threads: int,
    progress: Progress | None,
) -> RenderedFile:
    """Draw `frames` and write them to the encoding's file."""
    states = (timeline.frame_state(index) for index in frames)
    mosaics = stage.mosaics(timeline, states, progress=progress, workers=threads)
    what = f"drawing {encoding.path.name}"
    on_frame = partial(_tell_frames, progress, what, len(frames)) if progress else None

    def source(pack: Pack) -> Iterator[Pixels]:
        return packed_frames(timeline, frames, mosaics, pack, threads=threads, on_frame=on_frame)

    begun = time.monotonic()
    encode(encoding, source)
    seconds = time.monotonic() - begun
    missing = [photo for mosaic in mosaics.values() for photo in mosaic.tiles.skipped]
    return _finished(stage, encoding, seconds=seconds, missing=missing)


def _tell_frames(progress: Progress, what: str, total: int, done: int) -> None:
    progress(what, done, total)


def _encoding(
    stage: Stage, output: Output, timeline: Timeline, frames: range, *, overwrite: bool
) -> Encoding:
    """Describe the file, its comment naming all that its bytes depend on."""
    path = Path(output.file)
    named = scene_hash(
        timeline,
        frames,
        stage.placements,
        facts=stage.facts,
        preset=output.preset,
        suffix=path.suffix.lower(),
        ffmpeg=ffmpeg_version(find_ffmpeg()),
    )
    return Encoding(
        path=path,
        size=timeline.size,
        fps=timeline.fps,
        frames=len(frames),
        preset=output.preset,
        title=stage.scene.name,
        comment=COMMENT_PREFIX + named,
        loops=timeline.loops,
        overwrite=overwrite,
    )


def _already_done(encoding: Encoding) -> bool:
    """Tell whether the file is there and is what this scene writes; refuse a foreign one."""
    if encoding.overwrite or not encoding.path.exists():
        return False
    if read_comment(encoding.path) == encoding.comment:
        return True
    raise CannotStartError(
        "the output exists, and another scene or another version wrote it",
        remedy="give --overwrite to replace it, or -o FILE for another name",
        place=str(encoding.path),
    )


def _finished(
    stage: Stage,
    encoding: Encoding,
    *,
    seconds: float = 0.0,
    already_done: bool = False,
    missing: Iterable[str] = (),
) -> RenderedFile:
    skipped = sum((Counter(library.skipped) for library in stage.libraries.values()), Counter())
    return RenderedFile(
        path=encoding.path,
        size=encoding.size,
        fps=encoding.fps,
        frames=encoding.frames,
        bytes=encoding.path.stat().st_size,
        seconds=seconds,
        already_done=already_done,
        missing=tuple(missing),
        skipped=skipped,
    )


def frame_range(text: str | None, count: int) -> range:
    """Read `A..B` (half open) within `count` frames; None is all of them.

    Raises
    ------
    UsageError
        If it is not of this form, empty, or reaches past the end.
    """
    if text is None:
        return range(count)
    first, dots, end = text.partition("..")
    try:
        frames = range(int(first or 0), int(end or count))
    except ValueError:
        frames = range(0)
    if not dots or not frames or frames.start < 0 or frames.stop > count:
        raise UsageError(
            f"--frames {text}: no frames between 0 and {count}",
            remedy=f"write A..B with 0 <= A < B <= {count}, for example 0..{min(30, count)}",
        )
    return frames
