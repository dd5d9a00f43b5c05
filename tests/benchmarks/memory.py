"""The private memory of a whole render, ffmpeg and workers included, sampled while it runs.

*Anonymous* memory is what no other process shares and no file backs (`RssAnon`, Linux): the promise
is about it. *Unique* memory (`USS`) is shown beside it: it counts pages of mapped files that nobody
else maps as well, which the system takes back whenever it needs them.
"""

import contextlib
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.command import Event, mosaic_anim
from tests.benchmarks.material import Zoom, write_cover, write_photos
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks memory"
_INTERVAL = 0.02  # [s]
_UNIQUE_EVERY = 5  # samples: the system walks every page for it
_TREE_EVERY = 5  # samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A mosaic and what it may take.

    Attributes
    ----------
    zoom : Zoom
        The scene.
    cover : (int, int)
        Height and width of the cover [px].
    limit : float
        Private memory at the most [MB].
    """

    zoom: Zoom
    cover: tuple[int, int]
    limit: float


CASES = (
    Case(zoom=Zoom(columns=160, rows=90, frames=240), cover=(1080, 1920), limit=800),
    # Fewer frames, but all of the zoom, and enough to fill the encoder's look-ahead.
    Case(
        zoom=Zoom(columns=1000, rows=1000, frames=90, depth=300),
        cover=(2000, 2000),
        limit=1.2 * 2**30 / 1e6,
    ),
)


def rows(folder: Path, *, photos: int = 10_000, frames: int | None = None) -> Iterator[Row]:
    """Measure indexing, then each case from a matched nothing to a closed file."""
    cache = folder / "memory-cache"
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(parents=True)
    library = write_photos(folder / f"photos-{photos}", count=photos, height=192, width=256)
    indexing = sampled("index", library, "--json", cache=cache)
    yield from _rows_of(f"index {photos:,} photos", indexing, limit=None)
    for case in CASES:
        yield from _case(case, folder, cache, library, photos=photos, frames=frames)


def _case(
    case: Case, folder: Path, cache: Path, library: Path, *, photos: int, frames: int | None
) -> Iterator[Row]:
    """Render one case with an index and no placement."""
    zoom = case.zoom
    height, width = case.cover
    cover = write_cover(folder / f"cover-{width}x{height}.png", height=height, width=width)
    name = f"{zoom.columns}x{zoom.rows}"
    scene = zoom.write(
        folder / f"memory-{name}.yaml", cover=cover, library=library, preset="standard"
    )
    count = min(frames or zoom.frames, zoom.frames)
    out = folder / f"memory-{name}.mp4"
    arguments = ("render", scene, "-o", out, "--frames", f"0..{count}", "--overwrite", "--json")
    peaks = sampled(*arguments, cache=cache)
    yield from _rows_of(f"render {name} cells from {photos:,} photos", peaks, limit=case.limit)


def _rows_of(name: str, peaks: "Peaks", *, limit: float | None) -> Iterator[Row]:
    """Yield the rows of one command: both kinds of memory, and where the time went."""
    kinds = (
        ("anonymous memory", peaks.anonymous, limit),
        ("unique memory, mapped files included", peaks.unique, None),
    )
    for kind, by_phase, bound in kinds:
        worst = max(by_phase, key=lambda phase: by_phase[phase])
        megabytes = by_phase[worst] / 1e6
        yield Row(
            name=f"{name}: {kind}, most while {worst}",
            value=megabytes,
            unit="MB",
            ratio=megabytes / bound if bound else None,
            to=f"{bound:,.0f} MB promised" if bound else "",
            command=_COMMAND,
        )
    phases = ", ".join(f"{phase} {size / 1e6:.0f}" for phase, size in peaks.anonymous.items())
    yield Row(
        name=f"{name}: wall; anonymous MB by phase: {phases}",
        value=peaks.seconds,
        unit="s",
        ratio=None,
        to="",
        command=_COMMAND,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Peaks:
    """The most memory of a process tree in each phase [bytes], and its wall time [s]."""

    anonymous: dict[str, int]
    unique: dict[str, int]
    seconds: float


def sampled(*arguments: str | Path, cache: Path) -> Peaks:
    """Run our command line and sample its process tree until it ends."""
    sampler = _Sampler()
    try:
        ran = mosaic_anim(*arguments, cache=cache, on_start=sampler.watch, on_event=sampler.note)
    finally:
        sampler.stop()
    return Peaks(
        anonymous=dict(sampler.anonymous), unique=dict(sampler.unique), seconds=ran.seconds
    )


class _Sampler:
    """Reads the memory of a process tree every 20 ms, in a thread."""

    def __init__(self) -> None:
        self.anonymous: dict[str, int] = defaultdict(int)
        self.unique: dict[str, int] = defaultdict(int)
        self._phase = "starting"
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, pid: int) -> None:
        """Begin with the process `pid`."""
        self._thread = threading.Thread(target=self._run, args=(pid,), daemon=True)
        self._thread.start()

    def note(self, event: Event) -> None:
        """Take the phase from a progress event; what is finished is no phase any more."""
        if event.get("event") == "progress":
            finished = event.get("done") == event.get("total")
            self._phase = f"after {event['what']}" if finished else str(event["what"])

    def stop(self) -> None:
        """End sampling."""
        self._ended.set()
        if self._thread:
            self._thread.join()

    def _run(self, pid: int) -> None:
        tree: list[psutil.Process] = []
        sample = 0
        while not self._ended.wait(_INTERVAL):
            with contextlib.suppress(psutil.Error):
                if sample % _TREE_EVERY == 0:
                    root = psutil.Process(pid)
                    tree = [root, *root.children(recursive=True)]
            phase = self._phase
            anonymous = sum(_anonymous(process.pid) for process in tree)
            self.anonymous[phase] = max(self.anonymous[phase], anonymous)
            if sample % _UNIQUE_EVERY == 0:
                unique = sum(map(_unique, tree))
                self.unique[phase] = max(self.unique[phase], unique)
            sample += 1


def _anonymous(pid: int) -> int:
    """Return the anonymous resident memory of one process [bytes]; 0 when it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    return 0


def _unique(process: psutil.Process) -> int:
    """Return the memory that would be free if the process ended [bytes]; 0 when it is gone."""
    with contextlib.suppress(psutil.Error):
        return process.memory_full_info().uss
    return 0
