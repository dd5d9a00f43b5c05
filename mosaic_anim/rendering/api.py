"""`render`, in shares or whole, `join` and `frame_at`: a scene becomes files, or one frame."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from mosaic_anim.drawing.frame import Frame, draw
from mosaic_anim.encode.output_files import output_files
from mosaic_anim.errors import MosaicAnimError
from mosaic_anim.io.files import output_lock
from mosaic_anim.io.workers import Progress, usable_cores
from mosaic_anim.rendering.mux import TooLargeError, all_found, joined
from mosaic_anim.rendering.options import RenderedFile, RenderedShard, RenderOptions, Shard
from mosaic_anim.rendering.plan import (
    Planned,
    is_already_done,
    opened,
    planned_outputs,
    production,
)
from mosaic_anim.rendering.production import Made, Production
from mosaic_anim.rendering.project import Project, open_project
from mosaic_anim.rendering.scheduler import finish_all
from mosaic_anim.rendering.segment_lookup import lost_photos
from mosaic_anim.rendering.size_limit.fit import fit_output
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.output import film_of
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
    Outputs are made by the same workers, and what two of them show is drawn once. One that cannot
    be made takes no other with it: those are finished, and then the error is raised.

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
    plans = planned_outputs(stage, outputs, options)
    with ExitStack() as locks:
        for plan in plans:
            locks.enter_context(output_lock(plan.encoding.path))
        there = [plan for plan in plans if is_already_done(plan.encoding)]
        files = {plan: _finished(plan, already_done=True) for plan in there}
        files |= _rendered([plan for plan in plans if plan not in files], options, progress)
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
    stage, outputs = opened(scene, options, progress, writes=False)
    plans = planned_outputs(stage, outputs, options)
    begun = time.monotonic()
    shares = [_share(production(plan, options, progress), shard) for plan in plans]
    done: dict[Production, RenderedShard] = {}

    def tell(share: Production, made: Made) -> None:
        done[share] = RenderedShard(
            path=share.encoding.path,
            folder=share.store.folder,
            segments=len(share.segments),
            drawn=made.drawn,
            seconds=time.monotonic() - begun,
            missing=made.missing,
            skipped=_skipped(stage),
        )

    finish_all(shares, tell)
    return tuple(done[share] for share in shares)


def _share(whole: Production, shard: Shard) -> Production:
    """Return every n-th segment of an output."""
    return replace(whole, segments=whole.segments[shard.number - 1 :: shard.count])


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
    plans = planned_outputs(stage, outputs, options)
    return tuple(_join_output(plan, options, progress) for plan in plans)


def frame_at(
    scene: Scene, at: str = "0s", *, size: Size | None = None, progress: Progress | None = None
) -> Frame:
    """Draw the one frame of the first output that is a film, at the moment `at`.

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
    output = film_of(scene.outputs)
    output = output.changed(size=size) if size else output
    stage = open_project(scene, progress=progress).framed(output.size)
    timeline = stage.timeline(output)
    state = timeline.moment_state(at)
    mosaics = stage.mosaics(timeline, [state], progress=progress, workers=usable_cores())
    frame = draw(state, timeline.size, mosaics, quality=timeline.quality)
    return replace(frame, inputs=scene.inputs, missing=lost_photos(mosaics))


def _rendered(
    plans: Sequence[Planned], options: RenderOptions, progress: Progress | None
) -> dict[Planned, RenderedFile]:
    """Make outputs; raise the first error after all others are made.

    They are made together, but for those that have to give up something to stay below a limit.
    """
    files: dict[Planned, RenderedFile] = {}
    errors: list[MosaicAnimError] = []
    begun = time.monotonic()
    searched = {plan for plan in plans if not plan.may_fit}
    cuts = {_limited(plan, options, progress): plan for plan in plans if plan not in searched}

    def join(cut: Production, made: Made) -> None:
        plan = cuts[cut]
        try:
            joined(cut, made)
        except TooLargeError:
            searched.add(plan)
            return
        found = _finished(plan, made, seconds=time.monotonic() - begun)
        files[plan] = replace(found, encodes=int(plan.output.max_size is not None))

    try:
        finish_all(list(cuts), join)
    except MosaicAnimError as error:
        errors.append(error)
    for plan in (plan for plan in plans if plan in searched):
        try:
            files[plan] = _fitted(plan, options, progress)
        except MosaicAnimError as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return files


def _limited(plan: Planned, options: RenderOptions, progress: Progress | None) -> Production:
    """Cut a planned output into segments; its file is not kept if it is larger than it may be."""
    return replace(production(plan, options, progress), most_bytes=plan.output.max_size)


def _fitted(plan: Planned, options: RenderOptions, progress: Progress | None) -> RenderedFile:
    """Make an output that has a limit."""
    begun = time.monotonic()
    fit = fit_output(plan.stage, plan.output, plan, options, progress)
    found = _finished(fit.planned, fit.made, seconds=time.monotonic() - begun)
    return replace(found, given_up=fit.given_up, encodes=fit.encodes)


def _join_output(
    planned: Planned, options: RenderOptions, progress: Progress | None
) -> RenderedFile:
    """Join one output, unless it is there already."""
    with output_lock(planned.encoding.path):
        if is_already_done(planned.encoding):
            return _finished(planned, already_done=True)
        begun = time.monotonic()
        cut = _limited(planned, options, progress)
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
        bytes=sum(file.path.stat().st_size for file in output_files(encoding)),
        seconds=seconds,
        already_done=already_done,
        segments=len(made.files) if made else 0,
        drawn=made.drawn if made else 0,
        missing=made.missing if made else (),
        skipped=_skipped(planned.stage),
    )


def _skipped(stage: Project) -> Mapping[str, int]:
    """Return how many files of the libraries were not usable, for each reason."""
    return sum((Counter(library.skipped) for library in stage.libraries.values()), Counter())
