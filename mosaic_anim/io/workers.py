"""Killable workers: functions run in other processes, where a hang or crash costs one item.

A worker that dies or hangs need not be its item's fault: memory was short, or a disk asleep. Such
an item is run again when the others are done, alone.

A worker is a fresh Python started with `-c` and spoken to over its standard streams, not a
`multiprocessing` child: that one imports the user's own script again and breaks every script
without a `__main__` guard. It works alike on Linux, macOS and Windows.
"""

import faulthandler
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import IO, Generic, Literal, TypeGuard, TypeVar, cast

from mosaic_anim.errors import MAKE_ROOM, SHORTAGES, StoppedError, lacks_memory
from mosaic_anim.io.disk import error_reason

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""

Item = TypeVar("Item")
Result = TypeVar("Result")

STARTING_LIMIT = 60.0
"""Longest time that a worker may take to start [s]."""

TRIES = 3
"""Number of attempts to start a worker, and to run alone an item whose workers die."""

MOST_IN_A_ROW = 32
"""After so many items in a row whose workers are killed or late, everything stops."""

_DYING = 5.0
"""Longest time from a worker's last answer to its end [s]."""

_FAULTS = frozenset(
    getattr(signal, f"SIG{name}", 0)
    for name in ("SEGV", "BUS", "ABRT", "ILL", "FPE", "TRAP", "SYS")
)
"""Signals that end a process through its own fault; all others come from outside."""

_STARTING = f"see that {sys.executable} starts and that memory is left"

PROGRAM = (
    "import sys; sys.path[:] = sys.argv[1:]; from mosaic_anim.io.workers import serve; serve()"
)
"""What a worker process runs."""

Cause = Literal["raised", "memory", "crashed", "killed", "late"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerFailure:
    """What an item yields instead of a result.

    Attributes
    ----------
    reason : str
        A few words that can be counted: no name of the item in them.
    cause : str
        The item "raised" an exception or "crashed" its worker, each time that it was run; "memory"
        ran out; its worker was "killed" from outside, or was "late".
    """

    reason: str
    cause: Cause = "raised"


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # containers and taskset allow fewer than there are
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def run_in_workers(
    function: Callable[[Item], Result], items: Iterable[Item], *, workers: int, timeout: float
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
        A worker that spends longer on an item is killed [s].

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
    in_a_row = 0
    with closing(_results(function, items, workers=workers, timeout=timeout)) as results:
        for item, result in results:
            if not _is_death(result):
                in_a_row = 0
                yield item, result
                continue
            suspects.append(item)
            in_a_row += not _is_crash(result)
            if in_a_row >= MOST_IN_A_ROW:
                raise StoppedError(
                    f"{in_a_row} workers in a row were killed, or took longer than {timeout:g} s",
                    remedy="look at memory and disk, and run the same command again",
                )
    yield from _run_alone(function, suspects, timeout=timeout)


def _results(
    function: Callable[[Item], Result], items: Iterable[Item], *, workers: int, timeout: float
) -> Generator[tuple[Item, Result | WorkerFailure], None, None]:
    """Run a function on each item once."""
    pool = _WorkerPool(function, iter(items), workers=max(1, workers), timeout=timeout)
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
        tried, waiting = waiting, []
        if not tried:
            return
        items = [item for item, _ in tried]
        with closing(_results(function, items, workers=1, timeout=timeout)) as results:
            for (item, deaths), (_, result) in zip(tried, results, strict=True):
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
    ) -> None:
        self._function = function
        self._items = items
        self._timeout = timeout
        self._taking = threading.Lock()
        self._over = threading.Event()
        self._crew: set[_Worker] = set()
        self._done: queue.Queue[tuple[Item, Result | WorkerFailure] | BaseException | None]
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
                yield message

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
        worker: _Worker | None = None
        try:
            while not self._over.is_set():
                with self._taking:
                    item = next(self._items)
                if worker is None or worker.is_dead():
                    worker = self._start_worker(worker)
                self._done.put((item, cast("Result | WorkerFailure", worker.run(item))))
        except StopIteration:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._done.put(error)
        finally:
            if worker is not None:
                worker.close()
            self._done.put(None)

    def _start_worker(self, dead: "_Worker | None") -> "_Worker":
        """Start a worker in the place of one that has died."""
        if dead is not None:
            dead.close()
            self._crew.discard(dead)
        for _ in range(TRIES):
            worker = _Worker(self._function, timeout=self._timeout)
            self._crew.add(worker)
            try:
                if worker.is_ready() or self._over.is_set():
                    return worker
            except BaseException:
                worker.close()
                raise
            worker.close()
            self._crew.discard(worker)
        raise StoppedError("worker processes cannot be started", remedy=_STARTING)


class _Worker:
    """One worker process, its two pipes, and the watch over its time."""

    def __init__(self, function: Callable[..., object], *, timeout: float) -> None:
        self._start = (function, timeout)
        self._timeout = timeout
        self._late = False
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-c", PROGRAM, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # decoders written in C print their complaints
            )
        except OSError as error:
            raise StoppedError(
                f"worker processes cannot be started: {error_reason(error)}",
                remedy=MAKE_ROOM if error.errno in SHORTAGES else _STARTING,
            ) from error

    def is_ready(self) -> bool:
        """Hand over the function; return whether the worker has imported it."""
        return self._exchange(self._start, STARTING_LIMIT) is None

    def run(self, item: object) -> object:
        """Return the result for one item, or the failure; the process may be dead then."""
        return self._exchange(item, self._timeout)

    def is_dead(self) -> bool:
        """Return whether the process has ended, or is about to."""
        return self._late or self._process.poll() is not None

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()

    def close(self) -> None:
        """End the process, wait for its end and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # bytes that the dead process did not take
                cast("IO[bytes]", pipe).close()

    def _exchange(self, message: object, limit: float) -> object:
        """Send a message and return the answer; kill the process when it is late."""
        watch = threading.Timer(limit, self._give_up)
        watch.daemon = True
        watch.start()
        try:
            _send(cast("IO[bytes]", self._process.stdin), message)
            return pickle.load(cast("IO[bytes]", self._process.stdout))  # noqa: S301 - from ourselves
        except (OSError, EOFError, pickle.UnpicklingError):
            return self._failure(limit)
        finally:
            watch.cancel()

    def _failure(self, limit: float) -> WorkerFailure:
        """Return how the process ended, and make sure that it does."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_DYING)
        code = self._process.poll()  # None where it garbles its answers, but lives
        self._process.kill()
        self._process.wait()
        if self._late:
            return WorkerFailure(reason=f"took longer than {limit:g} s", cause="late")
        if code is not None and _is_from_outside(code):
            return WorkerFailure(reason="killed from outside", cause="killed")
        return WorkerFailure(reason="crashed the decoder", cause="crashed")

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()


def _is_from_outside(code: int) -> bool:
    """Return whether an exit code says that another process ended this one."""
    if sys.platform == "win32":
        return code == 1  # of `taskkill`; faults have codes from 0xC0000000
    return code < 0 and -code not in _FAULTS


def serve() -> None:
    """Serve as a worker process until the pipe closes: a function first, then its items."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the leader, which ends us
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a decoder that prints would garble the answers
    with suppress(EOFError, BrokenPipeError):  # the leader is gone
        function, timeout = pickle.load(requests)  # noqa: S301 - from our own leader
        _send(answers, None)
        while True:
            item = pickle.load(requests)  # noqa: S301 - from our own leader
            # Should the leader be killed while a decoder hangs, we end by ourselves.
            faulthandler.dump_traceback_later(2 * timeout + 1, exit=True)
            _send(answers, _answer(function, item))
            faulthandler.cancel_dump_traceback_later()


def _answer(function: Callable[[object], object], item: object) -> object:
    try:
        return function(item)
    except Exception as error:  # noqa: BLE001 - one bad item never stops the others
        if lacks_memory(error):
            return WorkerFailure(reason="not enough memory", cause="memory")
        return WorkerFailure(reason=f"failed with {type(error).__name__}")


def _send(pipe: IO[bytes], message: object) -> None:
    pipe.write(pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL))
    pipe.flush()
