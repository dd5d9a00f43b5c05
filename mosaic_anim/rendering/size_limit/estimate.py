"""Estimate: what a render will take and make, told before it starts; no output is written."""

import tempfile
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.memory import estimate
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.plan import Planned, is_already_done, opened, planned_outputs
from mosaic_anim.rendering.size_limit.fit import FitSearch
from mosaic_anim.rendering.size_limit.probe import SampleEncode, encode_sample
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.values.geometry import Size

_ENCODES = 2
"""How often a film that does not fit is encoded, as a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputEstimate:
    """What one output will take.

    Attributes
    ----------
    path : Path
    size : Size
        Of a frame, as the scene asks for it [px].
    fps : Fraction
        Frames a second.
    frames : int
    memory : int
        At the most [bytes].
    workers : int
        Segments made at the same time.
    already_done : bool
        Whether the file is there, and nothing is left to do.
    seconds : float or None
        Time for drawing and encoding [s]; None where no sample was drawn.
    bytes : int or None
        Size of the file; None where no sample was drawn, or it tells nothing.
    limit : int or None
        Its `max_size` [bytes].
    given_up : tuple of str
        What it will lose to fit: `256 → 128 colours`.
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
    """What a render will take.

    Attributes
    ----------
    outputs : tuple of OutputEstimate
    probing : float
        How long it took to find out, without opening the library [s].
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

    What is drawn for it is kept with the segments.

    Parameters
    ----------
    quick : bool
        Draw nothing: frames and memory are told alone.

    Raises
    ------
    SceneError, UsageError, CannotStartError, StoppedError
        As `render`.
    """
    options = options or RenderOptions()
    stage, outputs = opened(scene, options, progress, writes=False)
    begun = time.monotonic()
    found = []
    for plan in planned_outputs(stage, outputs, options):
        told = _planned(plan)
        if not (quick or told.already_done or is_picture(plan.output.file)):
            told = _probed(told, plan, options)
        found.append(told)
        if progress:
            progress("estimating", len(found), len(outputs))
    return RenderEstimate(outputs=tuple(found), probing=time.monotonic() - begun)


def _planned(plan: Planned) -> OutputEstimate:
    """Tell what is known without drawing."""
    encoding, stage = plan.encoding, plan.stage
    needed = estimate(
        frames=len(plan.frames),
        size=encoding.size,
        grids={name: placement.grid for name, placement in stage.placements.items()},
        workers=plan.workers,
        load=stage.load(encoding.size),
    )
    return OutputEstimate(
        path=encoding.path,
        size=encoding.size,
        fps=encoding.fps,
        frames=encoding.frames,
        memory=needed.memory,
        workers=plan.workers,
        already_done=_is_done(plan),
        limit=plan.output.max_size,
    )


def _is_done(plan: Planned) -> bool:
    try:
        return is_already_done(plan.encoding)
    except CannotStartError:  # another file of that name: no matter here
        return False


def _probed(told: OutputEstimate, plan: Planned, options: RenderOptions) -> OutputEstimate:
    """Add what a sample tells."""
    sample = encode_sample(plan, options)
    timed = sample
    if sample.drawn < sample.segments:  # what is kept tells no time
        with tempfile.TemporaryDirectory(prefix="mosaic_anim-") as folder:
            timed = encode_sample(plan, replace(options, segments=Path(folder)))
    told = replace(
        told, seconds=_seconds(timed, plan), bytes=round(sample.size) if sample.size else None
    )
    if told.limit is None or sample.size <= told.limit:
        return told
    return _fitted(told, plan, options)


def _seconds(sample: SampleEncode, plan: Planned) -> float:
    """Return how long the whole will take, with all workers at work [s].

    The time of a sample begins with its first frame: those of all segments that were begun with it
    are not in it.
    """
    at_work = min(plan.workers, sample.segments)
    each = sample.seconds / max(1, sample.frames - at_work)
    return sample.preparing + each * len(plan.frames) * at_work / plan.workers


def _fitted(told: OutputEstimate, plan: Planned, options: RenderOptions) -> OutputEstimate:
    """Add what will be given up for the limit, going by samples alone."""
    fitting = FitSearch(plan.stage, plan.output, plan, options)
    try:
        choice, size = fitting.foreseen()
    except CannotStartError as error:
        return replace(told, refused=error.problems[0].what)
    return replace(
        told,
        seconds=_ENCODES * (told.seconds or 0.0),
        bytes=size,
        given_up=fitting.ladder.given_up(fitting.ladder.trial(choice)),
    )
