"""What encoding costs: our colour conversion, and ffmpeg fed from RAM: the floor of any render.

Frames are those of an eased zoom over a mosaic of noisy gradients, 1920x1080, made beforehand.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import cos, pi
from pathlib import Path
from statistics import median
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.mp4.arguments import encoder_arguments, file_arguments
from mosaic_anim.encode.mp4.yuv import pack_yuv420
from mosaic_anim.encode.presets import preset
from mosaic_anim.io.ffmpeg import file_name, find_ffmpeg
from mosaic_anim.io.ffmpeg_feed import feed
from mosaic_anim.values.geometry import Size
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks encode"
_SIZE = Size(height=1080, width=1920)
_FRAMES = 60


def rows() -> Iterator[Row]:
    """Measure the conversion of a frame, then ffmpeg with either kind of frames and each preset."""
    frames = zoom_frames(_FRAMES)
    yield _row("RGB to yuv420p planes, 1080p frame", _conversion_ms(frames), "core-ms")
    planes = [pack_yuv420(frame) for frame in frames]
    with tempfile.TemporaryDirectory() as folder:
        encoding = Encoding(
            path=Path(folder) / "floor.mp4", size=_SIZE, fps=Fraction(30), frames=_FRAMES
        )
        floor = _FRAMES / floor_seconds(frames, encoding, pixels="rgb24")
        yield _row("standard, raw rgb24 in RAM into ffmpeg", floor, "frames/s")
        for name in ("draft", "standard", "high"):
            changed = replace(encoding, settings=preset(name).settings)
            speed = _FRAMES / floor_seconds(planes, changed, pixels="yuv420p")
            what = f"{name}, our yuv420p planes in RAM into ffmpeg"
            yield _row(what, speed, "frames/s", ratio=speed / floor)
            yield _row(f"{name}, size", changed.path.stat().st_size / 1e6, "MB")


def floor_seconds(
    frames: Sequence[NDArray[np.uint8]],
    encoding: Encoding,
    *,
    pixels: Literal["rgb24", "yuv420p"] = "rgb24",
) -> float:
    """Encode frames that lie in RAM with our own options, and return the wall time [s].

    Parameters
    ----------
    frames : sequence of (H, W, 3) uint8, or of what `pack_yuv420` makes of them
        All frames.
    encoding : Encoding
        Where and how; nothing is verified or renamed.
    pixels : str
        Which of the two `frames` are.
    """
    begun = time.perf_counter()
    feed(find_ffmpeg(), whole_file_arguments(encoding, encoding.path, pixels=pixels), frames)
    return time.perf_counter() - begun


def whole_file_arguments(
    encoding: Encoding, part: Path, *, pixels: Literal["yuv420p", "rgb24"] = "yuv420p"
) -> list[str]:
    """Return ffmpeg's arguments for one encoder of the whole file, with two threads.

    With rgb24 ffmpeg converts the colours itself, which costs 7 to 10 ms of a core per frame in
    1080p.
    """
    return [
        *encoder_arguments(encoding, pixels, 2),
        *file_arguments(encoding, "mp4"),
        file_name(part),
    ]


def zoom_frames(count: int) -> list[NDArray[np.uint8]]:
    """Draw `count` frames (1080, 1920, 3) of a 12 times zoom with Pillow."""
    mosaic = Image.fromarray(_painted_mosaic())
    frames = []
    for index in range(count):
        eased = (1 - cos(pi * index / max(1, count - 1))) / 2
        width, height = (side * 12**-eased for side in mosaic.size)
        left, top = ((mosaic.width - width) * 0.6, (mosaic.height - height) * 0.4)
        box = (left, top, left + width, top + height)
        frame = mosaic.resize((_SIZE.width, _SIZE.height), Image.Resampling.BILINEAR, box=box)
        frames.append(np.asarray(frame))
    return frames


def _painted_mosaic() -> NDArray[np.uint8]:
    """Paint 90x160 cells of 24 px, each a gradient between two colours with some grain."""
    rng = np.random.default_rng(0)
    ends = rng.integers(0, 256, (2, 90, 1, 160, 1, 3)).astype(np.float32)
    along = np.linspace(0, 1, 24, dtype=np.float32)
    blend = (along[:, None, None, None] + along[None, None, :, None]) / 2  # (24, 1, 24, 1)
    picture = ends[0] + (ends[1] - ends[0]) * blend
    picture += rng.normal(0, 6, picture.shape).astype(np.float32)
    return picture.clip(0, 255).astype(np.uint8).reshape(90 * 24, 160 * 24, 3)


def _conversion_ms(frames: Sequence[NDArray[np.uint8]]) -> float:
    pack_yuv420(frames[0])
    times = []
    for frame in frames:
        begun = time.thread_time()
        pack_yuv420(frame)
        times.append(time.thread_time() - begun)
    return 1000 * median(times)


def _row(name: str, value: float, unit: str, *, ratio: float | None = None) -> Row:
    to = "" if ratio is None else "rgb24"
    return Row(name=name, value=value, unit=unit, ratio=ratio, to=to, command=_COMMAND)
