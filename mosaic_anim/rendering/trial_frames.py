"""Trial frames: a few pixels go through all that frames go through, so that it is compiled.

Kernels are compiled for the kinds of what they are given, so this is what renders give them:
pictures from the store of tiles can only be read, for example. A render compiles nothing after
them (a test).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.encode.settings import Gif
from mosaic_anim.lazy import LazyModule
from mosaic_anim.library.tiles import PADDING, TileLevel, Tiles, Variants
from mosaic_anim.mosaic.cells import square_rects
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.flight import Flight, TileLayout
from mosaic_anim.values.frame_state import Camera, Exposure, FrameContent, FrameState, Layer
from mosaic_anim.values.geometry import Grid, Size

if TYPE_CHECKING:
    from mosaic_anim.encode.gif import painter
    from mosaic_anim.encode.mp4 import yuv
else:  # Numba
    painter = LazyModule("mosaic_anim.encode.gif.painter")
    yuv = LazyModule("mosaic_anim.encode.mp4.yuv")

Trial = Literal["grid", "sprites", "turned", "smears", "gif"]

_SIZE = Size(height=32, width=64)
_SMALL, _LARGE = (16, 16), (128, 100)


def draw_trial(trial: Trial) -> None:
    """Draw what frames of one kind consist of."""
    _TRIALS[trial]()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shift:
    """A recipe: all tiles are a little away from home, and turned."""

    way: float

    def flight(self, layout: TileLayout) -> Flight:
        """Return where they are."""
        way = np.full(len(layout), self.way, np.float32)
        return Flight(y=way, x=way, angle=way / 8)


def _draw_grid() -> None:
    """Draw cells whose pictures have one size, and a close-up of others."""
    for sides in (_SMALL, _LARGE):
        yuv.pack_yuv420(_pixels(_state(), sides))


def _draw_sprites() -> None:
    _pixels(_state(way=0.5))


def _draw_turned() -> None:
    """Read tiles at an angle: from as far away as their pictures suffice for."""
    _pixels(_state(angle=7.0, rows=_SIZE.height / _SMALL[0]))


def _draw_smears() -> None:
    """Smear tiles that fly straight on, and mix the moments of others."""
    for step in (0.01, 10.0):
        _pixels(Exposure(moments=tuple(_state(way=0.5 + step * n * n) for n in range(3))))


def _paint() -> None:
    """Paint what changes between two frames as a GIF."""
    frame = np.random.default_rng(0).integers(0, 256, (32, 64, 3), np.uint8)
    paints = painter.Painter(Gif())
    paints.paint(frame)
    paints.paint(255 - frame)


_TRIALS: Mapping[Trial, Callable[[], None]] = {
    "grid": _draw_grid,
    "sprites": _draw_sprites,
    "turned": _draw_turned,
    "smears": _draw_smears,
    "gif": _paint,
}


def _state(way: float = 0.0, angle: float = 0.0, rows: float = 1.0) -> FrameState:
    """Return a view of two tiles, so far from home [cell heights].

    angle, rows : how the camera is turned [degrees], and how much it sees [cell heights].
    """
    camera = Camera(row=0.5, col=1.0, height=rows, angle=angle)
    motions = (_Shift(way=way),) if way else ()
    return FrameState(
        background=(0, 0, 0), layers=(Layer(mosaic="", camera=camera, motions=motions),)
    )


def _pixels(shown: FrameContent, sides: Sequence[int] = _SMALL) -> np.ndarray:
    """Draw a frame of tiles with pictures of these sizes [px]."""
    scale = max(sides) // max(_SMALL)
    size = Size(height=_SIZE.height * scale, width=_SIZE.width * scale)
    return draw(shown, size, {"": _mosaic(sides)}).pixels


def _mosaic(sides: Sequence[int]) -> Mosaic:
    """Return a row of black tiles with square pictures of these sizes [px]."""
    count = len(sides)
    grid = Grid(rows=1, cols=count)
    whole = np.tile(np.array([0, 0, 1, 1], np.float32), (count, 1))
    index, turn = np.arange(count, dtype=np.int32), np.zeros(count, np.uint8)
    native = np.array(sides, np.int32)
    placement = Placement(
        grid=grid,
        tile=index,
        rect=square_rects(grid),
        crop=whole,
        turn=turn,
        gain=np.ones((count, 3), np.float32),
        offset=np.zeros((count, 3), np.float32),
        distance=np.zeros(count, np.float32),
        photo=np.array([str(number) for number in range(count)]),
        photo_hash=np.array([str(number) for number in range(count)]),
    )
    variants = Variants(index=index, tile=index, crop=whole, turn=turn, native=native)
    return Mosaic(placement=placement, tiles=Tiles(variants=variants, levels=(_level(native),)))


def _level(sides: np.ndarray) -> TileLevel:
    """Return a level of square pictures that can only be read."""
    size = sides.astype(np.int64) ** 2 * 4
    pixels = np.zeros(size.sum() + PADDING, np.uint8)
    pixels.flags.writeable = False
    shape = np.stack((sides, sides), axis=1)
    return TileLevel(
        height=int(sides.max()),
        width=int(sides.max()),
        slot=np.arange(len(sides), dtype=np.int32),
        offset=np.cumsum(size) - size,
        shape=shape,
        window=np.hstack((np.zeros_like(shape), shape)).astype(np.float64),
        pixels=pixels,
    )
