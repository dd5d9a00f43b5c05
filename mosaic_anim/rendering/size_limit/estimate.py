"""Estimate: time, memory and file sizes of a render, before it starts; no output is written."""

import time
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.compiling import compiling_aside
from mosaic_anim.rendering.landed_photos import LandedPhoto, landed_photos
from mosaic_anim.rendering.open_outputs import open_outputs
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.plan import OutputPlan, is_already_done, plan_outputs
from mosaic_anim.rendering.segment_cache import segment_store
from mosaic_anim.rendering.size_limit.fit import FitSearch
from mosaic_anim.rendering.size_limit.probe import sample_runs
from mosaic_anim.rendering.size_limit.sampler import Sampler
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.values.geometry import Size

Number = TypeVar("Number", int, float)

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
    landed : tuple of LandedPhoto
        Photos on which its clips land.
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
    landed: tuple[LandedPhoto, ...] = ()


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

    @property
    def seconds(self) -> float | None:
        """Time for all outputs [s]; None if it is not known for any."""
        return _sum(output.seconds for output in self.outputs)

    @property
    def bytes(self) -> int | None:
        """Size of all files [bytes]; None if it is not known for any."""
        return _sum(output.bytes for output in self.outputs)

    @property
    def memory(self) -> int:
        """What the outputs take at the most, one beside the other [bytes]."""
        return max(output.memory for output in self.outputs)


def estimate_render(
    scene: Scene,
    *,
    options: RenderOptions | None = None,
    quick: bool = False,
    progress: Progress | None = None,
) -> RenderEstimate:
    """Estimate a render of `scene`, from some frames of each output.

    Photos are read and matched for it, which the render then finds done. Nothing else is stored.

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
    with nullcontext() if quick else compiling_aside(scene, options, progress):
        project, outputs = open_outputs(scene, options, progress, writes=False)
    began = time.monotonic()
    plans = plan_outputs(project, outputs, options)
    estimates = []
    with TemporaryDirectory(prefix="mosaic_anim-", ignore_cleanup_errors=True) as folder:
        sampler = Sampler(folder=Path(folder))
        for plan in plans:
            estimate = _without_drawing(plan)
            if not (quick or estimate.already_done or is_picture(plan.output.file)):
                estimate = _sampled(estimate, plan, options, sampler)
            estimates.append(estimate)
            if progress:
                progress("estimating", len(estimates), len(plans))
    return RenderEstimate(outputs=tuple(estimates), probing=time.monotonic() - began)


def _sum(numbers: Iterable[Number | None]) -> Number | None:
    """Add the numbers that are known; None if none is."""
    known = [number for number in numbers if number is not None]
    return sum(known[1:], known[0]) if known else None


def _without_drawing(plan: OutputPlan) -> OutputEstimate:
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
        landed=landed_photos(plan.project, plan.timeline),
    )


def _is_done(plan: OutputPlan) -> bool:
    try:
        return is_already_done(plan)
    except CannotStartError:  # another file of that name: no matter here
        return False


def _sampled(
    estimate: OutputEstimate, plan: OutputPlan, options: RenderOptions, sampler: Sampler
) -> OutputEstimate:
    """Add what a few frames show."""
    store = segment_store(options.segments)
    files = store.find_all(segment.name for segment in plan.segments).files
    predicted = sampler.predict(plan, {name: file.path for name, file in files.items()})
    size = round(predicted.size) if predicted.size else None
    estimate = replace(estimate, seconds=predicted.seconds, bytes=size)
    if estimate.limit is None or predicted.size <= estimate.limit:
        return estimate
    fit = FitSearch(plan, options, sampler=sampler.size)
    try:
        result = fit.foreseen()
    except CannotStartError as error:
        return replace(estimate, refused=error.problems[0].what)
    sample = sum(map(len, sample_runs(plan.frames, plan.timeline.fps))) / len(plan.frames)
    films = _ENCODES + fit.probes * sample
    return replace(
        estimate,
        seconds=predicted.preparing + films * predicted.making,
        bytes=result.size,
        given_up=fit.given_up(result.choice),
    )
