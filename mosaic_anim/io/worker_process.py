"""One worker process: a function runs in it, item by item, and it is killed when it takes too long.

A worker is a fresh Python started with `-c` and spoken to over its standard streams, not a
`multiprocessing` child: that one imports the user's own script again and breaks every script
without a `__main__` guard. It works alike on Linux, macOS and Windows.
"""

import faulthandler
import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import IO, Literal, cast

from mosaic_anim.errors import MAKE_ROOM, SHORTAGES, StoppedError, lacks_memory
from mosaic_anim.io.disk import error_reason

STARTING_LIMIT = 60.0
"""Longest time that a worker may take to start [s]."""

HOW_TO_START = f"see that {sys.executable} starts and that memory is left"
"""What to do where workers cannot be started."""

PROGRAM = (
    "import sys; sys.path[:] = sys.argv[1:];"
    " from mosaic_anim.io.worker_process import serve; serve()"
)
"""What a worker process runs."""

Cause = Literal["raised", "memory", "crashed", "killed", "late"]

_DYING = 5.0
"""Longest time from a worker's last answer to its end [s]."""

_LOOK = 0.1
"""Time between two looks at the time that an item takes [s]; a worker that runs many items reports
no step sooner after the last one."""

_LIMITS = 3
"""A worker whose leader is gone ends by itself after so many times the limit of an item."""

_FAULTS = frozenset(
    getattr(signal, f"SIG{name}", 0)
    for name in ("SEGV", "BUS", "ABRT", "ILL", "FPE", "TRAP", "SYS")
)
"""Signals that end a process through its own fault; all others come from outside."""


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
    step : int
        How many steps of the item had begun, as `begin_step` counts them.
    """

    reason: str
    cause: Cause = "raised"
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What a worker sends when it begins the next step of an item, and how long that may take [s].

    Attributes
    ----------
    limit : float
    """

    limit: float


class WorkerProcess:
    """A worker process, its two pipes, and the watch over its time."""

    def __init__(self, function: Callable[..., object], *, timeout: float) -> None:
        self._start = (function, timeout)
        self._timeout = timeout
        self._deadline = math.inf
        self._late = False
        self._closed = threading.Event()
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
                remedy=MAKE_ROOM if error.errno in SHORTAGES else HOW_TO_START,
            ) from error
        threading.Thread(target=self._watch, daemon=True).start()

    def is_ready(self) -> bool:
        """Hand over the function; return whether the worker has imported it."""
        return self._exchange(self._start, STARTING_LIMIT) is None

    def run(self, item: object) -> object:
        """Return the result for one item, or the failure; the process may be dead then."""
        answer = self._exchange([item], self._timeout)
        return answer[0] if isinstance(answer, list) else answer

    def run_together(self, items: Sequence[object]) -> list[object] | None:
        """Return the results for several items; None where one of them has ended the process.

        They take one message each way, which is a tenth of the time that each would take for
        itself.
        """
        answer = self._exchange(list(items), self._timeout)
        return answer if isinstance(answer, list) else None

    def is_dead(self) -> bool:
        """Return whether the process has ended, or is about to."""
        return self._late or self._process.poll() is not None

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()

    def close(self) -> None:
        """End the process, wait for its end and close its pipes."""
        self._closed.set()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # bytes that the dead process did not take
                cast("IO[bytes]", pipe).close()

    def _exchange(self, message: object, limit: float) -> object:
        """Send a message and return the answer; the process is killed when it is late."""
        step = 0
        self._deadline = time.monotonic() + limit
        try:
            _send(cast("IO[bytes]", self._process.stdin), message)
            answer = self._answer()
            while isinstance(answer, _Step):
                step, limit = step + 1, answer.limit
                self._deadline = time.monotonic() + limit
                answer = self._answer()
        except (OSError, EOFError, pickle.UnpicklingError):
            return self._failure(limit, step)
        finally:
            self._deadline = math.inf
        return answer

    def _answer(self) -> object:
        return pickle.load(cast("IO[bytes]", self._process.stdout))  # noqa: S301 - from ourselves

    def _watch(self) -> None:
        """Kill the process when it is late, from a thread of its own: one for all items."""
        while not self._closed.wait(_LOOK):
            if time.monotonic() > self._deadline:
                self._late = True
                self._process.kill()
                return

    def _failure(self, limit: float, step: int) -> WorkerFailure:
        """Return how the process ended, and make sure that it does."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_DYING)
        code = self._process.poll()  # None where it garbles its answers, but lives
        self._process.kill()
        self._process.wait()
        if self._late:
            return WorkerFailure(reason=f"took longer than {limit:g} s", cause="late", step=step)
        if code is not None and _is_from_outside(code):
            return WorkerFailure(reason="killed from outside", cause="killed", step=step)
        return WorkerFailure(reason="crashed the decoder", cause="crashed", step=step)


def _is_from_outside(code: int) -> bool:
    """Return whether an exit code says that another process ended this one."""
    if sys.platform == "win32":
        return code == 1  # of `taskkill`; faults have codes from 0xC0000000
    return code < 0 and -code not in _FAULTS


class _Leader:
    """What leads a worker process, as the worker sees it."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._last = -math.inf  # time of the last message [s]
        self.knows_item = True  # which item runs: it is the only one

    def send(self, message: object) -> None:
        """Send an answer."""
        _send(self._pipe, message)
        self._last = time.monotonic()

    def begin_step(self, limit: float) -> None:
        """Report that a step begins; among many items, only after a silence."""
        if self.knows_item or time.monotonic() - self._last >= _LOOK:
            self._pipe.write(_step_message(limit))
            self._pipe.flush()
            self._last = time.monotonic()


_leader: _Leader | None = None
"""Leads this process, if it is a worker."""


def begin_step(limit: float) -> None:
    """Begin the next step of an item, in a worker process: from now on it may take `limit` [s].

    In other processes nobody watches the time, and nothing happens.
    """
    if _leader is not None:
        _leader.begin_step(limit)


def serve() -> None:
    """Serve as a worker process until the pipe closes: a function first, then lists of items."""
    global _leader  # noqa: PLW0603 - a process has one leader
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the leader, which ends us
    requests = os.fdopen(os.dup(0), "rb")
    _leader = leader = _Leader(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # a decoder that prints would garble the answers
    with suppress(EOFError, BrokenPipeError):  # the leader is gone
        function, timeout = pickle.load(requests)  # noqa: S301 - from our own leader
        leader.send(None)
        watch = _own_watch(timeout)
        while True:
            items = pickle.load(requests)  # noqa: S301 - from our own leader
            leader.knows_item = len(items) == 1
            answers: list[object] = []
            for item in items:
                next(watch)
                if answers:
                    leader.begin_step(timeout)
                answers.append(_answer(function, item))
            leader.send(answers)


def _own_watch(timeout: float) -> Iterator[None]:
    """Let this process end by itself, should its leader be killed while a decoder hangs.

    Next is to be called before each item. Watching starts a thread: not for every item.
    """
    watched = -math.inf
    while True:
        if (now := time.monotonic()) > watched + timeout / 2:
            faulthandler.dump_traceback_later(_LIMITS * timeout + 1, exit=True)
            watched = now
        yield


def _answer(function: Callable[[object], object], item: object) -> object:
    try:
        return function(item)
    except Exception as error:  # noqa: BLE001 - one bad item never stops the others
        if lacks_memory(error):
            return WorkerFailure(reason="not enough memory", cause="memory")
        return WorkerFailure(reason=f"failed with {type(error).__name__}")


@cache
def _step_message(limit: float) -> bytes:
    return pickle.dumps(_Step(limit=limit), protocol=pickle.HIGHEST_PROTOCOL)


def _send(pipe: IO[bytes], message: object) -> None:
    pipe.write(pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL))
    pipe.flush()
