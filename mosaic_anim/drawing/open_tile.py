"""Open tiles: what is shown of a photo while its tile grows to the whole of it, and where.

More and more of the photo is shown: the window on it grows from the part that the tile shows to all
of it, and the place of that window from the tile's cell to where the whole photo belongs. What is
shown fills a canvas of one cell, so that a camera over that canvas and one more layer with one tile
are all there is to draw, in a frame that is turned too.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.pyramid import CLOSE_UP, level_for
from mosaic_anim.library.tile_cutting import turned_window
from mosaic_anim.library.tiles import Variants
from mosaic_anim.values.frame_state import Camera, Layer, Opening
from mosaic_anim.values.geometry import Grid, Rect, Size

_VEIL = 0.3
"""Share of the opening at which the photo hides what lies below, where tiles are in motion."""

_WHOLE = Rect(row=0, col=0, height=1, width=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTile:
    """What an opening shows at one moment.

    Attributes
    ----------
    whole : Rect
        Where the whole photo would lie [canvas cells].
    window : Rect
        The part of the photo, turned as the tile is, that is shown [unit].
    place : Rect
        Where that part lies [canvas cells].
    grid : Grid
        A canvas of one cell, which that part fills.
    """

    whole: Rect
    window: Rect
    place: Rect
    grid: Grid

    @classmethod
    def of(cls, opening: Opening, variants: Variants, grid: Grid) -> "OpenTile":
        """Return what an opening shows of one of the `variants` of a canvas of cells `grid`."""
        variant = int(variants.index[opening.cell])
        crop = tile_window(variants.crop[variant], int(variants.turn[variant]))
        row, col = divmod(opening.cell, grid.cols)
        home = photo_place(Rect(row=row, col=col, height=1, width=1), crop)
        whole = _between(home, opening.place, opening.share)
        window = _between(crop, _WHOLE, opening.share)
        place = Rect(
            row=whole.row + window.row * whole.height,
            col=whole.col + window.col * whole.width,
            height=window.height * whole.height,
            width=window.width * whole.width,
        )
        aspect = place.width * grid.cell_aspect / place.height
        alone = Grid(rows=1, cols=1, cell_aspect=aspect)
        return cls(whole=whole, window=window, place=place, grid=alone)

    def level(self, camera: Camera, size: Size, native: int) -> int:
        """Return the height of the level that a frame of `size` is drawn from [px].

        It is that of a close-up at least, whose pictures are drawn through windows.
        """
        return max(CLOSE_UP, level_for(self.whole.height / camera.height * size.height, native))

    def layer(self, layer: Layer, opening: Opening) -> Layer:
        """Return the layer of the one tile, seen as the camera of `layer` sees it."""
        camera, is_veiled = layer.camera, bool(layer.motions)  # the tile itself may be elsewhere
        return Layer(
            mosaic=opening.mosaic,
            camera=replace(
                camera,
                row=(camera.row - self.place.row) / self.place.height,
                col=(camera.col - self.place.col) / self.place.width,
                height=camera.height / self.place.height,
            ),
            tint=layer.tint * (1 - opening.share),
            opacity=min(1.0, opening.share / _VEIL) if is_veiled else 1.0,
        )


def tile_window(crop: NDArray[np.float32], turn: int) -> Rect:
    """Return the part of a turned photo that a tile shows [unit], from that of the upright one."""
    row, col, height, width = (float(edge) for edge in crop)
    row, col, height, width = turned_window((row, col, height, width), (1, 1), turn)
    return Rect(row=row, col=col, height=height, width=width)


def photo_place(cell: Rect, window: Rect) -> Rect:
    """Return where a whole photo lies whose `window` [unit] fills `cell` [canvas cells]."""
    height, width = cell.height / window.height, cell.width / window.width
    return Rect(
        row=cell.row - window.row * height,
        col=cell.col - window.col * width,
        height=height,
        width=width,
    )


def _between(start: Rect, end: Rect, share: float) -> Rect:
    """Return the rectangle at `share` of the way from one to another: exactly these at its ends."""
    if share >= 1:
        return end
    return Rect(
        row=start.row + (end.row - start.row) * share,
        col=start.col + (end.col - start.col) * share,
        height=start.height + (end.height - start.height) * share,
        width=start.width + (end.width - start.width) * share,
    )
