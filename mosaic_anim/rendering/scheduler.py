"""Together: outputs of one render are made by the same workers, each joined as soon as it can be.

Frames that two of them show are drawn once. An output that cannot be made takes no other with it:
the rest is finished first, and then the first reason is raised. Only a disk that fails stops all.
"""

import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from mosaic_anim.errors import MosaicAnimError
from mosaic_anim.io.child_process import ProcessGroup
from mosaic_anim.io.disk import DiskError
from mosaic_anim.rendering.executors.dask import Cluster, make_on_cluster
from mosaic_anim.rendering.production import Made, Production
from mosaic_anim.rendering.room import room_needed
from mosaic_anim.rendering.segment_job import (
    SegmentJob,
    Task,
    make_all,
    segment_job,
    shown_by,
    wait_for_all,
)
from mosaic_anim.rendering.segment_lookup import Begun, begun
from mosaic_anim.rendering.segments import Segment
from mosaic_anim.rendering.shared_frames import group_by_frames

Then = Callable[[Production, Made], None]
"""Takes an output whose segments are all there, while others are still drawn."""


@contextmanager
def finished(production: Production) -> Iterator[Made]:
    """Find the segments of an output, make those that are missing, and keep all from removal.

    Raises
    ------
    StoppedError
        If one cannot be made; those that are finished stay for the next run.
    """
    with begun([production]) as (one,):
        _made([one], lambda _production, _made: None)
        yield one.made()


def finish_all(productions: Sequence[Production], then: Then) -> None:
    """Find and make the segments of outputs, and hand each output on as soon as it has all.

    Segments are kept from removal until the last output is handed on.

    Raises
    ------
    StoppedError
        If an output cannot be made, or `then` cannot go on with it: the first such reason, after
        all others were handed on.
    """
    with begun(productions) as outputs:
        _made(outputs, then)


def _made(outputs: Sequence[Begun], then: Then) -> None:
    """Make what is missing of outputs, and hand each on."""
    joiner, crew = ThreadPoolExecutor(1, thread_name_prefix="join"), ProcessGroup()
    run = _Run(outputs, then, joiner, crew)
    try:
        run.hand_on_what_is_there()
        cluster = next((output.production.cluster for output in outputs), None)
        if cluster is not None:
            run.make_on(cluster)
        else:
            workers = min((output.production.workers for output in outputs), default=1)
            make_all(run.groups(), workers=workers)
        run.end()
    finally:
        # After an error, Ctrl-C among them, no output is joined any more.
        crew.end()
        joiner.shutdown(wait=True, cancel_futures=True)


class _Way:
    """How far an output is; whoever calls it holds the lock of its run."""

    def __init__(self, output: Begun) -> None:
        self.output = output
        self.left = {segment.name for segment in output.missing}
        self.has_failed = False
        self._times = Counter(segment.name for segment in output.segments)
        self._drawn: dict[str, int] = {}
        self._total = sum(len(segment.frames) for segment in output.segments)
        self._there = self._total - sum(
            len(segment.frames) for segment in output.segments if segment.name in self.left
        )

    def order(self, segment: Segment) -> SegmentJob:
        """Return what a segment is made from."""
        production = self.output.production
        return segment_job(segment, production.timeline, production.encoding)

    def count(self, name: str, drawn: int) -> None:
        """Tell that so many frames of a segment are drawn; none is one that is begun again."""
        self._drawn[name] = drawn
        if drawn:
            self.tell(sum(count * self._times[key] for key, count in self._drawn.items()))

    def tell(self, drawn: int) -> None:
        """Tell that so many frames are drawn."""
        production = self.output.production
        if production.progress is not None:
            what = f"drawing {production.encoding.path.name}"
            production.progress(what, self._there + drawn, self._total)


class _Run:
    """Outputs on their way together."""

    def __init__(
        self, outputs: Sequence[Begun], then: Then, joiner: ThreadPoolExecutor, crew: ProcessGroup
    ) -> None:
        self._ways = [_Way(output) for output in outputs]
        self._then = then
        self._joiner = joiner
        self._crew = crew
        self._joins: list[Future[None]] = []
        self._failed: list[MosaicAnimError] = []
        self._lock = threading.Lock()

    def hand_on_what_is_there(self) -> None:
        """Hand on the outputs that lack nothing."""
        for way in self._ways:
            if not way.left:
                self._hand_on(way)

    def groups(self) -> list[list[Task]]:
        """Return what is to be made, in the order of the outputs; a group shares its frames."""
        waiting: dict[str, list[_Way]] = {}
        tasks: list[list[Task]] = []
        for way in self._ways:
            own = []
            for segment in way.output.missing:
                if segment.name not in waiting:
                    own.append(self._task(way, segment, waiting.setdefault(segment.name, [])))
                waiting[segment.name].append(way)
            tasks.append(own)
        groups = group_by_frames(_shown(self._ways, tasks))
        return [[tasks[output][number] for output, number in group] for group in groups]

    def make_on(self, cluster: Cluster) -> None:
        """Let a cluster make what is missing, one output after another."""
        for way in self._ways:
            if way.left:
                make_on_cluster(
                    way.output.missing,
                    way.order,
                    way.output.mosaics,
                    way.output.production.store,
                    cluster=cluster,
                    assets=way.output.production.timeline.film.assets,
                    on_frames=way.tell,
                )
                self._hand_on(way)

    def end(self) -> None:
        """Wait for the outputs that were handed on; raise the first thing that went wrong."""
        wait_for_all(self._joins)
        if self._failed:
            raise self._failed[0]

    def _task(self, way: _Way, segment: Segment, waiting: Sequence[_Way]) -> Task:
        return Task(
            segment=segment,
            order=partial(way.order, segment),
            mosaics=way.output.mosaics,
            store=way.output.production.store,
            is_wanted=lambda: any(not one.has_failed for one in waiting),
            on_frame=partial(self._count, waiting, segment.name),
            on_end=partial(self._end_of, waiting, segment.name),
            needed=partial(room_needed, way.output.production, way.output.segments),
        )

    def _count(self, waiting: Sequence[_Way], name: str, drawn: int) -> None:
        with self._lock:
            for way in waiting:
                way.count(name, drawn)

    def _end_of(self, waiting: Sequence[_Way], name: str, error: MosaicAnimError | None) -> None:
        """Hand on each output whose last segment this was; with an error, give them up."""
        with self._lock:
            if error is not None:
                self._failed.append(error)
            for way in waiting:
                way.has_failed |= error is not None
                way.left.discard(name)
                if not way.left and not way.has_failed:
                    self._hand_on(way)
        if isinstance(error, DiskError):
            raise error

    def _hand_on(self, way: _Way) -> None:
        self._joins.append(self._joiner.submit(self._join, way))

    def _join(self, way: _Way) -> None:
        try:
            with self._crew.working():
                self._then(way.output.production, way.output.made())
        except MosaicAnimError as error:
            with self._lock:
                self._failed.append(error)


def _shown(
    ways: Sequence[_Way], tasks: Sequence[Sequence[Task]]
) -> list[list[tuple[Hashable, ...]]]:
    """Return what the frames of each task show; nothing where no other output can show it."""
    kinds = [_kind(way.output.production) for way in ways]
    can_share = [kinds.count(kind) > 1 for kind in kinds]
    return [
        [shown_by(task.order()) if shares else () for task in own]
        for own, shares in zip(tasks, can_share, strict=True)
    ]


def _kind(production: Production) -> Hashable:
    return production.timeline.size, production.timeline.quality
