"""Pick: which cell lies at a point of a frame, wherever its tile has flown, and what is in it."""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

import numpy as np

from mosaic_anim.drawing.layer_split import split_layer
from mosaic_anim.drawing.levels import is_still
from mosaic_anim.library.materialise import read_original
from mosaic_anim.rendering.project import MAIN, Project
from mosaic_anim.studio.frames import FrameDrawer, Pixels
from mosaic_anim.studio.views import FrameRequest
from mosaic_anim.values.flight import TileLayout
from mosaic_anim.values.frame_state import Camera, FrameState, Layer, moments
from mosaic_anim.values.geometry import Grid, Rect, Size

_LONG_SIDE = 480  # of the picture of a photo [px]


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePoint:
    """A point of a frame, as shares of its height and width from the upper left corner."""

    y: float
    x: float


def canvas_point(camera: Camera, size: Size, grid: Grid, point: FramePoint) -> tuple[float, float]:
    """Return the row and column [canvas cells] that a camera shows at a point."""
    down = (point.y - 0.5) * camera.height
    across = (point.x - 0.5) * camera.height * size.aspect
    turn = radians(camera.angle)
    row = down * cos(turn) + across * sin(turn)
    col = across * cos(turn) - down * sin(turn)
    return camera.row + row, camera.col + col / grid.cell_aspect


def cell_at(drawer: FrameDrawer, request: FrameRequest, point: FramePoint) -> int | None:
    """Return the cell [flat index] whose tile is seen at a point of a frame; None beside all.

    Raises
    ------
    LookupError, UsageError
        As `FrameDrawer.frame`.
    """
    layer, size, layout = _top_layer(drawer, request)
    row, col = canvas_point(layer.camera, size, layout.grid, point)
    opening = layer.opening
    if opening is not None and opening.share > 0.5 and _holds(opening.place, row, col):
        return opening.cell
    home = _cell(layout.grid, row, col)
    if is_still(layer):
        return home
    split = split_layer(layer, size, layout)
    places = split.places
    count = len(places.cell)
    y, x = point.y * size.height - places.y, point.x * size.width - places.x
    high_y, high_x = (np.broadcast_to(np.asarray(one), (count,)) for one in places.high)
    wide_y, wide_x = (np.broadcast_to(np.asarray(one), (count,)) for one in places.wide)
    with np.errstate(divide="ignore", invalid="ignore"):
        area = high_y * wide_x - high_x * wide_y
        down = abs((y * wide_x - x * wide_y) / area)
        across = abs((high_y * x - high_x * y) / area)
    covers = (down <= 0.5) & (across <= 0.5)
    hit = split.order[covers[split.order]]
    if len(hit):
        return int(places.cell[hit[0]])
    is_home = home is not None and any(
        weights is not None and weights[home] for weights in (split.front, split.back)
    )
    return home if is_home else None


def rect_between(
    drawer: FrameDrawer, request: FrameRequest, one: FramePoint, other: FramePoint
) -> Rect:
    """Return the part of the canvas [cells] between two points of a frame.

    Raises
    ------
    LookupError, UsageError
        As `FrameDrawer.frame`.
    """
    layer, size, layout = _top_layer(drawer, request)
    corners = [canvas_point(layer.camera, size, layout.grid, point) for point in (one, other)]
    (row0, row1), (col0, col1) = (sorted(pair) for pair in zip(*corners, strict=True))
    return Rect(row=row0, col=col0, height=row1 - row0, width=col1 - col0)


def cell_facts(project: Project, cell: int) -> dict[str, Any]:
    """Return what is known of a cell: its photo, row, column and distance."""
    placement = project.placements[MAIN]
    photo = int(placement.tile[cell])
    row, col = divmod(cell, placement.grid.cols)
    return {
        "cell": [row, col],
        "photo": str(placement.photo[photo]),
        "distance": round(float(placement.distance[cell]), 3),
        "uses": int(np.count_nonzero(placement.tile == photo)),
    }


def photo_picture(project: Project, cell: int) -> Pixels:
    """Return the photo in a cell, reduced (h, w, 3).

    Raises
    ------
    LookupError
        If there is no such cell, or its photo is not in the library.
    """
    placement, library = project.placements[MAIN], project.libraries[MAIN]
    if not 0 <= cell < len(placement.tile):
        raise LookupError(f"there is no cell {cell}")
    content = str(placement.photo_hash[placement.tile[cell]])
    if content not in library.photo_hash:
        raise LookupError("the photo is not in the library")
    photo = library.photo_hash.index(content)
    height, width = (int(side) for side in library.full_size[photo])
    scale = min(1.0, _LONG_SIDE / max(height, width))
    pixels = read_original(library, photo, Size(height=height, width=width), scale)
    return library.small(photo) if pixels is None else pixels


def _top_layer(drawer: FrameDrawer, request: FrameRequest) -> tuple[Layer, Size, TileLayout]:
    """Return the nearest layer of the main mosaic, the frame size, and the mosaic's tiles."""
    view = drawer.view(request.output)
    instants = moments(view.state(request))
    state: FrameState | None = instants[len(instants) // 2]
    while state is not None:
        for layer in reversed(state.layers):
            if layer.mosaic == MAIN:
                return layer, view.timeline.size, drawer.layout(view, MAIN)
        state = state.under
    raise LookupError("the mosaic is not seen here")


def _cell(grid: Grid, row: float, col: float) -> int | None:
    if not (0 <= row < grid.rows and 0 <= col < grid.cols):
        return None
    return int(row) * grid.cols + int(col)


def _holds(rect: Rect, row: float, col: float) -> bool:
    return rect.row <= row <= rect.bottom and rect.col <= col <= rect.right
