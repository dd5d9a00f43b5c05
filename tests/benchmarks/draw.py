"""Time to draw frames of a zoom, one thread: `python -m tests.benchmarks.draw`.

The zoom dives 50 times, eased, into a canvas; the tiles are 1/f noise, as busy as photos. The peer
reduces the same level of the same canvas with Pillow, in the same run. All times are core time of
the drawing thread, the least of a few repetitions.
"""

import math
import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.drawing.levels import visible_cells, wanted_level
from mosaic_anim.library.tiles import Tiles
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Grid, Rect, Size
from tests.benchmarks.table import Row, print_table
from tests.tiles_in_memory import tiles_of

COMMAND = "python -m tests.benchmarks draw"
SIZE = Size(height=1080, width=1920)
LARGE = Size(height=4320, width=7680)
GROUND = (11, 13, 18)
FRAMES = 40
REPEATS = 3
DEPTH = 50.0


def rows() -> Iterator[Row]:
    """Measure and yield the rows of the table."""
    pictures = noise_pictures(600, 256)
    grid = Grid(rows=90, cols=160)
    zoom = zoom_over(grid, FRAMES)
    canvas, tiles = canvas_of(grid, pictures)
    plain = [milliseconds(draw, canvas, tiles, view) for view in zoom]
    pillow = [milliseconds(draw_with_pillow, canvas, tiles, view, repeats=1) for view in zoom]
    middle = median(plain)
    yield _row("draw a frame, 160x90 cells, median", middle, median(pillow), "Pillow's time")
    yield _row("the same with Pillow on the gathered level", median(pillow))
    yield _row("slowest frame", max(plain), middle, "the median")
    tinted, _ = canvas_of(grid, pictures, tint=True)
    times = [milliseconds(draw, tinted, tiles, view) for view in zoom]
    yield _row("with tint, median", median(times), middle, "without")
    large = Grid(rows=1000, cols=1000)
    canvas, tiles = canvas_of(large, pictures)
    times = [milliseconds(draw, canvas, tiles, view) for view in zoom_over(large, FRAMES)]
    many = median(times)
    yield _row("1,000x1,000 cells, median", many, middle, "160x90 cells")
    yield _row("1,000x1,000 cells, slowest", max(times), middle, "the median of 160x90 cells")
    pixels = LARGE.width * LARGE.height / (SIZE.width * SIZE.height)
    on_large = partial(draw, size=LARGE)
    views = zoom_over(large, FRAMES // 2, size=LARGE)
    times = [milliseconds(on_large, canvas, tiles, view, repeats=1) for view in views]
    yield _row("the same in 8K, median", median(times), pixels * many, "that for each pixel")


def _row(name: str, value: float, base: float | None = None, to: str = "") -> Row:
    ratio = None if base is None else value / base
    return Row(name=name, value=value, unit="core-ms", ratio=ratio, to=to, command=COMMAND)


def noise_pictures(count: int, side: int, *, seed: int = 0) -> NDArray[np.uint8]:
    """Make `count` square pictures of coloured 1/f noise, (count, side, side, 3)."""
    rng = np.random.default_rng(seed)
    rows, cols = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None]
    fall = 1 / np.maximum(np.hypot(rows, cols), 1 / side)
    pictures = np.empty((count, side, side, 3), np.uint8)
    kinds = min(count, 60)
    for n in range(kinds):
        spectrum = np.fft.rfft2(rng.standard_normal((3, side, side))) * fall
        waves = np.fft.irfft2(spectrum, s=(side, side))
        shade = rng.uniform(60, 190, (3, 1, 1)) + 40 * waves / waves.std()
        pictures[n] = np.clip(shade, 0, 255).transpose(1, 2, 0)
    for n in range(kinds, count):
        pictures[n] = np.roll(pictures[n % kinds], 7 * n, axis=n % 2)
    return pictures


def canvas_of(
    grid: Grid, pictures: NDArray[np.uint8], *, tint: bool = False
) -> tuple[Placement, Tiles]:
    """Place random pictures in the cells."""
    rng = np.random.default_rng(1)
    n = grid.rows * grid.cols
    index = rng.integers(0, len(pictures), n).astype(np.int32)
    gain = rng.uniform(0.8, 1.2, (n, 3)) if tint else np.ones((n, 3))
    offset = rng.uniform(-20, 20, (n, 3)) if tint else np.zeros((n, 3))
    placement = Placement(
        grid=grid,
        tile=index,
        rect=np.zeros((n, 4), np.float32),
        crop=np.tile(np.array([0, 0, 1, 1], np.float32), (n, 1)),
        turn=np.zeros(n, np.uint8),
        gain=gain.astype(np.float32),
        offset=offset.astype(np.float32),
        distance=np.zeros(n, np.float32),
        photo=np.array([f"{k}.jpg" for k in range(len(pictures))]),
        photo_hash=np.array([str(k) for k in range(len(pictures))]),
    )
    return placement, tiles_of(pictures, index)


def zoom_over(grid: Grid, frames: int, *, size: Size = SIZE) -> list[Rect]:
    """Return the viewports of an eased dive into the canvas."""
    whole = min(float(grid.rows), grid.cols / size.aspect)
    depth = max(DEPTH, whole / 1.8)
    views = []
    for n in range(frames):
        ease = 0.5 - 0.5 * math.cos(math.pi * n / (frames - 1))
        height = whole * depth**-ease
        share = (whole - height) / (whole - whole / depth)
        row = grid.rows / 2 + (0.137 * grid.rows) * share
        col = grid.cols / 2 - (0.211 * grid.cols) * share
        views.append(Camera(row=row, col=col, height=height).viewport(size, grid))
    return views


def draw(canvas: Placement, tiles: Tiles, view: Rect, *, size: Size = SIZE) -> NDArray[np.uint8]:
    """Draw a frame with our drawer."""
    return draw_canvas(canvas, tiles, view, size, background=GROUND)


def draw_with_pillow(canvas: Placement, tiles: Tiles, view: Rect) -> NDArray[np.uint8]:
    """Gather the visible tiles of the same level, then let Pillow reduce them."""
    level = tiles.level(wanted_level(view, SIZE, tiles.variants, canvas.grid))
    row0, row1, col0, col1 = visible_cells(view, SIZE, canvas.grid)
    tall, wide = (int(side) for side in level.shape[0])
    stack = level.pixels[: len(level.offset) * tall * wide * 4].reshape(-1, tall, wide, 4)
    visible = canvas.tiles[row0:row1, col0:col1]
    picture = stack[visible].transpose(0, 2, 1, 3, 4)
    picture = picture.reshape(visible.shape[0] * tall, visible.shape[1] * wide, 4)
    box = (
        (view.col - col0) * wide,
        (view.row - row0) * tall,
        (view.right - col0) * wide,
        (view.bottom - row0) * tall,
    )
    image = Image.fromarray(picture, "RGBX")
    size = (SIZE.width, SIZE.height)
    inside = (max(0.0, box[0]), max(0.0, box[1]), *map(min, box[2:], image.size))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR, box=inside))[..., :3]


def milliseconds(
    work: Callable[[Placement, Tiles, Rect], object],
    canvas: Placement,
    tiles: Tiles,
    view: Rect,
    *,
    repeats: int = REPEATS,
) -> float:
    """Return the least core time [ms] of some repetitions, after one to warm up."""
    work(canvas, tiles, view)
    best = math.inf
    for _ in range(repeats):
        start = time.thread_time()
        work(canvas, tiles, view)
        best = min(best, time.thread_time() - start)
    return best * 1000


if __name__ == "__main__":
    print_table(rows())
