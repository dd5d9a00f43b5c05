"""Gather what the kernel needs to draw sprites: one row of numbers each, nearest first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing import softening
from mosaic_anim.drawing.arrays import Lanes, Pixels
from mosaic_anim.drawing.canvas import level_of, tint_factors
from mosaic_anim.drawing.layer_split import LayerSplit
from mosaic_anim.drawing.levels import sprite_levels
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.drawing.smears import TileWays
from mosaic_anim.drawing.tile_positions import Indices, poses
from mosaic_anim.lazy import LazyModule
from mosaic_anim.values.flight import Value
from mosaic_anim.values.frame_state import Layer, Quality
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from mosaic_anim.drawing.kernels import lanes as lane_kernels
    from mosaic_anim.drawing.kernels import smears as smear_kernels
    from mosaic_anim.drawing.kernels import sprites as kernels
    from mosaic_anim.drawing.kernels import swaths
else:  # Numba
    lane_kernels = LazyModule("mosaic_anim.drawing.kernels.lanes")
    swaths = LazyModule("mosaic_anim.drawing.kernels.swaths")
    smear_kernels = LazyModule("mosaic_anim.drawing.kernels.smears")
    kernels = LazyModule("mosaic_anim.drawing.kernels.sprites")

_PART, _ADDS = 1, 2  # bits of a kind, see `kernels.sprites`
_TAPS: dict[Quality, int] = {"standard": 2, "high": 4}
_PLAIN = np.array([1 << 16] * 3 + [0] + [1 << 15] * 3 + [0], np.int32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pictures:
    """The pictures of some sprites.

    Attributes
    ----------
    table : (P, 8) float64
        Address, height and width of pictures, the window that is shown of each [px], and whether
        they are softened.
    row : (s,) int64
        Which of them each sprite shows.
    tint : (s, 8) int32 or None
        Gain and offset.
    """

    table: NDArray[np.float64]
    row: Indices
    tint: NDArray[np.int32] | None


def draw_parts(
    out: Pixels,
    layer: Layer,
    parts: LayerSplit,
    *,
    front: Mosaic,
    back: Mosaic | None,
    lanes: Lanes,
    quality: Quality,
    ways: TileWays | None = None,
) -> None:
    """Draw the sprites of a layer, and its grid behind them, over what `out` (H, W, 3) holds.

    ways : TileWays, optional
        How they move while the shutter is open.
    """
    size = Size(height=out.shape[0], width=out.shape[1])
    sprite, place, is_back = _sides(parts, ways)

    def pictures_of(side: Mosaic, where: NDArray[np.bool_]) -> _Pictures:
        heights = sprite_levels(layer, size, parts, side.tiles.variants, quality)
        tiles = sprite[where]
        most = softening.MOST if quality == "standard" else 0
        tint = layer.tint * _of(parts.places.flight.tint, tiles)
        cells = parts.places.cell[tiles]
        return _pictures(side, cells, heights[tiles], tint=tint, softens_to=most)

    pictures = pictures_of(front, ~is_back)
    if back is not None and is_back.any():
        pictures = _merged(pictures, pictures_of(back, is_back), is_back)
    opacity, face = parts.opacity[sprite], parts.face[sprite]
    share = np.where(is_back, face, 1 - face)
    settled = parts.settled[sprite]
    kind = np.where(settled, 0, _ADDS) | np.where(~is_back & (face > 0), _PART, 0)
    sprites = kernels.Sprites(
        place=poses(parts.places) if ways is None else ways.place,
        tile=place,
        table=pictures.table,
        row=pictures.row,
        weight=np.stack((opacity, share), axis=1).astype(np.float64),
        kind=kind.astype(np.uint8),
        tint=np.empty(0, np.int32) if pictures.tint is None else pictures.tint.reshape(-1),
    )
    has_veils = bool((opacity[settled] < 1).any())
    if ways is not None:
        moves = swaths.Ways(way=ways.way, time=ways.time)
        smear_kernels.draw_smears(out, sprites, moves, lanes.reshape(-1), has_veils)
        return
    is_masked = _is_masked(parts, quality)
    kernels.draw_sprites(out, sprites, lanes.reshape(-1), has_veils, is_masked, _TAPS[quality])


def lay_lanes(out: Pixels, lanes: Lanes) -> None:
    """Lay tiles at home over what `out` (H, W, 3) holds."""
    lane_kernels.lay(out.reshape(-1), lanes.reshape(-1))


def _is_masked(parts: LayerSplit, quality: Quality) -> bool:
    """Return whether to ask at points what tiles hide of each other; it takes a quarter longer.

    Tiles that turn over side by side have their sides in line, one behind the other: there 30 dB
    are reached without. Elsewhere sides lie as chance has it, and 35 dB are reached.
    """
    return quality == "high" or bool(np.any(parts.places.flight.flip))


def _sides(parts: LayerSplit, ways: TileWays | None) -> tuple[Indices, Indices, NDArray[np.bool_]]:
    """Return of each sprite its tile, its place, and whether it shows a back.

    There are two where a tile shows both its sides, and as many as its way has parts.
    """
    tile = place = parts.order
    if ways is not None:
        count = ways.count[tile]
        number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        tile = np.repeat(tile, count)
        place = ways.first[tile] + number
    face = parts.face[tile]
    count = 1 + ((face > 0) & (face < 1))
    is_back = np.repeat(face > 0, count)
    is_back[np.cumsum(count)[count == 2] - 2] = False
    return np.repeat(tile, count), np.repeat(place, count), is_back


def _pictures(
    side: Mosaic, cell: Indices, heights: NDArray[np.int64], *, tint: Value, softens_to: int
) -> _Pictures:
    """Find the pictures of some sprites, each at the level of its height.

    softens_to : int, greatest height of pictures that are softened.
    """
    variant = side.tiles.variants.index[cell]
    row = np.empty(len(cell), np.int64)
    tables, count = [], 0
    # Most frames need one level: no sorting, no choosing.
    is_one = len(heights) > 0 and heights.min() == heights.max()
    for height in heights[:1] if is_one else np.flatnonzero(np.bincount(heights)):
        level = level_of(side.tiles, int(height))
        here = slice(None) if is_one else heights == height
        slot = level.slot[variant[here]]
        if (slot < 0).any():
            missing = np.count_nonzero(slot < 0)
            raise ValueError(f"level {height} lacks the pictures of {missing} tiles in view")
        row[here] = slot + count
        is_soft = height <= softens_to
        pixels = softening.softened_pixels(level) if is_soft else level.pixels
        place = level.offset + pixels.ctypes.data
        soft = np.full(len(place), is_soft)
        tables.append(np.column_stack((place, level.shape, level.window, soft)))
        count += len(place)
    table = np.concatenate(tables) if tables else np.empty((0, 8))
    return _Pictures(table=table, row=row, tint=tint_factors(side.placement, cell, tint))


def _of(value: Value, tiles: Indices) -> Value:
    """Return the number of each of some tiles, or the same for all."""
    return value[tiles] if isinstance(value, np.ndarray) else value


def _merged(front: _Pictures, back: _Pictures, is_back: NDArray[np.bool_]) -> _Pictures:
    """Put both sides together, in the order of the sprites."""
    row = np.empty(len(is_back), np.int64)
    row[~is_back], row[is_back] = front.row, back.row + len(front.table)
    tint = None
    if front.tint is not None or back.tint is not None:
        tint = np.empty((len(is_back), 8), np.int32)
        for one, where in ((front, ~is_back), (back, is_back)):
            tint[where] = _PLAIN if one.tint is None else one.tint
    return _Pictures(table=np.concatenate((front.table, back.table)), row=row, tint=tint)
