"""Each peer in its own process: the same zoom into a still of the same mosaic, the same encoder.

The Pillow peers run in our own Python, with the newest Pillow; only moviepy needs another one.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.command import ROOT
from tests.benchmarks.frames import painted_mosaic
from tests.benchmarks.material import Zoom
from tests.benchmarks.peers.job import Job
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks render --peers PYTHON"
_FRAMES = 180

STILL_CELL = 64
"""Width of a cell in the still [px]: 10,240 x 5,760 px for 160x90 cells."""

_MOVIEPY = "moviepy_zoom"

PEERS = {
    "moviepy: Crop and Resize of each frame": _MOVIEPY,
    "Pillow: crop to whole pixels, Lanczos": "pillow_lanczos",
    "Pillow: box of fractions, bilinear": "pillow_box",
    "Pillow: the same on a half-size pyramid": "pillow_pyramid",
    "ffmpeg: two zoompan filters": "ffmpeg_zoompan",
}
"""Name in the table -> module in this folder."""


def peer_rows(
    python: Path, job: Job, scene: Path, zoom: Zoom, folder: Path, *, floor: float
) -> Iterator[Row]:
    """Measure each peer over 180 frames, fewer if the zoom has fewer.

    Parameters
    ----------
    python : Path
        Python in which moviepy is installed.
    job : Job
        The floor's encoding.
    floor : float
        The floor's frames a second.
    """
    still = _still(scene, zoom, folder)
    zoom = replace(zoom, frames=min(zoom.frames, _FRAMES))
    for name, module in PEERS.items():
        output = str(folder / f"{module}.mp4")
        boxes = zoom.boxes(STILL_CELL)
        with_python = python if module == _MOVIEPY else Path(sys.executable)
        seconds = _seconds(
            with_python, module, replace(job, still=still, boxes=boxes, output=output)
        )
        rate = zoom.frames / seconds
        yield Row(
            name=name,
            value=rate,
            unit="frames/s",
            ratio=floor / rate,
            to="floor",
            command=_COMMAND,
        )


def _still(scene: Path, zoom: Zoom, folder: Path) -> str:
    """Paint the mosaic whole, as an uncompressed file that every peer reads at once."""
    path = folder / "still.ppm"
    pixels = painted_mosaic(scene, STILL_CELL, cache=folder / "render-cache")
    if pixels.shape != (zoom.rows * STILL_CELL, zoom.columns * STILL_CELL, 3):
        raise ValueError(f"a still of the wrong size: {pixels.shape}")
    with path.open("wb") as file:
        file.write(f"P6 {pixels.shape[1]} {pixels.shape[0]} 255\n".encode())
        file.write(pixels.tobytes())
    return str(path)


def _seconds(python: Path, module: str, job: Job) -> float:
    """Run one peer and return what it measured [s]."""
    path = Path(job.output).with_suffix(".json")
    job.save(path)
    ran = subprocess.run(
        [python, "-m", f"tests.benchmarks.peers.{module}", path],
        cwd=ROOT,
        env={**os.environ, "FFMPEG_BINARY": job.ffmpeg},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return float(json.loads(ran.stdout.splitlines()[-1])["seconds"])
