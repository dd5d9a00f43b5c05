"""How true estimates are: of memory over the peak of a render, of time and size over its own.

Photos are indexed and matched before, as where a scene is rendered again with other settings. The
estimate of memory is never to be below the peak, nor more than half above it. Time is processor
time, so that a busy machine says nearly what a quiet one does: that of a render is shared out among
the cores. An estimate is to take at most a tenth of the render that it predicts; of a short film,
loading Python and the kernels alone takes as much.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mosaic_anim.io.workers import usable_cores
from tests.benchmarks.command import Ran, mosaic_anim
from tests.benchmarks.material import Zoom, write_cover, write_photos
from tests.benchmarks.memory import sampled
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks estimate"
_MOST = 1.5
_SIZES = ((1280, 720), (1920, 1080), (3840, 2160))
_LARGEST = (7680, 4320)
_OWN = ("zoom.gif", "zoom.webp", "zoom/####.png")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A zoom of two segments, made by as many workers.

    Attributes
    ----------
    file : str
        The output.
    width, height : int
        Frame size [px].
    fps : int
        Frames of a segment: enough to fill the look-ahead of x264, few where each stands alone.
    workers : int
    """

    file: str
    width: int
    height: int
    fps: int
    workers: int

    @property
    def title(self) -> str:
        """The case in a few words."""
        kind = self.file.rpartition(".")[2].upper()
        return f"{self.width}x{self.height} {kind}, {self.workers} workers"


CASES = (
    *(
        Case(file="zoom.mp4", width=width, height=height, fps=30, workers=workers)
        for width, height in (*_SIZES, _LARGEST)
        for workers in (1, 2)
    ),
    *(
        Case(file=file, width=width, height=height, fps=6, workers=workers)
        for file in _OWN
        for width, height in _SIZES
        for workers in (1, 2)
    ),
    Case(file="zoom.webp", width=_LARGEST[0], height=_LARGEST[1], fps=6, workers=1),
)


FILMS = {
    "7.5 s": Zoom(frames=225, width=1080, height=1080),
    "4 min": Zoom(frames=7200, width=960, height=540),
}
"""Films whose time and size are estimated, by their length."""


def rows(folder: Path, *, photos: int = 1000, frames: int | None = None) -> Iterator[Row]:
    """Estimate, render and compare each film and each case; `frames` cuts the films short."""
    library = write_photos(folder / f"photos-{photos}", count=photos, height=192, width=256)
    for name, film in FILMS.items():
        shorter = replace(film, frames=min(frames or film.frames, film.frames))
        yield from _film_rows(name, shorter, folder, library)
    yield from _memory_rows(folder, library)


def _film_rows(name: str, film: Zoom, folder: Path, library: Path) -> Iterator[Row]:
    """Estimate a film as a user does for the first time, then render it."""
    cover = write_cover(folder / "cover-1920x1080.png", height=1080, width=1920)
    scene = film.write(folder / "film.yaml", cover=cover, library=library, preset="standard")
    cache = folder / "estimate-film-cache"
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir()
    out = folder / "estimated" / "film.mp4"
    shutil.rmtree(out.parent, ignore_errors=True)
    mosaic_anim("estimate", scene, "--quick", "--json", cache=cache)  # indexes and matches
    estimate = mosaic_anim("estimate", scene, "--json", cache=cache)
    render = mosaic_anim("render", scene, "-o", out, "--json", cache=cache)
    estimated = _figures_of(estimate)
    cost, true = estimate.processor_seconds, render.processor_seconds
    about = f"{name} of a zoom, {film.width}x{film.height}"
    yield Row(
        name=f"estimating {about}",
        value=cost,
        unit="s of a core",
        ratio=cost / true,
        to="the render; 0.1 at most is right",
        command=_COMMAND,
    )
    for what, value, unit, truth in (
        ("time", estimated["seconds"], "s", true / usable_cores()),
        ("size", estimated["bytes"] / 1e6, "MB", int(str(render.done["bytes"])) / 1e6),
    ):
        yield Row(
            name=f"{what} estimated, {about}; truth {truth:.3g} {unit}",
            value=value,
            unit=unit,
            ratio=value / truth,
            to=f"the truth; {1 / _MOST:.2f} to {_MOST:g} is right",
            command=_COMMAND,
        )


def _figures_of(ran: Ran) -> dict[str, float]:
    """Return the numbers that an estimate of one output tells."""
    estimated = next(e for e in ran.events if e.get("event") == "estimate")
    return {
        name: float(str(estimated[name]))
        for name in ("seconds", "bytes", "memory")
        if estimated[name]
    }


def _memory_rows(folder: Path, library: Path) -> Iterator[Row]:
    """Estimate, render and compare each case."""
    cache = folder / "estimate-cache"
    cover = write_cover(folder / "cover-1920x1080.png", height=1080, width=1920)
    for case in CASES:
        yield _row(case, folder, cache, library=library, cover=cover)


def _row(case: Case, folder: Path, cache: Path, *, library: Path, cover: Path) -> Row:
    zoom = Zoom(
        columns=60,
        rows=34,
        frames=2 * case.fps,
        width=case.width,
        height=case.height,
        fps=case.fps,
    )
    scene = zoom.write(folder / "estimate.yaml", cover=cover, library=library, preset="standard")
    out = folder / "estimated"
    shutil.rmtree(out, ignore_errors=True)
    cache.mkdir(exist_ok=True)
    options = ("--workers", str(case.workers), "--json", "--segments", out / "segments")
    # Matched by the first, so that the second finds what a user's estimate finds.
    estimates = [
        mosaic_anim("estimate", scene, "--set", f"outputs.0.file={case.file}", "--quick", *options,
                    cache=cache)
        for _ in range(2)
    ]  # fmt: skip
    estimated = _figures_of(estimates[-1])["memory"]
    peaks = sampled("render", scene, "-o", out / case.file, *options, cache=cache)
    peak = max(peaks.anonymous.values())
    return Row(
        name=f"memory estimated, {case.title}; peak {peak / 1e6:.0f} MB",
        value=estimated / 1e6,
        unit="MB",
        ratio=estimated / peak,
        to=f"the peak; 1 to {_MOST:g} is right",
        command=_COMMAND,
    )
