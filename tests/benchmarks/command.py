"""Our own command line, started as a user starts it, and what it says in JSON."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.lazy import resource

ROOT = Path(__file__).resolve().parents[2]

Event = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A command that ended well.

    Attributes
    ----------
    seconds : float
        Wall time of the whole process [s].
    processor_seconds : float
        Processor time of it and of those that it started [s].
    events : tuple of Event
        Its JSON lines.
    """

    seconds: float
    processor_seconds: float
    events: tuple[Event, ...]

    @property
    def done(self) -> Event:
        """The last event of the name `done`."""
        return next(e for e in reversed(self.events) if e.get("event") == "done")


def mosaic_anim(
    *arguments: str | Path,
    cache: Path,
    on_start: Callable[[int], None] | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Ran:
    """Run `python -m mosaic_anim` with `arguments` and its own cache folder.

    Parameters
    ----------
    *arguments : str or Path
        The command and its options.
    cache : Path
        Where libraries, placements and tiles are kept.
    on_start : Callable, optional
        Told the process id.
    on_event : Callable, optional
        Told each JSON line as it comes.

    Raises
    ------
    RuntimeError
        If the command fails; holds what it said.
    """
    command = [sys.executable, "-m", "mosaic_anim", *map(str, arguments)]
    environment = {**os.environ, "MOSAIC_ANIM_CACHE": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # pip compiles what it installs
    log = cache.with_suffix(".log")
    events: list[Event] = []
    begun, worked = time.perf_counter(), _children_time()
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        if on_start:
            on_start(process.pid)
        assert process.stdout is not None
        for line in process.stdout:
            if not line.startswith("{"):
                continue
            events.append(json.loads(line))
            if on_event:
                on_event(events[-1])
    seconds = time.perf_counter() - begun
    if process.returncode:
        said = log.read_text(errors="replace")[-500:]
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said}")
    return Ran(
        seconds=seconds,
        processor_seconds=_children_time() - worked,
        events=tuple(events),
    )


def _children_time() -> float:
    """Return the processor time of all processes that were started here and have ended [s]."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
