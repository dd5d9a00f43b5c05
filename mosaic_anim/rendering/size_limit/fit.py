"""Fitting: an output with `max_size` gives up what it may until its file fits.

What is found depends on sizes only, never on time; every segment of a try is kept, so that a
search that was killed goes on where it was. The file's comment names what was asked for.
"""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

from mosaic_anim.encode.formats import format_of
from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.mux import Made, Production, finished, joined
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.plan import Planned, planned_output, production
from mosaic_anim.rendering.project import Project
from mosaic_anim.rendering.size_limit.probe import encode_sample, size_of
from mosaic_anim.rendering.size_limit.search import Choice, NothingFitsError, SearchResult, search
from mosaic_anim.rendering.size_limit.trade_offs import TradeOffs, Trial, trade_offs
from mosaic_anim.scene.model import Output
from mosaic_anim.values.amount import format_bytes
from mosaic_anim.values.clock import frame_count

_HOPE = 1.5
"""By how much the usual size may be above the limit where the best is tried without a probe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitResult:
    """A file that fits.

    Attributes
    ----------
    planned : Planned
        As it was encoded.
    made : Made
        Its segments.
    given_up : tuple of str
        What it lost: `256 → 128 colours`.
    encodes : int
        How often the whole film was encoded.
    """

    planned: Planned
    made: Made
    given_up: tuple[str, ...]
    encodes: int


def fit_output(
    stage: Project,
    output: Output,
    planned: Planned,
    options: RenderOptions,
    progress: Progress | None,
) -> FitResult:
    """Make the file of an output whose `max_size` is given, with the best quality that fits.

    Parameters
    ----------
    planned : Planned
        The output as the scene asks for it.

    Raises
    ------
    CannotStartError
        If it does not fit whatever is given up; nothing was written.
    StoppedError
        As `finished` and `joined`.
    """
    fitting = FitSearch(stage, output, planned, options, progress)
    found = fitting.search()
    made = fitting.made[found.choice]
    cut = replace(fitting.cut(found.choice), most_bytes=output.max_size)
    with finished(cut) as again:
        joined(cut, again)
    trial = fitting.ladder.trial(found.choice)
    return FitResult(
        planned=fitting.planned(trial),
        made=replace(made, files=again.files),
        given_up=fitting.ladder.given_up(trial),
        encodes=found.renders,
    )


@dataclass(slots=True)
class FitSearch:
    """The search for one output: what was planned, cut and made at each choice.

    Attributes
    ----------
    made : dict of Choice to Made
        What was encoded as a whole.
    """

    stage: Project
    output: Output
    asked: Planned
    options: RenderOptions
    progress: Progress | None = None
    ladder: TradeOffs = field(init=False)
    made: dict[Choice, Made] = field(default_factory=dict)
    _plans: dict[tuple[Fraction, str], Planned] = field(default_factory=dict)
    _cuts: dict[Choice, Production] = field(default_factory=dict)
    _probes: int = 0

    def __post_init__(self) -> None:
        self.ladder = trade_offs(self.output)

    @property
    def limit(self) -> int:
        """How large the file may be [bytes]."""
        return self.output.max_size or 0

    def search(self) -> SearchResult:
        """Find the best quality that fits; it is made then.

        Raises
        ------
        CannotStartError
            If there is none.
        """
        try:
            found = search(
                self.ladder.steps,
                self.limit,
                probe=self.probe,
                render=self._render,
                hopeful=self._is_hopeful(),
            )
        except NothingFitsError as error:
            raise self.refused(error) from error
        if self.progress and self._probes:
            self.progress(self._looking, self._probes, self._probes)
        return found

    def foreseen(self) -> tuple[Choice, int]:
        """Return what is likely to fit and its size [bytes], from samples alone.

        Raises
        ------
        CannotStartError
            If nothing is.
        """

        def render(choice: Choice) -> int:
            return round(self.probe(choice))

        try:
            found = search(
                self.ladder.steps, self.limit, probe=self.probe, render=render, hopeful=False
            )
        except NothingFitsError as error:
            raise self.refused(error) from error
        return found.choice, found.size

    def probe(self, choice: Choice) -> float:
        """Predict what the whole takes at a choice [bytes]."""
        if self.progress:
            self.progress(self._looking, self._probes, self._probes + 1)
        self._probes += 1
        return encode_sample(self.planned(self.ladder.trial(choice)), self.options).size

    def planned(self, trial: Trial) -> Planned:
        """Plan the output for a trial; its comment names what was asked for."""
        key = (trial.fps, str(trial.size))
        if key not in self._plans:
            self._plans[key] = self._planned(trial)
        plan = self._plans[key]
        return replace(plan, encoding=replace(plan.encoding, settings=trial.settings))

    def cut(self, choice: Choice) -> Production:
        """Cut the whole output into segments, as it is at a choice."""
        if choice not in self._cuts:
            plan = self.planned(self.ladder.trial(choice))
            self._cuts[choice] = production(plan, self.options, None)
        return self._cuts[choice]

    def refused(self, error: NothingFitsError) -> CannotStartError:
        """Say how much even the smallest file takes."""
        trial = self.ladder.trial(error.choice)
        is_floor = error.choice == tuple(steps.count - 1 for steps in self.ladder.steps)
        even = "even " if is_floor else "this film jumps in size: "
        even += f"{trial.size} at {float(trial.fps):.3g} frames/s"
        if trial.settings.gif.colors != self.output.settings.gif.colors:
            even += f" in {trial.settings.gif.colors} colours"
        remedy = "a larger max_size, or a shorter film"
        if not is_floor:
            remedy = "a max_size that is a tenth smaller or larger"
        elif {"fps", "width"} - set(self.output.shrink):
            remedy += ", or more to give up in shrink"
        size, limit = format_bytes(error.size), format_bytes(self.limit)
        return CannotStartError(
            f"{even} takes about {size}, {limit} are allowed",
            remedy=remedy,
            place=self._place(),
        )

    @property
    def _looking(self) -> str:
        return f"fitting {self.asked.encoding.path.name}"

    def _render(self, choice: Choice) -> int:
        """Encode the whole at a choice, and return its size [bytes]."""
        cut = replace(self.cut(choice), progress=self._told(len(self.made) + 1))
        with finished(cut) as made:
            self.made[choice] = made
            return size_of(cut.encoding, made.files)

    def _told(self, number: int) -> Progress | None:
        """Return what tells of the encodes of the whole, each by its number."""
        progress = self.progress
        if progress is None or number == 1:
            return progress

        def tell(what: str, done: int, total: int) -> None:
            progress(f"{what}, {number}", done, total)

        return tell

    def _is_hopeful(self) -> bool:
        """Tell whether the best may fit, going by what other films take."""
        encoding = self.asked.encoding
        pixels = encoding.frames * encoding.size.height * encoding.size.width
        usual = format_of(encoding.path).usual_bytes
        return pixels * usual <= _HOPE * self.limit

    def _planned(self, trial: Trial) -> Planned:
        if (trial.fps, trial.size) == (self.output.fps, self.output.size):
            return self.asked
        output = self.output.changed(fps=trial.fps, size=trial.size)
        plan = planned_output(self.stage, output, self._options(trial.fps))
        comment = self.asked.encoding.comment
        return replace(plan, encoding=replace(plan.encoding, comment=comment))

    def _options(self, fps: Fraction) -> RenderOptions:
        """Return the options for another rate: `--frames` counts those of the scene's."""
        asked = self.asked
        if self.options.frames is None or fps == asked.timeline.fps:
            return self.options
        timeline, ratio = asked.timeline, fps / asked.timeline.fps
        count = frame_count(timeline.duration, fps, loops=timeline.loops)
        first = min(ceil(asked.frames.start * ratio), count - 1)
        end = min(max(ceil(asked.frames.stop * ratio), first + 1), count)
        return replace(self.options, frames=f"{first}..{end}")

    def _place(self) -> str:
        """Return where the scene states the limit."""
        scene = self.stage.scene
        numbers = [n for n, output in enumerate(scene.outputs) if output.file == self.output.file]
        return scene.place("outputs", *numbers[:1], "max_size")
