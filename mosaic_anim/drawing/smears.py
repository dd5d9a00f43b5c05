"""Smear tiles along their ways: from where they are at three moments of an open shutter.

A tile flies on a parabola, near enough. Where that is as good as straight, and the tile hardly
turns or changes its size, it is drawn once, smeared; otherwise its time is halved until it is.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.layer_split import STEPS, LayerSplit, layer_flight, split_layer
from mosaic_anim.drawing.tile_positions import Doubles, Indices, cells_in_view, poses
from mosaic_anim.values.flight import Flight, Floats, TileLayout
from mosaic_anim.values.frame_state import Layer
from mosaic_anim.values.geometry import Size

_BEND = 0.35
"""A way is straight if it lies no farther from a line [px]."""

_TURN = 0.7
"""A tile keeps its shape if no corner moves farther from where it would then be [px]."""

_LONGEST = 64.0
"""Longest way that is drawn at once: kernels count in words [px]."""

_MOST = 16
"""Most parts of a shutter's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutter:
    """A layer while the shutter is open.

    Attributes
    ----------
    opens, closes : Layer
        The layer at the first moment and at the last; between them lies the one that is drawn.
    count : int
        Number of moments, evenly spaced, each in the middle of its part of the time.
    """

    opens: Layer
    closes: Layer
    count: int

    @property
    def half(self) -> float:
        """Half of what lies between the first moment and the last, of the whole time."""
        return (self.count - 1) / (2 * self.count)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TileWays:
    """How the tiles of a split move: some rows for each of k tiles.

    Attributes
    ----------
    first, count : (k,) int64
        Which rows a tile has.
    place : (r, 6) float64
        Where it is halfway: centre, vector of its width, vector of its height [px].
    way : (r, 2) float64
        How far it would move in the whole time, down and across [px].
    time : (r, 2) float64
        From when to when it is drawn there, -1/2 to 1/2.
    """

    first: Indices
    count: Indices
    place: Doubles
    way: Doubles
    time: Doubles


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Smear:
    """The tiles of a layer while the shutter is open: how they are drawn, and how they move."""

    parts: LayerSplit
    ways: TileWays


def smear_layer(layer: Layer, shutter: Shutter, size: Size, layout: TileLayout) -> Smear | None:
    """Share the tiles of a layer that is moved while the shutter is open.

    None if some tile turns, curves or jumps so much that only moments can tell.
    """
    layers = layer, shutter.opens, shutter.closes
    flights = [layer_flight(one, layout) for one in layers]
    in_view = [
        cells_in_view(one.camera, size, layout, flight)
        for one, flight in zip(layers, flights, strict=True)
    ]
    is_one = all(np.array_equal(in_view[0], one) for one in in_view[1:])
    cells = in_view[0] if is_one else np.flatnonzero(_marked(np.concatenate(in_view), len(layout)))
    splits = [
        split_layer(one, size, layout, flight=flight, cells=cells)
        for one, flight in zip(layers, flights, strict=True)
    ]
    is_drawn = [_marked(one.order, len(cells)) for one in splits]
    if not is_one:
        is_drawn = [
            one & _marked(some, len(layout))[cells]
            for one, some in zip(is_drawn, in_view, strict=True)
        ]
    parts = _joined(splits, is_drawn)
    ways = _ways([poses(one.places) for one in splits], parts.order, shutter.half)
    return None if ways is None else Smear(parts=parts, ways=ways)


def _joined(splits: list[LayerSplit], is_drawn: list[NDArray[np.bool_]]) -> LayerSplit:
    """Return one split for three moments, the middle one first; `is_drawn` says what each draws.

    What a tile shows, and how large, is as at the middle moment, or at another one at which it is
    drawn: those pictures have been read.
    """
    now, opens, closes = splits
    face, flight, order = now.face, now.places.flight, now.order
    if not np.array_equal(is_drawn[0], is_drawn[0] | is_drawn[1] | is_drawn[2]):
        later = ~is_drawn[0] & ~is_drawn[1] & is_drawn[2]
        earlier = ~is_drawn[0] & is_drawn[1]
        face, flight = _of_other_moment(face, flight, opens, earlier)
        face, flight = _of_other_moment(face, flight, closes, later)
    visible = is_drawn[0] | is_drawn[1] | is_drawn[2]
    order = order[visible[order]]
    late = np.flatnonzero(visible & ~_marked(order, len(visible)))
    return LayerSplit(
        places=replace(now.places, flight=flight),
        order=np.concatenate((order, late)),
        opacity=_mean([one.opacity for one in splits]),
        settled=now.settled & opens.settled & closes.settled,
        face=face,
        front=_mean_weights([one.front for one in splits]),
        back=_mean_weights([one.back for one in splits]),
    )


def _marked(numbers: Indices, count: int) -> NDArray[np.bool_]:
    """Return which of the numbers below `count` are among `numbers`."""
    marks = np.zeros(count, np.bool_)
    marks[numbers] = True
    return marks


def _of_other_moment(
    face: Floats, flight: Flight, other: LayerSplit, where: NDArray[np.bool_]
) -> tuple[Floats, Flight]:
    """Take the face, size and tilt of some tiles from another moment."""
    if not where.any():
        return face, flight
    found = other.places.flight
    names = ("scale", "flip")
    taken = {name: np.where(where, getattr(found, name), getattr(flight, name)) for name in names}
    return np.where(where, other.face, face), replace(flight, **taken)


def _mean(three: list[Floats]) -> Floats:
    """Return the mean over time of what is known in the middle, at the start and at the end."""
    mean: Floats = (three[0] * 4 + three[1] + three[2]) / np.float32(6)
    return mean


def _mean_weights(three: list[np.ndarray | None]) -> NDArray[np.uint8] | None:
    """Return the mean weights of the grid."""
    some = next((one for one in three if one is not None), None)
    if some is None:
        return None
    zero = np.zeros_like(some)
    mean = _mean([(zero if one is None else one).astype(np.float32) for one in three])
    weights: NDArray[np.uint8] = np.minimum(np.rint(mean), STEPS).astype(np.uint8)
    return weights


def _ways(poses: list[Doubles], order: Indices, half: float) -> TileWays | None:
    """Return how tiles move, of which those in `order` are drawn."""
    now, opens, closes = poses
    # now + rise * t + bend * t^2 through all three.
    rise = (closes - opens) / (2 * half)
    bend = (closes + opens - 2 * now) / (2 * half * half)
    count = np.ones(len(now), np.int64)
    count[order] = _parts(rise[order], bend[order])
    most = count.max(initial=1)
    if most > _MOST:
        return None
    if most == 1:
        return _whole_ways(now, rise, bend)
    first = np.cumsum(count) - count
    row = np.repeat(np.arange(len(now)), count)
    length = 1 / count[row]
    number = np.arange(len(row)) - first[row]
    middle = ((number + 0.5) * length - 0.5)[:, None]
    curve = bend[row]
    # The line that lies nearest to a part of a parabola.
    place = now[row] + rise[row] * middle + curve * (middle * middle + length[:, None] ** 2 / 12)
    way = rise[row, :2] + 2 * curve[:, :2] * middle
    time = middle + length[:, None] * [-0.5, 0.5]
    return TileWays(first=first, count=count, place=place, way=way, time=time)


def _whole_ways(now: Doubles, rise: Doubles, bend: Doubles) -> TileWays:
    """Return the ways of tiles none of which is cut: to the bit what parts of the whole are."""
    return TileWays(
        first=np.arange(len(now)),
        count=np.ones(len(now), np.int64),
        place=now + bend * (1 / 12),
        way=np.ascontiguousarray(rise[:, :2]),
        time=np.tile([-0.5, 0.5], (len(now), 1)),
    )


def _parts(rise: Doubles, bend: Doubles) -> Indices:
    """Return into how many parts of the time each tile is cut: powers of two."""
    rises, bends = _lengths(rise), _lengths(bend)
    speed, curved = rises[:, 0] + bends[:, 0], bends[:, 0] / 6
    turned = (rises[:, 1] + bends[:, 1]) + (rises[:, 2] + bends[:, 2])
    needed = np.maximum(np.sqrt(curved / _BEND), np.maximum(turned / 4 / _TURN, speed / _LONGEST))
    parts: Indices = 1 << np.ceil(np.log2(np.clip(needed, 1, 4 * _MOST))).astype(np.int64)
    return parts


def _lengths(vectors: Doubles) -> Doubles:
    """Return the lengths (k, 3) of three vectors in a row; `hypot` takes several times as long."""
    squares = vectors * vectors
    lengths: Doubles = np.sqrt(squares[:, ::2] + squares[:, 1::2])
    return lengths
