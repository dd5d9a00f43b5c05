"""Pace: an encoder is given no more frames than it works at.

ffmpeg takes whatever it is given, and lets up to 24 frames wait in its queues: in 1080p they are 75
MB of each encoder. It reports how many frames it has written; so a few can be kept ready for it.
"""

import threading
from typing import IO

REPORTS = ("-progress", "pipe:1", "-stats_period", "0.02")
"""Options of ffmpeg: it reports to its standard output."""

_LONGEST = 20.0
"""How long a report is waited for; then ffmpeg is given frames as fast as it takes them [s]."""

_FRAMES = b"frame="


class Pace:
    """Counts the frames that ffmpeg reports as written.

    Parameters
    ----------
    pipe : binary file
        Its standard output.
    """

    def __init__(self, pipe: IO[bytes] | None) -> None:
        self._written = 0
        self._is_over = pipe is None
        self._changed = threading.Condition()
        if pipe is not None:
            threading.Thread(target=self._read, args=(pipe,), daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Whether nothing more is reported: the encoder has ended, or never reports."""
        return self._is_over

    def wait(self, given: int, most: int) -> None:
        """Wait until at most `most` of the frames that it was given are not written yet."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: self._is_over or given - self._written <= most, _LONGEST
            ):
                self._is_over = True

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                if line.startswith(_FRAMES) and (number := line[len(_FRAMES) :].strip()).isdigit():
                    self._note(int(number))
        self._note(self._written, is_over=True)

    def _note(self, written: int, *, is_over: bool = False) -> None:
        with self._changed:
            self._written, self._is_over = written, self._is_over or is_over
            self._changed.notify_all()
