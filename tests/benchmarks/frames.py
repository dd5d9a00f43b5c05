"""Our own frames as raw pixels in RAM, and the options that our MP4 files are encoded with."""

import os
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mosaic_anim.values.geometry import Size
from tests.benchmarks.material import Film

if TYPE_CHECKING:
    from mosaic_anim.rendering.project import Project
    from mosaic_anim.timeline import Timeline
    from mosaic_anim.values.frame_state import FrameContent

PRESET = "standard"
"""The preset of ours that encodes with x264's veryfast."""


def drawn_frames(scene: Path, count: int, *, cache: Path) -> list[NDArray[np.uint8]]:
    """Draw the first `count` frames of `scene`, each (H, W, 3) encoded sRGB, and keep them all."""
    os.environ["MOSAIC_ANIM_CACHE"] = str(cache)
    from mosaic_anim.rendering.open_project import open_project
    from mosaic_anim.scene.model import Scene

    loaded = Scene.load(scene)
    project = open_project(loaded)
    return draw_all(project, project.timeline(loaded.outputs[0]), range(count))


def draw_all(project: "Project", timeline: "Timeline", frames: range) -> list[NDArray[np.uint8]]:
    """Draw frames of an output with all cores, each (H, W, 3) encoded sRGB, and keep them all."""
    from mosaic_anim.drawing.frame import draw

    states = [timeline.frame_state(index) for index in frames]
    threads = os.cpu_count() or 1
    mosaics = project.mosaics(timeline, states, progress=None, workers=threads)

    def drawn(state: "FrameContent") -> NDArray[np.uint8]:
        pixels = draw(state, timeline.size, mosaics, quality=timeline.quality).pixels
        return np.ascontiguousarray(pixels)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(drawn, states))


def painted_mosaic(scene: Path, cell: int, *, cache: Path) -> NDArray[np.uint8]:
    """Paint the whole mosaic of `scene` with cells of `cell` [px] from the photo files.

    Returns
    -------
    NDArray
        (rows * cell, cols * cell, 3) encoded sRGB.
    """
    os.environ["MOSAIC_ANIM_CACHE"] = str(cache)
    from mosaic_anim.rendering.open_project import open_project
    from mosaic_anim.rendering.project import MAIN
    from mosaic_anim.scene.model import Scene

    stage = open_project(Scene.load(scene))
    placement, library = stage.placements[MAIN], stage.libraries[MAIN]
    grid = placement.grid
    still = np.empty((grid.rows, cell, grid.cols, cell, 3), np.uint8)
    for tile in np.unique(placement.tile):
        cells = np.nonzero(placement.tile == tile)[0]
        # Every cell has one shape, so a photo has one crop.
        picture = _cropped(library.original(int(tile)), placement.crop[cells[0]], cell)
        row, col = np.divmod(cells, grid.cols)
        still[row, :, col] = picture
    return still.reshape(grid.rows * cell, grid.cols * cell, 3)


def _cropped(photo: Path, crop: NDArray[np.float32], cell: int) -> NDArray[np.uint8]:
    """Read the part `crop` (row, col, height, width) [unit] of a photo as (cell, cell, 3)."""
    with Image.open(photo) as picture:
        row, col, height, width = crop.tolist()
        across, down = picture.size
        box = (col * across, row * down, (col + width) * across, (row + height) * down)
        box = (box[0], box[1], min(box[2], across), min(box[3], down))
        return np.asarray(
            picture.convert("RGB").resize((cell, cell), Image.Resampling.BOX, box=box)
        )


def encoder_options(film: Film) -> tuple[str, ...]:
    """Return the options of our own MP4 command, fed with rgb24, between its input and output."""
    from mosaic_anim.encode.encoding import Encoding
    from mosaic_anim.encode.presets import preset
    from tests.benchmarks.encode import whole_file_arguments

    part = Path("floor.mp4")
    size = Size(height=film.height, width=film.width)
    encoding = Encoding(
        path=part,
        size=size,
        fps=Fraction(film.fps),
        frames=film.frames,
        settings=preset(PRESET).settings,
    )
    arguments = whole_file_arguments(encoding, part, pixels="rgb24")
    return tuple(arguments[arguments.index("pipe:0") + 1 : arguments.index("-y")])
