"""Progress: bars on a terminal, a line now and then in a log, JSON lines for programs."""

import time
from types import TracebackType
from typing import Protocol, Self

from mosaic_anim.cli.console import is_terminal, say_json, tell
from mosaic_anim.lazy import console, rich_progress
from mosaic_anim.values.wording import format_rate, format_time

_SURE = 0.5  # [s] of a task, after which its rate says something
_SOON = 0.05  # share of a task, after which that says when it will end: the first frame compiles


class Reporter(Protocol):
    """Shows progress; used as a context manager and called as a `Progress`."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None: ...

    def __call__(self, what: str, done: int, total: int) -> None:
        """Report that `done` of `total` pieces of `what` are finished."""


def reporter(*, as_json: bool = False, quiet: bool = False) -> Reporter:
    """Choose how progress is shown on this terminal."""
    if as_json:
        return JsonLines()
    if quiet:
        return Silence()
    return Bars() if is_terminal() else Lines()


class _Plain:
    """A reporter with nothing to close."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        return None

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show nothing."""


class Silence(_Plain):
    """Shows nothing."""


class Lines(_Plain):
    """One line when a task begins, every ten seconds, and when it ends."""

    interval = 10.0

    def __init__(self) -> None:
        self._starts: dict[str, tuple[float, int]] = {}
        self._reported = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Print a line if it is time for one."""
        now = time.monotonic()
        start, first_total = self._starts.setdefault(what, (now, total))
        if done < total and now - self._reported < self.interval:
            return
        self._reported = now
        known = total if total == first_total else None  # a search does not know its end
        tell(f"{what}: {done:,} of {total:,}{_pace(done, known, now - start)}")


def _pace(done: int, total: int | None, seconds: float) -> str:
    """Write how fast a task goes, and how long it will still take; nothing at its very start."""
    if seconds <= _SURE or not done:
        return ""
    rate = done / seconds
    tells = total is not None and _SOON * total <= done < total
    left = f", {format_time((total - done) / rate)} left" if total and tells else ""
    return f", {format_rate(rate)}/s{left}"


class JsonLines(_Plain):
    """JSON objects on standard output, one a line, at most ten a second."""

    interval = 0.1

    def __init__(self) -> None:
        self._reported = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Print a progress event if it is time for one."""
        now = time.monotonic()
        if done < total and now - self._reported < self.interval:
            return
        self._reported = now
        say_json({"event": "progress", "what": what, "done": done, "total": total})


class Bars:
    """Bars with rate and time left, drawn by rich."""

    def __init__(self) -> None:
        self._bars = rich_progress.Progress(
            rich_progress.TextColumn("{task.description:<22}"),
            rich_progress.BarColumn(bar_width=32),
            rich_progress.MofNCompleteColumn(),
            rich_progress.TextColumn("{task.fields[rate]}"),
            rich_progress.TimeElapsedColumn(),
            rich_progress.TextColumn("left"),
            rich_progress.TimeRemainingColumn(),
            console=console.Console(stderr=True),
        )
        self._tasks: dict[str, tuple[rich_progress.TaskID, float]] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Move the bar of `what`."""
        now = time.monotonic()
        if what not in self._tasks:
            self._tasks[what] = (self._bars.add_task(what, total=total, rate=""), now)
        task, start = self._tasks[what]
        rate = f"{format_rate(done / (now - start))}/s" if now - start > _SURE else ""
        self._bars.update(task, completed=done, total=total, rate=rate)
