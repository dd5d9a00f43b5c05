"""Whole renders of a film, here a zoom: the floor, ours and the peers, in one run on one machine.

The floor is what no program can beat that hands RGB frames to this encoder: the very frames of our
render, drawn beforehand and lying in RAM, through the same ffmpeg command.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.command import Ran, mosaic_anim
from tests.benchmarks.frames import PRESET, drawn_frames, encoder_options
from tests.benchmarks.material import Film, Zoom, write_cover, write_photos
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
    times = measured(zoom, folder, rounds=rounds)
    yield from times.rows(zoom.title, _COMMAND)
    name = "ours, the first time: indexed, matched, compiled as well"
    yield Row(name=name, value=times.first, unit="s", command=_COMMAND)
    if peers is not None:
        floor = zoom.frames / times.floor
        yield from peer_rows(peers, job_of(zoom, folder), times.scene, zoom, folder, floor=floor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Wall times [s] of whole renders.

    Attributes
    ----------
    floor : float
        ffmpeg alone.
    ours : float
        From before the first frame is drawn to the closed file.
    whole : float
        The whole command, the library matched before.
    first : float
        The whole command when nothing is there yet.
    again : float
        The whole command when all segments are there: found, proven and joined.
    scene : Path
        The scene that was rendered.
    """

    floor: float
    ours: float
    whole: float
    first: float
    again: float
    scene: Path

    def rows(self, title: str, command: str) -> Iterator[Row]:
        """Yield the times as rows, each compared with the floor."""

        def row(name: str, seconds: float) -> Row:
            ratio = seconds / self.floor
            return Row(name=name, value=seconds, unit="s", ratio=ratio, to="floor", command=command)

        yield row(f"floor: {title}, raw in RAM into ffmpeg", self.floor)
        yield row("ours, first frame drawn to file closed", self.ours)
        yield row("ours, the whole command, library matched before", self.whole)
        yield row("the same again, all segments there", self.again)


def measured(film: Film, folder: Path, *, rounds: int) -> Times:
    """Render `film` and encode its floor in turn; return the medians of `rounds`."""
    scene = _scene(film, folder)
    first = _render(scene, film, folder)
    raw = drawn_frames(scene, film.frames, cache=_cache(folder))
    job = job_of(film, folder)
    floor, ours, whole = [], [], []
    for number in range(1, rounds + 1):
        floor.append(floor_seconds(job, raw))
        ran = _render(scene, film, folder, number)
        ours.append(float(str(ran.done["seconds"])))
        whole.append(ran.seconds)
    again = _render(scene, film, folder, rounds)
    return Times(
        floor=median(floor),
        ours=median(ours),
        whole=median(whole),
        first=first.seconds,
        again=again.seconds,
        scene=scene,
    )


def floor_seconds(job: Job, frames: list[NDArray[np.uint8]]) -> float:
    """Encode `frames`, each (H, W, 3), that lie in RAM, and return the wall time [s]."""
    begun = time.perf_counter()
    encode(job, (memoryview(frame).cast("B") for frame in frames))
    return time.perf_counter() - begun


def _scene(film: Film, folder: Path) -> Path:
    """Write photos, cover and scene."""
    library = write_photos(folder / f"photos-{_PHOTOS}", count=_PHOTOS, height=360, width=480)
    cover = write_cover(folder / "cover.png", height=film.height, width=film.width)
    name = f"{type(film).__name__.lower()}.yaml"
    return film.write(folder / name, cover=cover, library=library, preset=PRESET)


def _render(scene: Path, film: Film, folder: Path, number: int = 0) -> Ran:
    """Render the scene with our command line; each number has segments of its own."""
    out, frames = folder / "ours.mp4", f"0..{film.frames}"
    segments = folder / f"segments-{scene.stem}-{number}"
    options = ("-o", out, "--frames", frames, "--segments", segments, "--overwrite", "--json")
    return mosaic_anim("render", scene, *options, cache=_cache(folder))


def _cache(folder: Path) -> Path:
    return folder / "render-cache"


def job_of(film: Film, folder: Path) -> Job:
    """Describe the encoding of a film's floor; a peer gets the same with its own views and file."""
    from imageio_ffmpeg import get_ffmpeg_exe

    options = encoder_options(film)
    return Job(
        still="",
        boxes=(),
        width=film.width,
        height=film.height,
        fps=film.fps,
        ffmpeg=get_ffmpeg_exe(),
        encoder=options,
        preset=options[options.index("-preset") + 1],
        crf=options[options.index("-crf") + 1],
        output=str(folder / "floor.mp4"),
    )
