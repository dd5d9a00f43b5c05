"""How true the estimate of memory is: what is told before a render, over the peak of that render.

Photos are indexed and matched before, as where a scene is rendered again with other settings. The
estimate is never to be below the peak, nor more than half above it.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.command import mosaic_anim
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
    def told(self) -> str:
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


def rows(folder: Path, *, photos: int = 1000) -> Iterator[Row]:
    """Estimate, render and compare each case."""
    cache = folder / "estimate-cache"
    library = write_photos(folder / f"photos-{photos}", count=photos, height=192, width=256)
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
    told = next(e for e in estimates[-1].events if e.get("event") == "estimate")["memory"]
    peaks = sampled("render", scene, "-o", out / case.file, *options, cache=cache)
    peak = max(peaks.anonymous.values())
    return Row(
        name=f"memory told, {case.told}; peak {peak / 1e6:.0f} MB",
        value=int(str(told)) / 1e6,
        unit="MB",
        ratio=int(str(told)) / peak,
        to=f"the peak; 1 to {_MOST:g} is right",
        command=_COMMAND,
    )
