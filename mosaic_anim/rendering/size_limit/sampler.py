"""Sampler: a few frames of an output, drawn and encoded, predict time and size of the whole.

Some short runs, spread evenly over the frames in which something changes, are drawn and encoded; a
film of any length costs a few dozen frames to look at. The first frame of a segment takes more than
the others: how much more, the middle run says, whose first frame is encoded alone too. What lies
between two runs is interpolated. Frames that show what the one before them shows are drawn once,
and encoded for little: a run of such frames says for how little.
"""

import statistics
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.encode.formats import format_of
from mosaic_anim.rendering.plan import OutputPlan
from mosaic_anim.rendering.segment_job import Pixels, SegmentJob, segment_job
from mosaic_anim.rendering.segments import Segment
from mosaic_anim.rendering.size_limit.probe import size_of
from mosaic_anim.rendering.size_limit.sampled_film import RunCost, SampledFilm
from mosaic_anim.rendering.size_limit.thin_tiles import (
    Needs,
    reading_cost,
    thin_tiles,
    thinned,
)
from mosaic_anim.rendering.tile_sources import PhotoTiles
from mosaic_anim.values.frame_state import FrameContent, Quality
from mosaic_anim.values.geometry import Size

_NEEDS_SEEN = 12  # frames whose tiles are counted
_LEAST_SHARE = 0.1  # of a run's frame that another frame takes at least, whatever the clock says


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What an output will take.

    Attributes
    ----------
    preparing, making : float
        Time for reading tiles, and for drawing and encoding, with all workers at work [s].
    size : float
        Size of the file; 0 where its format cannot predict it [bytes].
    """

    preparing: float
    making: float
    size: float

    @property
    def seconds(self) -> float:
        """The time for all of it [s]."""
        return self.preparing + self.making


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """How much of a run its first frame takes, and how much each other one.

    Attributes
    ----------
    first_time, other_time : float
        Shares of the time.
    first_size, other_size : float
        Shares of the bytes.
    """

    first_time: float
    other_time: float
    first_size: float
    other_size: float


@dataclass(slots=True)
class Sampler:
    """Predicts outputs of one render; frames that were drawn for one prediction serve the next.

    Attributes
    ----------
    folder : Path
        Folder for tiles and segments, which nobody needs later.
    """

    folder: Path
    _frames: dict[tuple[Size, Fraction, range], tuple[list[Pixels], list[float]]] = field(
        default_factory=dict
    )
    _mosaics: dict[tuple[Size, Fraction], dict[str, Mosaic]] = field(default_factory=dict)
    _reading: dict[tuple[Size, Fraction], float] = field(default_factory=dict)
    _pictures: set[tuple[Size, Quality, FrameContent]] = field(default_factory=set)

    def size(self, plan: OutputPlan) -> float:
        """Predict the size of an output's file; 0 where its format cannot predict it [bytes]."""
        film = SampledFilm.of(plan)
        return film.size(*self._measured(film))

    def predict(self, plan: OutputPlan) -> Prediction:
        """Predict an output that is made after those that were predicted before it.

        Frames that one of these shows too are not drawn again.
        """
        film = SampledFilm.of(plan)
        runs, held = self._measured(film)
        return Prediction(
            preparing=self._reading[_key(plan)],
            making=film.seconds(runs, held, draws=self._new_pictures(film)),
            size=film.size(runs, held),
        )

    def _measured(self, film: SampledFilm) -> tuple[list[RunCost], RunCost | None]:
        """Draw and encode the runs of a film; return them, and the one that holds still."""
        ranges = [*film.runs, *([film.hold] if film.hold else [])]
        mosaics = self._read(film, ranges)
        jobs = [_job(film.plan, frames, mosaics) for frames in ranges]
        middle, count = jobs[len(film.runs) // 2], len(film.runs)
        if not self._frames:
            self._drawn(middle, is_first=True)
        both = [middle, *jobs[count:]]
        with ThreadPoolExecutor(film.plan.workers, thread_name_prefix="sample") as pool:
            whole = dict(zip(jobs, pool.map(self._encoded, jobs), strict=True))
            alone = pool.map(self._first_encoded, both)
            moving, *still = [
                _share(one, whole[one], first) for one, first in zip(both, alone, strict=True)
            ]
        shares = [*[moving] * count, *still]
        runs = [self._run(one, *whole[one], share=s) for one, s in zip(jobs, shares, strict=True)]
        return runs[:count], (runs[count] if still else None)

    def _read(self, film: SampledFilm, ranges: Sequence[range]) -> dict[str, Mosaic]:
        """Read the tiles of some frames, and derive how long those of all frames take."""
        plan, key = film.plan, _key(film.plan)
        if key in self._mosaics:
            return self._mosaics[key]
        lead = format_of(plan.encoding.path).lead
        states = [film.state(n) for run in ranges for n in _seen(run, lead, plan)]
        every = film.states[:: max(1, len(film.states) // _NEEDS_SEEN)]
        needs, all_needs = _needs(plan, states), _needs(plan, [*states, *every])
        started = time.monotonic()
        mosaics = self._thin_mosaics(plan, needs)
        seconds = time.monotonic() - started
        read = sum(reading_cost(thinned(levels)) for levels in needs.values())
        self._reading[key] = seconds * sum(map(reading_cost, all_needs.values())) / max(read, 1)
        self._mosaics[key] = mosaics
        return mosaics

    def _thin_mosaics(self, plan: OutputPlan, needs: Mapping[str, Needs]) -> dict[str, Mosaic]:
        """Read the mosaics that frames show, with some of their photos, into our own folder."""
        size, workers, mosaics = plan.timeline.size, plan.workers, {}
        for name, source in plan.project.sources.items():
            variants = source.variants(size)
            if isinstance(source, PhotoTiles):
                own = replace(source, folder=self.folder)
                tiles = thin_tiles(own, variants, needs[name], workers=workers)
            else:
                tiles = source.tiles(variants, needs[name], progress=None, workers=workers)
            mosaics[name] = Mosaic(placement=source.placement, tiles=tiles, facts=source.sort_keys)
        return mosaics

    def _run(self, job: SegmentJob, seconds: float, size: float, *, share: _Share) -> RunCost:
        """Share what encoding a run took out among its first frame and the others."""
        _, times = self._drawn(job)
        return RunCost(
            middle=job.frames.start + (len(job.frames) - 1) / 2,
            draw=statistics.median(times) if times else 0.0,
            first=share.first_time * seconds,
            other=share.other_time * seconds,
            first_size=share.first_size * size,
            other_size=share.other_size * size,
        )

    def _first_encoded(self, job: SegmentJob) -> tuple[float, float] | None:
        """Encode the first frame of a run alone; None where that takes what any other takes.

        It does where the encoder sees the frame before.
        """
        return None if job.lead or len(job.frames) == 1 else self._encoded(job, 1)

    def _encoded(self, job: SegmentJob, count: int = 0) -> tuple[float, float]:
        """Encode a run, or its first `count` frames; return the time [s] and the size [bytes]."""
        count = count or len(job.frames)
        frames, _ = self._drawn(job)
        encoding, chosen = job.encoding, format_of(job.encoding.path)
        part = self.folder / f"{job.name}-{count}{job.suffix}"
        started = time.monotonic()
        given = iter(frames[: job.lead + count])
        chosen.encode_segment(encoding, given, count, part, job.lead)
        seconds = time.monotonic() - started
        size = size_of(replace(encoding, frames=count), [part])
        part.unlink()
        return seconds, size - size_of(replace(encoding, frames=0), ())

    def _drawn(
        self, job: SegmentJob, *, is_first: bool = False
    ) -> tuple[list[Pixels], list[float]]:
        """Return the packed frames of a run, and how long each that was drawn took [s].

        The first frame of all loads the kernels, once for the whole render: it does not count.
        """
        key = (job.encoding.size, job.encoding.fps, job.frames)
        if key not in self._frames:
            pack = format_of(job.encoding.path).pack(job.encoding)
            frames: list[Pixels] = []
            times: list[float] = []
            for number, state in enumerate(job.states):
                if number and state == job.states[number - 1]:
                    frames.append(frames[-1])
                    continue
                started = time.monotonic()
                frames.append(pack(job.draw(state)))
                times.append(time.monotonic() - started)
            self._frames[key] = frames, times[1:] if is_first and len(times) > 1 else times
        return self._frames[key]

    def _new_pictures(self, film: SampledFilm) -> list[bool]:
        """Return for each frame whether no output before this one draws its picture."""
        about = film.plan.encoding.size, film.plan.timeline.quality
        new = [(*about, state) not in self._pictures for state in film.states]
        self._pictures.update((*about, state) for state in film.states)
        return new


def _key(plan: OutputPlan) -> tuple[Size, Fraction]:
    return plan.encoding.size, plan.encoding.fps


def _share(
    job: SegmentJob, whole: tuple[float, float], first: tuple[float, float] | None
) -> _Share:
    """Return the share of a run that its first frame takes, from the times and sizes of both."""
    count = len(job.frames)
    even = 1 / count
    if first is None:
        return _Share(first_time=even, other_time=even, first_size=even, other_size=even)
    seconds = min(first[0] / whole[0], 1 - _LEAST_SHARE)
    size = min(first[1] / whole[1], 1.0) if whole[1] else even
    return _Share(
        first_time=seconds,
        other_time=(1 - seconds) / (count - 1),
        first_size=size,
        other_size=(1 - size) / (count - 1),
    )


def _job(plan: OutputPlan, frames: range, mosaics: dict[str, Mosaic]) -> SegmentJob:
    seen = _seen(frames, format_of(plan.encoding.path).lead, plan)
    name = f"{plan.encoding.path.stem}-{frames.start}"
    return segment_job(plan, Segment(frames=frames, seen=seen, name=name), mosaics)


def _seen(frames: range, lead: int, plan: OutputPlan) -> range:
    """Return the frames of a run, and those before it that its encoder looks at."""
    return range(max(frames.start - lead, plan.frames.start), frames.stop)


def _needs(plan: OutputPlan, states: Sequence[FrameContent]) -> Mapping[str, Needs]:
    """Return which tiles some frames show, at which sizes, by mosaic."""
    project = plan.project
    return plan.timeline.needs(project.variants(plan.timeline.size), project.layouts, states)
