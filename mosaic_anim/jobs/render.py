"""`render` and `frame_at`: a scene becomes files, or one frame."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from mosaic_anim.drawing.frame import Frame, draw
from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.output import Encoding
from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.ffmpeg import ffmpeg_version, find_ffmpeg, require_encoder
from mosaic_anim.files import check_target, output_lock
from mosaic_anim.geometry import Size
from mosaic_anim.jobs.identity import COMMENT_PREFIX, scene_hash
from mosaic_anim.jobs.limits import Estimate, estimate, workers_that_fit
from mosaic_anim.jobs.output import Made, Production, all_found, finished, joined, production_of
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
        Wall time from the first look for segments to the file; 0 if it was there already [s].
    already_done : bool
        Whether the file was there and is what this scene writes.
    segments, drawn : int
        How many segments it is joined from, and how many of them were made now.
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
    segments: int = 0
    drawn: int = 0
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
    workers : int, optional
        Segments made at the same time; default: the cores.
    max_memory : int, optional
        Take fewer workers, or refuse a render, above it [bytes]; default: the machine's memory.
    segments : Path, optional
        Folder of the segments; default: in the user's cache.
    """

    frames: str | None = None
    draft: bool = False
    named: bool = False
    overwrite: bool = False
    workers: int | None = None
    max_memory: int | None = None
    segments: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of several shares of a render: `Shard.read("2/8")`.

    Attributes
    ----------
    number, count : int
        The second of eight is 2 of 8.
    """

    number: int
    count: int

    @staticmethod
    def read(text: str) -> "Shard":
        """Read `2/8`.

        Raises
        ------
        UsageError
            If it is not of this form.
        """
        number, slash, count = text.partition("/")
        if slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
            return Shard(number=int(number), count=int(count))
        raise UsageError(
            f"--shard {text}: no share of a render", remedy="write 2/8: second of eight"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedShard:
    """The segments of a shard, all there.

    Attributes
    ----------
    path : Path
        The file that they are for.
    folder : Path
        Where they are.
    segments, drawn : int
        How many there are, and how many of them were made now.
    seconds : float
        Wall time [s].
    missing, skipped
        As in `RenderedFile`.
    """

    path: Path
    folder: Path
    segments: int
    drawn: int
    seconds: float
    missing: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)


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
    stage, outputs = _opened(scene, options, progress)
    return tuple(_render_output(stage, output, options, progress) for output in outputs)


def render_shard(
    scene: Scene,
    shard: Shard,
    *,
    options: RenderOptions | None = None,
    progress: Progress | None = None,
) -> tuple[RenderedShard, ...]:
    """Make every n-th segment of each output of `scene`, and write no output.

    Raises
    ------
    SceneError, UsageError, CannotStartError, StoppedError
        As `render`.
    """
    options = options or RenderOptions()
    stage, outputs = _opened(scene, options, progress, writes=False)
    return tuple(_render_share(stage, output, shard, options, progress) for output in outputs)


def join(
    scene: Scene, *, options: RenderOptions | None = None, progress: Progress | None = None
) -> tuple[RenderedFile, ...]:
    """Join the outputs of `scene` from segments that shards have made; nothing is drawn.

    Raises
    ------
    SceneError, UsageError, StoppedError
        As `render`.
    CannotStartError
        As `render`, and if a segment is missing.
    """
    options = options or RenderOptions()
    stage, outputs = _opened(scene, options, progress)
    return tuple(_join_output(stage, output, options, progress) for output in outputs)


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


def _require_encoder(output: Output) -> None:
    """Check, before anything costs time, that ffmpeg works."""
    exe = find_ffmpeg()
    if Path(output.file).suffix.lower() == ".mp4":
        require_encoder(exe, "libx264")


def _require_place(output: Output, *, overwrite: bool) -> None:
    """Check that the output can be written."""
    path = Path(output.file)
    ours = path.is_file() and (read_comment(path) or "").startswith(COMMENT_PREFIX)
    check_target(path, overwrite=overwrite or ours)


def _opened(
    scene: Scene, options: RenderOptions, progress: Progress | None, *, writes: bool = True
) -> tuple[Stage, list[Output]]:
    """Find what the scene refers to, after all that can be refused at once."""
    outputs = list(scene.outputs)
    if options.draft:
        outputs = [
            draft_of(output, keep_name=options.named and output is scene.outputs[0])
            for output in outputs
        ]
    for output in outputs:
        _require_encoder(output)
        if writes:
            _require_place(output, overwrite=options.overwrite)
    return open_stage(scene, progress=progress), outputs


def _render_output(
    stage: Stage, output: Output, options: RenderOptions, progress: Progress | None
) -> RenderedFile:
    """Make one output, unless it is there already."""
    planned = _planned(stage, output, options)
    with output_lock(planned.encoding.path):
        if _already_done(planned.encoding):
            return _finished(planned, already_done=True)
        begun = time.monotonic()
        production = _production(planned, options, progress)
        with finished(production) as made:
            joined(production, made)
        seconds = time.monotonic() - begun
        return _finished(planned, made, seconds=seconds)


def _render_share(
    stage: Stage,
    output: Output,
    shard: Shard,
    options: RenderOptions,
    progress: Progress | None,
) -> RenderedShard:
    """Make a share of the segments of one output."""
    planned = _planned(stage, output, options)
    begun = time.monotonic()
    whole = _production(planned, options, progress)
    share = whole.segments[shard.number - 1 :: shard.count]
    with finished(replace(whole, segments=share)) as made:
        return RenderedShard(
            path=planned.encoding.path,
            folder=whole.store.folder,
            segments=len(share),
            drawn=made.drawn,
            seconds=time.monotonic() - begun,
            missing=made.missing,
            skipped=_skipped(stage),
        )


def _join_output(
    stage: Stage, output: Output, options: RenderOptions, progress: Progress | None
) -> RenderedFile:
    """Join one output, unless it is there already."""
    planned = _planned(stage, output, options)
    with output_lock(planned.encoding.path):
        if _already_done(planned.encoding):
            return _finished(planned, already_done=True)
        begun = time.monotonic()
        production = _production(planned, options, progress)
        with all_found(production) as made:
            joined(production, made)
        return _finished(planned, made, seconds=time.monotonic() - begun)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Planned:
    """An output that can be made."""

    stage: Stage
    timeline: Timeline
    frames: range
    encoding: Encoding
    workers: int


def _planned(stage: Stage, output: Output, options: RenderOptions) -> _Planned:
    """Plan an output; refuse what its format cannot hold, or the machine cannot make."""
    stage = stage.framed(output.size)
    timeline = stage.timeline(output)
    frames = frame_range(options.frames, timeline.frame_count)
    grids = {name: placement.grid for name, placement in stage.placements.items()}
    load = stage.load(timeline.size)

    def needed(workers: int) -> Estimate:
        return estimate(
            frames=len(frames), size=timeline.size, grids=grids, workers=workers, load=load
        )

    workers = workers_that_fit(
        needed,
        options.workers or usable_cores(),
        max_memory=options.max_memory,
        place=stage.scene.place("outputs"),
    )
    encoding = _encoding(stage, output, timeline, frames, overwrite=options.overwrite)
    format_of(encoding.path).check(encoding)
    return _Planned(
        stage=stage, timeline=timeline, frames=frames, encoding=encoding, workers=workers
    )


def _production(planned: _Planned, options: RenderOptions, progress: Progress | None) -> Production:
    return production_of(
        planned.stage,
        planned.timeline,
        planned.frames,
        planned.encoding,
        folder=options.segments,
        workers=planned.workers,
        progress=progress,
    )


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
    planned: _Planned,
    made: Made | None = None,
    *,
    seconds: float = 0.0,
    already_done: bool = False,
) -> RenderedFile:
    encoding = planned.encoding
    return RenderedFile(
        path=encoding.path,
        size=encoding.size,
        fps=encoding.fps,
        frames=encoding.frames,
        bytes=encoding.path.stat().st_size,
        seconds=seconds,
        already_done=already_done,
        segments=len(made.files) if made else 0,
        drawn=made.drawn if made else 0,
        missing=made.missing if made else (),
        skipped=_skipped(planned.stage),
    )


def _skipped(stage: Stage) -> Mapping[str, int]:
    """Return how many files of the libraries were not usable, for each reason."""
    return sum((Counter(library.skipped) for library in stage.libraries.values()), Counter())


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
