"""Share a layer's tiles between the grid and the sprites.

A tile that is displaced by less than a pixel is partly drawn by the grid, where it is at home, and
partly as a sprite, where it is: it leaves the grid without a jump.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from mosaic_anim.drawing.arrays import Lanes
from mosaic_anim.drawing.tile_positions import (
    Indices,
    TilePositions,
    displacement,
    frame_from_tile,
)
from mosaic_anim.values.flight import Flight, Floats, TileLayout, Value
from mosaic_anim.values.frame_state import Layer
from mosaic_anim.values.geometry import Size

_THINNEST = 1e-3
"""Tiles that cover less than this are not seen [px^2]."""

STEPS = 255
"""Steps of a weight on the grid."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerSplit:
    """How the tiles of a layer are drawn.

    Attributes
    ----------
    places : TilePositions
        Where the k tiles in view are.
    order : (s,) int64
        Those drawn as sprites, indices into `places`, nearest first.
    opacity : (k,) float32
        Opacity of each sprite.
    settled : (k,) bool
        Whether the grid has no part of the tile.
    face : (k,) float32
        How much of its back each tile shows.
    front, back : (n,) uint8 or None
        What each cell weighs on the grid, of `STEPS`: the photo, and its back; None for nothing.
    """

    places: TilePositions
    order: Indices
    opacity: Floats
    settled: np.ndarray[tuple[int], np.dtype[np.bool_]]
    face: Floats
    front: np.ndarray[tuple[int], np.dtype[np.uint8]] | None
    back: np.ndarray[tuple[int], np.dtype[np.uint8]] | None

    @property
    def shows_front(self) -> Indices:
        """Sprites, indices into `places`, that show their photos."""
        return self.order[self.face[self.order] < 1]

    @property
    def shows_back(self) -> Indices:
        """Sprites, indices into `places`, that show their backs."""
        return self.order[self.face[self.order] > 0]

    def behind_and_before(self, lanes: Lanes) -> Iterator[tuple["LayerSplit", Lanes]]:
        """Yield what is drawn in turn, each with the grid that lies at its back.

        Tiles of negative depth have left the canvas to the back: tiles at home hide them.

        Parameters
        ----------
        lanes : (H, W, 4) uint16
            The grid; empty if no tile is at home.
        """
        depth = self.places.flight.depth
        if lanes.size and np.any(np.asarray(depth) < 0):
            order = self.order
            deep = np.broadcast_to(np.asarray(depth) < 0, len(self.places.cell))
            behind = (deep & self.settled)[order]
            yield replace(self, order=order[behind]), lanes[:0]
            yield replace(self, order=order[~behind]), lanes
        else:
            yield self, lanes


def layer_flight(layer: Layer, layout: TileLayout) -> Flight:
    """Return where all motions together take the tiles of a layer."""
    return reduce(Flight.with_, (motion.flight(layout) for motion in layer.motions), Flight())


def split_layer(
    layer: Layer,
    size: Size,
    layout: TileLayout,
    *,
    flight: Flight | None = None,
    cells: Indices | None = None,
) -> LayerSplit:
    """Share the tiles of a layer that is moved or seen by a turned camera.

    Parameters
    ----------
    flight : Flight, optional
        What `layer_flight` returns, if it is known.
    cells : (k,) int64, optional
        The tiles that are asked for, rising; by default those in view.
    """
    flight = flight or layer_flight(layer, layout)
    places = frame_from_tile(layer.camera, size, layout, flight, cells=cells)
    count = len(places.cell)
    opacity = _all(np.clip(places.flight.opacity, 0, 1), count)
    face = np.clip(_all(places.flight.face, count), 0, 1)
    if layer.camera.angle:
        away = np.ones(count, np.float32)
    else:
        far = displacement(places, layer.camera, size, layout.grid.cell_aspect)
        # Most of a tile leaves at once: two pictures of it, a part of a pixel apart, are blurred.
        left = np.square(np.square(1 - np.minimum(far, 1)))
        away = np.asarray(np.rint((1 - left) * STEPS) / np.float32(STEPS), np.float32)
    front, back = _at_home(places, (1 - away) * opacity, face, len(layout))
    return LayerSplit(
        places=places,
        order=_nearest_first(places, away),
        opacity=opacity * away,
        settled=away >= 1,
        face=face if layer.back else np.zeros(count, np.float32),
        front=front,
        back=back if layer.back else None,
    )


def _at_home(
    places: TilePositions, weight: Floats, face: Floats, cells: int
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return the weights of the grid, (n,) uint8 each."""
    if not weight.any():
        return None, None
    total = np.rint(weight * STEPS)
    behind = np.rint(total * face)  # both together are never more than the total
    made = []
    for one in (total - behind, behind):
        weights = None
        if one.any():
            weights = np.zeros(cells, np.uint8)
            weights[places.cell] = one
        made.append(weights)
    return made[0], made[1]


def _nearest_first(places: TilePositions, away: Floats) -> Indices:
    """Return the tiles that are drawn as sprites; those of equal depth in the order of cells."""
    wide_y, wide_x = places.wide
    high_y, high_x = places.high
    area = np.asarray(wide_x * high_y - wide_y * high_x)
    drawn = np.flatnonzero((away > 0) & (abs(area) > _THINNEST))
    depth = places.flight.depth
    if not isinstance(depth, np.ndarray):
        return drawn
    # One number for both: the bits of a float rise with it, those of a negative one fall.
    bits = np.ascontiguousarray(-depth[drawn] + np.float32(0), np.float32).view(np.int32)
    bits = bits ^ ((bits >> 31) & 0x7FFFFFFF)
    key = (bits.astype(np.int64) << 32) + np.arange(len(drawn))
    key.sort()
    order: Indices = drawn[key & 0xFFFFFFFF]
    return order


def _all(value: Value, count: int) -> Floats:
    """Return one number for each tile."""
    return np.broadcast_to(np.asarray(value, np.float32), (count,))
