"""Speed: how far things move in a frame while the shutter is open, estimated before it is drawn.

Places are complex numbers, x to the right and i y down: then exp(i angle) turns clockwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil, floor, log2, radians

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.values.flight import Flight, Floats, SortKeys, TileLayout
from mosaic_anim.values.frame_state import Camera, FrameState, Layer
from mosaic_anim.values.geometry import Grid, Size

MAX_TILES = 400
"""Number of tiles in the sample: half of them anywhere, half of them where the camera looks."""

Points = NDArray[np.complex128]
"""Places in the picture [cell heights], or in the frame, from its middle [px]."""


def longest_distance(states: Sequence[FrameState], size: Size, grids: Mapping[str, Grid]) -> float:
    """Return the longest distance [px] that a point in the frame moves through `states`.

    For the camera that is exact, but for how it moves between two states: views change into each
    other by a similarity, which moves nothing in a frame farther than one of the frame's corners.
    For the tiles it is estimated from a sample.

    Parameters
    ----------
    states : Sequence of FrameState
        In the order of time.
    size : Size
        Frame size [px].
    grids : Mapping[str, Grid]
        The canvas of each mosaic, by name.
    """
    longest = 0.0
    for layers in _followed(states):
        if not any(layer.opacity for layer in layers):
            continue
        views = [_View(layer.camera, size, grids[layer.mosaic]) for layer in layers]
        if len({layer.camera for layer in layers}) > 1:
            longest = max(longest, _camera_distance(views))
        if len({layer.motions for layer in layers}) > 1:
            longest = max(longest, _tile_distance(layers, views))
    return longest


def _followed(states: Sequence[FrameState]) -> Iterator[list[Layer]]:
    """Yield each layer as it is in all states.

    One that comes or goes in the meantime says nothing about speed.
    """
    seen = [_numbered(state) for state in states]
    for key in seen[0]:
        if all(key in layers for layers in seen):
            yield [layers[key] for layers in seen]


def _numbered(state: FrameState) -> dict[tuple[str, int], Layer]:
    """Return layers by their mosaics, and by how many layers of the same one lie below."""
    layers: dict[tuple[str, int], Layer] = {}
    for layer in state.layers:
        below = sum(name == layer.mosaic for name, _ in layers)
        layers[layer.mosaic, below] = layer
    return layers


class _View:
    """A camera's transform from the picture to the frame, and back."""

    def __init__(self, camera: Camera, size: Size, grid: Grid) -> None:
        self.corner = complex(size.width, size.height) / 2  # of the frame [px]
        self._grid = grid
        self._centre = complex(camera.col * grid.cell_aspect, camera.row)
        # The picture turns against the camera.
        turn = np.exp(-1j * radians(camera.angle % 360))
        self._turned = complex(turn) * size.height / camera.height

    def to_frame(self, points: Points) -> Points:
        """Return where points of the picture are in the frame."""
        return (points - self._centre) * self._turned

    @property
    def corners(self) -> Points:
        """What the frame's corners see (4,)."""
        right, left = self.corner, -self.corner.conjugate()
        return np.array([right, -right, left, -left]) / self._turned + self._centre

    def tiles(self) -> "_Some":
        """Return some of the tiles: from where it looks, and from anywhere."""
        reach, aspect = abs(self.corner / self._turned), self._grid.cell_aspect
        row, col = self._centre.imag, self._centre.real / aspect
        rows, cols = _wide(row, reach), _wide(col, reach / aspect)
        return _some(self._grid, *rows, *cols)


def _wide(centre: float, reach: float) -> tuple[float, float]:
    """Return a range around `centre` that ends at whole steps, each a power of two.

    A camera on its way then asks for the same tiles over some frames.
    """
    step = 2.0 ** ceil(log2(reach / 2))
    return floor((centre - reach) / step) * step, ceil((centre + reach) / step) * step


def _camera_distance(views: Sequence[_View]) -> float:
    """Return the longest distance that the frame's corners move in any of the views."""
    seen = np.concatenate([view.corners for view in views])
    return float(_lengths([view.to_frame(seen) for view in views]).max())


def _lengths(places: Sequence[Points]) -> NDArray[np.float64]:
    """Return how far each point goes from place to place."""
    lengths: NDArray[np.float64] = np.abs(np.diff(np.stack(places), axis=0)).sum(axis=0)
    return lengths


def _tile_distance(layers: Sequence[Layer], views: Sequence[_View]) -> float:
    """Return the longest distance that a tile's corner moves, among the tiles of the sample.

    If the frame shows none of them, all of them count: then others fly by.
    """
    some = views[0].tiles()
    places, shown = [], np.zeros(len(some), dtype=bool)
    for layer, view in zip(layers, views, strict=True):
        flight = _flight(layer, some)
        corners = view.to_frame(_corners(some, flight))  # (4, n)
        shown |= _meet_frame(corners, view.corner) & (np.asarray(flight.opacity) > 0)
        places.append(corners)
    lengths = _lengths(places)
    return float((lengths[:, shown] if shown.any() else lengths).max())


def _meet_frame(corners: Points, corner: complex) -> NDArray[np.bool_]:
    """Return which tiles (4, n) reach into the frame."""
    meet: NDArray[np.bool_] = (
        (corners.real.min(axis=0) < corner.real)
        & (corners.real.max(axis=0) > -corner.real)
        & (corners.imag.min(axis=0) < corner.imag)
        & (corners.imag.max(axis=0) > -corner.imag)
    )
    return meet


def _flight(layer: Layer, layout: TileLayout) -> Flight:
    """Return where tiles are."""
    flight = Flight()
    for motion in layer.motions:
        flight = flight.with_(motion.flight(layout))
    return flight


def _corners(layout: TileLayout, flight: Flight) -> Points:
    """Return the corners of tiles in flight (4, n)."""
    corner = complex(layout.grid.cell_aspect, 1) / 2
    corners = np.array([corner, -corner, corner.conjugate(), -corner.conjugate()])[:, None]
    if np.any(flight.flip):
        # A point and its mirror image in the axis, mixed: the tile gets thin across the axis.
        thin = np.cos(flight.flip)
        mirrored = -np.exp(2j * np.asarray(flight.axis)) * corners.conjugate()
        corners = (1 + thin) / 2 * corners + (1 - thin) / 2 * mirrored
    centre = layout.x + flight.x + 1j * (layout.y + flight.y)
    placed: Points = centre + corners * (flight.scale * np.exp(1j * np.asarray(flight.angle)))
    return placed


@dataclass(frozen=True, kw_only=True, eq=False)
class _Some(TileLayout):
    """Some of the tiles of a canvas, each with its own random numbers."""

    cells: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.cells)

    @cached_property
    def row(self) -> Floats:
        return (self.cells // self.grid.cols).astype(np.float32)

    @cached_property
    def col(self) -> Floats:
        return (self.cells % self.grid.cols).astype(np.float32)

    def random(self, what: str) -> Floats:
        """Return a random number for each tile, the same as among all tiles (n,)."""
        whole = _all(self.grid).seeded(self.seed)
        return self.remember(("random", what), lambda: whole.random(what)[self.cells])


@lru_cache(maxsize=16)
def _some(grid: Grid, top: float, bottom: float, left: float, right: float) -> _Some:
    """Return tiles from a part of a canvas [cells], and from all of it, evenly spread.

    They know nothing of their photos. A motion that orders tiles by them gets numbers all the same:
    how fast tiles are does not depend on which of them go first.
    """
    count = grid.rows * grid.cols
    anywhere = np.linspace(0, count - 1, MAX_TILES // 2).astype(np.int64)
    rows, cols = _spread(top, bottom, grid.rows), _spread(left, right, grid.cols)
    seen = (rows[:, None] * grid.cols + cols).ravel()
    cells = np.unique(np.concatenate([anywhere, seen]))
    chance = _all(grid).random("facts")[cells]
    facts = SortKeys(brightness=chance, hue=chance, date=chance)
    return _Some(grid=grid, cells=cells, facts=facts)


def _spread(low: float, high: float, count: int) -> NDArray[np.int64]:
    """Return some of `count` rows or columns that lie from `low` to `high`."""
    first, last = (min(max(end, 0.0), count - 1.0) for end in (low, high))
    return np.unique(np.linspace(first, last, int((MAX_TILES / 2) ** 0.5)).astype(np.int64))


@lru_cache(maxsize=4)
def _all(grid: Grid) -> TileLayout:
    """Return all tiles of a canvas; the numbers of a clip are the same in all of its frames."""
    return TileLayout(grid=grid)
