"""Draw openings: a tile grows to its whole photo, over its mosaic, which steps back."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.arrays import Pixels
from mosaic_anim.drawing.light import fade_to, mix
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.drawing.open_tile import OpenTile
from mosaic_anim.lazy import Image, ndimage
from mosaic_anim.library.tiles import TileLevel, Tiles
from mosaic_anim.values.frame_state import Layer, Opening
from mosaic_anim.values.geometry import Rect, Size

DIM = 0.6
"""Share of its light that the mosaic loses behind an open photo."""

BLUR = 0.016
"""Standard deviation of its blur then [heights of the frame]."""

_SOFT_FROM = 0.3
"""Share of the opening at which nothing of the mosaic is left sharp."""

_WORKING_HEIGHT = 270
"""Height at which the blur is computed [px]: it costs the same in every frame."""


class _OneLevel(Tiles):
    """Tiles of one level, whatever height is asked for: that of the whole photo decided already."""

    def level(self, height: int) -> TileLevel:  # noqa: ARG002 - it is the only one
        """Return the level."""
        return self.levels[0]


def opened_layer(
    layer: Layer, opening: Opening, size: Size, mosaic: Mosaic, photo: Mosaic
) -> tuple[Layer, Mosaic]:
    """Return an opening as a layer of its own, and the mosaic of one tile that it shows.

    Parameters
    ----------
    layer : Layer
        The layer whose tile opens.
    size : Size
        Frame size [px].
    mosaic : Mosaic
        The layer's mosaic.
    photo : Mosaic
        The whole photo in one cell.
    """
    tile = OpenTile.of(opening, mosaic.tiles.variants, mosaic.placement.grid)
    variants = photo.tiles.variants
    picture = photo.tiles.level(tile.level(layer.camera, size, int(variants.native[0])))
    shown = replace(picture, window=_part(picture.window, tile.window))
    cell, tinted = [opening.cell], mosaic.placement
    alone = replace(
        photo.placement, grid=tile.grid, gain=tinted.gain[cell], offset=tinted.offset[cell]
    )
    tiles = _OneLevel(variants=variants, levels=(shown,))
    return tile.layer(layer, opening), Mosaic(placement=alone, tiles=tiles)


def step_back(pixels: Pixels, share: float) -> None:
    """Dim and blur a frame (H, W, 3) behind a photo that is open by `share`, in place."""
    height, width = pixels.shape[:2]
    scale = min(1.0, _WORKING_HEIGHT / height)
    work = max(1, round(width * scale)), max(1, round(height * scale))
    small = Image.fromarray(pixels).resize(work, Image.Resampling.BOX)
    sigma = BLUR * share * work[1]
    soft = ndimage.gaussian_filter(np.asarray(small, np.float32), (sigma, sigma, 0), mode="nearest")
    whole = Image.fromarray(np.rint(soft).astype(np.uint8))
    blurred = np.array(whole.resize((width, height), Image.Resampling.BICUBIC))
    mix(blurred, pixels, min(1.0, share / _SOFT_FROM))
    pixels[:] = blurred
    fade_to(pixels, (0, 0, 0), DIM * share)


def _part(whole: NDArray[np.float64], window: Rect) -> NDArray[np.float64]:
    """Return the part `window` [unit] of a picture's own window (1, 4) [px]."""
    start, length = whole[:, :2], whole[:, 2:]
    part = np.array([[window.row, window.col, window.height, window.width]])
    return np.concatenate((start + part[:, :2] * length, part[:, 2:] * length), axis=1)
