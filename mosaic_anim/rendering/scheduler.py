"""Scheduler: makes the segments of several outputs together, and joins each when it is complete.

Frames that two of them show are drawn once. If an output cannot be made, the others are finished
first, and then the first error is raised. Only a failing disk stops everything.
"""

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from mosaic_anim.errors import MosaicAnimError
from mosaic_anim.io.child_process import ProcessGroup
from mosaic_anim.io.disk import DiskError
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.executors.executor import Executor, open_executor
from mosaic_anim.rendering.frame_errors import name_failing_segment
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.plan import OutputPlan
from mosaic_anim.rendering.segment_cache import (
    SegmentFiles,
    SegmentLookUp,
    look_up_segments,
    segment_store,
)
from mosaic_anim.rendering.segment_job import SegmentJob, pictures_of, segment_job
from mosaic_anim.rendering.segments import Segment
from mosaic_anim.rendering.shared_frames import group_by_frames

Take = Callable[[OutputPlan, SegmentFiles], None]
"""Takes an output whose segments are complete, while others are still drawn."""

Fail = Callable[[OutputPlan, MosaicAnimError], object]
"""Takes an output that cannot be made, and why, after all others were handed on."""


def _raise(_plan: OutputPlan, error: MosaicAnimError) -> None:
    raise error


_LOOK_UP = 0.5  # [s] between two looks at Ctrl-C, where waiting itself does not end on it


def make_outputs(
    plans: Sequence[OutputPlan],
    take: Take,
    options: RenderOptions,
    progress: Progress | None = None,
    *,
    fail: Fail = _raise,
) -> None:
    """Find or make the segments of outputs, and hand on each output as soon as it is complete.

    Segments are protected from removal until the last output is handed on.

    Parameters
    ----------
    fail : callable, optional
        Takes outputs that cannot be made or that `take` cannot go on with; by default the first
        reason is raised.

    Raises
    ------
    StoppedError
        Without `fail`, if there is such an output; in any case, if the disk fails.
    """
    if plans:
        with look_up_segments(plans, segment_store(options.segments), progress) as look_ups:
            _make(look_ups, take, options, progress, fail)


@contextmanager
def made_segments(
    plan: OutputPlan, options: RenderOptions, progress: Progress | None = None
) -> Iterator[SegmentFiles]:
    """Find the segments of one output, make the missing ones, and protect all from removal.

    Raises
    ------
    StoppedError
        If one cannot be made; those that are finished stay for the next run.
    """
    with look_up_segments([plan], segment_store(options.segments), progress) as look_ups:
        _make(look_ups, lambda _plan, _files: None, options, progress)
        yield look_ups[0].files()


def _make(
    look_ups: Sequence[SegmentLookUp],
    take: Take,
    options: RenderOptions,
    progress: Progress | None,
    fail: Fail = _raise,
) -> None:
    """Make the missing segments of outputs, and hand each output on."""
    scheduler = _Scheduler(look_ups, take, progress)
    workers = min(one.plan.workers for one in look_ups)
    try:
        scheduler.hand_on_complete()
        if scheduler.turns:
            store, report = scheduler.store, scheduler.report
            with open_executor(options, store, workers=workers, report=report) as executor:
                scheduler.run(executor)
        scheduler.finish(fail)
    finally:
        # After an error, Ctrl-C among them, no output is joined any more.
        scheduler.stop()


def frames_of(path: Path) -> str:
    """Return how progress calls the frames of an output."""
    return f"drawing {path.name}"


class _Scheduler:
    """Outputs that are made together.

    Attributes
    ----------
    turns : deque of lists of (look-up, segment)
        What is still to be submitted; the segments of one turn share frames.
    """

    def __init__(
        self, look_ups: Sequence[SegmentLookUp], take: Take, progress: Progress | None
    ) -> None:
        self.turns = deque(_turns(look_ups))
        self._take = take
        self._lacking = {one: {segment.name for segment in one.missing} for one in look_ups}
        self._waiting: dict[str, list[SegmentLookUp]] = defaultdict(list)
        for one, names in self._lacking.items():
            for name in names:
                self._waiting[name].append(one)
        self._failed: set[SegmentLookUp] = set()
        self._errors: list[tuple[SegmentLookUp, MosaicAnimError]] = []
        self._counts = {one: _FrameCount(one, progress) for one in look_ups}
        self._counting = threading.Lock()
        self._joins: list[Future[None]] = []
        self._joiner = ThreadPoolExecutor(1, thread_name_prefix="join")
        self._encoders = ProcessGroup()

    def hand_on_complete(self) -> None:
        """Hand on the outputs that lack nothing."""
        for one, lacking in self._lacking.items():
            if not lacking:
                self._hand_on(one)

    def run(self, executor: Executor) -> None:
        """Submit what is missing and take what is finished, until all is done."""
        running: dict[Future[None], SegmentJob] = {}
        jobs = self._next_jobs()  # one turn ahead, so that no worker waits for it
        while jobs or running:
            while jobs and executor.has_room():
                running |= zip(executor.submit(*jobs), jobs, strict=True)
                jobs = self._next_jobs()
            executor.wait(running)
            for future in [future for future in running if future.done()]:
                self._finish_job(running.pop(future), future)
            jobs = [job for job in jobs if self._is_wanted(job.name)] or self._next_jobs()

    def finish(self, fail: Fail) -> None:
        """Wait for the outputs that were handed on; report those that went wrong."""
        joins = set(self._joins)
        while joins:
            done, joins = wait(joins, timeout=_LOOK_UP)
            for future in done:
                future.result()
        for one, error in self._errors:
            fail(one.plan, error)

    def stop(self) -> None:
        """Hand on no more outputs, and end the one that is being joined."""
        self._encoders.end()
        self._joiner.shutdown(wait=True, cancel_futures=True)

    def store(self, job: SegmentJob) -> AbstractContextManager[Path]:
        """Yield a file to write a segment to, which is then stored whole or removed."""
        one = self._waiting[job.name][0]
        return one.store.keep(job.name, len(job.frames), job.suffix, needed=one.space_needed)

    def report(self, name: str, drawn: int) -> None:
        """Count the frames of a segment that are drawn, in each output that has it."""
        with self._counting:
            for one in self._waiting[name]:
                self._counts[one].count(name, drawn)

    def _next_jobs(self) -> list[SegmentJob]:
        """Return the jobs of the next turn of which an output still waits for any."""
        jobs: list[SegmentJob] = []
        while self.turns and not jobs:
            jobs = [
                segment_job(one.plan, segment, one.mosaics)
                for one, segment in self.turns.popleft()
                if self._is_wanted(segment.name)
            ]
        return jobs

    def _is_wanted(self, name: str) -> bool:
        """Return whether an output that has not failed waits for a segment."""
        return not self._failed.issuperset(self._waiting[name])

    def _finish_job(self, job: SegmentJob, future: Future[None]) -> None:
        """Hand on each output whose last segment this was; after an error, give them up."""
        waiting = self._waiting[job.name]
        try:
            future.result()
        except DiskError:
            raise
        except MosaicAnimError as error:
            named = name_failing_segment(job.frames, error)
            self._errors += [(one, named) for one in waiting]
            self._failed.update(waiting)
        for one in waiting:
            self._lacking[one].discard(job.name)
            if not self._lacking[one] and one not in self._failed:
                self._hand_on(one)

    def _hand_on(self, one: SegmentLookUp) -> None:
        self._joins.append(self._joiner.submit(self._join, one))

    def _join(self, one: SegmentLookUp) -> None:
        try:
            with self._encoders.working():
                self._take(one.plan, one.files())
        except MosaicAnimError as error:
            self._errors.append((one, error))


class _FrameCount:
    """Counts the frames of an output that are drawn, and reports them."""

    def __init__(self, one: SegmentLookUp, progress: Progress | None) -> None:
        self._what = frames_of(one.plan.encoding.path)
        self._progress = progress
        self._times = Counter(segment.name for segment in one.segments)
        self._total = sum(len(segment.frames) for segment in one.segments)
        self._stored = sum(
            len(segment.frames) for segment in one.segments if segment.name in one.hits
        )
        self._drawn: dict[str, int] = {}

    def count(self, name: str, drawn: int) -> None:
        """Count the frames of a segment; 0 means that it starts, perhaps again."""
        self._drawn[name] = drawn
        if drawn and self._progress is not None:
            done = sum(count * self._times[key] for key, count in self._drawn.items())
            self._progress(self._what, self._stored + done, self._total)


def _turns(look_ups: Sequence[SegmentLookUp]) -> list[list[tuple[SegmentLookUp, Segment]]]:
    """Return what is to be made, in the order of the outputs; a turn shares its frames.

    What frames show is looked at only where another output of the same scene can show the same:
    films of several scenes have whole segments in common.
    """
    kinds = [
        (one.plan.timeline.size, one.plan.timeline.quality, id(one.plan.project.scene))
        for one in look_ups
    ]
    known: set[str] = set()
    segments: list[list[Segment]] = []
    pictures: list[list[tuple[Hashable, ...]]] = []
    for one, kind in zip(look_ups, kinds, strict=True):
        own = [segment for segment in one.missing if segment.name not in known]
        known.update(segment.name for segment in own)
        shares = kinds.count(kind) > 1
        jobs = (segment_job(one.plan, segment, one.mosaics) for segment in own if shares)
        segments.append(own)
        shown: list[tuple[Hashable, ...]]
        shown = [tuple((kind, picture) for picture in pictures_of(job)) for job in jobs]
        pictures.append(shown or [() for _ in own])
    groups = group_by_frames(pictures)
    return [
        [(look_ups[output], segments[output][part]) for output, part in group] for group in groups
    ]
