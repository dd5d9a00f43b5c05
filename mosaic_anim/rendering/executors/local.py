"""Local executor: each segment is made in a thread of this machine, with an encoder of its own.

Segments that show the same frames, as those of two outputs of one size, are made side by side.
An encoder with several threads keeps as many workers busy, so that fewer segments are made at once:
the last one does not leave workers idle, and takes all the memory of encoding alone. When all its
frames are drawn, the next segment begins, while the encoder works at those that wait.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    InvalidStateError,
    ThreadPoolExecutor,
    wait,
)
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeAlias

from mosaic_anim.errors import StoppedError
from mosaic_anim.io.child_process import ProcessGroup
from mosaic_anim.io.disk import DiskError
from mosaic_anim.rendering.drawing_ahead import DrawingAhead
from mosaic_anim.rendering.frame_errors import FrameError
from mosaic_anim.rendering.segment_job import (
    TRIES,
    Drawer,
    SegmentJob,
    make_segment,
    pictures_of,
)
from mosaic_anim.rendering.shared_frames import SharedFrames

Store: TypeAlias = Callable[[SegmentJob], AbstractContextManager[Path]]
"""Yields a file to write a segment to, which is then stored whole or removed."""

Report: TypeAlias = Callable[[str, int], None]
"""Takes the name of a segment and how many of its frames are drawn; 0 when it starts again."""

_LOOK_UP = 0.5  # [s] between two looks at Ctrl-C, where waiting itself does not end on it
_THREADS = 1 << 16  # no limit: `has_room` bounds them


@contextmanager
def local_executor(store: Store, workers: int, report: Report) -> Iterator["LocalExecutor"]:
    """Open an executor; at the end all its threads and encoders have ended."""
    executor = LocalExecutor(store, workers, report)
    try:
        yield executor
    finally:
        executor.stop()


class _Group:
    """Jobs that share their frames."""

    def __init__(self, jobs: Sequence[SegmentJob]) -> None:
        self.threads = sum(job.threads for job in jobs)
        self.futures: list[Future[None]] = []
        self._drawing = {job.name for job in jobs}

    @property
    def is_running(self) -> bool:
        """Whether a job has not ended."""
        return not all(job.done() for job in self.futures)

    @property
    def is_drawing(self) -> bool:
        """Whether frames are still to be drawn."""
        return bool(self._drawing) and self.is_running

    @property
    def is_ending(self) -> bool:
        """Whether several threads of encoders have all frames, and soon nothing to do."""
        return self.threads > 1 and not self.is_drawing

    def end_drawing(self, name: str) -> None:
        """Note that the encoder of a job has all frames."""
        self._drawing.discard(name)


class LocalExecutor:
    """Makes segments in threads, as many at once as keep `workers` busy."""

    def __init__(self, store: Store, workers: int, report: Report) -> None:
        self._store = store
        self._workers = workers
        self._report = report
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="segment")
        self._groups: list[_Group] = []
        self._drawn: Future[None] = Future()
        self._encoders = ProcessGroup()
        self._over = threading.Event()
        self._ahead = DrawingAhead(self._share)

    def has_room(self) -> bool:
        """Return whether a worker has nothing to do.

        A group that ends does not count, but there is one at most: it takes memory, too.
        """
        self._groups = [group for group in self._groups if group.is_running]
        ending = [group for group in self._groups if group.is_ending]
        busy = sum(group.threads for group in self._groups if not group.is_ending)
        return len(ending) <= 1 and busy < self._workers

    def submit(self, *jobs: SegmentJob) -> Sequence[Future[None]]:
        """Start a job, or several that share their frames."""
        shared = SharedFrames([pictures_of(job) for job in jobs]) if len(jobs) > 1 else None
        group = _Group(jobs)
        group.futures += [
            self._pool.submit(self._make, group, job, shared, taker)
            for taker, job in enumerate(jobs)
        ]
        self._groups.append(group)
        return group.futures

    def wait(self, futures: Collection[Future[None]]) -> None:
        """Wait until one of `futures` is done or has all its frames, or for half a second."""
        wait([*futures, self._drawn], timeout=_LOOK_UP, return_when=FIRST_COMPLETED)
        if self._drawn.done():
            self._drawn = Future()

    def stop(self) -> None:
        """End all threads soon, even one whose encoder hangs."""
        self._over.set()
        self._encoders.end()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._ahead.stop()

    def _drawing(self) -> list[_Group]:
        """Return the groups of which frames are still to be drawn."""
        return [group for group in self._groups if group.is_drawing]

    def _share(self) -> int:
        """Return how many workers there are for the frames of each group."""
        return max(1, self._workers // max(1, len(self._drawing())))

    def _make(
        self, group: _Group, job: SegmentJob, shared: SharedFrames | None, taker: int
    ) -> None:
        """Make a segment and store it; if its encoder dies, start again, without sharing frames."""
        try:
            for attempt in range(1, TRIES + 1):
                drawer = None if shared is None else _sharing(job, shared, taker)
                try:
                    self._make_once(group, job, drawer)
                except StoppedError as error:
                    if attempt == TRIES or isinstance(error, FrameError | DiskError):
                        raise
                    if shared is not None:
                        shared.leave(taker)
                        shared = None
                else:
                    return
        finally:
            if shared is not None:
                shared.leave(taker)

    def _make_once(self, group: _Group, job: SegmentJob, drawer: Drawer | None) -> None:
        self._require_time()
        ahead = self._ahead if drawer is None else None  # shared frames are taken one by one
        with self._encoders.working(), self._store(job) as part:
            count = self._counter(group, job)
            make_segment(job, part, on_frame=count, drawer=drawer, ahead=ahead)

    def _counter(self, group: _Group, job: SegmentJob) -> Callable[[], None]:
        """Return a function that counts the frames of a segment that its encoder has."""
        drawn = 0
        self._report(job.name, 0)

        def count() -> None:
            nonlocal drawn
            self._require_time()
            drawn += 1
            self._report(job.name, drawn)
            if drawn == len(job.frames):
                group.end_drawing(job.name)
                with suppress(InvalidStateError):  # another job has just set it
                    self._drawn.set_result(None)

        return count

    def _require_time(self) -> None:
        if self._over.is_set():
            raise StoppedError("the work was stopped")


def _sharing(job: SegmentJob, shared: SharedFrames, taker: int) -> Drawer:
    """Return a drawer that takes frames which others may have drawn."""
    return lambda state: shared.take(taker, partial(job.draw, state))
