"""Sampler: a few frames of an output, drawn and encoded, predict time and size of the whole.

Some short runs, spread evenly over the frames in which something changes, are drawn and encoded; a
film of any length costs a few dozen frames to look at. The first frame of a segment takes more than
the others: how much more, the middle run says, whose first frames are encoded alone too. What lies
between two runs is interpolated. Frames that show what the one before them shows are drawn once,
and encoded for little: a run of such frames says for how little. Large frames are drawn whole, and
encoded in parts. What is stored of a film takes no time, and its size is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.encode.formats import format_of
from mosaic_anim.io.workers import usable_cores
from mosaic_anim.library.tiles import Tiles
from mosaic_anim.rendering.plan import OutputPlan
from mosaic_anim.rendering.segment_job import Pixels, SegmentJob, segment_job
from mosaic_anim.rendering.segments import Segment
from mosaic_anim.rendering.size_limit.frame_parts import FrameParts
from mosaic_anim.rendering.size_limit.look_ahead import LookAhead, TimeShares
from mosaic_anim.rendering.size_limit.probe import size_of
from mosaic_anim.rendering.size_limit.sampled_film import RunCost, SampledFilm
from mosaic_anim.rendering.size_limit.thin_tiles import (
    Needs,
    reading_cost,
    thin_tiles,
    thinned,
)
from mosaic_anim.rendering.size_limit.work_time import work_time
from mosaic_anim.rendering.tile_sources import PhotoTiles, TileSource
from mosaic_anim.values.frame_state import FrameContent, Quality
from mosaic_anim.values.geometry import Size

_TINY = Size(height=64, width=64)
"""Frame that takes no longer to encode than its encoder takes to start [px]."""

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _RunFrames:
    """The frames of a run.

    Attributes
    ----------
    parts : list of arrays
        What is encoded of each, as `FrameParts` takes it.
    times : list of float
        Time for drawing each that was drawn [s].
    """

    parts: list[Pixels]
    times: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Encoded:
    """What encoding some frames of a run takes, if they are encoded whole.

    Attributes
    ----------
    seconds, packing : float
        Time for encoding them, without the encoder's start, and for packing one [s].
    sizes : tuple of float
        The size of each, in the order in which they are decoded [bytes].
    """

    seconds: float
    packing: float
    sizes: tuple[float, ...]

    @property
    def time(self) -> tuple[float, int]:
        """Time for encoding, and for how many frames."""
        return self.seconds, len(self.sizes)


@dataclass(slots=True)
class Sampler:
    """Predicts outputs of one render; frames that were drawn for one prediction serve the next.

    Attributes
    ----------
    folder : Path
        Folder for tiles and segments, which nobody needs later.
    """

    folder: Path
    _frames: dict[tuple[Size, Fraction, range], _RunFrames] = field(default_factory=dict)
    _mosaics: dict[tuple[Size, Fraction], dict[str, Mosaic]] = field(default_factory=dict)
    _reading: dict[tuple[Size, Fraction], float] = field(default_factory=dict)
    _starts: dict[str, float] = field(default_factory=dict)
    _pictures: set[tuple[Size, Quality, FrameContent]] = field(default_factory=set)

    def size(self, plan: OutputPlan) -> float:
        """Predict the size of an output's file; 0 where its format cannot predict it [bytes]."""
        film = SampledFilm.of(plan)
        return film.size(*self._measured(film))

    def predict(self, plan: OutputPlan, stored: Mapping[str, Path] | None = None) -> Prediction:
        """Predict an output that is made after those that were predicted before it.

        Frames that one of these shows too are not drawn again.

        Parameters
        ----------
        stored : mapping of str to Path, optional
            Files of segments that are there, by name.
        """
        film = SampledFilm.of(plan, stored)
        draws = self._new_pictures(film)
        if not film.missing:
            return Prediction(preparing=0.0, making=0.0, size=film.size([], None))
        runs, held = self._measured(film)
        return Prediction(
            preparing=self._reading[_key(plan)],
            making=film.seconds(runs, held, draws=draws),
            size=film.size(runs, held),
        )

    def _measured(self, film: SampledFilm) -> tuple[list[RunCost], RunCost | None]:
        """Draw and encode the runs of a film; return them, and the one that holds still."""
        ranges = [*film.runs, *([film.hold] if film.hold else [])]
        mosaics = self._read(film, ranges)
        jobs = [_job(film.plan, frames, mosaics) for frames in ranges]
        moving = jobs[: len(film.runs)]
        middle = moving[len(moving) // 2]
        self._start(middle)
        whole = {job: self._encoded(job) for job in jobs}  # one by one, or their times would mix
        begin = self._beginning(middle, film.length)
        shares = TimeShares.of(whole[middle].time, begin.time if begin else None)
        ahead = LookAhead.of(whole[middle].sizes, begin.sizes) if begin else LookAhead()
        runs = [self._run(job, whole[job], shares, ahead) for job in moving]
        if not film.hold:
            return runs, None
        held = jobs[-1]
        begin = self._beginning(held, 1)
        shares = TimeShares.of(whole[held].time, begin.time if begin else None)
        return runs, self._run(held, whole[held], shares, LookAhead())

    def _read(self, film: SampledFilm, ranges: Sequence[range]) -> dict[str, Mosaic]:
        """Read the tiles of some frames, and derive how long those of all frames take."""
        plan, key = film.plan, _key(film.plan)
        if key in self._mosaics:
            return self._mosaics[key]
        lead = format_of(plan.encoding.path).lead
        states = [film.state(n) for run in ranges for n in _frames_read(run, lead, plan)]
        some, every = _needs(plan, states), _needs(plan, film.moments)
        self._mosaics[key], read, asked = {}, 0.0, 0.0
        started = work_time()
        for name, source in plan.project.sources.items():
            tiles, cost = self._tiles(plan, source, some[name], every[name])
            self._mosaics[key][name] = Mosaic(
                placement=source.placement,
                tiles=tiles,
                facts=source.sort_keys,
                destinations=source.destinations,
            )
            read += cost
            asked += reading_cost(every[name])
        seconds = (work_time() - started) / min(plan.workers, usable_cores())
        self._reading[key] = seconds * asked / max(read, 1)
        return self._mosaics[key]

    def _tiles(
        self, plan: OutputPlan, source: TileSource, some: Needs, every: Needs
    ) -> tuple[Tiles, float]:
        """Read the tiles of some frames; return them, and what that costs.

        Those that the render finds in the cache are read from there, and those of all frames.
        Otherwise some photos stand in for all of them, in a folder of our own.
        """
        variants, workers = source.variants(plan.timeline.size), plan.workers
        if not isinstance(source, PhotoTiles):
            tiles = source.tiles(variants, some, progress=None, workers=workers)
            return tiles, reading_cost(some)
        if source.are_stored(variants, every):
            tiles = source.tiles(variants, every, progress=None, workers=workers)
            return tiles, reading_cost(every)
        own = replace(source, folder=self.folder)
        return thin_tiles(own, variants, some, workers=workers), reading_cost(thinned(some))

    def _run(
        self, job: SegmentJob, whole: _Encoded, shares: TimeShares, ahead: LookAhead
    ) -> RunCost:
        """Share what encoding a run took out among its first frame and the others."""
        first, other = shares.times(*whole.time)
        first_size, other_size = ahead.sizes(whole.sizes)
        return RunCost(
            middle=job.frames.start + (len(job.frames) - 1) / 2,
            draw=min(self._draw_run(job).times) + whole.packing,
            first=first + self._start(job),
            other=other,
            first_size=first_size,
            other_size=other_size,
        )

    def _beginning(self, job: SegmentJob, count: int) -> _Encoded | None:
        """Encode the first `count` frames of a run alone, or the first one where it is no longer.

        None where that takes what any other takes: where the encoder sees the frame before.
        """
        if job.lead or len(job.frames) == 1:
            return None
        return self._encoded(job, count if len(job.frames) > count else 1)

    def _encoded(self, job: SegmentJob, count: int = 0) -> _Encoded:
        """Encode parts of a run, or of its first `count` frames, and scale what that takes."""
        count = count or len(job.frames)
        frames = self._draw_run(job).parts[: job.lead + count]
        parts, start = FrameParts.of(job.encoding.size), self._start(job)
        packing, seconds, sizes = self._encode(job, parts.size, frames, count)
        return _Encoded(
            seconds=max(seconds - start, _LEAST_SHARE * seconds) * parts.scale,
            packing=packing * parts.scale,
            sizes=tuple(size * parts.byte_scale for size in sizes),
        )

    def _start(self, job: SegmentJob) -> float:
        """Return how long it takes to encode nearly nothing [s]: a process starts, and is checked.

        The first encoding loads what it needs, once for the whole render: it does not count.
        """
        key = job.suffix
        if key not in self._starts:
            pixels = np.ascontiguousarray(
                self._draw_run(job).parts[-1][: _TINY.height, : _TINY.width]
            )
            size = Size(height=pixels.shape[0], width=pixels.shape[1])
            if is_small := size == _TINY:
                self._encode(job, size, [pixels], 1)
            self._starts[key] = self._encode(job, size, [pixels], 1)[1] if is_small else 0.0
        return self._starts[key]

    def _encode(
        self, job: SegmentJob, size: Size, frames: Sequence[Pixels], count: int
    ) -> tuple[float, float, list[float]]:
        """Encode frames of a size; return the times for packing one and for encoding all [s].

        And the size of each [bytes], with its share of what a file takes besides.
        """
        encoding, chosen = replace(job.encoding, size=size), format_of(job.encoding.path)
        pack = chosen.pack(encoding)
        started = work_time()
        packed = [pack(frame) for frame in frames]
        ready = work_time()
        part = self.folder / f"{job.name}-{size}-{count}{job.suffix}"
        lead = len(frames) - count
        chosen.encode_segment(encoding, iter(packed), count, part, lead)
        ended = work_time()
        whole = size_of(replace(encoding, frames=count), [part])
        sizes = chosen.frame_sizes(part) or [0] * count
        part.unlink()
        more = (whole - size_of(replace(encoding, frames=0), ()) - sum(sizes)) / count
        return (ready - started) / len(frames), ended - ready, [size + more for size in sizes]

    def _draw_run(self, job: SegmentJob) -> _RunFrames:
        """Draw the frames of a run; each that holds still, once.

        What is drawn for the first time compiles or loads its kernels, once for the whole render:
        one frame alone is drawn twice, and of all the shortest time counts.
        """
        key = (job.encoding.size, job.encoding.fps, job.frames)
        if key not in self._frames:
            parts = FrameParts.of(job.encoding.size)
            frames: list[Pixels] = []
            times: list[float] = []
            for number, state in enumerate(job.states):
                if number and state == job.states[number - 1]:
                    frames.append(frames[-1])
                    continue
                started = work_time()
                pixels = job.draw(state)
                times.append(work_time() - started)
                frames.append(parts.taken_from(pixels))
            if len(times) == 1:
                started = work_time()
                job.draw(job.states[0])
                times.append(work_time() - started)
            self._frames[key] = _RunFrames(parts=frames, times=times)
        return self._frames[key]

    def _new_pictures(self, film: SampledFilm) -> list[bool]:
        """Return for each frame whether no output before this one draws its picture."""
        about = film.plan.encoding.size, film.plan.timeline.quality
        new = [(*about, state) not in self._pictures for state in film.states]
        self._pictures.update((*about, state) for state in film.states)
        return new


def _key(plan: OutputPlan) -> tuple[Size, Fraction]:
    return plan.encoding.size, plan.encoding.fps


def _job(plan: OutputPlan, frames: range, mosaics: dict[str, Mosaic]) -> SegmentJob:
    seen = _frames_read(frames, format_of(plan.encoding.path).lead, plan)
    name = f"{plan.encoding.path.stem}-{frames.start}"
    return segment_job(plan, Segment(frames=frames, seen=seen, name=name), mosaics)


def _frames_read(frames: range, lead: int, plan: OutputPlan) -> range:
    """Return the frames of a run, and those before it that its encoder looks at."""
    return range(max(frames.start - lead, plan.frames.start), frames.stop)


def _needs(plan: OutputPlan, states: Sequence[FrameContent]) -> Mapping[str, Needs]:
    """Return which tiles some frames show, at which sizes, by mosaic."""
    project = plan.project
    return plan.timeline.needs(project.variants(plan.timeline.size), project.layouts, states)
