"""Fit: an output with `max_size` gives up what it may until its file fits.

What is result depends on sizes only, never on time; every segment of a try is stored, so that a
search that was killed continues where it was. The file's comment names what was asked for.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.mux import join_output
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.plan import OutputPlan, plan_output
from mosaic_anim.rendering.rendered_file import RenderedFile
from mosaic_anim.rendering.scheduler import made_segments
from mosaic_anim.rendering.segment_cache import SegmentFiles
from mosaic_anim.rendering.size_limit.probe import sample_size, size_of
from mosaic_anim.rendering.size_limit.search import Choice, NothingFitsError, SearchResult, search
from mosaic_anim.rendering.size_limit.trade_offs import (
    TradeOff,
    Trial,
    asked_trial,
    given_up,
    trade_offs,
    trial_at,
)
from mosaic_anim.values.amount import format_bytes
from mosaic_anim.values.geometry import Size

_HOPE = 1.5
"""Largest ratio of usual size to limit at which the best quality is tried without a probe."""


def fit_output(plan: OutputPlan, options: RenderOptions, progress: Progress | None) -> RenderedFile:
    """Make the file of an output whose `max_size` is given, with the best quality that fits.

    Parameters
    ----------
    plan : OutputPlan
        The output as the scene asks for it.

    Raises
    ------
    CannotStartError
        If it does not fit, whatever is given up; nothing was written.
    StoppedError
        As `made_segments` and `join_output`.
    """
    began = time.monotonic()
    fit = FitSearch(plan, options, progress)
    result = fit.search()
    best, segments = fit.plan(result.choice), fit.encodes[result.choice]
    with made_segments(best, options) as stored:
        file = join_output(best, replace(segments, paths=stored.paths), since=began)
    return replace(file, given_up=fit.given_up(result.choice), encodes=result.renders)


@dataclass(slots=True)
class FitSearch:
    """The search for one output, with the plans and encodes of each choice.

    Attributes
    ----------
    scene_plan : OutputPlan
        The output as the scene asks for it.
    sampler : callable, optional
        Predicts the size of an output [bytes], in place of a sample that is stored.
    encodes : dict of Choice to SegmentFiles
        Full encodes.
    """

    scene_plan: OutputPlan
    options: RenderOptions
    progress: Progress | None = None
    sampler: Callable[[OutputPlan], float] | None = None
    encodes: dict[Choice, SegmentFiles] = field(default_factory=dict)
    _axes: tuple[TradeOff, ...] = field(init=False)
    _plans: dict[tuple[Fraction, Size], OutputPlan] = field(default_factory=dict)
    _choices: dict[Choice, OutputPlan] = field(default_factory=dict)
    _probes: int = 0

    def __post_init__(self) -> None:
        self._axes = trade_offs(self.scene_plan.output)

    @property
    def probes(self) -> int:
        """How many samples were looked at."""
        return self._probes

    @property
    def limit(self) -> int:
        """Largest file allowed [bytes]."""
        return self.scene_plan.output.max_size or 0

    def search(self) -> SearchResult:
        """Find the best quality that fits, and encode it.

        Raises
        ------
        CannotStartError
            If there is none.
        """
        result = self._search(
            self._render, hopeful=self.scene_plan.usual_bytes <= _HOPE * self.limit
        )
        if self.progress and self._probes:
            self.progress(self._what, self._probes, self._probes)
        return result

    def foreseen(self) -> SearchResult:
        """Return what is likely to fit, from samples alone.

        Raises
        ------
        CannotStartError
            If nothing is.
        """
        return self._search(lambda choice: round(self.probe(choice)), hopeful=False)

    def probe(self, choice: Choice) -> float:
        """Predict the size of the whole at a choice [bytes]."""
        if self.progress:
            self.progress(self._what, self._probes, self._probes + 1)
        self._probes += 1
        if self.sampler is not None:
            return self.sampler(self.plan(choice))
        return sample_size(self.plan(choice), self.options)

    def plan(self, choice: Choice) -> OutputPlan:
        """Plan the whole output as it is at a choice; its comment names what was asked for."""
        if choice not in self._choices:
            trial = self._trial(choice)
            if (trial.fps, trial.size) not in self._plans:
                self._plans[trial.fps, trial.size] = self._plan_at(trial.fps, trial.size)
            plan = self._plans[trial.fps, trial.size]
            self._choices[choice] = plan.encoded_with(trial.settings)
        return self._choices[choice]

    def given_up(self, choice: Choice) -> tuple[str, ...]:
        """Say what is given up at a choice: `128 colours instead of 256`."""
        return tuple(given_up(asked_trial(self.scene_plan.output), self._trial(choice)))

    def _trial(self, choice: Choice) -> Trial:
        return trial_at(choice, self.scene_plan.output, self._axes)

    def _search(self, render: Callable[[Choice], int], *, hopeful: bool) -> SearchResult:
        axes = self._axes
        try:
            return search(axes, self.limit, probe=self.probe, render=render, hopeful=hopeful)
        except NothingFitsError as error:
            raise self._refused(error) from error

    @property
    def _what(self) -> str:
        return f"fitting {self.scene_plan.encoding.path.name}"

    def _refused(self, error: NothingFitsError) -> CannotStartError:
        """Say how much even the smallest file takes."""
        output, scene = self.scene_plan.output, self.scene_plan.project.scene
        trial = self._trial(error.choice)
        is_floor = error.choice == tuple(axis.count - 1 for axis in self._axes)
        even = "even " if is_floor else "this film jumps in size: "
        even += f"{trial.size} at {float(trial.fps):.3g} frames/s"
        if trial.settings.gif.colors != output.settings.gif.colors:
            even += f" in {trial.settings.gif.colors} colours"
        remedy = "a larger max_size, or a shorter film"
        if not is_floor:
            remedy = "a max_size that is a tenth smaller or larger"
        elif {"fps", "width"} - set(output.shrink):
            remedy += ", or more to give up in shrink"
        size, limit = format_bytes(error.size), format_bytes(self.limit)
        numbers = [n for n, other in enumerate(scene.outputs) if other.file == output.file]
        return CannotStartError(
            f"{even} takes about {size}, {limit} are allowed",
            remedy=remedy,
            place=scene.place("outputs", *numbers[:1], "max_size"),
        )

    def _render(self, choice: Choice) -> int:
        """Encode the whole at a choice, and return its size [bytes]."""
        plan, progress = self.plan(choice), self._numbered_progress(len(self.encodes) + 1)
        with made_segments(plan, self.options, progress) as segments:
            self.encodes[choice] = segments
            return size_of(plan.encoding, segments.paths)

    def _numbered_progress(self, number: int) -> Progress | None:
        """Return what reports the encodes of the whole, each by its number."""
        progress = self.progress
        if progress is None or number == 1:
            return progress

        def report(what: str, done: int, total: int) -> None:
            progress(f"{what}, {number}", done, total)

        return report

    def _plan_at(self, fps: Fraction, size: Size) -> OutputPlan:
        scene_plan = self.scene_plan
        if (fps, size) == (scene_plan.output.fps, scene_plan.output.size):
            return scene_plan
        output = scene_plan.output.changed(fps=fps, size=size)
        plan = plan_output(scene_plan.project, output, self._options(fps))
        return replace(plan, encoding=replace(plan.encoding, comment=scene_plan.encoding.comment))

    def _options(self, fps: Fraction) -> RenderOptions:
        """Return the options for another rate: `--frames` counts those of the scene's."""
        scene_plan = self.scene_plan
        if self.options.frames is None or fps == scene_plan.timeline.fps:
            return self.options
        ratio = fps / scene_plan.timeline.fps
        count = replace(scene_plan.timeline, fps=fps).frame_count
        first = min(ceil(scene_plan.frames.start * ratio), count - 1)
        end = min(max(ceil(scene_plan.frames.stop * ratio), first + 1), count)
        return replace(self.options, frames=f"{first}..{end}")
