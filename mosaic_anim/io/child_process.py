"""A child process that is fed, watched, and never left behind.

It has a group of its own, so that Ctrl-C in a terminal reaches this program alone, which then ends
the child with all that the child started.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import IO, TypeAlias

Process: TypeAlias = "subprocess.Popen[bytes]"

_MESSAGE_LIMIT = 8192  # [bytes] of its messages
_SLICE = 1 << 20  # [bytes] given at once; the watchdog sees each


class ProcessGroup:
    """Children of several threads, which another thread can end all at once."""

    def __init__(self) -> None:
        self._children: set[Process] = set()
        self._changing = threading.Lock()
        self._ended = False

    @contextmanager
    def working(self) -> Iterator[None]:
        """Add the processes that this thread starts to this group."""
        before = _group.set(self)
        try:
            yield
        finally:
            _group.reset(before)

    def end(self) -> None:
        """Kill all children, including those that are still to be started."""
        with self._changing:
            self._ended = True
            for child in self._children:
                kill_process(child)

    @contextmanager
    def having(self, child: Process) -> Iterator[None]:
        """Count a child as one of this group."""
        with self._changing:
            self._children.add(child)
            if self._ended:
                kill_process(child)
        try:
            yield
        finally:
            with self._changing:
                self._children.discard(child)


_group: ContextVar[ProcessGroup | None] = ContextVar("group", default=None)


@contextmanager
def start_process(command: list[str], environment: Mapping[str, str]) -> Iterator[Process]:
    """Start a process in its own group, with three open pipes; it is ended on leaving.

    Raises
    ------
    OSError
        If it cannot be started.
    """
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    process = subprocess.Popen(  # noqa: S603 - a list, no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=environment,
        creationflags=flags,
        start_new_session=sys.platform != "win32",
    )
    group = _group.get()
    try:
        with group.having(process) if group else nullcontext():
            yield process
    finally:
        kill_process(process)
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


def kill_process(process: Process) -> None:
    """Kill a process that still runs, with its group."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def run_command(
    command: list[str], environment: Mapping[str, str], *, timeout: float
) -> tuple[int, bytes, bytes]:
    """Run a process for its output.

    Returns
    -------
    code : int
        Its exit code.
    output, messages : bytes
        What it printed.

    Raises
    ------
    OSError
        If it cannot be started, or takes longer than `timeout` [s] (then `TimeoutError`).
    """
    with start_process(command, environment) as process:
        try:
            output, messages = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            kill_process(process)
            process.communicate()
            raise TimeoutError(f"took longer than {timeout:g} s") from error
    return process.returncode, output, messages


class OutputTail:
    """Reads a pipe to its end and keeps the last 8 KiB, so that a flood never blocks the child."""

    def __init__(self, pipe: IO[bytes] | None) -> None:
        self._kept = bytearray()
        self._thread = threading.Thread(target=self._read, args=(pipe,), daemon=True)
        self._thread.start()

    def read(self) -> bytes:
        """Return the last bytes, after the process has ended."""
        self._thread.join(timeout=1.0)  # what left the child's group may hold the pipe open
        return bytes(self._kept)

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            while data := pipe.read(65536):
                self._kept += data
                del self._kept[:-_MESSAGE_LIMIT]


class PipeFeeder:
    """Writes to a process, and kills it when nothing moves for too long.

    Parameters
    ----------
    process : Popen
        The child.
    part : Path, optional
        The file that it writes: its growth is a sign of life.
    stall_timeout : float
        Time without a sign of life after which it is killed [s].
    """

    def __init__(self, process: Process, part: Path | None, stall_timeout: float) -> None:
        self.stalled = False
        self._process = process
        self._part = part
        self._stall_timeout = stall_timeout
        self._taken = 0
        self._waits = False
        threading.Thread(target=self._watch, daemon=True).start()

    def write(self, data: memoryview) -> bool:
        """Write all of `data`; false if the process does not read any more."""
        stdin = self._process.stdin
        self._waits = True
        while data and stdin is not None:
            try:
                taken = stdin.write(data[:_SLICE])
            except OSError:  # a broken pipe; Windows also says "invalid argument"
                return False
            self._taken += taken
            data = data[taken:]
        self._waits = False
        return True

    def close(self) -> None:
        """Close the input."""
        self._waits = True
        if self._process.stdin is not None:
            self._process.stdin.close()

    def finish(self, timeout: float | None) -> int | None:
        """Close the input, wait for the end at most `timeout` [s], and return the exit code."""
        self.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)
        return self._process.poll()

    def _watch(self) -> None:
        """Kill the process if it shows no sign of life while it is waited for."""
        life, since = self._sign_of_life(), time.monotonic()
        while self._process.returncode is None:
            time.sleep(min(0.25, self._stall_timeout / 8))
            sign, now = self._sign_of_life(), time.monotonic()
            if not self._waits or sign != life:
                life, since = sign, now
            elif now - since > self._stall_timeout:
                self.stalled = True
                kill_process(self._process)
                return

    def _sign_of_life(self) -> tuple[int, int, int]:
        """Return what changes while the child works: bytes consumed; size and time of its file."""
        if self._part is not None:
            with suppress(OSError):
                status = self._part.stat()
                return self._taken, status.st_size, status.st_mtime_ns
        return self._taken, 0, 0
