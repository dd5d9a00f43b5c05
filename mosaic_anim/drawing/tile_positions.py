"""Where tiles lie in a frame: camera and flight together, in pixels.

A tile's own plane has its centre at 0 and runs from -1/2 to 1/2 both ways, whatever its shape.
`centre + down * high + across * wide` takes it to the frame.
"""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.values.flight import Flight, Floats, TileLayout, Value
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Grid, Rect, Size

Doubles = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TilePositions:
    """Where the tiles in view are. One number of each of k tiles, or the same for all.

    Attributes
    ----------
    cell : (k,) int64
        Their cells, rising.
    y, x : (k,) float64
        Their centres [px, from the frame's upper left corner].
    home_y, home_x : (k,) float64
        Where their cells have their centres [px].
    wide, high : pair of (k,) float32 or float
        Vectors of their widths and of their heights, down and across [px].
    flight : Flight
        What else is known of them.
    """

    cell: Indices
    y: Doubles
    x: Doubles
    home_y: Doubles
    home_x: Doubles
    wide: tuple[Value, Value]
    high: tuple[Value, Value]
    flight: Flight


def frame_from_tile(
    camera: Camera,
    size: Size,
    layout: TileLayout,
    flight: Flight,
    *,
    cells: Indices | None = None,
) -> TilePositions:
    """Return where the tiles are that a frame may see: near enough, and not invisible.

    Parameters
    ----------
    camera : Camera
        Where the frame looks.
    size : Size
        Frame size [px].
    layout : TileLayout
        The tiles.
    flight : Flight
        Where they are.
    cells : (k,) int64, optional
        The tiles that are asked for, rising, whether a frame sees them or not.
    """
    px = size.height / camera.height  # of a cell's height
    turn = radians(-camera.angle)
    home_y, home_x, y, x = _centres(camera, size, layout, flight)
    cell = _in_view((y, x), camera, size, layout, flight) if cells is None else cells
    found = _of(flight, cell)
    wide, high = _sides(found, layout.grid.cell_aspect, px, turn)
    return TilePositions(
        cell=cell,
        y=y[cell],
        x=x[cell],
        home_y=home_y[cell],
        home_x=home_x[cell],
        wide=wide,
        high=high,
        flight=found,
    )


def cells_in_view(camera: Camera, size: Size, layout: TileLayout, flight: Flight) -> Indices:
    """Return the cells (k,), rising, whose tiles `frame_from_tile` returns without being asked."""
    _, _, y, x = _centres(camera, size, layout, flight)
    return _in_view((y, x), camera, size, layout, flight)


def displacement(places: TilePositions, camera: Camera, size: Size, cell_aspect: float) -> Floats:
    """Return how far the farthest corner of each tile is from home (k,) [px].

    The camera is not turned.
    """
    px = size.height / camera.height
    y = (places.y - places.home_y).astype(np.float32)
    x = (places.x - places.home_x).astype(np.float32)
    wide_y, wide_x = places.wide[0] * 0.5, (places.wide[1] - cell_aspect * px) * 0.5
    high_y, high_x = (places.high[0] - px) * 0.5, places.high[1] * 0.5
    farthest: Value = 0.0
    for sign in (-1, 1):
        off_y, off_x = wide_y + sign * high_y, wide_x + sign * high_x
        far = off_y * off_y + off_x * off_x + 2 * abs(y * off_y + x * off_x)
        farthest = np.maximum(farthest, far)
    distance: Floats = np.sqrt(y * y + x * x + farthest)
    return distance


def poses(places: TilePositions) -> Doubles:
    """Return centre, vector of the width and vector of the height of each tile (k, 6) [px]."""
    table = np.empty((len(places.cell), 6))
    for column, value in enumerate((places.y, places.x, *places.wide, *places.high)):
        table[:, column] = value
    return table


def box_pose(box: Rect, camera: Camera, size: Size, grid: Grid) -> Doubles:
    """Return centre, vector of the width and vector of the height of a part of the canvas (1, 6).

    box : Rect, the part at home [cells]; the pose is in pixels of the frame, as of `poses`.
    """
    px = size.height / camera.height
    y, x = _turned(
        np.array([box.row + box.height / 2 - camera.row, 0.0, box.height]) * px,
        np.array([box.col + box.width / 2 - camera.col, box.width, 0.0]) * (grid.cell_aspect * px),
        radians(-camera.angle),
    )
    table = np.stack((y, x), axis=1)
    table[0] += size.height / 2, size.width / 2
    return table.reshape(1, 6)


def _centres(
    camera: Camera, size: Size, layout: TileLayout, flight: Flight
) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    """Return the centres of all cells, down and across, and those of their tiles (n,) [px]."""
    px, turn = size.height / camera.height, radians(-camera.angle)
    home_y, home_x = _turned(
        (np.arange(layout.grid.rows, dtype=np.float64) + 0.5 - camera.row)[:, None] * px,
        (np.arange(layout.grid.cols, dtype=np.float64) + 0.5 - camera.col)[None]
        * (layout.grid.cell_aspect * px),
        turn,
    )
    home_y, home_x = (home_y + size.height / 2).reshape(-1), (home_x + size.width / 2).reshape(-1)
    moved_y, moved_x = _turned(
        np.asarray(flight.y, np.float64), np.asarray(flight.x, np.float64), turn
    )
    return home_y, home_x, home_y + moved_y * px, home_x + moved_x * px


def _in_view(
    centre: tuple[Doubles, Doubles], camera: Camera, size: Size, layout: TileLayout, flight: Flight
) -> Indices:
    """Return the tiles that a frame may see, of those with these centres, down and across [px]."""
    (y, x), px = centre, size.height / camera.height
    # No corner is farther from the centre than this; a pixel more for the edge.
    reach = abs(flight.scale) * (np.hypot(1, layout.grid.cell_aspect) / 2 * px) + 2
    seen = (abs(y - size.height / 2) < size.height / 2 + reach) & (
        abs(x - size.width / 2) < size.width / 2 + reach
    )
    seen &= np.asarray((np.asarray(flight.opacity) > 0) & (np.asarray(flight.scale) > 0))
    return np.flatnonzero(seen)


def _turned(y: Doubles, x: Doubles, turn: float) -> tuple[Doubles, Doubles]:
    """Turn vectors clockwise; not at all without a turn, so that no digit is lost."""
    if turn == 0:
        y, x = np.broadcast_arrays(y, x)
        return y, x
    c, s = cos(turn), sin(turn)
    return y * c + x * s, x * c - y * s


def _sides(
    flight: Flight, aspect: float, px: float, turn: float
) -> tuple[tuple[Value, Value], tuple[Value, Value]]:
    """Return the vectors of width and height: flipped, sized, turned."""
    angle = np.asarray(flight.angle) + np.asarray(turn, np.float32)
    c, s = (one.astype(np.float32) for one in (np.cos(angle), np.sin(angle)))
    broad, tall = flight.scale * (aspect * px), flight.scale * px
    if not np.any(flight.flip):
        return (s * broad, c * broad), (c * tall, -s * tall)
    # Narrower across the axis: I + (|cos flip| - 1) n n', n = (cos axis, sin axis) across, down.
    less = abs(np.cos(flight.flip)) - 1
    n_x, n_y = np.cos(flight.axis), np.sin(flight.axis)
    across, down, both = 1 + less * n_x * n_x, 1 + less * n_y * n_y, less * n_x * n_y
    wide = (s * across + c * both) * broad, (c * across - s * both) * broad
    high = (c * down + s * both) * tall, (c * both - s * down) * tall
    return wide, high


def _of(flight: Flight, cell: Indices) -> Flight:
    """Return the flight of some tiles."""
    return Flight(
        **{name: _take(getattr(flight, name), cell) for name in Flight.__dataclass_fields__}
    )


def _take(value: Value, cell: Indices) -> Value:
    if isinstance(value, np.ndarray) and value.ndim:
        return value[cell]
    return float(value)
