"""A whole render of an endless zoom through five mosaics, against the encode floor of its frames.

Processor time, of all processes: a machine that does something else meanwhile takes no more of it.
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
        floor.append(_processor(lambda: floor_seconds(job, raw)))
        ours.append(_processor(lambda n=number: mosaic_anim(*arguments(n), cache=cache)))
        again.append(_processor(lambda n=number: mosaic_anim(*arguments(n), cache=cache)))
    least = min(floor)
    yield Row(name=f"floor: {film.title}, processor time", value=least, unit="s", command=_COMMAND)
    for name, seconds in (
        ("ours, the whole command, all matched before", min(ours)),
        ("ours, without starting and opening", min(ours) - min(again)),
    ):
        ratio = seconds / least
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


def _processor(work: Callable[[], object]) -> float:
    """Return the processor time that this process and its children take for some work [s]."""

    def used() -> float:
        both = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
        return sum(one.ru_utime + one.ru_stime for one in both)

    before = used()
    work()
    return used() - before
