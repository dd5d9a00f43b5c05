"""Progress of a batch: rows and frames in all, not each film by itself."""

from collections.abc import Iterable
from pathlib import Path

from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.scheduler import frames_of

_OF_ONE_FILM = ("segments found",)


class BatchProgress:
    """Takes the progress of many renders and reports their sum.

    Parameters
    ----------
    progress : Progress or None
        Called with it.
    rows : int
        How many there are.
    """

    def __init__(self, progress: Progress | None, *, rows: int) -> None:
        self._progress = progress
        self._rows = rows
        self._finished = 0
        self._films: frozenset[str] = frozenset()
        self._frames: dict[str, tuple[int, int]] = {}
        self._before = (0, 0)

    def __call__(self, what: str, done: int, total: int) -> None:
        """Report a step of one render."""
        if self._progress is None or what in _OF_ONE_FILM:
            return
        if what not in self._films:
            self._progress(what, done, total)
            return
        self._frames[what] = (done, total)
        drawn, known = map(sum, zip(self._before, *self._frames.values(), strict=True))
        self._progress("drawing frames", drawn, known)

    def next_films(self, films: Iterable[Path]) -> None:
        """Count what is drawn so far, and then these films: names may be equal in other folders."""
        drawn, known = map(sum, zip(self._before, *self._frames.values(), strict=True))
        self._before, self._frames = (drawn, known), {}
        self._films = frozenset(map(frames_of, films))

    def finish_row(self) -> None:
        """Report that one more row is done, or cannot be made."""
        self._finished += 1
        if self._progress is not None:
            self._progress("rows", self._finished, self._rows)
