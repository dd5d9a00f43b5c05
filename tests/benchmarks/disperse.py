"""A whole render of tiles that fly apart, against the encode floor of its own frames."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.material import Film
from tests.benchmarks.render import measured
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks disperse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disperse(Film):
    """Tiles are thrown from the middle until all have left the frame."""

    frames: int = 90

    @property
    def title(self) -> str:
        """The film in a few words."""
        return f"{self.frames} frames of a disperse, {self.columns}x{self.rows} tiles"

    @property
    def channels(self) -> str:
        """What happens in the clip, as a scene says it."""
        return "tiles: {motion: explode}"


def rows(folder: Path, *, frames: int | None = None, rounds: int = 3) -> Iterator[Row]:
    """Measure the floor and our render in turn.

    Parameters are options of `__main__`; the table has the medians.
    """
    film = Disperse(frames=frames or Disperse().frames)
    yield from measured(film, folder, rounds=rounds).rows(film.title, _COMMAND)
