"""Session: the scene as its file says it now, and the last one that could be shown.

One thread loads. While it does, frames of the last good scene are drawn; a wrong one only adds its
problems.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from mosaic_anim.errors import MosaicAnimError, Problem, SceneError
from mosaic_anim.library.sources import listed_sources
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.scene.framing import opening_problems
from mosaic_anim.scene.input_check import check_inputs
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.platform import platform_problems, rate_notes, silent_track_notes
from mosaic_anim.studio.facts import film_facts
from mosaic_anim.studio.frames import FrameDrawer
from mosaic_anim.studio.scene_file import read_scene_text
from mosaic_anim.studio.session_state import SessionState, Severity

_PROGRESS_INTERVAL = 0.1  # [s]


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneChoice:
    """The scene that is shown: its file, and what the command line changes in it.

    Attributes
    ----------
    path : Path
    sets, variables, cover, library
        As in `Scene.load`.
    """

    path: Path
    sets: Sequence[str] = ()
    variables: Sequence[str] = ()
    cover: str | None = None
    library: str | Sequence[str] | None = None

    def load(self) -> Scene:
        """Load the scene.

        Raises
        ------
        SceneError
            With all that is wrong with it.
        """
        return Scene.load(
            self.path,
            sets=self.sets,
            variables=self.variables,
            cover=self.cover,
            library=self.library,
        )

    @property
    def arguments(self) -> list[str]:
        """Arguments of the command line that choose it again."""
        options = [(f"--set={text}") for text in self.sets]
        options += [f"--var={text}" for text in self.variables]
        options += [f"--cover={self.cover}"] if self.cover is not None else []
        sources = () if self.library is None else listed_sources(self.library)
        options += [f"--library={source}" for source in sources]
        return [str(self.path), *options]


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
        self.writing = threading.Lock()
        self.state = SessionState(name=choice.path.name)
        self.scene: Scene | None = None
        self._listeners: list[Listener] = []
        self._changed = threading.Condition()
        self._is_asked = True
        self._is_afresh = False
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

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each new state; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def input_files(self) -> tuple[Path, ...]:
        """Files besides the scene's own, and folders, that the shown film depends on."""
        if self.scene is None:
            return ()
        described = self.scene.mosaic
        sources = [Path(source) for source in listed_sources(described.library)]
        own = self.choice.path.absolute()  # which is watched by itself
        files = [path for path, _ in self.scene.inputs.files if path != own]
        return tuple(path for path in (*files, *sources) if path.exists())

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_asked or self._is_closed)
                if self._is_closed:
                    return
                afresh, self._is_asked, self._is_afresh = self._is_afresh, False, False
            self._load(afresh=afresh)

    def _load(self, *, afresh: bool) -> None:
        """Load the scene and show it, or what is wrong with it."""
        file = read_scene_text(self.choice.path)
        if file == self.state.file and not afresh and self.state.status != "opening":
            return
        self._publish(file=file)
        try:
            self._show(self.choice.load(), afresh=afresh)
        except MosaicAnimError as error:
            self._fail(error.problems)
        except Exception as error:  # noqa: BLE001 - shown in the page, which goes on
            what = f"{type(error).__name__}: {error}"
            self._fail([Problem(what=what, remedy="this is a fault of the program")])

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
        remarks = tuple(_remarks(scene))  # takes longer: the frame does not wait for it
        if remarks:
            self._publish(problems=remarks)

    def _fail(self, problems: Sequence[Problem]) -> None:
        found: list[tuple[Severity, Problem]] = [("error", problem) for problem in problems]
        self._publish(status="wrong", progress=None, problems=tuple(found))

    def _report(self, what: str, done: int, total: int) -> None:
        """Publish progress, a few times a second."""
        now = time.monotonic()
        if done < total and now - self._reported < _PROGRESS_INTERVAL:
            return
        self._reported = now
        self._publish(progress=(what, done, total))

    def _publish(self, **changes: Any) -> None:
        self.state = replace(self.state, number=self.state.number + 1, **changes)
        for listener in tuple(self._listeners):
            listener(self.state)


def _remarks(scene: Scene) -> list[tuple[Severity, Problem]]:
    """Return what `check` would say about a scene that can be shown."""
    found: list[tuple[Severity, Problem]] = []
    try:
        check_inputs(scene)
    except SceneError as error:
        found += [("error", problem) for problem in error.problems]
    warnings = chain(platform_problems(scene), opening_problems(scene))
    found += [("warning", problem) for problem in warnings]
    notes = chain(rate_notes(scene), silent_track_notes(scene))
    found += [("note", problem) for problem in notes]
    return found
