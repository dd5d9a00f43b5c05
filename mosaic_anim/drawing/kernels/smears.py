# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Draw tiles that move while the shutter is open, each smeared along its way, band by band.

From the nearest to the farthest, as `sprites` draws those of one moment. A tile moves straight on
and keeps its shape; one that turns or curves is several sprites, one after another. What a tile
covers, and what it hides, is asked at points of each pixel and of time (`instants`); its colours
are sampled along its way (`smear_chunks`).
"""

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Bytes, Doubles, Words
from mosaic_anim.drawing.kernels.bands import by_band, finish_band, lay_grid
from mosaic_anim.drawing.kernels.chunks import PIXELS, Sprite
from mosaic_anim.drawing.kernels.instants import NUMBERS, place_instants, steps_of
from mosaic_anim.drawing.kernels.shapes import Shape, rows_of, shape_of, steep
from mosaic_anim.drawing.kernels.smear_chunks import (
    FIELDS,
    SmearBand,
    Streak,
    draw_smear,
    finish_smear,
    is_taken,
    lay_smear,
)
from mosaic_anim.drawing.kernels.sprites import Sprites, pair, sprite_of
from mosaic_anim.drawing.kernels.swaths import (
    STILL,
    Swath,
    Ways,
    swath_columns,
    swath_of,
    travel_of,
)
from mosaic_anim.kernel import kernel

BAND = 16
"""Rows of a band: 1920 px of them are a MiB of accumulator."""

SPACING, SOFT_SPACING = 1.0, 1.4
"""Longest way from one sample to the next, and in a picture that is softened [px]."""

MOST = 24
"""Most samples of a sprite."""

_BESIDE = 0.25  # how far samples lie beside a tile's way [px]
_SLOW = 1e-4  # what moves less does not move [px]


@kernel()
def draw_smears(out: Bytes, sprites: Sprites, ways: Ways, grid: Words, has_veils: bool) -> None:
    """Draw sprites in motion, and the grid behind them, over what `out` holds.

    Parameters
    ----------
    out : (H, W, 3) uint8
        What lies below, and the finished frame.
    grid : (H * W * 4,) uint16
        Tiles at home, as for `sprites.draw_sprites`.
    has_veils : bool
        Whether any sprite is translucent.
    """
    height, width = out.shape[0], out.shape[1]
    bands = (height + BAND - 1) // BAND
    spans = rows_of(sprites.place, travel_of(ways), sprites.tile, height)
    start, order = by_band(spans, bands, BAND)
    pitch = width + PIXELS
    size = BAND * pitch
    room = size if has_veils else 0
    band = SmearBand(
        np.zeros(FIELDS * size, np.float32),
        np.zeros(size, np.uint16),
        np.zeros(NUMBERS, np.int64),
        np.zeros(3 * room, np.float32),
        room,
        size,
        pitch,
    )
    pixels = out.reshape(-1)
    for n in range(bands):
        top, end = n * BAND, min(height, n * BAND + BAND)
        band.fields[:] = 0
        band.masks[:] = 0
        band.veils[:room] = 1.0
        band.veils[room:] = 0.0
        for i in order[start[n] : start[n + 1]]:
            _draw(band, top, sprites, ways, i, max(top, spans[i, 0]), min(end, spans[i, 1]))
        if grid.size > 0:
            lay_grid(lay_smear, band, top, end, grid)
        finish_band(finish_smear, band, top, end, pixels)


@kernel(forceinline=True, error_model="numpy")
def _draw(
    band: SmearBand, top: int, sprites: Sprites, ways: Ways, i: int, first: int, end: int
) -> None:
    """Draw rows, `first` to `end`, of a sprite into a band that begins at row `top`."""
    tile = sprites.tile[i]
    shape = shape_of(sprites.place, tile)
    swath = swath_of(shape, ways, tile)
    steps = steps_of(swath)
    slopes = (*pair(shape.u_x, shape.v_x), *pair(shape.u_y, shape.v_y))
    drawn = pair(ways.time[tile, 0], ways.time[tile, 1])
    place_instants(band.points, slopes, pair(swath.way_u, swath.way_v), drawn, np.float32(steps))
    sprite = sprite_of(sprites, i, shape, band.room > 0, 2)
    streak = _streak_of(shape, sprite, sprites.weight[i], swath, steps)
    middle_y, middle_x = sprites.place[tile, 0] - 0.5, sprites.place[tile, 1] - 0.5
    for y in range(first, end):
        dy = y - middle_y
        low, high = swath_columns(swath, dy, middle_x, band.pitch - PIXELS)
        u = shape.u_y * dy - shape.u_x * middle_x
        v = shape.v_y * dy - shape.v_x * middle_x
        k = (y - top) * band.pitch
        for x in range(low, high, PIXELS):
            if not is_taken(band, k + x):
                draw_smear(band, k + x, sprite, streak, u + shape.u_x * x, v + shape.v_x * x)


@kernel(forceinline=True, error_model="numpy")
def _streak_of(shape: Shape, sprite: Sprite, weight: Doubles, swath: Swath, steps: float) -> Streak:
    """Return how a sprite moves; weight : (2,) float64, as in `Sprites`."""
    along_u, along_v, time = swath.way_u, swath.way_v, 2 * swath.half_time
    way = np.sqrt(along_u * along_u + along_v * along_v)
    # No more passes by a pixel's centre than a tile is long that way.
    length = time * way
    length = min(length, shape.broad * way / max(abs(along_u), _SLOW))
    length = min(length, shape.high * way / max(abs(along_v), _SLOW))
    is_soft = sprite.taps == 1
    spacing, least = (SOFT_SPACING, 1.0) if is_soft else (SPACING, 2.0)
    count = np.int64(min(max(np.ceil(length / spacing), least), MOST))
    solid = weight[0] * weight[1]
    beside = sprite.near
    if way * time > STILL and not is_soft:
        aside = _BESIDE / way
        beside = pair(-along_v * aside * sprite.pace[0], along_u * aside * sprite.pace[1])
    return Streak(
        way=pair(along_u, along_v),
        slowness=pair(1 / steep(along_u, _SLOW), 1 / steep(along_v, _SLOW)),
        side=pair(shape.broad / 2, shape.high / 2),
        time=pair(-swath.half_time, swath.half_time),
        beside=beside,
        at_once=pair(_at_once(along_u), _at_once(along_v)),
        solid=np.float32(solid),
        apart=np.float32(solid * solid * solid * solid),
        blur=np.float32(way * way / (way * way + 2)),
        steps=np.float32(steps),
        samples=count,
        share=np.float32(1 / count),
        before=np.float32((count - 1) / 2),
    )


@kernel(forceinline=True)
def _at_once(way: float) -> float:
    """Return the mean variance of black and white in a pixel that an edge crosses.

    Their variance is s (1 - s), where the edge covers a share s: 1/6 on the average while it
    crosses the pixel, which takes the time for 1 of `way` [px]. What they vary by in the whole time
    beyond that, they do one after another.
    """
    return 1 / (6 * max(abs(way), _SLOW))
