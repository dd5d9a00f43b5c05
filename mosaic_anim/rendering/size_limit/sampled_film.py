"""Sampled film: the frames of an output that are looked at, and what they say about the whole."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.encode.formats import format_of
from mosaic_anim.io.workers import usable_cores
from mosaic_anim.rendering.plan import OutputPlan
from mosaic_anim.rendering.segments import Segment
from mosaic_anim.rendering.size_limit.look_ahead import SEEN
from mosaic_anim.rendering.size_limit.probe import size_of
from mosaic_anim.values.frame_state import FrameContent

_SHORT, _LONG = 3, 8  # [frames] of a run; one where the encoder sees the frame before it
_PER_FRAME = 600  # changing frames of the film for each frame of a run
_STILL = 8  # [frames] of a run that holds still: its second frame takes more than the later ones
_EVERY = 50  # [frames] of the film for one run
_FEWEST, _MOST = 3, 12  # runs of a long film

_MOMENTS = 12  # whose tiles are counted where tiles fly

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCost:
    """What the frames of a run take: to draw one, to encode the first one and another one.

    Attributes
    ----------
    middle : float
        Number of its middle frame.
    draw, first, other : float
        Time for drawing a frame, encoding the first one, and encoding another one [s].
    first_size, other_size : float
        Size of the first frame, and of another one [bytes].
    """

    middle: float
    draw: float
    first: float
    other: float
    first_size: float
    other_size: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampledFilm:
    """The frames of an output: which ones begin a segment, and which ones change.

    Attributes
    ----------
    plan : OutputPlan
    states : list of FrameContent
        What each frame shows.
    changes : list of int
        Indices into `states` of those that differ from the one before.
    stored : mapping of str to Path
        Files of segments that are there, by name.
    """

    plan: OutputPlan
    states: list[FrameContent]
    changes: list[int]
    stored: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: OutputPlan, stored: Mapping[str, Path] | None = None) -> "SampledFilm":
        """Look at what each frame of an output shows, of which some segments may be `stored`."""
        states = [plan.timeline.frame_state(number) for number in plan.frames]
        changes = [n for n, state in enumerate(states) if not n or state != states[n - 1]]
        return cls(plan=plan, states=states, changes=changes, stored=stored or {})

    def state(self, number: int) -> FrameContent:
        """Return what the frame of this number shows."""
        return self.states[number - self.plan.frames.start]

    @property
    def missing(self) -> list[Segment]:
        """Segments that are to be made."""
        return [part for part in self.plan.segments if part.name not in self.stored]

    @property
    def moments(self) -> list[FrameContent]:
        """What is to be drawn, or looked at before; some of it where tiles fly.

        Which tiles are seen of those in flight takes long to say.
        """
        places = sorted({n for part in self.missing for n in self._places(part.seen)})
        drawn = self._is_drawn
        moments = [self.states[n] for n in places if drawn[n]]
        flies = self.plan.project.load(self.plan.timeline.size).flies
        return moments[:: max(1, len(moments) // _MOMENTS)] if flies else moments

    @property
    def runs(self) -> list[range]:
        """Runs of frames that are looked at, spread evenly over those that change.

        The middle one is longer than `length` where the encoder looks ahead.
        """
        changes = self._missing_changes
        number = min(max(round(len(changes) / _EVERY), _FEWEST), _MOST)
        number = min(number, max(1, len(changes) // (2 * self.length)))
        middles = ((2 * run + 1) * len(changes) // (2 * number) for run in range(number))
        lengths = [self.length] * number
        lengths[number // 2] = self._longest
        return [
            self._run(changes[middle], length)
            for middle, length in zip(middles, lengths, strict=True)
        ]

    @property
    def hold(self) -> range | None:
        """A run of frames that show the same; None where few do, or they cost nothing."""
        if format_of(self.plan.encoding.path).loops:  # one picture that is shown for longer
            return None
        holds = [
            (end - start, start)
            for part in self.missing
            for start, end in pairwise(self._turns(part))
        ]
        length, start = max(holds)
        return self._run(start, min(length, _STILL)) if length > self.length else None

    @property
    def length(self) -> int:
        """Frames of a run: in a long film neighbours differ little, and few say too much."""
        if format_of(self.plan.encoding.path).lead:
            return 1
        return min(max(len(self._missing_changes) // _PER_FRAME, _SHORT), _LONG)

    def seconds(
        self, runs: Sequence[RunCost], held: RunCost | None, *, draws: Sequence[bool]
    ) -> float:
        """Return how long the segments take with all workers at work [s].

        A worker draws while its encoder encodes; together they cannot take more than all cores.
        An encoder of several threads is as fast as that many workers.
        """
        output = self.plan.encoding
        threads = min(format_of(output.path).threads(output.settings), self.plan.workers)
        draw = np.where(self._is_drawn & np.array(draws), self._between(runs, "draw"), 0.0)
        encode = self._costs(runs, held, "first", "other")
        chains, total = [], 0.0
        for segment in self.missing:
            part = self._slice(segment)
            drawing, encoding = float(draw[part].sum()), float(encode[part].sum())
            chains.append(max(drawing, encoding) / threads)
            total += drawing + encoding
        return max(_makespan(chains, self.plan.workers // threads), total / usable_cores())

    def size(self, runs: Sequence[RunCost], held: RunCost | None) -> float:
        """Return how large the file will be [bytes]."""
        encoding, parts, frames = self.plan.encoding, self.plan.segments, 0.0
        empty = size_of(replace(encoding, frames=0), ())
        there = [part for part in parts if part.name in self.stored]
        if there:
            count = sum(len(part.frames) for part in there)
            files = [self.stored[part.name] for part in there]
            frames = float(size_of(replace(encoding, frames=count), files) - empty)
        if runs:
            costs = self._costs(runs, held, "first_size", "other_size")
            frames += sum(float(costs[self._slice(part)].sum()) for part in self.missing)
        return empty + frames if frames > 0 else 0.0

    def _costs(
        self, runs: Sequence[RunCost], held: RunCost | None, first: str, other: str
    ) -> Numbers:
        """Return what encoding each frame takes (n,), in time or bytes."""
        quiet = getattr(held, other) if held else 0.0
        costs = np.where(self._changes, self._between(runs, other), quiet)
        return np.where(self._is_first, self._between(runs, first), costs)

    def _between(self, runs: Sequence[RunCost], name: str) -> Numbers:
        """Return a value of the runs at each frame (n,), interpolated."""
        at = np.array(self.plan.frames, np.float64)
        values = [getattr(run, name) for run in runs]
        between: Numbers = np.interp(at, [run.middle for run in runs], values)
        return between

    @property
    def _missing_changes(self) -> list[int]:
        """Those of `changes` that are to be made; where all of that holds still, its starts."""
        wanted = {n for part in self.missing for n in self._places(part.frames)}
        starts = [self._places(part.frames).start for part in self.missing]
        return [n for n in self.changes if n in wanted] or starts

    def _turns(self, part: Segment) -> list[int]:
        """Return where what a segment shows begins, changes, and ends."""
        places = self._places(part.frames)
        changes = (n for n in places[1:] if self.states[n] != self.states[n - 1])
        return [places.start, *changes, places.stop]

    def _places(self, frames: range) -> range:
        """Return the indices into `states` of frames."""
        first = self.plan.frames.start
        return range(frames.start - first, frames.stop - first)

    def _slice(self, segment: Segment) -> slice:
        """Return which of the frames a segment has."""
        places = self._places(segment.frames)
        return slice(places.start, places.stop)

    @property
    def _changes(self) -> NDArray[np.bool_]:
        """(n,) which frames differ from the one before."""
        flags = np.zeros(len(self.states), dtype=bool)
        flags[self.changes] = True
        return flags

    @property
    def _is_first(self) -> NDArray[np.bool_]:
        """(n,) which frames are the first ones of their segments."""
        flags = np.zeros(len(self.states), dtype=bool)
        flags[[part.frames.start - self.plan.frames.start for part in self.plan.segments]] = True
        return flags

    @property
    def _is_drawn(self) -> NDArray[np.bool_]:
        """(n,) which frames are drawn: each segment begins anew."""
        return self._changes | self._is_first

    @property
    def _longest(self) -> int:
        """Frames of the middle run."""
        encoding = self.plan.encoding
        ahead = format_of(encoding.path).look_ahead(encoding.settings)
        return min(self.length + ahead, max(self.length, SEEN))

    def _run(self, start: int, length: int) -> range:
        """Return a run at an index of `states`, or the last one of its segment that is as long."""
        number = start + self.plan.frames.start
        frames = next(part.frames for part in self.missing if number in part.frames)
        number = max(frames.start, min(number, frames.stop - length))
        return range(number, min(number + length, frames.stop))


def _makespan(chains: Sequence[float], workers: int) -> float:
    """Return when the last of some jobs ends, each taken in order by the first free worker [s]."""
    ends = [0.0] * max(1, workers)
    for seconds in chains:
        heapq.heappush(ends, heapq.heappop(ends) + seconds)
    return max(ends)
