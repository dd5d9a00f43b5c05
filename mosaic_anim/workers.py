"""Killable workers: functions run in other processes, where a hang or crash costs one item.

A worker is a fresh Python started with `-c` and spoken to over its standard streams, not a
`multiprocessing` child: that one imports the user's own script again and breaks every script
without a `__main__` guard. It works alike on Linux, macOS and Windows.
"""

import contextlib
import faulthandler
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Generic, TypeVar, cast

from mosaic_anim.errors import StoppedError

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is in all."""

Item = TypeVar("Item")
Result = TypeVar("Result")

STARTING_LIMIT = 60.0
"""Longest time that a worker may take to start [s]."""

_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from mosaic_anim.workers import serve; serve()"
_READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerFailure:
    """What came instead of a result.

    Attributes
    ----------
    reason : str
        A few words that can be counted: no name of the item in them.
    """

    reason: str


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # containers and taskset allow fewer than there are
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def run_in_workers(
    function: Callable[[Item], Result], items: Iterable[Item], *, workers: int, timeout: float
) -> Iterator[tuple[Item, Result | WorkerFailure]]:
    """Run a function on each item in killable processes; give the results as they come.

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
        In the order of completion. A hang, a crash and an exception fail their item alone.

    Raises
    ------
    StoppedError
        Workers cannot be started.
    """
    crew = _Crew(function, iter(items), workers=max(1, workers), timeout=timeout)
    try:
        yield from crew.results()
    finally:
        crew.dismiss()


class _Crew(Generic[Item, Result]):
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
        """Give each item with its result until all leaders are done."""
        working = len(self._leaders)
        while working:
            message = self._done.get()
            if message is None:
                working -= 1
            elif isinstance(message, BaseException):
                raise message
            else:
                yield message

    def dismiss(self) -> None:
        """End all processes, whatever they do, and their leaders."""
        self._over.set()
        while any(leader.is_alive() for leader in self._leaders):
            for worker in tuple(self._crew):
                worker.kill()
            with contextlib.suppress(queue.Empty):  # a leader may wait for room in the queue
                self._done.get(timeout=0.01)

    def _lead(self) -> None:
        """Feed items to one worker, and replace it whenever it has died."""
        worker: _Worker | None = None
        try:
            while not self._over.is_set():
                with self._taking:
                    item = next(self._items)
                if worker is None or worker.is_dead():
                    worker = self._hire(worker)
                self._done.put((item, cast("Result | WorkerFailure", worker.run(item))))
        except StopIteration:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._done.put(error)
        finally:
            if worker is not None:
                worker.close()
            self._done.put(None)

    def _hire(self, dead: "_Worker | None") -> "_Worker":
        """Start a worker in the place of one that has died."""
        if dead is not None:
            dead.close()
            self._crew.discard(dead)
        worker = _Worker(self._function, timeout=self._timeout)
        self._crew.add(worker)
        try:
            worker.wait_until_ready()
        except BaseException:
            worker.close()
            raise
        return worker


class _Worker:
    """One worker process, its two pipes, and the watch over its time."""

    def __init__(self, function: Callable[..., object], *, timeout: float) -> None:
        self._start = (function, timeout)
        self._timeout = timeout
        self._late = False
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-c", _PROGRAM, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # decoders written in C print their complaints
        )

    def wait_until_ready(self) -> None:
        """Hand over the function and wait until the worker has imported it."""
        if self._exchange(self._start, STARTING_LIMIT) is not None:
            raise StoppedError(
                "worker processes cannot be started",
                remedy=f"see that {sys.executable} starts and that memory is left",
            )

    def run(self, item: object) -> object:
        """Return the result for one item, or the failure; the process may be dead then."""
        return self._exchange(item, self._timeout)

    def is_dead(self) -> bool:
        """Tell whether the process has ended, or is about to."""
        return self._late or self._process.poll() is not None

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()

    def close(self) -> None:
        """End the process, wait for its end and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # bytes that the dead process did not take
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
            self._process.kill()
            self._process.wait()
            late = f"took longer than {limit:g} s"
            return WorkerFailure(reason=late if self._late else "crashed the decoder")
        finally:
            watch.cancel()

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()


def serve() -> None:
    """Answer for ever, as a worker process: a function first, then its items."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the leader, which ends us
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a decoder that prints would garble the answers
    with contextlib.suppress(EOFError, BrokenPipeError):  # the leader is gone
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
    except MemoryError:
        return WorkerFailure(reason="not enough memory")
    except Exception as error:  # noqa: BLE001 - one bad item never stops the others
        return WorkerFailure(reason=f"failed with {type(error).__name__}")


def _send(pipe: IO[bytes], message: object) -> None:
    pipe.write(pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL))
    pipe.flush()
