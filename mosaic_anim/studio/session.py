"""Session: the scene as its file says it now, and the last one that could be shown.

One thread loads. While it does, frames of the last good scene are drawn; a wrong one only adds its
problems.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mosaic_anim.errors import MosaicAnimError, Problem
from mosaic_anim.io.file_identity import file_state
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.scene.model import Scene
from mosaic_anim.studio.facts import film_facts
from mosaic_anim.studio.frames import FrameDrawer
from mosaic_anim.studio.remarks import remarks_of
from mosaic_anim.studio.scene_choice import SceneChoice
from mosaic_anim.studio.scene_file import (
    NewerFileError,
    SceneText,
    read_scene_text,
    write_scene_text,
)
from mosaic_anim.studio.session_state import SessionState, Severity

_PROGRESS_INTERVAL = 0.1  # [s]


Listener = Callable[[SessionState], None]


class Session:
    """One scene that is open in pages.

    Parameters
    ----------
    choice : SceneChoice
    drawer : FrameDrawer, optional
        Draws its frames.
    """

    def __init__(self, choice: SceneChoice, drawer: FrameDrawer | None = None) -> None:
        self.choice = choice
        self.drawer = drawer or FrameDrawer()
        self.state = SessionState(name=choice.path.name)
        self.scene: Scene | None = None
        self._loaded: SceneText | None = None
        self._reading_problems: tuple[Problem, ...] = ()
        self._wanted: Scene | None = None  # the one that was read last: it may lack something
        self._input_states: list[tuple[int, ...]] = []
        self._listeners: list[Listener] = []
        self._publishing = threading.RLock()
        self._changed = threading.Condition()
        self._is_asked = True
        self._is_afresh = False
        self._is_loading = False
        self._is_closed = False
        self._reported = 0.0
        self._thread = threading.Thread(target=self._run, name="studio-session", daemon=True)

    def start(self) -> None:
        """Begin to load the scene."""
        self._thread.start()

    def close(self) -> None:
        """Load nothing more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def reload(self, *, afresh: bool = False) -> None:
        """Load the scene again, as soon as may be.

        Parameters
        ----------
        afresh : bool
            Whether its photos or its cover may be others too.
        """
        with self._changed:
            self._is_asked = True
            self._is_afresh |= afresh
            self._changed.notify_all()

    def write(self, text: str, *, based_on: str) -> SessionState:
        """Write an edited text, and return the state that shows it; it is loaded soon after.

        No later state shows an older text: a page that has gone on writing keeps its own.

        Parameters and errors are those of `write_scene_text`.
        """
        with self._publishing:
            try:
                self._publish(file=write_scene_text(self.choice.path, text, based_on=based_on))
            except NewerFileError as error:
                self._publish(file=error.current)
                error.number = self.state.number
                raise
            finally:
                self.reload()
            return self.state

    def look_again(self) -> None:
        """Load the scene afresh if its inputs are others than when it was loaded.

        Also if it could not be read, and something else is wrong with it by now: it may have named
        a folder that was not there.
        """
        with self._changed:
            if self._is_asked or self._is_loading:
                return
        if self._reading_problems:
            is_changed = self._problems_of_reading() != self._reading_problems
        else:
            is_changed = self._states() != self._input_states
        if is_changed:
            self.reload(afresh=True)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each new state; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def input_files(self) -> tuple[Path, ...]:
        """Files besides the scene's own, and folders, that the film depends on."""
        return tuple(path for path in self._inputs() if path.exists())

    def _inputs(self) -> list[Path]:
        """Return the same, with those that are not there."""
        scene = self._wanted
        if scene is None:
            return []
        own = self.choice.path.absolute()  # which is watched by itself
        files = [path for path, _ in scene.inputs.files if path != own]
        return [*files, *scene.inputs.libraries]

    def _states(self) -> list[tuple[int, ...]]:
        """Return values that change with each input; of a folder with its entries.

        Of the folder of the scene itself only that it is there: each save changes it.
        """
        own = self.choice.path.absolute().parent
        states: list[tuple[int, ...]] = []
        for path in self._inputs():
            try:
                states.append(file_state(path) if path != own else ())
            except OSError:
                states.append((0,))
        return states

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_asked or self._is_closed)
                if self._is_closed:
                    return
                afresh, self._is_asked, self._is_afresh = self._is_afresh, False, False
                self._is_loading = True
            try:
                self._load(afresh=afresh)
            finally:
                self._is_loading = False

    def _load(self, *, afresh: bool) -> None:
        """Load the scene and show it, or what is wrong with it."""
        with self._publishing:
            file = read_scene_text(self.choice.path)
            if file != self.state.file:
                self._publish(file=file)
        if file == self._loaded and not afresh:
            return
        self._loaded, self._reading_problems = file, ()
        try:
            scene = self._wanted = self._read()
            self._input_states = self._states()
            self._show(scene, afresh=afresh)
        except MosaicAnimError as error:
            self._fail(error.problems)
        except Exception as error:  # noqa: BLE001 - shown in the page, which goes on
            what = f"{type(error).__name__}: {error}"
            self._fail([Problem(what=what, remedy="this is a fault of the program")])

    def _read(self) -> Scene:
        """Read the scene, and note what is wrong with it."""
        try:
            return self.choice.load()
        except MosaicAnimError as error:
            self._reading_problems = tuple(error.problems)
            raise

    def _problems_of_reading(self) -> tuple[Problem, ...]:
        """Return what is wrong with the scene now."""
        try:
            self.choice.load()
        except MosaicAnimError as error:
            return tuple(error.problems)
        return ()

    def _show(self, scene: Scene, *, afresh: bool) -> None:
        """Show a scene, if all that it needs is there."""
        previous = None if afresh else self.drawer.project
        is_new = previous is None or previous.scene != scene
        if is_new:
            self.drawer.show(open_project(scene, progress=self._report, previous=previous))
        self.scene = scene
        self._publish(
            status="ready",
            progress=None,
            problems=(),
            shown=self.state.shown + is_new,
            film=film_facts(scene, self.drawer),
        )
        remarks = tuple(remarks_of(scene))  # takes longer: the frame does not wait for it
        if remarks:
            self._publish(problems=remarks)

    def _fail(self, problems: Sequence[Problem]) -> None:
        remarks: list[tuple[Severity, Problem]] = [("error", problem) for problem in problems]
        self._publish(status="wrong", progress=None, problems=tuple(remarks))

    def _report(self, what: str, done: int, total: int) -> None:
        """Publish progress, a few times a second."""
        now = time.monotonic()
        if done < total and now - self._reported < _PROGRESS_INTERVAL:
            return
        self._reported = now
        self._publish(progress=(what, done, total))

    def _publish(self, **changes: Any) -> None:
        with self._publishing:
            self.state = replace(self.state, number=self.state.number + 1, **changes)
            for listener in tuple(self._listeners):
                listener(self.state)
