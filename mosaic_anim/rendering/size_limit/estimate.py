"""Estimate: time, memory and file sizes of a render, before it starts; no output is written."""

import tempfile
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.plan import OutputPlan, is_already_done, open_outputs, plan_outputs
from mosaic_anim.rendering.size_limit.fit import FitSearch
from mosaic_anim.rendering.size_limit.probe import SampleEncode, encode_sample
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.values.geometry import Size

_ENCODES = 2  # of a film that does not fit, as a rule


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputEstimate:
    """The estimate of one output.

    Attributes
    ----------
    path : Path
    size : Size
        Frame size, as the scene asks for it [px].
    fps : Fraction
        Frames per second.
    frames : int
    memory : int
        Peak memory [bytes].
    workers : int
        Segments made at the same time.
    already_done : bool
        Whether the file exists, and nothing is left to do.
    seconds : float or None
        Time for drawing and encoding [s]; None where no sample was drawn.
    bytes : int or None
        Size of the file; None where no sample was drawn, or it says nothing.
    limit : int or None
        Its `max_size` [bytes].
    given_up : tuple of str
        What it will lose to fit: `128 colours instead of 256`.
    refused : str
        Why it cannot be made; empty if it can.
    """

    path: Path
    size: Size
    fps: Fraction
    frames: int
    memory: int
    workers: int
    already_done: bool
    seconds: float | None = None
    bytes: int | None = None
    limit: int | None = None
    given_up: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderEstimate:
    """The estimate of a render.

    Attributes
    ----------
    outputs : tuple of OutputEstimate
    probing : float
        Time that the estimate took, without opening the library [s].
    """

    outputs: tuple[OutputEstimate, ...]
    probing: float


def estimate_render(
    scene: Scene,
    *,
    options: RenderOptions | None = None,
    quick: bool = False,
    progress: Progress | None = None,
) -> RenderEstimate:
    """Estimate a render of `scene`, from some frames of each output.

    The frames drawn for it are stored with the segments.

    Parameters
    ----------
    quick : bool
        Draw nothing: estimate frames and memory only.

    Raises
    ------
    SceneError, UsageError, CannotStartError, StoppedError
        As `render`.
    """
    options = options or RenderOptions()
    project, outputs = open_outputs(scene, options, progress, writes=False)
    began = time.monotonic()
    plans = plan_outputs(project, outputs, options)
    estimates = []
    for plan in plans:
        estimate = _planned(plan)
        if not (quick or estimate.already_done or is_picture(plan.output.file)):
            estimate = _probed(estimate, plan, options)
        estimates.append(estimate)
        if progress:
            progress("estimating", len(estimates), len(plans))
    return RenderEstimate(outputs=tuple(estimates), probing=time.monotonic() - began)


def _planned(plan: OutputPlan) -> OutputEstimate:
    """Return the estimate without drawing."""
    encoding = plan.encoding
    return OutputEstimate(
        path=encoding.path,
        size=encoding.size,
        fps=encoding.fps,
        frames=encoding.frames,
        memory=plan.memory.memory,
        workers=plan.workers,
        already_done=_is_done(plan),
        limit=plan.output.max_size,
    )


def _is_done(plan: OutputPlan) -> bool:
    try:
        return is_already_done(plan)
    except CannotStartError:  # another file of that name: no matter here
        return False


def _probed(estimate: OutputEstimate, plan: OutputPlan, options: RenderOptions) -> OutputEstimate:
    """Add what a sample shows."""
    sample = timed = encode_sample(plan, options)
    if sample.drawn < sample.segments:  # segments from the cache say nothing about time
        with tempfile.TemporaryDirectory(prefix="mosaic_anim-") as folder:
            timed = encode_sample(plan, replace(options, segments=Path(folder)))
    size = round(sample.size) if sample.size else None
    estimate = replace(estimate, seconds=_seconds(timed, plan), bytes=size)
    if estimate.limit is None or sample.size <= estimate.limit:
        return estimate
    fit = FitSearch(plan, options)
    try:
        found = fit.foreseen()
    except CannotStartError as error:
        return replace(estimate, refused=error.problems[0].what)
    return replace(
        estimate,
        seconds=_ENCODES * _seconds(timed, plan),
        bytes=found.size,
        given_up=fit.given_up(found.choice),
    )


def _seconds(sample: SampleEncode, plan: OutputPlan) -> float:
    """Return how long the whole will take, with all workers at work [s].

    The time of a sample starts with its first frame, so the first one of each worker is not in it.
    """
    at_work = min(plan.workers, sample.segments)
    each = sample.seconds / max(1, sample.frames - at_work)
    return sample.preparing + each * len(plan.frames) * at_work / plan.workers
