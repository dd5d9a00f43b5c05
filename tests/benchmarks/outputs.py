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

from tests.benchmarks.frames import draw_all
from tests.benchmarks.material import write_cover, write_photos
from tests.benchmarks.table import Row

if TYPE_CHECKING:
    from mosaic_anim.rendering.plan import OutputPlan

_COMMAND = "python -m tests.benchmarks outputs"
_PHOTOS = 1600
_SECONDS = 5.0


def rows(folder: Path, *, frames: int | None = None, rounds: int = 3) -> Iterator[Row]:
    """Measure both encodes alone and our render of both in turn; the table has the medians.

    Parameters are options of `__main__`.
    """
    os.environ["MOSAIC_ANIM_CACHE"] = str(folder / "cache")
    from mosaic_anim.rendering.api import RenderOptions, render
    from mosaic_anim.rendering.open_outputs import open_outputs
    from mosaic_anim.rendering.plan import plan_outputs
    from mosaic_anim.scene.model import Scene

    scene = Scene.load(_written(folder, seconds=frames / 30 if frames else _SECONDS))
    options = RenderOptions(segments=folder / "segments-outputs", overwrite=True)
    render(scene, options=options)  # matched, compiled, tiles read
    plans = plan_outputs(*open_outputs(scene, options, None), options)
    drawn = [
        draw_all(plan.project, plan.timeline, range(plan.timeline.frame_count)) for plan in plans
    ]
    alone: list[list[float]] = [[] for _ in plans]
    ours = []
    for number in range(rounds):
        for times, plan, pictures in zip(alone, plans, drawn, strict=True):
            times.append(_encoded(plan, pictures, folder / "alone"))
        fresh = RenderOptions(segments=folder / f"segments-outputs-{number}", overwrite=True)
        shutil.rmtree(folder / f"segments-outputs-{number}", ignore_errors=True)
        ours.append(max(file.seconds for file in render(scene, options=fresh)))
    for times, plan in zip(alone, plans, strict=True):
        encoding = plan.encoding
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


def _encoded(plan: "OutputPlan", frames: Sequence[NDArray[np.uint8]], folder: Path) -> float:
    """Encode frames that lie in RAM as a render does, and return the wall time [s]."""
    from mosaic_anim.encode.formats import format_of

    chosen = format_of(plan.encoding.path)
    suffix = plan.encoding.path.suffix
    folder.mkdir(exist_ok=True)

    def encode(number: int) -> Path:
        segment, part = plan.segments[number], folder / f"{number}{chosen.segment_suffix}"
        pack = chosen.pack(plan.encoding)
        packed = (pack(frames[index]) for index in segment.seen)
        lead = len(segment.seen) - len(segment.frames)
        chosen.encode_segment(plan.encoding, packed, len(segment.frames), part, lead)
        return part

    begun = time.perf_counter()
    with ThreadPoolExecutor(plan.workers) as pool:
        parts = list(pool.map(encode, range(len(plan.segments))))
    chosen.join(plan.encoding, parts, folder / f"joined{suffix}")
    return time.perf_counter() - begun
