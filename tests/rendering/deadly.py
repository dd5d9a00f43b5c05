"""Motions that end the process that draws them; worker processes import them by this name."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.values.flight import Flight


@dataclass(frozen=True)
class Deadly:
    """Kills whoever draws it, as often as files can be made: `times` of them in `folder`."""

    folder: str
    times: int = 1000

    def flight(self, layout):  # noqa: ARG002 - the protocol's
        """Leave a mark and die, or let all tiles stay at home."""
        for number in range(self.times):
            mark = Path(self.folder) / str(number)
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return Flight()


@dataclass(frozen=True)
class Wrong:
    """Cannot be drawn."""

    def flight(self, layout):  # noqa: ARG002 - the protocol's
        """Fail."""
        raise ZeroDivisionError
