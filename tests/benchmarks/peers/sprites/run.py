"""Each peer in its own process: the same tiles at the same places, one thread, no encoder.

numpy and Pillow run in our own Python, with their newest versions; the others in one that has them.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.command import ROOT
from tests.benchmarks.peers.sprites.job import Job
from tests.benchmarks.table import Row

PEERS = {
    "numpy: slices, upright": "numpy_slices",
    "Pillow: paste, upright": "pillow_paste",
    "Pillow: rotate and paste": "pillow_rotate",
    "pygame-ce: fblits, upright": "pygame_plain",
    "pygame-ce: fblits, turned beforehand in 24 steps": "pygame_steps",
    "pygame-ce: rotate (nearest) and fblits": "pygame_rotate",
    "OpenCV: warpAffine, float positions": "opencv_warp",
}
"""Name in the table -> module in this folder."""

_OURS = ("numpy_slices", "pillow_paste", "pillow_rotate")
_MOVIEPY = "moviepy_composite"
_FEW, _MORE = 100, 400
"""Tiles that moviepy draws: what the ones between cost is multiplied."""


def peer_rows(python: Path, job: Job, folder: Path, *, ours: float, command: str) -> Iterator[Row]:
    """Measure each peer.

    Parameters
    ----------
    python : Path
        Python in which pygame-ce, OpenCV and moviepy are installed.
    job : Job
        What they draw.
    ours : float
        What our frames took, on the average [ms].
    """
    path = folder / "sprites.npz"
    job.save(path)

    def row(name: str, milliseconds: float) -> Row:
        ratio = milliseconds / ours
        return Row(
            name=name, value=milliseconds, unit="ms", ratio=ratio, to="ours", command=command
        )

    for name, module in PEERS.items():
        yield row(name, _milliseconds(python, module, path))
    count = len(job.variant)
    few, more = (
        _milliseconds(python, _MOVIEPY, _part(job, tiles, folder)) for tiles in (_FEW, _MORE)
    )
    whole = few + (more - few) / (_MORE - _FEW) * (count - _FEW)
    yield row(f"moviepy: rotated clips, extrapolated from {_MORE} tiles", whole)


def _part(job: Job, tiles: int, folder: Path) -> Path:
    """Write a job of one frame with the first tiles only."""
    path = folder / f"sprites-{tiles}.npz"
    replace(
        job,
        variant=job.variant[:tiles],
        centre=job.centre[-1:, :tiles],
        angle=job.angle[-1:, :tiles],
    ).save(path)
    return path


def _milliseconds(python: Path, module: str, job: Path) -> float:
    """Run one peer and return what it measured [ms]."""
    ran = subprocess.run(
        [
            sys.executable if module in _OURS else python,
            "-m",
            f"tests.benchmarks.peers.sprites.{module}",
            job,
        ],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return float(json.loads(ran.stdout.splitlines()[-1])["milliseconds"])
