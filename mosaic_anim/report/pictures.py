"""The pictures of a report: the mosaic from three distances, and maps of its cells."""

import base64
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.drawing.levels import visible_cells, wanted_level
from mosaic_anim.io.workers import usable_cores
from mosaic_anim.lazy import Image
from mosaic_anim.library.library import Library
from mosaic_anim.library.materialise import materialise
from mosaic_anim.library.tiles import Variants
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.report.reduced_mosaic import ReducedMosaic
from mosaic_anim.values.geometry import Grid, Rect, Size
from mosaic_anim.values.origin import PICTURE

Pixels = NDArray[np.uint8]

WHOLE = 1200
"""Longer side of the whole mosaic [px]."""
NEAR = 1200
"""Longer side of the close-up [px]."""
NEAR_CELLS = 14
"""Cells along it."""
THUMBNAIL = 176
"""Side of a photo's picture [px]."""
_MAP = 960
"""About the longer side of a map [px]."""

_QUALITY = 86

SCALE = np.array(
    [(23, 26, 44), (67, 56, 120), (146, 62, 122), (218, 91, 86), (247, 160, 72), (252, 236, 158)],
    np.float32,
)
"""Colours of the maps from low to high, in equal steps; lightness rises all the way."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """A drawn part of a mosaic.

    Attributes
    ----------
    pixels : (h, w, 3) uint8
    missing : tuple of str
        Photos that were lost since they were indexed; their small pictures were drawn.
    """

    pixels: Pixels
    missing: tuple[str, ...] = ()


def from_afar(reduced: ReducedMosaic) -> tuple[Pixels, Pixels]:
    """Return mosaic and cover from afar."""
    shown, wanted = (np.rint(np.clip(one, 0, 255)).astype(np.uint8) for one in reduced.from_afar())
    return shown, wanted


def draw_whole(placement: Placement, library: Library) -> View:
    """Draw the whole mosaic."""
    grid = placement.grid
    return _draw(placement, library, Rect(row=0, col=0, height=grid.rows, width=grid.cols), WHOLE)


def draw_near(placement: Placement, library: Library, detail: NDArray[np.float32]) -> View:
    """Draw the close-up of the part with most `detail` (R, C)."""
    return _draw(placement, library, detailed_part(placement.grid, detail), NEAR)


def detailed_part(grid: Grid, detail: NDArray[np.float32]) -> Rect:
    """Return the part of about 14 cells with most detail, of the canvas's shape [cells]."""
    cols = min(grid.cols, NEAR_CELLS)
    rows = min(grid.rows, max(1, round(cols * grid.cell_aspect / 1.5)))
    total = np.zeros((grid.rows + 1, grid.cols + 1))
    total[1:, 1:] = detail.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
    sums = total[rows:, cols:] - total[:-rows, cols:] - total[rows:, :-cols] + total[:-rows, :-cols]
    row, col = np.unravel_index(int(sums.argmax()), sums.shape)
    return Rect(row=float(row), col=float(col), height=float(rows), width=float(cols))


def color_map(values: NDArray[np.float32]) -> Pixels:
    """Return values (R, C) from 0 to 1 as colours, each cell a square, a huge map reduced."""
    shown = values
    step = -(-max(values.shape) // _MAP)
    if step > 1:
        shown = values[::step, ::step]
    places = np.clip(shown, 0, 1) * (len(SCALE) - 1)
    low = np.minimum(places.astype(int), len(SCALE) - 2)
    part = (places - low)[..., None]
    colors = SCALE[low] * (1 - part) + SCALE[low + 1] * part
    large = max(1, _MAP // max(shown.shape))
    cells = np.rint(colors).astype(np.uint8)
    return np.asarray(cells.repeat(large, axis=0).repeat(large, axis=1))


def thumbnail(library: Library, photo: int) -> Pixels:
    """Return the middle of a photo as a square."""
    picture = library.small(photo)
    side = min(picture.shape[:2])
    top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
    image = Image.fromarray(np.ascontiguousarray(picture[top : top + side, left : left + side]))
    side = min(side, THUMBNAIL)
    return np.asarray(image.resize((side, side), Image.Resampling.LANCZOS))


def data_uri(pixels: Pixels, *, exact: bool = False) -> str:
    """Return a picture as text that a page holds: as JPEG, or `exact` as PNG."""
    memory = io.BytesIO()
    image = Image.fromarray(np.ascontiguousarray(pixels))
    if exact:
        image.save(memory, "PNG", optimize=True)
    else:
        image.save(memory, "JPEG", quality=_QUALITY, optimize=True, comment=PICTURE)
    kind = "png" if exact else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(memory.getvalue()).decode('ascii')}"


def _draw(placement: Placement, library: Library, viewport: Rect, longer: int) -> View:
    """Draw a part of a mosaic, with only the tiles that it shows."""
    grid = placement.grid
    aspect = viewport.width * grid.cell_aspect / viewport.height
    size = Size(
        height=max(1, round(longer / max(1.0, aspect))),
        width=max(1, round(longer * min(1.0, aspect))),
    )
    variants = placement.variants(library)
    level = wanted_level(viewport, size, variants, grid)
    tiles = materialise(
        library,
        variants,
        {level: _in_view(viewport, size, variants, grid)},
        cell_aspect=grid.cell_aspect,
        folder=None,
        workers=usable_cores(),
    )
    pixels = draw_canvas(placement, tiles, viewport, size, background=(0, 0, 0), level=level)
    return View(pixels=pixels, missing=tiles.skipped)


def _in_view(viewport: Rect, size: Size, variants: Variants, grid: Grid) -> NDArray[np.int32]:
    row0, row1, col0, col1 = visible_cells(viewport, size, grid)
    cells = variants.index.reshape(grid.rows, grid.cols)[row0:row1, col0:col1]
    return np.unique(cells).astype(np.int32)
