"""`render`, in shares or whole, `join` and `frame_at`: a scene becomes files, or one frame."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from mosaic_anim.drawing.frame import Frame, draw
from mosaic_anim.encode.written import written
from mosaic_anim.files import output_lock
from mosaic_anim.geometry import Size
from mosaic_anim.jobs.fitting import fitted
from mosaic_anim.jobs.output import Made, all_found, finished, joined
from mosaic_anim.jobs.planned import (
    Planned,
    is_already_done,
    opened,
    planned_output,
    production,
)
from mosaic_anim.jobs.rendered import RenderedFile, RenderedShard, RenderOptions, Shard
from mosaic_anim.jobs.stage import Stage, open_stage
from mosaic_anim.scene.model import Output, Scene
from mosaic_anim.workers import Progress, usable_cores

__all__ = [
    "RenderOptions",
    "RenderedFile",
    "RenderedShard",
    "Shard",
    "frame_at",
    "join",
    "render",
    "render_shard",
]


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
    stage, outputs = opened(scene, options, progress)
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
    stage, outputs = opened(scene, options, progress, writes=False)
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
    stage, outputs = opened(scene, options, progress)
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


def _render_output(
    stage: Stage, output: Output, options: RenderOptions, progress: Progress | None
) -> RenderedFile:
    """Make one output, unless it is there already."""
    planned = planned_output(stage, output, options)
    with output_lock(planned.encoding.path):
        if is_already_done(planned.encoding):
            return _finished(planned, already_done=True)
        begun = time.monotonic()
        if output.max_size is not None:
            fit = fitted(stage, output, planned, options, progress)
            seconds = time.monotonic() - begun
            found = _finished(fit.planned, fit.made, seconds=seconds)
            return replace(found, given_up=fit.given_up, encodes=fit.encodes)
        cut = production(planned, options, progress)
        with finished(cut) as made:
            joined(cut, made)
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
    planned = planned_output(stage, output, options)
    begun = time.monotonic()
    whole = production(planned, options, progress)
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
    planned = planned_output(stage, output, options)
    with output_lock(planned.encoding.path):
        if is_already_done(planned.encoding):
            return _finished(planned, already_done=True)
        begun = time.monotonic()
        cut = production(planned, options, progress)
        cut = replace(cut, most_bytes=output.max_size)
        with all_found(cut) as made:
            joined(cut, made)
        return _finished(planned, made, seconds=time.monotonic() - begun)


def _finished(
    planned: Planned,
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
        bytes=sum(file.path.stat().st_size for file in written(encoding)),
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
