"""Renders that repeat and scale: what is drawn again, what segments cost, what more cores give.

What 8 or 64 cores give is predicted, not measured: the parts that run alone (start and planning,
which grow with the frames; the join, which grows with the segments) and the work that is shared are
measured here, and shared out in segments. Where cores are left over, the frames of a segment are
drawn and encoded side by side: how much faster that makes it is measured with two cores, and no
more is predicted, though its encoder works at three frames. Two things are left out, and both make
a large machine slower than predicted: cores share the memory's bandwidth, and clock lower when all
work. A film of eight seconds has eight segments, so that of 64 cores most wait; one of ten minutes
feeds them, and then planning and join are what is left. Matching runs once for a mosaic, on one
core, and is kept: its time is in `ours, the first time` of the part `render`.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from math import ceil
from pathlib import Path
from statistics import median

from tests.benchmarks.command import Ran, mosaic_anim
from tests.benchmarks.frames import PRESET, drawn_frames
from tests.benchmarks.material import Zoom, write_cover, write_photos
from tests.benchmarks.render import floor_seconds, job_of
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks again"
_PHOTOS = 1600
_LONG = 18_000  # frames: ten minutes
_JOINED = 20  # times the film's own segments, to time a join


def rows(folder: Path, *, frames: int | None = None, rounds: int = 3) -> Iterator[Row]:
    """Measure a film of four clips: whole, with its last clip changed, as one file, on a cluster.

    Parameters are options of `__main__`; the table has the medians.
    """
    film = Film(zoom=Zoom(frames=frames or Zoom().frames), folder=folder)
    film.render("first")  # indexed, matched, compiled
    yield from _changed(film, rounds)
    yield from _size(film)
    yield from _cluster(film, rounds)
    yield from _cores(film, rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """Four clips of one zoom, and how they are rendered."""

    zoom: Zoom
    folder: Path

    @property
    def title(self) -> str:
        """The film in a few words."""
        return f"{self.zoom.frames} frames in four clips, {self.zoom.width}x{self.zoom.height}"

    def scene(self, *, last: float = 1.0) -> Path:
        """Write the scene; `last` is where its last clip arrives, 1 being where the zoom does."""
        zoom, folder = self.zoom, self.folder
        library = write_photos(folder / f"photos-{_PHOTOS}", count=_PHOTOS, height=360, width=480)
        cover = write_cover(folder / "cover.png", height=zoom.height, width=zoom.width)
        row, col, height, width = zoom.target
        full_height, full_width = zoom.view
        clips = []
        for clip, share in enumerate((0.25, 0.5, 0.75, last)):
            scale = zoom.depth ** (1 - share)
            rect = (row, col, height * scale, width * scale)
            rect = (
                min(rect[0], full_height - rect[2]),
                min(rect[1], full_width - rect[3]),
                *rect[2:],
            )
            to = ", ".join(f"{edge:.4f}" for edge in rect)
            camera = f"camera: {{to: {{rect: [{to}]}}, ease: in_out_sine}}"
            clips.append(f"  - {{id: clip{clip}, duration: {zoom.frames // 4}f, {camera}}}\n")
        path = folder / f"again-{last:g}.yaml"
        path.write_text(
            "mosaic_anim: 1\n"
            f"frame: {{size: {zoom.width}x{zoom.height}, fps: {zoom.fps}}}\n"
            f'mosaic: {{cover: "{cover}", library: "{library}", columns: {zoom.columns}}}\n'
            f"timeline:\n{''.join(clips)}"
            f"outputs:\n  - {{file: clip.mp4, preset: {PRESET}}}\n",
            encoding="utf-8",
        )
        return path

    def render(self, segments: str, *options: str | Path, last: float = 1.0) -> Ran:
        """Render with the segments of that name, to `again.mp4`."""
        given = ("-o", self.file, "--segments", self.folder / f"again-{segments}")
        scene = self.scene(last=last)
        return mosaic_anim(
            "render", scene, *given, "--overwrite", "--json", *options, cache=self.cache
        )

    @property
    def file(self) -> Path:
        """What is rendered."""
        return self.folder / "again.mp4"

    @property
    def cache(self) -> Path:
        """Library and placement, shared with the part `render`."""
        return self.folder / "render-cache"


def _changed(film: Film, rounds: int) -> Iterator[Row]:
    """Compare a whole render with one whose last clip was changed, and one of which all is there.

    Each round changes the clip otherwise, and takes the segments of its own whole render.
    """
    whole, changed, again = [], [], []
    for number in range(rounds):
        whole.append(film.render(f"whole-{number}").seconds)
        changed.append(film.render(f"whole-{number}", last=0.9).seconds)
        film.file.unlink()
        again.append(film.render(f"whole-{number}").seconds)
    base = median(whole)
    for name, seconds in (
        (f"{film.title}: the whole command", base),
        ("its last clip of four changed", median(changed)),
        ("the same again, all segments there", median(again)),
    ):
        ratio = seconds / base
        yield Row(name=name, value=seconds, unit="s", ratio=ratio, to="whole", command=_COMMAND)


def _size(film: Film) -> Iterator[Row]:
    """Compare the joined file with what one encoder makes of the same frames."""
    film.render("whole-0", "--frames", f"0..{film.zoom.frames}")
    joined = film.file.stat().st_size
    job = job_of(film.zoom, film.folder)
    floor_seconds(job, drawn_frames(film.scene(), film.zoom.frames, cache=film.cache))
    one = Path(job.output).stat().st_size
    yield Row(
        name="size of the joined file",
        value=joined / 1e6,
        unit="MB",
        ratio=joined / one,
        to="one encoder with two threads",
        command=_COMMAND,
    )


def _cluster(film: Film, rounds: int) -> Iterator[Row]:
    """Compare two local workers with two Dask workers on this machine, in turn."""
    local, dask = [], []
    with _two_workers(film.cache) as address:
        film.render("warm", "--cluster", address)
        for number in range(rounds):
            local.append(film.render(f"local-{number}", "--workers", "2").seconds)
            dask.append(film.render(f"dask-{number}", "--cluster", address).seconds)
    base = median(local)
    yield Row(name="two local workers", value=base, unit="s", command=_COMMAND)
    yield Row(
        name="two Dask workers on this machine",
        value=median(dask),
        unit="s",
        ratio=median(dask) / base,
        to="two local workers",
        command=_COMMAND,
    )


@contextmanager
def _two_workers(cache: Path) -> Iterator[str]:
    """Start a scheduler and two workers of one thread, and yield the scheduler's address."""
    from distributed import LocalCluster

    os.environ["MOSAIC_ANIM_CACHE"] = str(cache)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


def _cores(film: Film, rounds: int) -> Iterator[Row]:
    """Measure what runs alone and what is shared; predict what more cores give."""
    numbers = count()
    alone = median(
        film.render(f"one-{next(numbers)}", "--workers", "1").seconds for _ in range(rounds)
    )
    film.file.unlink()
    again = film.render("one-0").seconds
    parts = _parts(film, alone=alone, again=again, pace=_pace(film, rounds))
    for name, value, unit in (
        ("alone: start and planning", parts.start, "s"),
        ("alone: planning, each frame more", parts.frame * 1e3, "ms"),
        ("alone: join, each segment more", parts.segment * 1e3, "ms"),
        ("shared: a frame, drawn and encoded by one core", parts.work * 1e3, "ms"),
        ("a segment by two cores", parts.pace, "times as fast"),
    ):
        yield Row(name=name, value=value, unit=unit, command=_COMMAND)
    for frames in (film.zoom.frames, _LONG):
        one = parts.seconds(frames, fps=film.zoom.fps, cores=1)
        for cores in (2, 8, 64):
            seconds = parts.seconds(frames, fps=film.zoom.fps, cores=cores)
            yield Row(
                name=f"predicted: {frames:,} frames on {cores} cores",
                value=seconds,
                unit="s",
                ratio=one / seconds,
                to="faster than one",
                command=_COMMAND,
            )


def _pace(film: Film, rounds: int) -> float:
    """Return how many times as fast two cores draw and encode one segment as one core does."""
    second = ("--frames", f"0..{min(film.zoom.fps, film.zoom.frames)}")
    seconds = []
    for workers in ("1", "2"):
        renders = (
            film.render(f"second-{workers}-{number}", *second, "--workers", workers)
            for number in range(rounds)
        )
        seconds.append(median(float(str(ran.done["seconds"])) for ran in renders))
    return max(1.0, seconds[0] / seconds[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a render consists of.

    Attributes
    ----------
    start : float
        The program, library and placement until the first frame is planned [s].
    frame, segment : float
        Planning of a frame, and joining of a segment: one core does them all [s].
    work : float
        Drawing and encoding a frame on one core [s].
    pace : float
        How many times as fast a segment is made where cores are left over for it.
    """

    start: float
    frame: float
    segment: float
    work: float
    pace: float

    def seconds(self, frames: int, *, fps: int, cores: int) -> float:
        """Predict a whole command [s]: each core makes a segment, the last ones are made faster."""
        segments = ceil(frames / fps)
        alone = self.start + frames * self.frame + segments * self.segment
        turns, last = divmod(segments, cores)
        turn = min(fps, frames) * self.work
        shared = turns * turn
        if last:
            shared += turn / min(self.pace, cores / last)
        return alone + shared


def _parts(film: Film, *, alone: float, again: float, pace: float) -> Parts:
    """Tell apart what one core takes for a whole film, and for one of which all is there [s]."""
    from mosaic_anim.encode.encoding import Encoding
    from mosaic_anim.encode.formats import format_of
    from mosaic_anim.rendering.fingerprint import Fingerprints
    from mosaic_anim.rendering.open_project import open_project
    from mosaic_anim.rendering.segments import cut_segments
    from mosaic_anim.scene.model import Scene

    scene = Scene.load(film.scene())
    output, project = scene.outputs[0], open_project(scene)
    timeline = project.timeline(output)
    path = film.folder / "joined.mp4"
    files = sorted((film.folder / "again-one-0").glob("*.mp4")) * _JOINED
    frames = sum(int(file.name.split("-")[1]) for file in files)
    encoding = Encoding(
        path=path,
        size=timeline.size,
        fps=timeline.fps,
        frames=frames,
        settings=output.settings,
    )

    def cut(frames: range) -> None:
        cut_segments(timeline, frames, encoding, Fingerprints(project, timeline))

    cut(range(1))  # hashes the code, asks ffmpeg's version
    begun = time.perf_counter()
    cut(range(1))
    looked = time.perf_counter()
    cut(range(timeline.frame_count))
    planned = time.perf_counter()
    format_of(path).join(encoding, files, path)
    joined = time.perf_counter()
    frame = max(0.0, (planned - looked) - (looked - begun)) / (timeline.frame_count - 1)
    segment = (joined - planned) / len(files)
    return Parts(
        start=again - timeline.frame_count * frame - len(files) // _JOINED * segment,
        frame=frame,
        segment=segment,
        work=(alone - again) / timeline.frame_count,
        pace=pace,
    )
