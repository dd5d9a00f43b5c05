"""Two outputs of one render, a reel and a square GIF, against the encodes of both alone.

Encoded alone, an output's very frames lie in RAM: its segments are packed and encoded by the same
encoders with as many workers, and joined. What a render adds is drawing, naming and finding.
"""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.material import write_cover, write_photos
from tests.benchmarks.table import Row

if TYPE_CHECKING:
    from mosaic_anim.rendering.production import Production

_COMMAND = "python -m tests.benchmarks outputs"
_PHOTOS = 1600
_SECONDS = 5.0


def rows(folder: Path, *, frames: int | None = None, rounds: int = 3) -> Iterator[Row]:
    """Measure both encodes alone and our render of both in turn; the table has the medians.

    Parameters
    ----------
    folder : Path
        Where photos, caches and videos are kept.
    frames : int, optional
        Frames of the reel, to try the benchmark quickly.
    rounds : int
        How often all is measured.
    """
    os.environ["MOSAIC_ANIM_CACHE"] = str(folder / "cache")
    from mosaic_anim.rendering.api import RenderOptions, render
    from mosaic_anim.rendering.plan import opened, planned_outputs, production
    from mosaic_anim.scene.load import load_scene

    scene = load_scene(_written(folder, seconds=frames / 30 if frames else _SECONDS))
    options = RenderOptions(segments=folder / "segments-outputs", overwrite=True)
    render(scene, options=options)  # matched, compiled, tiles read
    stage, outputs = opened(scene, options, None)
    cuts = [production(plan, options, None) for plan in planned_outputs(stage, outputs, options)]
    drawn = [_drawn(cut) for cut in cuts]
    alone: list[list[float]] = [[] for _ in cuts]
    ours = []
    for number in range(rounds):
        for times, cut, pictures in zip(alone, cuts, drawn, strict=True):
            times.append(_encoded(cut, pictures, folder / "alone"))
        fresh = RenderOptions(segments=folder / f"segments-outputs-{number}", overwrite=True)
        shutil.rmtree(folder / f"segments-outputs-{number}", ignore_errors=True)
        ours.append(max(file.seconds for file in render(scene, options=fresh)))
    for times, cut in zip(alone, cuts, strict=True):
        encoding = cut.encoding
        name = f"{encoding.size} {encoding.path.suffix}, {encoding.frames} frames in RAM, alone"
        yield Row(name=name, value=median(times), unit="s", command=_COMMAND)
    both = sum(median(times) for times in alone)
    name = "ours: both, drawn and encoded"
    value = median(ours)
    yield Row(name=name, value=value, unit="s", ratio=value / both, to="sum", command=_COMMAND)


def _written(folder: Path, *, seconds: float) -> Path:
    """Write photos, cover and scene: an eased zoom, upright and square."""
    library = write_photos(folder / f"photos-{_PHOTOS}", count=_PHOTOS, height=360, width=480)
    cover = write_cover(folder / "cover-outputs.png", height=1920, width=1920)
    path = folder / "outputs.yaml"
    path.write_text(
        f"""\
mosaic_anim: 1
frame: {{size: 1080x1920, fps: 30}}
mosaic: {{cover: "{cover}", library: "{library}", columns: 120}}
timeline:
  - {{id: dive, duration: {seconds:.3f}s, camera: {{to: {{cell: [40, 70]}}, path: anchored}}}}
outputs:
  - {{file: "{folder / "reel.mp4"}"}}
  - {{file: "{folder / "square.gif"}", size: 480x480, fps: 20}}
""",
        encoding="utf-8",
    )
    return path


def _drawn(cut: "Production") -> list[NDArray[np.uint8]]:
    """Draw all frames of an output."""
    from mosaic_anim.rendering.contact_sheet.frames import packed_frames

    timeline = cut.timeline
    frames = range(timeline.frame_count)
    states = [timeline.frame_state(index) for index in frames]
    threads = cut.workers
    mosaics = cut.stage.mosaics(timeline, states, progress=None, workers=threads)
    return list(packed_frames(timeline, frames, mosaics, np.ascontiguousarray, threads=threads))


def _encoded(cut: "Production", frames: Sequence[NDArray[np.uint8]], folder: Path) -> float:
    """Encode frames that lie in RAM as a render does, and return the wall time [s]."""
    from mosaic_anim.encode.formats import format_of

    chosen = format_of(cut.encoding.path)
    suffix = cut.encoding.path.suffix
    folder.mkdir(exist_ok=True)

    def encode(number: int) -> Path:
        segment, part = cut.segments[number], folder / f"{number}{chosen.suffix}"
        pack = chosen.pack(cut.encoding)
        packed = (pack(frames[index]) for index in segment.seen)
        lead = len(segment.seen) - len(segment.frames)
        chosen.encode_segment(cut.encoding, packed, len(segment.frames), part, lead)
        return part

    begun = time.perf_counter()
    with ThreadPoolExecutor(cut.workers) as pool:
        parts = list(pool.map(encode, range(len(cut.segments))))
    chosen.join(cut.encoding, parts, folder / f"joined{suffix}")
    return time.perf_counter() - begun
