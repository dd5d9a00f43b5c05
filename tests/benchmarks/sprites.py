"""Time to draw tiles that fly, 1920x1080, all in view, each turned and at a place of its own.

Every tile is on its way to a place near another one's, wherever that is, and turns meanwhile; none
changes its size, none leaves the frame. The pictures are 1/f noise, as busy as photos. Times are
core time of the whole process, the mean over the frames.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.values.flight import Flight, TileLayout
from mosaic_anim.values.frame_state import (
    Camera,
    Exposure,
    FrameContent,
    FrameState,
    Layer,
    Quality,
)
from mosaic_anim.values.geometry import Grid, Size
from tests.benchmarks.draw import canvas_of, noise_pictures
from tests.benchmarks.peers.sprites.job import Job
from tests.benchmarks.peers.sprites.run import peer_rows
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks sprites"
_SIZE = Size(height=1080, width=1920)
_FRAMES = 20
_SAMPLES = 9


def rows(folder: Path, *, peers: Path | None = None) -> Iterator[Row]:
    """Measure and yield the rows of the table.

    Parameters
    ----------
    folder : Path
        Where the peers find their tiles.
    peers : Path, optional
        Python in which the peers are installed; without it they are left out.
    """
    many, more = Canvas.over(Grid(rows=90, cols=160)), Canvas.over(Grid(rows=180, cols=320))
    flying = many.states()
    ours = many.milliseconds(flying)
    yield _row("14,400 turning tiles of 12 px", ours)
    yield _row("57,600 turning tiles of 6 px", more.milliseconds(more.states()), ours)
    yield _row("14,400, quality high", many.milliseconds(flying, quality="high"), ours)
    turned = [many.turned(angle) for angle in (7.0, 7.1, 7.2, 7.3)]
    yield _row("14,400 at home, camera turned by 7 degrees", many.milliseconds(turned), ours)
    blurred = [many.blurred(time) for time in (0.3, 0.5, 0.7)]
    name = f"14,400, motion blur of {_SAMPLES} samples"
    yield _row(name, many.milliseconds(blurred), ours)
    one, two = many.rate(flying, threads=1), many.rate(flying, threads=2)
    yield Row(
        name="14,400, on two threads",
        value=two,
        unit="frames/s",
        ratio=two / one,
        to="one thread",
        command=_COMMAND,
    )
    if peers is not None:
        command = f"{_COMMAND} --peers PYTHON"
        yield from peer_rows(peers, many.job(flying), folder, ours=ours, command=command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixing:
    """A recipe: tiles on straight ways to each other's places, each at its own depth."""

    time: float

    def flight(self, layout: TileLayout) -> Flight:
        """Return where tiles are."""
        y, x = layout.remember("mixing", lambda: self._ways(layout))
        return Flight(
            y=y * np.float32(self.time),
            x=x * np.float32(self.time),
            angle=layout.between("turn", -np.pi, np.pi) * np.float32(self.time),
            depth=layout.random("depth"),
        )

    def _ways(self, layout: TileLayout) -> tuple[np.ndarray, np.ndarray]:
        to = np.argsort(layout.random("to"))
        y, x = layout.between("off y", -0.5, 0.5), layout.between("off x", -0.5, 0.5)
        return layout.y[to] - layout.y + y, layout.x[to] - layout.x + x


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Canvas:
    """A canvas that fills the frame, and states of its tiles."""

    grid: Grid
    mosaics: Mapping[str, Mosaic]
    pictures: np.ndarray

    @classmethod
    def over(cls, grid: Grid) -> "Canvas":
        """Make a canvas of random pictures."""
        pictures = noise_pictures(600, 128)
        placement, tiles = canvas_of(grid, pictures)
        mosaics = {"main": Mosaic(placement=placement, tiles=tiles)}
        return cls(grid=grid, mosaics=mosaics, pictures=pictures)

    def states(self) -> list[FrameState]:
        """Return the disperse, from just after home to its end."""
        return [self.state((frame + 1) / _FRAMES) for frame in range(_FRAMES)]

    def state(self, time: float) -> FrameState:
        """Return the disperse at a share of its time."""
        layer = Layer(mosaic="main", camera=self._camera(), motions=(Mixing(time=time),))
        return self._shown(layer)

    def turned(self, angle: float) -> FrameState:
        """Return tiles at home, the camera turned [degrees]."""
        return self._shown(Layer(mosaic="main", camera=self._camera(angle)))

    def blurred(self, time: float) -> Exposure:
        """Return the disperse with the shutter open for half of one of 90 frames."""
        step = 0.5 / 90 / _SAMPLES
        return Exposure(moments=tuple(self.state(time + n * step) for n in range(_SAMPLES)))

    def milliseconds(
        self, shown: Sequence[FrameContent], *, quality: Quality = "standard"
    ) -> float:
        """Return the mean core time of a frame [ms], one thread."""
        self._draw(shown[0], quality)
        self._draw(shown[-1], quality)
        begun = time.process_time()
        for one in shown:
            self._draw(one, quality)
        return 1000 * (time.process_time() - begun) / len(shown)

    def rate(self, shown: Sequence[FrameContent], *, threads: int) -> float:
        """Return how many frames are drawn in a second by `threads`."""
        with ThreadPoolExecutor(threads) as pool:
            begun = time.perf_counter()
            for _ in pool.map(self._draw, [*shown, *shown]):
                pass
            return 2 * len(shown) / (time.perf_counter() - begun)

    def job(self, states: Sequence[FrameState]) -> Job:
        """Describe the same tiles at the same places for a peer."""
        layout = TileLayout(grid=self.grid)
        flights = [state.layers[0].motions[0].flight(layout) for state in states]
        cell = _SIZE.height // self.grid.rows
        order = np.argsort(flights[-1].depth, kind="stable")
        centre = [np.stack((layout.y + one.y, layout.x + one.x), axis=1) for one in flights]
        index = self.mosaics["main"].tiles.variants.index
        return Job(
            pictures=np.stack([_reduced(picture, cell) for picture in self.pictures]),
            variant=index[order],
            centre=(np.stack(centre)[:, order] * cell).astype(np.float32),
            angle=np.stack([one.angle for one in flights])[:, order].astype(np.float32),
            size=np.array([_SIZE.height, _SIZE.width], np.int32),
        )

    def _camera(self, angle: float = 0.0) -> Camera:
        rows, cols = float(self.grid.rows), float(self.grid.cols)
        return Camera(row=rows / 2, col=cols / 2, height=rows, angle=angle)

    def _shown(self, layer: Layer) -> FrameState:
        return FrameState(background=(0, 0, 0), layers=(layer,))

    def _draw(self, shown: FrameContent, quality: Quality = "standard") -> object:
        return draw(shown, _SIZE, self.mosaics, quality=quality)


def _reduced(picture: np.ndarray, side: int) -> np.ndarray:
    """Reduce a picture to a square of `side` [px]."""
    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.BOX))


def _row(name: str, value: float, base: float | None = None) -> Row:
    ratio = None if base is None else value / base
    to = "" if base is None else "14,400 tiles"
    return Row(name=name, value=value, unit="core-ms", ratio=ratio, to=to, command=_COMMAND)
