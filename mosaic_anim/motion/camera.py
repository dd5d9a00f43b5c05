"""Camera paths between two views, and how a view frames a rectangle or stays inside the canvas.

Every path eases the logarithm of the zoom, so that it looks even: the same progress magnifies by
the same factor anywhere on the way. A camera that turns does so evenly, by the plain difference of
the angles: 720 degrees are two turns. Planes: camera positions are canvas cells; a column is
`cell_aspect` times as long in the picture as a row.

References
----------
van Wijk & Nuij, "Smooth and efficient zooming and panning", IEEE InfoVis 2003, pp. 15-23, with
rho = sqrt 2 as in d3-interpolate (https://github.com/d3/d3-interpolate/blob/main/src/zoom.js).
"""

from collections.abc import Callable
from math import asinh, cos, cosh, exp, expm1, hypot, log, radians, sin, sinh, sqrt
from typing import Literal, Protocol

from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Grid, Insets, Rect

Fit = Literal["contain", "cover"] | float
"""All of the rectangle, all of the frame, or the share of the frame that the rectangle fills."""

WHOLE = Insets()
"""No margins."""

_MOST_TRIMMED = 0.04  # share of a canvas of few rows that is cut off rather than shown with edges
_COINCIDENT = 1e-12  # centres closer than this share of the view are one centre


class CameraPath(Protocol):
    """A path from one view to another.

    `frame_aspect` is the width over the height of the frame, `cell_aspect` that of a cell. The
    function returned gives the camera at a progress: exactly `start` at 0 and exactly `end` at 1;
    progress beyond that range continues along the same path.
    """

    def __call__(
        self, start: Camera, end: Camera, *, frame_aspect: float, cell_aspect: float
    ) -> Callable[[float], Camera]:
        """Return the camera as a function of progress."""
        ...


def anchored(
    start: Camera,
    end: Camera,
    *,
    frame_aspect: float,  # noqa: ARG001 - a CameraPath; this one is the same in every frame
    cell_aspect: float,  # noqa: ARG001
) -> Callable[[float], Camera]:
    """Zoom about the one point that both views show at the same place.

    The centre is c0 + (c1 - c0) * (h0 - h) / (h0 - h1): every edge of the view slides straight
    from its start to its end, so nothing is seen that lies outside of both views' hull, and what
    both views show stays in view. Views of equal height are joined by a straight pan.
    """
    zoom = log(end.height / start.height)

    def camera(progress: float) -> Camera:
        # (h0 - h) / (h0 - h1) without its 0 / 0 where the heights are nearly equal.
        share = expm1(progress * zoom) / expm1(zoom) if zoom else progress
        return Camera(
            row=start.row + (end.row - start.row) * share,
            col=start.col + (end.col - start.col) * share,
            height=start.height * exp(progress * zoom),
            angle=start.angle + (end.angle - start.angle) * progress,
        )

    return _between(start, end, camera)


def van_wijk(
    start: Camera, end: Camera, *, frame_aspect: float, cell_aspect: float
) -> Callable[[float], Camera]:
    """Fly: zoom out until both places are near, pan, zoom in, along the perceptually shortest path.

    With rho^2 = 2 the paper's equation (9) reads, in view widths w and distances u: w(s) =
    w0 cosh(r0) / cosh(r), u(s) = w0 / 2 (cosh(r0) tanh(r) - sinh(r0)), where r runs evenly from r0
    to r1. The second is written below as w0 / 2 sinh(r - r0) / cosh(r), which loses no digits
    where the centres are close.
    """
    first, last = start.height * frame_aspect, end.height * frame_aspect
    distance = _distance(start, end, cell_aspect)
    if distance <= _COINCIDENT * min(first, last):
        return anchored(start, end, frame_aspect=frame_aspect, cell_aspect=cell_aspect)
    r0, r1 = _run(first, last, distance)

    def camera(progress: float) -> Camera:
        run = progress * (r1 - r0)
        share = first / (2 * distance) * sinh(run) / cosh(r0 + run)
        return Camera(
            row=start.row + (end.row - start.row) * share,
            col=start.col + (end.col - start.col) * share,
            height=start.height * cosh(r0) / cosh(r0 + run),
            angle=start.angle + (end.angle - start.angle) * progress,
        )

    return _between(start, end, camera)


def flight_length(start: Camera, end: Camera, *, frame_aspect: float, cell_aspect: float) -> float:
    """Return the perceived length of the flight between two views: S in the paper's equation (9).

    Flights that share a time in proportion to their lengths look equally fast. A turn adds nothing.
    """
    first, last = start.height * frame_aspect, end.height * frame_aspect
    distance = _distance(start, end, cell_aspect)
    if distance <= _COINCIDENT * min(first, last):
        return abs(log(last / first)) / sqrt(2)
    r0, r1 = _run(first, last, distance)
    return (r1 - r0) / sqrt(2)


def _distance(start: Camera, end: Camera, cell_aspect: float) -> float:
    """Return how far apart the centres are, as seen in the picture [rows]."""
    return hypot((end.col - start.col) * cell_aspect, end.row - start.row)


def _run(first: float, last: float, distance: float) -> tuple[float, float]:
    """Return r0 and r1 of the paper for rho^2 = 2 and widths and distance in one unit."""
    growth = (last - first) * (last + first)
    r0 = -asinh((growth + 4 * distance**2) / (4 * first * distance))
    r1 = -asinh((growth - 4 * distance**2) / (4 * last * distance))
    return r0, r1


def frame_target(
    rect: Rect,
    fit: Fit,
    grid: Grid,
    frame_aspect: float,
    *,
    angle: float = 0.0,
    safe: Insets = WHOLE,
) -> Camera:
    """Return the camera, turned by `angle` [degrees], that frames `rect` [cells].

    Parameters
    ----------
    rect : Rect
        Rectangle to frame [canvas cells].
    fit : "contain", "cover" or float
        Show all of it; let it fill all of the frame; or show all of it, filling this share of the
        frame's height or width, whichever it fills more of.
    safe : Insets
        Margins of the frame in which a rectangle that is shown as a whole does not lie: its share
        is one of what they leave, and its middle lies there. One that fills the frame fills all.
    """
    row, col = rect.centre
    width = rect.width * grid.cell_aspect  # [rows]
    if fit == "cover":
        tall, wide = _bounds(frame_aspect, angle)
        height = min(rect.height / tall, width / wide)
        return Camera(row=row, col=col, height=height, angle=angle)
    # In the frame's own axes it is the rectangle that is turned.
    tall, wide = _turned(rect.height, width, angle)
    left_tall, left_wide = 1 - safe.top - safe.bottom, 1 - safe.left - safe.right
    height = max(tall / left_tall, wide / left_wide / frame_aspect)
    height /= 1 if fit == "contain" else fit
    # From the middle of the frame to that of what the margins leave.
    down = height * (safe.top - safe.bottom) / 2
    right = height * frame_aspect * (safe.left - safe.right) / 2
    upright, across = cos(radians(angle)), sin(radians(angle))
    return Camera(
        row=row - down * upright - right * across,
        col=col - (right * upright - down * across) / grid.cell_aspect,
        height=height,
        angle=angle,
    )


def inside(camera: Camera, grid: Grid, frame_aspect: float) -> Camera:
    """Return the nearest camera that shows nothing outside the canvas, turned as it is.

    A view too large becomes the largest that fits: the upright rectangle around a turned view lies
    on the canvas.
    """
    tall, wide = _bounds(frame_aspect, camera.angle)
    height = min(camera.height, grid.rows / tall, grid.cols * grid.cell_aspect / wide)
    return Camera(
        row=_clamp(camera.row, height * tall, grid.rows),
        col=_clamp(camera.col, height * wide / grid.cell_aspect, grid.cols),
        height=height,
        angle=camera.angle,
    )


def view_bounds(camera: Camera, grid: Grid, frame_aspect: float) -> tuple[float, float]:
    """Return height and width [canvas cells] of the upright rectangle around a view."""
    tall, wide = _bounds(frame_aspect, camera.angle)
    return camera.height * tall, camera.height * wide / grid.cell_aspect


def whole(camera: Camera, grid: Grid, frame_aspect: float) -> Camera:
    """Return `camera`, moved until it looks past the canvas only where the view is larger.

    Then it looks as far past one edge as past the other. A view that fits stays inside. One that is
    larger by less than the part of a row that was cut off the cover anyway becomes one that fits:
    a hairline of background would look like a fault.
    """
    inner = inside(camera, grid, frame_aspect)
    if inner.height >= camera.height * (1 - min(1 / (grid.rows + 1), _MOST_TRIMMED)):
        return inner
    return evenly(camera, grid, frame_aspect)


def evenly(camera: Camera, grid: Grid, frame_aspect: float) -> Camera:
    """Return `camera`, moved until it looks past the canvas only where the view is larger.

    Of views that change without a jump, neither do these.
    """
    height, width = view_bounds(camera, grid, frame_aspect)
    return Camera(
        row=_clamp(camera.row, height, grid.rows),
        col=_clamp(camera.col, width, grid.cols),
        height=camera.height,
        angle=camera.angle,
    )


def _bounds(frame_aspect: float, angle: float) -> tuple[float, float]:
    """Return height and width of the upright rectangle around a frame of height 1."""
    return _turned(1.0, frame_aspect, angle)


def _turned(height: float, width: float, angle: float) -> tuple[float, float]:
    """Return height and width of the upright rectangle around one that is turned."""
    half_turn = angle % 180  # exactly 0 where the turn is not seen
    if not half_turn:
        return height, width
    upright, across = abs(cos(radians(half_turn))), abs(sin(radians(half_turn)))
    return height * upright + width * across, width * upright + height * across


def _clamp(centre: float, view: float, canvas: int) -> float:
    """Move a view's centre so that the view lies between 0 and `canvas` [cells]."""
    if view >= canvas:
        return canvas / 2
    return min(max(centre, view / 2), canvas - view / 2)


def _between(
    start: Camera, end: Camera, path: Callable[[float], Camera]
) -> Callable[[float], Camera]:
    """Make `path` exact at its ends, which rounding would miss by a hair."""

    def camera(progress: float) -> Camera:
        if progress == 0:
            return start
        return end if progress == 1 else path(progress)

    return camera


PATHS: dict[str, CameraPath] = {
    "anchored": anchored,
    "van_wijk": van_wijk,
}
"""Paths by the name that a scene writes."""
