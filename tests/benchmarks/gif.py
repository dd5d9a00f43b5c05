"""GIFs of a zoom, 480x480, 60 frames: ours and others', decoded and compared with their sources.

PSNR is that of the mean error of all frames in RGB; SSIM is ffmpeg's, mean of red, green and blue.
Flicker is how much more, or less, a pixel changes from frame to frame than its source does, where
the source changes by six levels at most: root of the mean square [levels].
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.settings import Gif, Settings
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.values.geometry import Size
from tests.benchmarks.command import mosaic_anim
from tests.benchmarks.frames import PRESET, drawn_frames
from tests.benchmarks.material import Zoom, write_cover, write_photos
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks gif"
_FRAMES, _SIDE, _FPS = 60, 480, 20
_PHOTOS = 1600
_SPLIT = "split[a][b];[a]palettegen=stats_mode="
_FILTERS = {
    "ffmpeg, one palette, bayer 3": f"{_SPLIT}full[p];[b][p]paletteuse=dither=bayer:bayer_scale=3",
    "ffmpeg, one palette, sierra2_4a": f"{_SPLIT}full[p];[b][p]paletteuse=dither=sierra2_4a",
    "ffmpeg, palette per frame, no dither": f"{_SPLIT}single[p];[b][p]paletteuse=new=1:dither=none",
}

_GIFSKI = {"darwin": "macos/gifski", "win32": "windows/gifski.exe"}
"""Where the program lies in its npm package, by platform."""

Frames = NDArray[np.uint8]


def rows(folder: Path, *, peers: Path | None = None, frames: int | None = None) -> Iterator[Row]:
    """Measure our render, our encoder alone, and the others on the same ready frames.

    Parameters
    ----------
    folder : Path
        Where photos, caches and GIFs are kept.
    peers : Path, optional
        Python in whose environment npm has installed gifski; without it, gifski is left out.
    frames : int, optional
        Fewer frames, for a try.
    """
    zoom = Zoom(
        columns=160,
        rows=160,
        frames=frames or _FRAMES,
        width=_SIDE,
        height=_SIDE,
        fps=_FPS,
        depth=12,
    )
    library = write_photos(folder / f"photos-{_PHOTOS}", count=_PHOTOS, height=360, width=480)
    cover = write_cover(folder / "gif-cover.png", height=_SIDE, width=_SIDE)
    scene = zoom.write(folder / "gif.yaml", cover=cover, library=library, preset=PRESET)
    cache = folder / "render-cache"
    source = np.stack(drawn_frames(scene, zoom.frames, cache=cache))
    path = folder / "ours.gif"
    _render(scene, path, zoom.frames, folder / "warm", cache)
    with tempfile.TemporaryDirectory(dir=folder) as segments:
        seconds = _render(scene, path, zoom.frames, Path(segments), cache)
    yield from _rows_of(f"ours, drawn and encoded: {zoom.title}", path, source, seconds)
    for name, write in _writers(peers).items():
        begun = time.perf_counter()
        write(source, path)
        yield from _rows_of(name, path, source, time.perf_counter() - begun)


def _writers(peers: Path | None) -> dict[str, Callable[[Frames, Path], None]]:
    """Return what makes a GIF of frames that lie in RAM."""
    found: dict[str, Callable[[Frames, Path], None]] = {
        "ours, ready frames": partial(_ours, settings=Gif()),
        "ours, ready frames, loss 8": partial(_ours, settings=Gif(loss=8)),
    }
    found |= {name: partial(_ffmpeg, filters=filters) for name, filters in _FILTERS.items()}
    found["Pillow"] = _pillow
    if peers is not None:
        program = _gifski_of(peers)
        found |= {f"gifski -Q {q}": partial(_gifski, program=program, quality=q) for q in (90, 80)}
    return found


def _gifski_of(peers: Path) -> str:
    """Return the program that lies in the environment of a Python, or on the path.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    package = peers.parents[1] / "node_modules/gifski/bin"
    installed = package / _GIFSKI.get(sys.platform, "debian/gifski")
    program = str(installed) if installed.exists() else shutil.which("gifski")
    if program is None:
        raise FileNotFoundError(f"no gifski: npm install --prefix {peers.parents[1]} gifski")
    return program


def _render(scene: Path, path: Path, frames: int, segments: Path, cache: Path) -> float:
    """Render with our command line; return the seconds from the first frame to the file."""
    options = ("-o", path, "--frames", f"0..{frames}", "--segments", segments)
    ran = mosaic_anim("render", scene, *options, "--overwrite", "--json", cache=cache)
    return float(str(ran.done["seconds"]))


def _ours(source: Frames, path: Path, *, settings: Gif) -> None:
    """Encode in segments of a second, two at once."""
    count, height, width, _ = source.shape
    encoding = Encoding(
        path=path,
        size=Size(height=height, width=width),
        fps=Fraction(_FPS),
        frames=count,
        settings=Settings(gif=settings),
    )
    kind = format_of(path)

    def write(first: int) -> Path:
        lead, end = min(first, kind.lead), min(first + _FPS, count)
        part = Path(folder) / f"{first:05}{kind.segment_suffix}"
        kind.encode_segment(encoding, iter(source[first - lead : end]), end - first, part, lead)
        return part

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        kind.join(encoding, list(pool.map(write, range(0, count, _FPS))), path)


def _ffmpeg(source: Frames, path: Path, *, filters: str) -> None:
    command = [find_ffmpeg(), "-v", "error", "-y", *_raw(source, "pipe:0")]
    command += ["-filter_complex", filters, path]
    subprocess.run(command, input=source.tobytes(), check=True)


def _pillow(source: Frames, path: Path) -> None:
    first, *more = (Image.fromarray(frame) for frame in source)
    first.save(path, save_all=True, append_images=more, duration=1000 // _FPS, loop=0)


def _gifski(source: Frames, path: Path, *, program: str, quality: int) -> None:
    """Run gifski on PNG files: writing them does not count much."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number:05}.png" for number in range(len(source))]
        for file, frame in zip(files, source, strict=True):
            Image.fromarray(frame).save(file, compress_level=0)
        command = [program, "-Q", str(quality), "--fps", str(_FPS), "--quiet", "-o", path, *files]
        subprocess.run(command, check=True)


def _rows_of(name: str, path: Path, source: Frames, seconds: float) -> Iterator[Row]:
    """Decode a GIF and yield its size, how near it is to its source, and the time it took."""
    found = _decoded(path)[: len(source)]
    errors = [np.mean((a.astype(float) - b) ** 2) for a, b in zip(found, source, strict=True)]
    values = {
        "MB": path.stat().st_size / 1e6,
        "dB": 10 * np.log10(255**2 / np.mean(errors)),
        "SSIM": _ssim(found, source),
        "levels of flicker": _flicker(found, source),
        "s": seconds,
    }
    for unit, value in values.items():
        yield Row(name=name, value=float(value), unit=unit, command=_COMMAND)


def _decoded(path: Path) -> Frames:
    """Return what is seen at each frame's time."""
    found = []
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image):
            times = max(1, round(frame.info["duration"] * _FPS / 1000))
            found += [np.asarray(frame.convert("RGB"))] * times
    return np.stack(found)


def _ssim(found: Frames, source: Frames) -> float:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("found", "source")]
        for file, frames in zip(files, (found, source), strict=True):
            frames.tofile(file)
        inputs = [part for file in files for part in _raw(source, str(file))]
        planes = "[0:v]format=gbrp[a];[1:v]format=gbrp[b];[a][b]ssim"
        command = [find_ffmpeg(), *inputs, "-lavfi", planes, "-f", "null", "-"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return float(re.findall(r"All:([0-9.]+)", said)[-1])


def _flicker(found: Frames, source: Frames) -> float:
    total, count = 0.0, 0
    for number in range(1, len(source)):
        moved = source[number].astype(int) - source[number - 1]
        still = np.abs(moved).max(axis=2) <= 6
        seen = found[number].astype(int) - found[number - 1]
        total += float(((seen - moved)[still] ** 2).sum())
        count += 3 * int(still.sum())
    return float(np.sqrt(total / max(count, 1)))


def _raw(frames: Frames, name: str) -> list[str]:
    """Return ffmpeg's arguments to read frames of this shape."""
    size = f"{frames.shape[2]}x{frames.shape[1]}"
    return ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(_FPS), "-i", name]
