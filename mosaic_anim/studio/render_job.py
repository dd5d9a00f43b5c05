"""Render job: a render in a process of its own, whose progress the page shows.

The process ends in order when its standard input is closed: by a cancel, and whenever the studio
ends, however it ends. What it has made stays, and the next render goes on from there.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.disk import error_reason

PROGRAM = (
    "import sys; n = int(sys.argv[1]); sys.path[:] = sys.argv[2 : n + 2]; "
    "from mosaic_anim.studio.parent import end_with_parent; end_with_parent(); "
    "from mosaic_anim.cli.main import main; main(sys.argv[n + 2 :])"
)
"""What the process runs."""

_LAST_WORDS = 20.0  # [s] that it may take to end in order

RenderStatus = Literal["running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderState:
    """How far a render is.

    Attributes
    ----------
    status : str
    progress : tuple or None
        What is being done, how much of it is done, and of how much.
    files : tuple of dict
        What was written, as `mosaic-anim render --json` reports it.
    errors : tuple of str
        What went wrong.
    notes : tuple of str
        What else was said.
    """

    status: RenderStatus = "running"
    progress: tuple[str, int, int] | None = None
    files: tuple[dict[str, Any], ...] = field(default=())
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """The same for the page."""
        progress = self.progress
        return {
            "status": self.status,
            "progress": progress and dict(zip(("what", "done", "total"), progress, strict=True)),
            "files": [
                {**file, "name": Path(file["file"]).name, "number": number}
                for number, file in enumerate(self.files)
            ],
            "errors": list(self.errors),
            "notes": list(self.notes),
        }


class RenderJob:
    """A command of this program that runs.

    Parameters
    ----------
    arguments : sequence of str
        Of the command line; with `--json`.
    on_change : callable
        Called after each change of `state`.

    Raises
    ------
    CannotStartError
        If no process can be started.
    """

    def __init__(self, arguments: Sequence[str], on_change: Callable[[], None]) -> None:
        self.state = RenderState()
        self._on_change = on_change
        self._is_cancelled = False
        command = [sys.executable, "-c", PROGRAM, str(len(sys.path)), *sys.path, *arguments]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            raise CannotStartError(f"no render can be started: {error_reason(error)}") from error
        self._said: list[str] = []
        self._threads = [
            threading.Thread(target=run, name=f"studio-render-{name}", daemon=True)
            for name, run in (("said", self._listen), ("news", self._follow))
        ]
        for thread in self._threads:
            thread.start()

    def cancel(self) -> None:
        """Let it end in order."""
        self._is_cancelled = True
        self._close_input()

    def close(self) -> None:
        """End it, and wait until it has ended."""
        self.cancel()
        try:
            self._process.wait(_LAST_WORDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join(_LAST_WORDS)

    def _close_input(self) -> None:
        with suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()

    def _listen(self) -> None:
        """Note what it says on its standard error."""
        stream = self._process.stderr
        if stream is not None:
            with stream:
                self._said += [line.strip() for line in stream if line.strip()]

    def _follow(self) -> None:
        """Read its progress until it ends."""
        stream = self._process.stdout
        if stream is None:
            return
        with stream:
            for line in stream:
                with suppress(ValueError):
                    self._take(json.loads(line))
        code = self._process.wait()
        self._close_input()
        self._threads[0].join(_LAST_WORDS)
        errors = tuple(line for line in self._said if line.startswith(("error:", "internal")))
        notes = tuple(line for line in self._said if line not in errors)
        status: RenderStatus = "done" if code in {0, 3} else "failed"
        if code and self._is_cancelled:
            status, errors = "cancelled", ()
        self._change(status=status, errors=errors, notes=notes, progress=None)

    def _take(self, event: dict[str, Any]) -> None:
        match event.get("event"):
            case "progress":
                self._change(progress=(event["what"], event["done"], event["total"]))
            case "done" | "estimate" | "estimated":
                self._change(files=(*self.state.files, {"file": "", **event}))

    def _change(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._on_change()
