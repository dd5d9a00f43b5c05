"""Killable workers: functions run in other processes, where a hang or crash costs one item.

A worker that dies or hangs need not be its item's fault: memory was short, or a disk asleep. Such
an item is run again when the others are done, alone.
"""

import os
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, suppress
from itertools import islice
from typing import Generic, TypeGuard, TypeVar, cast

from mosaic_anim.errors import StoppedError
from mosaic_anim.io.worker_process import HOW_TO_START, WorkerFailure, WorkerProcess

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""

Item = TypeVar("Item")
Result = TypeVar("Result")

TRIES = 3
"""Number of attempts to start a worker, and to run alone an item whose workers die."""

MOST_IN_A_ROW = 32
"""After so many items in a row whose workers are killed or late, everything stops."""

MOST_SLOW = 8
"""After so many in a row that are late in their first step: a disk does not answer."""

_MESSAGE = 0.2
"""Time that the items of one message take at most, where several may go together [s]: so long that
messages cost little, so short that no process waits for the last one."""


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # containers and taskset allow fewer than there are
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def run_in_workers(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    timeout: float,
    together: int = 1,
) -> Iterator[tuple[Item, Result | WorkerFailure]]:
    """Run a function on each item in killable processes; yield the results as they come.

    Parameters
    ----------
    function : callable
        A function of a module. It, its items and its results must be picklable.
    items : iterable
        Taken one by one, only a few ahead of the results.
    workers : int
        Number of processes.
    timeout : float
        A worker that spends longer on an item, or on its first step, is killed [s]; `begin_step`.
    together : int
        Items that go to a worker in one message at most, if they are done in a moment. Where one
        of them ends its worker, all of them are run again, each by itself.

    Yields
    ------
    item, result or WorkerFailure
        In the order of completion. A hang, a crash and an exception fail their item alone; an item
        whose worker died is run again after the others: alone, up to three times, or once where
        its worker was late.

    Raises
    ------
    StoppedError
        Workers cannot be started, or are killed or late one after another.
    """
    suspects: list[Item] = []
    in_a_row = slow = 0
    running = _results(function, items, workers=workers, timeout=timeout, together=together)
    with closing(running) as results:
        for item, result in results:
            if not _is_death(result):
                in_a_row = slow = 0
                yield item, result
                continue
            suspects.append(item)
            in_a_row += not _is_crash(result)
            slow = slow + 1 if result.cause == "late" and not result.step else 0
            if in_a_row >= MOST_IN_A_ROW or slow >= MOST_SLOW:
                raise StoppedError(
                    f"{in_a_row} workers in a row were killed, or took longer than {timeout:g} s",
                    remedy="look at memory and disk, and run the same command again",
                )
    yield from _run_alone(function, suspects, timeout=timeout)


def _results(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    timeout: float,
    together: int = 1,
) -> Generator[tuple[Item, Result | WorkerFailure], None, None]:
    """Run a function on each item once."""
    pool = _WorkerPool(
        function, iter(items), workers=max(1, workers), timeout=timeout, together=together
    )
    try:
        yield from pool.results()
    finally:
        pool.stop()


def _run_alone(
    function: Callable[[Item], Result], suspects: list[Item], *, timeout: float
) -> Iterator[tuple[Item, Result | WorkerFailure]]:
    """Run items whose workers died again, one at a time, until the cause is clear."""
    waiting = [(item, list[WorkerFailure]()) for item in suspects]
    for attempt in range(1, TRIES + 1):
        alone, waiting = waiting, []
        if not alone:
            return
        items = [item for item, _ in alone]
        with closing(_results(function, items, workers=1, timeout=timeout)) as results:
            for (item, deaths), (_, result) in zip(alone, results, strict=True):
                if not _is_death(result):
                    yield item, result
                elif attempt == TRIES or result.cause == "late":
                    # Only what dies each time through a fault of its own has crashed its worker.
                    yield item, next((one for one in deaths if not _is_crash(one)), result)
                else:
                    waiting.append((item, [*deaths, result]))


def _is_death(result: Result | WorkerFailure) -> TypeGuard[WorkerFailure]:
    return isinstance(result, WorkerFailure) and result.cause in {"crashed", "killed", "late"}


def _is_crash(failure: WorkerFailure) -> bool:
    return failure.cause == "crashed"


class _WorkerPool(Generic[Item, Result]):
    """Threads of this process, each of which leads one worker process."""

    def __init__(
        self,
        function: Callable[[Item], Result],
        items: Iterator[Item],
        *,
        workers: int,
        timeout: float,
        together: int,
    ) -> None:
        self._function = function
        self._items = items
        self._timeout = timeout
        self._together = together
        self._taking = threading.Lock()
        self._over = threading.Event()
        self._crew: set[WorkerProcess] = set()
        self._done: queue.Queue[list[tuple[Item, Result | WorkerFailure]] | BaseException | None]
        self._done = queue.Queue(maxsize=2 * workers)
        self._leaders = [threading.Thread(target=self._lead, daemon=True) for _ in range(workers)]
        for leader in self._leaders:
            leader.start()

    def results(self) -> Iterator[tuple[Item, Result | WorkerFailure]]:
        """Yield each item with its result until all leaders are done."""
        working = len(self._leaders)
        while working:
            message = self._done.get()
            if message is None:
                working -= 1
            elif isinstance(message, BaseException):
                raise message
            else:
                yield from message

    def stop(self) -> None:
        """End all processes, whatever they do, and their leaders."""
        self._over.set()
        while any(leader.is_alive() for leader in self._leaders):
            for worker in tuple(self._crew):
                worker.kill()
            with suppress(queue.Empty):  # a leader may wait for room in the queue
                self._done.get(timeout=0.01)

    def _lead(self) -> None:
        """Feed items to one worker, and replace it whenever it has died."""
        worker: WorkerProcess | None = None
        count = 1
        try:
            while not self._over.is_set():
                with self._taking:
                    items = list(islice(self._items, count))
                if not items:
                    break
                begin = time.monotonic()
                worker = self._living(worker)
                answers = worker.run_together(items) if len(items) > 1 else None
                if answers is None:
                    for item in items:
                        worker = self._living(worker)
                        self._give([item], [worker.run(item)])
                else:
                    self._give(items, answers)
                count = self._next_count(len(items), time.monotonic() - begin)
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._done.put(error)
        finally:
            if worker is not None:
                worker.close()
            self._done.put(None)

    def _give(self, items: list[Item], answers: list[object]) -> None:
        results = cast("list[Result | WorkerFailure]", answers)
        self._done.put(list(zip(items, results, strict=True)))

    def _next_count(self, count: int, seconds: float) -> int:
        """Return how many items go together after `count` that took some time [s]."""
        if seconds > _MESSAGE:
            return max(1, count // 2)
        return min(2 * count, self._together) if seconds < _MESSAGE / 2 else count

    def _living(self, worker: "WorkerProcess | None") -> "WorkerProcess":
        """Return a worker that lives: the one that there is, or a new one."""
        return self._start_worker(worker) if worker is None or worker.is_dead() else worker

    def _start_worker(self, dead: "WorkerProcess | None") -> "WorkerProcess":
        """Start a worker in the place of one that has died."""
        if dead is not None:
            dead.close()
            self._crew.discard(dead)
        for _ in range(TRIES):
            worker = WorkerProcess(self._function, timeout=self._timeout)
            self._crew.add(worker)
            try:
                if worker.is_ready() or self._over.is_set():
                    return worker
            except BaseException:
                worker.close()
                raise
            worker.close()
            self._crew.discard(worker)
        raise StoppedError("worker processes cannot be started", remedy=HOW_TO_START)
