"""A whole render of an endless zoom through five mosaics, against the encode floor of its frames.

Processor time, of all processes: a machine that does something else meanwhile takes no more of it.
And the time that one waits, which is the shorter the more is done side by side.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from tests.benchmarks.command import mosaic_anim
from tests.benchmarks.frames import PRESET, drawn_frames
from tests.benchmarks.material import Film, write_cover, write_photos
from tests.benchmarks.memory import sampled
from tests.benchmarks.render import floor_seconds, job_of
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks endless"
_PHOTOS = 1600
_LIMIT = 2**30 / 1e6  # anonymous memory [MB]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endless(Film):
    """A zoom through mosaics of 100 x 100 cells that lie in each other, back to the first."""

    columns: int = 100
    rows: int = 100
    frames: int = 300

    @property
    def title(self) -> str:
        """The film in a few words."""
        return f"{self.frames} frames of an endless zoom through 5 mosaics of 100x100 cells"

    @property
    def channels(self) -> str:
        """What happens in the clip, as a scene says it."""
        return "endless: {covers: 5}"

    @property
    def cell(self) -> str:
        """The shape of the frame."""
        return "auto"


def rows(folder: Path, *, frames: int | None = None, rounds: int = 3) -> Iterator[Row]:
    """Measure the floor and our render in turn, then the memory of a render.

    Parameters are options of `__main__`; of each time the least counts.
    """
    film = Endless(frames=frames or Endless().frames)
    cache = folder / "endless-cache"
    library = write_photos(folder / f"photos-{_PHOTOS}", count=_PHOTOS, height=360, width=480)
    cover = write_cover(folder / "cover.png", height=film.height, width=film.width)
    scene = film.write(folder / "endless.yaml", cover=cover, library=library, preset=PRESET)

    def arguments(number: int) -> tuple[str | Path, ...]:
        segments = folder / f"segments-endless-{number}"
        options = ("-o", folder / "endless.mp4", "--segments", segments)
        return ("render", scene, *options, "--overwrite", "--json")

    peaks = sampled(*arguments(0), cache=cache)
    raw = drawn_frames(scene, film.frames, cache=cache)
    job = job_of(film, folder)
    floor, ours, again = [], [], []
    for number in range(1, rounds + 1):
        floor.append(_cost(lambda: floor_seconds(job, raw)))
        ours.append(_cost(lambda n=number: _seconds(arguments(n), cache)))
        again.append(_cost(lambda n=number: _seconds(arguments(n), cache)))
    processor, wait = (min(column) for column in zip(*floor, strict=True))
    least, film_wait = (min(column) for column in zip(*ours, strict=True))
    opening, _ = (min(column) for column in zip(*again, strict=True))
    for name, seconds, base in (
        (f"floor: {film.title}, processor time", processor, None),
        ("ours, the whole command, all matched before", least, processor),
        ("ours, without starting and opening", least - opening, processor),
        ("floor, time that one waits", wait, None),
        ("ours, from the first frame to the closed file", film_wait, wait),
    ):
        ratio = None if base is None else seconds / base
        yield Row(name=name, value=seconds, unit="s", ratio=ratio, to="floor", command=_COMMAND)
    most = max(peaks.anonymous.values()) / 1e6
    yield Row(
        name="anonymous memory, indexing and matching included",
        value=most,
        unit="MB",
        ratio=most / _LIMIT,
        to="1 GiB promised",
        command=_COMMAND,
    )


def _seconds(arguments: tuple[str | Path, ...], cache: Path) -> float:
    """Render; return the time from the first frame to the closed file [s]."""
    return float(str(mosaic_anim(*arguments, cache=cache).done["seconds"]))


def _cost(work: Callable[[], float]) -> tuple[float, float]:
    """Return the processor time that this process and its children take for some work [s].

    And the time that one waits for it, as it says itself [s].
    """

    def used() -> float:
        both = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
        return sum(one.ru_utime + one.ru_stime for one in both)

    before = used()
    seconds = work()
    return used() - before, seconds
