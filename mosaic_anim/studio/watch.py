"""Watch: a scene file that is saved, and what it depends on, make the session load again."""

import threading
from pathlib import Path

from watchfiles import watch

from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.studio.session import Session

_STEP, _DEBOUNCE = 10, 30
"""How long changes are gathered [ms]: editors write a file in several steps."""

_LOOK_AGAIN = 1000
"""How often the file is looked at in any case [ms]: a folder may go, or not be watchable."""

_GLANCE = 0.5
"""How long to wait for a scene that has inputs [s]."""


class Watcher:
    """Watches until it is closed.

    Parameters
    ----------
    session : Session
        Loads again when its scene file, its cover or its photos change.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._cache = cache_folder().absolute()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to watch."""
        for name, run in (("scene", self._watch_scene), ("inputs", self._watch_inputs)):
            thread = threading.Thread(target=run, name=f"studio-watch-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Watch no more."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=5)

    def _watch_scene(self) -> None:
        """Look at the scene file whenever its folder changes, and now and then."""
        path = self._session.choice.path.absolute()
        while not self._stop.is_set():
            try:
                for _ in watch(
                    path.parent,
                    step=_STEP,
                    debounce=_DEBOUNCE,
                    rust_timeout=_LOOK_AGAIN,
                    yield_on_timeout=True,
                    recursive=False,
                    watch_filter=lambda _, name: Path(name).name == path.name,
                    stop_event=self._stop,
                    raise_interrupt=False,
                ):
                    self._session.reload()
                    if not path.parent.is_dir():
                        break
            except (OSError, RuntimeError):  # no such folder, or one that cannot be watched
                self._session.reload()
            self._stop.wait(_LOOK_AGAIN / 1000)

    def _watch_inputs(self) -> None:
        """Load afresh when the cover, the photos or another input changes, or comes back."""
        while not self._stop.is_set():
            self._session.look_again()
            inputs = self._session.input_files
            if not inputs:
                self._stop.wait(_GLANCE)
                continue
            try:
                for changes in watch(
                    *inputs,
                    watch_filter=lambda _, name: self._may_be_input(Path(name)),
                    rust_timeout=_LOOK_AGAIN,
                    yield_on_timeout=True,
                    stop_event=self._stop,
                    raise_interrupt=False,
                ):
                    if changes:
                        self._session.reload(afresh=True)
                    else:
                        self._session.look_again()
                    # One that is replaced is another file, which is not watched yet.
                    is_replaced = any(Path(name) in inputs for _, name in changes)
                    if is_replaced or self._session.input_files != inputs:
                        break
            except (OSError, RuntimeError):
                self._stop.wait(_LOOK_AGAIN / 1000)

    def _may_be_input(self, path: Path) -> bool:
        """Return whether what changed is no file of this program's own, and is not hidden.

        The scene, and what is rendered, may lie among the photos.
        """
        own = self._session.choice.path.absolute()
        return path != own and not path.name.startswith(".") and self._cache not in path.parents
