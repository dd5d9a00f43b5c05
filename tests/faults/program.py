"""The program under test: started, watched, signalled and ended from outside."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil

LIMIT = 120.0
"""Longest time that a run may take [s]."""

_MARK = "MOSAIC_ANIM_FAULT_RUN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to a run.

    Attributes
    ----------
    number : int
        The file operation that fails, counted from 1; 0 only counts them.
    error : int or None
        `errno` that it fails with; None kills the program before it.
    limits : mapping of str to int
        Resource limits, such as `FSIZE` [bytes].
    patience : float
        Seconds until something that hangs is given up; 0 leaves it as it is.
    """

    number: int | None = None
    error: int | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    patience: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended.

    Attributes
    ----------
    code : int
        Exit code; below zero, the signal that killed it.
    output, messages : str
        What it printed on standard output and standard error.
    operations : tuple of str
        The file operations that it did, where they were counted.
    left : tuple of str
        Command lines of processes that it left behind.
    seconds : float
        From its start to its end.
    """

    code: int
    output: str
    messages: str
    operations: tuple[str, ...]
    left: tuple[str, ...]
    seconds: float


class Run:
    """One run of the command line, in a session of its own."""

    def __init__(self, pid: int, poll: Any, mark: str, logs: tuple[Path, ...]) -> None:
        self.pid = pid
        self._poll = poll
        self._mark = mark
        self._logs = logs
        self._begun = time.monotonic()

    def ended(self, *, limit: float = LIMIT, grace: float = 0.5) -> Ended:
        """Wait for its end, and at most `grace` [s] for the end of what it started."""
        while (code := self._poll()) is None:
            if time.monotonic() - self._begun > limit:
                self.signal(signal.SIGKILL, group=True)
                raise AssertionError(f"the run took longer than {limit:g} s")
            time.sleep(0.005)
        seconds = time.monotonic() - self._begun
        left = self._left()
        while left and time.monotonic() - self._begun < seconds + grace:
            time.sleep(0.02)
            left = self._left()
        for process in left:
            with suppress(psutil.Error):
                process.kill()
        texts = [log.read_text("utf-8") for log in self._logs]
        for log in self._logs:
            log.unlink()
        return Ended(
            code=code,
            output=texts[0],
            messages=texts[1],
            operations=tuple(texts[2].split()),
            left=tuple(told for told in map(_command, left) if told),
            seconds=seconds,
        )

    def has_said(self, word: str) -> bool:
        """Return whether `word` is in what it has printed so far."""
        return word in self._logs[0].read_text("utf-8")

    def until(self, word: str) -> None:
        """Wait until it prints `word`, or ends."""
        while not self.has_said(word) and self.is_alive():
            time.sleep(0.005)

    def is_alive(self) -> bool:
        """Return whether it still runs."""
        with suppress(psutil.Error):
            return psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE
        return False

    def signal(self, number: int, *, group: bool = False) -> None:
        """Send it a signal, or send it to its whole process group, if it still runs."""
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.pid, number)

    def encoder(self) -> psutil.Process | None:
        """Return an ffmpeg that it feeds now, if there is one."""
        for process in self._left():
            if "pipe:0" in _command(process):
                return process
        return None

    def memory(self) -> int:
        """Return what it and its children hold now [bytes]."""
        total = 0
        with suppress(psutil.Error):
            own = psutil.Process(self.pid)
            for process in (own, *own.children(recursive=True)):
                with suppress(psutil.Error):
                    total += process.memory_info().rss
        return total

    def _left(self) -> list[psutil.Process]:
        """Find the processes that it started: they carry its mark, whoever is their parent now."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if process.pid != self.pid and process.environ().get(_MARK) == self._mark:
                    found.append(process)
        return found


class Driver:
    """Starts the program: by a fork of one that is warm, or afresh as a user does."""

    def __init__(self, scenes: Sequence[Path], cache: Path, *, own_mounts: bool = False) -> None:
        command = [sys.executable, str(Path(__file__).with_name("driver.py")), *map(str, scenes)]
        if own_mounts:
            command = ["unshare", "--user", "--map-root-user", "--mount", *command]
        # The threads of OpenMP do not live on in a fork, which would wait for them for ever.
        alone = {"PYTHONPATH": _source(), "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(cache, alone),
        )
        self._pid = self._answer()["ready"]

    @cached_property
    def root(self) -> Path:
        """The file system as the runs see it."""
        return Path(f"/proc/{self._pid}/root")

    def start(
        self,
        arguments: Sequence[str],
        *,
        folder: Path,
        variables: Mapping[str, str],
        fault: Fault | None = None,
    ) -> Run:
        """Start a run by a fork."""
        fault = fault or Fault()
        mark, logs = uuid.uuid4().hex, _make_logs()
        failing = None
        if fault.number is not None:
            failing = {"number": fault.number, "error": fault.error, "log": str(logs[2])}
        answer = self.ask(
            arguments=list(arguments),
            folder=str(folder),
            environment={**variables, _MARK: mark},
            output=str(logs[0]),
            messages=str(logs[1]),
            limits=dict(fault.limits),
            patience=fault.patience,
            fault=failing,
        )
        pid = answer["pid"]
        return Run(pid, lambda: self.ask(poll=pid)["code"], mark, logs)

    def mount(self, folder: Path, size: int, *, again: bool = False) -> None:
        """Lay a disk of `size` [bytes] over a folder, or change the size of the one there."""
        messages = self.ask(mount=str(folder), size=size, again=again)["messages"]
        if messages:
            raise OSError(messages)

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send a request and return the answer."""
        print(json.dumps(request), file=self._process.stdin, flush=True)
        return self._answer()

    def close(self) -> None:
        """End it."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _answer(self) -> dict[str, Any]:
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise OSError(f"the driver ended with code {self._process.returncode}")
        return json.loads(line)


def start_afresh(
    arguments: Sequence[str],
    *,
    folder: Path,
    variables: Mapping[str, str],
    fault: Fault | None = None,
    umask: int = -1,
) -> Run:
    """Start a run as a user does: a new Python, everything loaded anew."""
    mark, logs = uuid.uuid4().hex, _make_logs()
    limits = fault.limits if fault else {}

    def limit() -> None:
        import resource

        for name, most in limits.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))

    with logs[0].open("w") as output, logs[1].open("w") as messages:
        process = subprocess.Popen(
            [sys.executable, "-m", "mosaic_anim", *arguments],
            cwd=folder,
            env={**variables, _MARK: mark, "PYTHONPATH": _source()},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=messages,
            start_new_session=True,
            umask=umask,
            preexec_fn=limit if limits else None,  # noqa: PLW1509 - the tests have one thread
        )
    return Run(process.pid, process.poll, mark, logs)


def environment(cache: Path, changes: Mapping[str, str | None]) -> dict[str, str]:
    """Return this process's environment with a cache of its own and with `changes`."""
    variables: dict[str, str | None] = {**os.environ, "MOSAIC_ANIM_CACHE": str(cache), **changes}
    return {name: value for name, value in variables.items() if value is not None}


def _make_logs() -> tuple[Path, ...]:
    """Make files for what a run prints and does, off the disks that tests fill."""
    logs = []
    for kind in ("output", "messages", "operations"):
        descriptor, name = tempfile.mkstemp(prefix=f"mosaic-anim-{kind}-")
        os.close(descriptor)
        logs.append(Path(name))
    return tuple(logs)


def _source() -> str:
    """Return the path that leads to this very mosaic_anim, wherever the program is started."""
    import mosaic_anim

    return str(Path(mosaic_anim.__file__).parents[1])


def _command(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""
