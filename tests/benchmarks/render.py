"""Whole renders of one zoom: the floor, ours and the peers, in one run on one machine.

The floor is what no program can beat that hands RGB frames to this encoder: the very frames of our
render, drawn beforehand and lying in RAM, through the same ffmpeg command.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.command import Ran, mosaic_anim
from tests.benchmarks.frames import PRESET, drawn_frames, encoder_options
from tests.benchmarks.material import Zoom, write_cover, write_photos
from tests.benchmarks.peers.job import Job
from tests.benchmarks.peers.pipe import encode
from tests.benchmarks.peers.run import peer_rows
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks render"
_PHOTOS = 1600


def rows(
    folder: Path, *, peers: Path | None = None, frames: int | None = None, rounds: int = 3
) -> Iterator[Row]:
    """Measure the floor and our render in turn, then each peer.

    Parameters
    ----------
    folder : Path
        Where photos, caches and videos are kept.
    peers : Path, optional
        Python in which moviepy is installed; without it the peers are left out.
    frames : int, optional
        Frames of the zoom, to try the benchmark quickly; default: 240, and 180 for peers.
    rounds : int
        How often floor and render are measured; the table has the medians.
    """
    zoom = Zoom(frames=frames or Zoom().frames)
    scene = _scene(zoom, folder)
    first = _render(scene, zoom, folder)
    raw = drawn_frames(scene, zoom.frames, cache=_cache(folder))
    job = _job(zoom, folder)
    floor, ours, whole = [], [], []
    for _ in range(rounds):
        floor.append(floor_seconds(job, raw))
        ran = _render(scene, zoom, folder)
        ours.append(float(str(ran.done["seconds"])))
        whole.append(ran.seconds)
    del raw
    base = median(floor)
    told = f"{zoom.frames} frames of a {zoom.depth:g}x zoom, {zoom.columns}x{zoom.rows} cells"
    yield _row(f"floor: {told}, raw in RAM into ffmpeg", base, 1.0)
    yield _row("ours, first frame drawn to file closed", median(ours), median(ours) / base)
    yield _row(
        "ours, the whole command, library matched before", median(whole), median(whole) / base
    )
    yield _row("ours, the first time: indexed, matched, compiled as well", first.seconds, None)
    if peers is not None:
        yield from peer_rows(peers, job, scene, zoom, folder, floor=zoom.frames / base)


def floor_seconds(job: Job, frames: list[NDArray[np.uint8]]) -> float:
    """Encode `frames`, each (H, W, 3), that lie in RAM, and return the wall time [s]."""
    begun = time.perf_counter()
    encode(job, (memoryview(frame).cast("B") for frame in frames))
    return time.perf_counter() - begun


def _scene(zoom: Zoom, folder: Path) -> Path:
    """Write photos, cover and scene."""
    library = write_photos(folder / f"photos-{_PHOTOS}", count=_PHOTOS, height=360, width=480)
    cover = write_cover(folder / "cover.png", height=zoom.height, width=zoom.width)
    return zoom.write(folder / "zoom.yaml", cover=cover, library=library, preset=PRESET)


def _render(scene: Path, zoom: Zoom, folder: Path) -> Ran:
    """Render the scene with our command line."""
    out, frames = folder / "ours.mp4", f"0..{zoom.frames}"
    options = ("-o", out, "--frames", frames, "--overwrite", "--json")
    return mosaic_anim("render", scene, *options, cache=_cache(folder))


def _cache(folder: Path) -> Path:
    return folder / "render-cache"


def _job(zoom: Zoom, folder: Path) -> Job:
    """Describe the floor's encoding; a peer gets the same with its own views and file."""
    from imageio_ffmpeg import get_ffmpeg_exe

    options = encoder_options(zoom)
    return Job(
        still="",
        boxes=(),
        width=zoom.width,
        height=zoom.height,
        fps=zoom.fps,
        ffmpeg=get_ffmpeg_exe(),
        encoder=options,
        preset=options[options.index("-preset") + 1],
        crf=options[options.index("-crf") + 1],
        output=str(folder / "floor.mp4"),
    )


def _row(name: str, seconds: float, ratio: float | None) -> Row:
    return Row(name=name, value=seconds, unit="s", ratio=ratio, to="floor", command=_COMMAND)
