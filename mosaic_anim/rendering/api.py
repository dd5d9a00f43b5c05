"""`render`, in shares or whole, `join` and `frame_at`: a scene becomes files, or one frame."""

import time
from contextlib import ExitStack
from dataclasses import replace

from mosaic_anim.drawing.frame import Frame, draw
from mosaic_anim.io.output_lock import output_lock
from mosaic_anim.io.workers import Progress, usable_cores
from mosaic_anim.rendering.compiling import compiling_aside
from mosaic_anim.rendering.make_files import make_files
from mosaic_anim.rendering.mux import join_output, rendered_file
from mosaic_anim.rendering.open_outputs import open_outputs
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.rendering.options import RenderOptions, Shard
from mosaic_anim.rendering.plan import OutputPlan, is_already_done, plan_outputs
from mosaic_anim.rendering.project import lost_photos
from mosaic_anim.rendering.rendered_file import RenderedFile, RenderedShard
from mosaic_anim.rendering.scheduler import make_outputs
from mosaic_anim.rendering.segment_cache import SegmentFiles, all_segments, segment_store
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.output_list import film_of
from mosaic_anim.timeline.moments import require_moment
from mosaic_anim.values.geometry import Size

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
    """Render every output of `scene`, with its poster.

    A file is absent or complete. One that is there and is what this scene writes is left alone.
    Outputs are made by the same workers, and what two of them show is drawn once. If one
    cannot be made, the others are finished first, and then the error is raised.

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
    with compiling_aside(scene, options, progress):
        project, outputs = open_outputs(scene, options, progress)
    plans = plan_outputs(project, outputs, options)
    with ExitStack() as locks:
        for plan in plans:
            locks.enter_context(output_lock(plan.encoding.path))
        done = {plan: rendered_file(plan) for plan in plans if is_already_done(plan)}
        result = make_files([plan for plan in plans if plan not in done], options, progress)
    for error in result.errors.values():
        raise error
    files = {**done, **result.files}
    return tuple(files[plan] for plan in plans)


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
    with compiling_aside(scene, options, progress):
        project, outputs = open_outputs(scene, options, progress, writes=False)
    plans = plan_outputs(project, outputs, options)
    share = slice(shard.number - 1, None, shard.count)
    shares = [replace(plan, segments=plan.segments[share]) for plan in plans]
    began = time.monotonic()
    shards: dict[OutputPlan, RenderedShard] = {}

    def take(share: OutputPlan, files: SegmentFiles) -> None:
        shards[share] = RenderedShard(
            path=share.encoding.path,
            folder=segment_store(options.segments).folder,
            segments=len(share.segments),
            drawn=files.drawn,
            seconds=time.monotonic() - began,
            missing=files.lost_photos,
            skipped=share.project.skipped,
            relaxed=share.project.all_relaxed,
            chosen=share.project.chosen,
        )

    make_outputs(shares, take, options, progress)
    return tuple(shards[share] for share in shares)


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
    project, outputs = open_outputs(scene, options, progress)
    store, files = segment_store(options.segments), []
    for plan in plan_outputs(project, outputs, options):
        with output_lock(plan.encoding.path):
            began = time.monotonic()
            if is_already_done(plan):
                files.append(rendered_file(plan))
                continue
            with all_segments(plan, store, progress) as segments:
                files.append(join_output(plan, segments, since=began))
    return tuple(files)


def frame_at(
    scene: Scene, at: str = "0s", *, size: Size | None = None, progress: Progress | None = None
) -> Frame:
    """Draw the one frame of the first output that is a film, at the moment `at`.

    Parameters
    ----------
    scene : Scene
        The scene.
    at : str
        `2.5s`, `75f`, `50%`, `dive.middle`, `dive.end - 0.2s`.
    size : Size, optional
        Size of the frame; by default the output's.
    progress : Progress, optional
        Called with how far the work is.
    """
    output = film_of(scene.outputs)
    output = output.changed(size=size) if size else output
    require_moment(scene, output, at)
    project = open_project(scene, progress=progress).framed(output.size)
    timeline = project.timeline(output)
    state = timeline.moment_state(at)
    mosaics = project.mosaics(timeline, [state], progress=progress, workers=usable_cores())
    frame = draw(state, timeline.size, mosaics, quality=timeline.quality)
    lost = lost_photos(mosaics)
    return replace(frame, inputs=scene.inputs, missing=lost, relaxed=project.all_relaxed)
