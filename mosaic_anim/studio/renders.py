"""Renders: the one that runs now, and what the last one has written."""

import threading
from collections.abc import Callable
from pathlib import Path

from mosaic_anim.errors import UsageError
from mosaic_anim.studio.render_job import RenderJob, RenderState
from mosaic_anim.studio.scene_choice import SceneChoice

_COMMANDS = {"render", "estimate"}


class Renders:
    """Starts renders of a scene, one at a time.

    Parameters
    ----------
    choice : SceneChoice
        The scene.
    """

    def __init__(self, choice: SceneChoice) -> None:
        self._choice = choice
        self._job: RenderJob | None = None
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    @property
    def state(self) -> RenderState | None:
        """How far the last one is; None before the first."""
        return self._job.state if self._job is not None else None

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each change; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def start(self, command: str, *, overwrite: bool = False, draft: bool = False) -> None:
        """Start one.

        Raises
        ------
        UsageError
            If one runs already.
        CannotStartError
            If no process can be started.
        """
        if command not in _COMMANDS:
            raise UsageError(f"no such command: {command}")
        options = ["--json"]
        options += ["--draft"] if draft else []
        options += ["--overwrite"] if overwrite and command == "render" else []
        with self._lock:
            if self.state is not None and self.state.status == "running":
                raise UsageError("a render runs already", remedy="cancel it, or wait for its end")
            self._job = RenderJob([command, *self._choice.arguments, *options], self._notify)

    def cancel(self) -> None:
        """Let the one that runs end in order."""
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """End the one that runs."""
        if self._job is not None:
            self._job.close()

    def file(self, number: int) -> Path | None:
        """Return a file that the last one has written; None if there is none of this number."""
        files = self.state.files if self.state is not None else ()
        if not 0 <= number < len(files) or not files[number]["file"]:
            return None
        path = Path(files[number]["file"])
        return path if path.is_file() else None

    def _notify(self) -> None:
        for listener in tuple(self._listeners):
            listener()
