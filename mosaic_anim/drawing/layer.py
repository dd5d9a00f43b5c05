"""Draw one layer over what lies below it."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from mosaic_anim.drawing.arrays import Lanes, Pixels
from mosaic_anim.drawing.canvas import draw_at_home, draw_canvas, home_crispness
from mosaic_anim.drawing.frame_window import frame_window, split_frame
from mosaic_anim.drawing.layer_split import LayerSplit, split_layer
from mosaic_anim.drawing.levels import fills_frame, hides_all, is_still, wanted_level
from mosaic_anim.drawing.light import fade_to, mix
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.drawing.opening import opened_layer, step_back
from mosaic_anim.drawing.smears import Smear
from mosaic_anim.drawing.sprites import draw_parts, lay_lanes
from mosaic_anim.drawing.turned_canvas import draw_turned
from mosaic_anim.values.frame_state import Color, Layer, Quality
from mosaic_anim.values.geometry import Size


def draw_layer(
    layer: Layer,
    below: Pixels | None,
    size: Size,
    *,
    ground: Color,
    mosaics: Mapping[str, Mosaic],
    quality: Quality,
    smear: Smear | None = None,
) -> Pixels:
    """Draw a layer.

    Parameters
    ----------
    below : (H, W, 3) uint8 or None
        What lies below; it may be drawn into.
    size : Size
        Frame size [px].
    ground : Color
        The background, where nothing lies below.
    mosaics : mapping of str to Mosaic
        The mosaics that layers name.
    smear : Smear, optional
        How the layer's tiles move while the shutter is open.

    Returns
    -------
    (H, W, 3) uint8
        The layer and what lies below, encoded sRGB.
    """
    if below is not None and smear is None:
        window = frame_window(layer, size, mosaics[layer.mosaic].placement.grid)
        if window.size != size:
            part = np.ascontiguousarray(below[window.rows, window.cols])
            seen = replace(layer, camera=window.camera)
            below[window.rows, window.cols] = draw_layer(
                seen, part, window.size, ground=ground, mosaics=mosaics, quality=quality
            )
            return below
    kept = below if below is None or layer.opacity >= 1 else below.copy()
    if smear is None:
        drawn = _draw(layer, below, size, ground=ground, mosaics=mosaics, quality=quality)
    else:
        drawn = _draw_smeared(layer, smear, below, size, ground=ground, mosaics=mosaics)
    if layer.opacity >= 1:
        return drawn
    if kept is None:
        fade_to(drawn, ground, 1 - layer.opacity)
    else:
        mix(drawn, kept, layer.opacity)
    return drawn


def plain_frame(color: Color, size: Size) -> Pixels:
    """Return a frame of one colour (H, W, 3); row by row it takes a tenth of the time."""
    row = np.tile(np.array(color, np.uint8), size.width)
    return np.tile(row, (size.height, 1)).reshape(size.height, size.width, 3)


def _draw(
    layer: Layer,
    below: Pixels | None,
    size: Size,
    *,
    ground: Color,
    mosaics: Mapping[str, Mosaic],
    quality: Quality,
) -> Pixels:
    """Draw a layer as if it were opaque, with the photo that opens in it."""
    opening = layer.opening
    if opening is None:
        return _draw_tiles(layer, below, size, ground=ground, mosaics=mosaics, quality=quality)
    photo, mosaic = opened_layer(
        layer, opening, size, mosaics[layer.mosaic], mosaics[opening.mosaic]
    )
    alone = {opening.mosaic: mosaic}
    if not hides_all(photo, size, mosaic.placement.grid):
        below = _draw_tiles(layer, below, size, ground=ground, mosaics=mosaics, quality=quality)
        step_back(below, opening.share)
    return draw_layer(photo, below, size, ground=ground, mosaics=alone, quality=quality)


def _draw_tiles(
    layer: Layer,
    below: Pixels | None,
    size: Size,
    *,
    ground: Color,
    mosaics: Mapping[str, Mosaic],
    quality: Quality,
) -> Pixels:
    """Draw the tiles of a layer as if it were opaque."""
    front = mosaics[layer.mosaic]
    viewport = layer.camera.viewport(size, front.placement.grid)
    if is_still(layer):
        if below is None or fills_frame(viewport, size, front.placement.grid):
            return draw_canvas(
                front.placement, front.tiles, viewport, size, tint=layer.tint, background=ground
            )
        _lay_still(layer, below, size, front)
        return below
    if below is None:
        below = plain_frame(ground, size)
    if not layer.motions and quality == "standard" and draw_turned(below, layer, size, front):
        return below
    back = mosaics[layer.back] if layer.back else None
    parts = split_layer(layer, size, front.layout)
    lanes = _grid_of(layer, size, parts, front, back)
    for some, grid in parts.behind_and_before(lanes):
        draw_parts(below, layer, some, front=front, back=back, lanes=grid, quality=quality)
    return below


def _lay_still(layer: Layer, below: Pixels, size: Size, front: Mosaic) -> None:
    """Lay a mosaic that lies still over a frame that it does not fill, in place.

    Where it hides what lies below, which is most of it, it is drawn as if there were nothing.
    """
    placement, tiles, grid = front.placement, front.tiles, front.placement.grid
    viewport = layer.camera.viewport(size, grid)
    level = wanted_level(viewport, size, tiles.variants, grid)
    inside, around = split_frame(viewport, size, grid)
    for part in around:
        behind = np.ascontiguousarray(below[part.rows, part.cols])
        lanes = draw_at_home(
            placement, tiles, part.viewport, part.size, tint=layer.tint, level=level
        )
        lay_lanes(behind, lanes)
        below[part.rows, part.cols] = behind
    if inside is not None:
        below[inside.rows, inside.cols] = draw_canvas(
            placement, tiles, inside.viewport, inside.size, tint=layer.tint, background=(0, 0, 0),
            level=level,
        )  # fmt: skip


def _draw_smeared(
    layer: Layer,
    smear: Smear,
    below: Pixels | None,
    size: Size,
    *,
    ground: Color,
    mosaics: Mapping[str, Mosaic],
) -> Pixels:
    """Draw the tiles of a layer as if it were opaque, smeared along their ways."""
    front = mosaics[layer.mosaic]
    if below is None:
        below = plain_frame(ground, size)
    back = mosaics[layer.back] if layer.back else None
    lanes = _grid_of(layer, size, smear.parts, front, back)
    for some, grid in smear.parts.behind_and_before(lanes):
        draw_parts(
            below,
            layer,
            some,
            front=front,
            back=back,
            lanes=grid,
            quality="standard",
            ways=smear.ways,
        )
    return below


def _grid_of(
    layer: Layer, size: Size, parts: LayerSplit, front: Mosaic, back: Mosaic | None
) -> Lanes:
    """Draw what tiles at home show, (H, W, 4); empty if nothing."""
    grid = front.placement.grid
    viewport = layer.camera.viewport(size, grid)
    sides = [
        (one, weight)
        for one, weight in ((front, parts.front), (back, parts.back))
        if one is not None and weight is not None
    ]
    crisp = [home_crispness(one.tiles, viewport, size, grid) for one, _ in sides]
    drawn = [
        draw_at_home(
            one.placement, one.tiles, viewport, size, tint=layer.tint, weight=weight,
            crisp=(max(down for down, _ in crisp), max(across for _, across in crisp)),
        )
        for one, weight in sides
    ]  # fmt: skip
    # Both weigh no more than one together, in each pixel, so that nothing overflows.
    return sum(drawn[1:], drawn[0]) if drawn else np.empty((0, 0, 4), np.uint16)
