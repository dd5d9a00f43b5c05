"""Prefetch: while nobody asks for a frame, tiles of the film's other frames are read.

So a drag through a film that was just opened does not wait for photos.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

from mosaic_anim.errors import MosaicAnimError
from mosaic_anim.rendering.project import Project
from mosaic_anim.studio.frames import FrameDrawer
from mosaic_anim.studio.views import FrameRequest

_REST = 1.0  # [s] without a request or an edit, after which tiles are read
_GLANCE = 0.1  # [s]
_SAMPLES = 96  # frames of a film that are looked at, at each size
_SCALES = (Fraction(1), Fraction(1, 2))


class _AskedError(Exception):
    """Something else is asked for."""


class Prefetch:
    """Reads tiles ahead, of the output that was asked for last.

    Parameters
    ----------
    drawer : FrameDrawer
        What frames are drawn by.
    """

    def __init__(self, drawer: FrameDrawer) -> None:
        self._drawer = drawer
        self._asked = time.monotonic()
        self._output = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="studio-prefetch", daemon=True)

    def start(self) -> None:
        """Begin to read, as soon as there is a film."""
        self._thread.start()

    def close(self) -> None:
        """Read no more."""
        self._stop.set()

    def rest(self, output: int | None = None) -> None:
        """Make way for an edit, or for a frame of an output that is asked for."""
        self._asked = time.monotonic()
        self._output = self._output if output is None else output

    def _run(self) -> None:
        done: tuple[Project, int] | None = None
        while not self._stop.wait(_GLANCE):
            project, output = self._drawer.project, self._output
            if project is not None and done != (project, output) and self._read(project, output):
                done = (project, output)

    def _read(self, project: Project, output: int) -> bool:
        """Read the tiles of an output; return whether nothing is left to read."""
        for request in self._moments(output):
            is_read = False
            while not is_read:
                while time.monotonic() - self._asked < _REST and not self._stop.wait(_GLANCE):
                    pass
                is_same = self._drawer.project is project and self._output == output
                if self._stop.is_set() or not is_same:
                    return False
                if not self._drawer.has_room:
                    return True
                is_read = self._read_one(request)
        return True

    def _read_one(self, request: FrameRequest) -> bool:
        """Read the tiles of a frame; return whether that was not broken off."""
        try:
            self._drawer.read_tiles(request, self._make_way)
        except _AskedError:
            return False
        except (LookupError, MosaicAnimError, RuntimeError):
            pass  # a request for that frame says what is wrong
        return True

    def _make_way(self) -> None:
        """Stop reading when something else is asked for."""
        if self._stop.is_set() or time.monotonic() - self._asked < _REST:
            raise _AskedError

    def _moments(self, output: int) -> Iterator[FrameRequest]:
        """Yield frames of an output: whole ones, of which coarse ones are made, then these."""
        with suppress(LookupError, MosaicAnimError):
            count = self._drawer.view(output).timeline.frame_count
            step = max(1, count // _SAMPLES)
            for scale in _SCALES:
                for frame in range(0, count, step):
                    yield FrameRequest(output=output, frame=frame, scale=scale, is_coarse=scale < 1)
