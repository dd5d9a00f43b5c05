"""Camera paths between two views, and how a view frames a rectangle or stays inside the canvas.

Every path eases the logarithm of the zoom, so that it looks even: the same progress magnifies by
the same factor anywhere on the way. Planes: camera positions are canvas cells; a column is
`cell_aspect` times as long in the picture as a row.

References
----------
van Wijk & Nuij, "Smooth and efficient zooming and panning", IEEE InfoVis 2003, pp. 15-23, with
rho = sqrt 2 as in d3-interpolate (https://github.com/d3/d3-interpolate/blob/main/src/zoom.js).
"""

from collections.abc import Callable
from math import asinh, cosh, exp, expm1, hypot, log, sinh
from typing import Literal, Protocol

from mosaic_anim.geometry import Grid, Rect, viewport_width
from mosaic_anim.state import Camera

Fit = Literal["contain", "cover"] | float
"""All of the rectangle, all of the frame, or the share of the frame that the rectangle fills."""

_COINCIDENT = 1e-12  # centres closer than this share of the view are one centre


class CameraPath(Protocol):
    """A way from one view to another.

    `frame_aspect` is the width over the height of the frame, `cell_aspect` that of a cell. The
    function returned gives the camera at a progress: exactly `start` at 0 and exactly `end` at 1;
    progress beyond that range goes on along the same way.
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
    """Zoom about the one point that both views hold at the same place.

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
        )

    return _between(start, end, camera)


def van_wijk(
    start: Camera, end: Camera, *, frame_aspect: float, cell_aspect: float
) -> Callable[[float], Camera]:
    """Fly: rise until both places are near, glide, come down, on the shortest way for the eye.

    With rho^2 = 2 the paper's equation (9) reads, in view widths w and distances u: w(s) =
    w0 cosh(r0) / cosh(r), u(s) = w0 / 2 (cosh(r0) tanh(r) - sinh(r0)), where r runs evenly from r0
    to r1. The second is written below as w0 / 2 sinh(r - r0) / cosh(r), which loses no digits
    where the centres are close.
    """
    distance = hypot((end.col - start.col) * cell_aspect, end.row - start.row)
    first, last = start.height * frame_aspect, end.height * frame_aspect
    if distance <= _COINCIDENT * min(first, last):
        return anchored(start, end, frame_aspect=frame_aspect, cell_aspect=cell_aspect)
    growth = (last - first) * (last + first)
    r0 = -asinh((growth + 4 * distance**2) / (4 * first * distance))
    r1 = -asinh((growth - 4 * distance**2) / (4 * last * distance))

    def camera(progress: float) -> Camera:
        run = progress * (r1 - r0)
        share = first / (2 * distance) * sinh(run) / cosh(r0 + run)
        return Camera(
            row=start.row + (end.row - start.row) * share,
            col=start.col + (end.col - start.col) * share,
            height=start.height * cosh(r0) / cosh(r0 + run),
        )

    return _between(start, end, camera)


def frame_target(rect: Rect, fit: Fit, grid: Grid, frame_aspect: float) -> Camera:
    """Return the camera that looks at the middle of `rect` [cells].

    Parameters
    ----------
    rect : Rect
        What to look at [canvas cells].
    fit : "contain", "cover" or float
        Show all of it; let it fill all of the frame; or show all of it, filling this share of the
        frame's height or width, whichever it fills more of.
    """
    rows_of_width = rect.width * grid.cell_aspect / frame_aspect
    if fit == "cover":
        height = min(rect.height, rows_of_width)
    else:
        height = max(rect.height, rows_of_width) / (1 if fit == "contain" else fit)
    row, col = rect.centre
    return Camera(row=row, col=col, height=height)


def inside(camera: Camera, grid: Grid, frame_aspect: float) -> Camera:
    """Return the nearest camera that shows nothing outside the canvas.

    A view larger than the canvas becomes the largest that fits.
    """
    across = grid.cols * grid.cell_aspect / frame_aspect  # height of a view as wide as the canvas
    height = min(camera.height, grid.rows, across)
    width = viewport_width(height, frame_aspect=frame_aspect, cell_aspect=grid.cell_aspect)
    return Camera(
        row=_kept(camera.row, height, grid.rows),
        col=_kept(camera.col, width, grid.cols),
        height=height,
    )


def _kept(centre: float, view: float, canvas: int) -> float:
    """Move a view's centre so that the view lies between 0 and `canvas` [cells]."""
    if view >= canvas:
        return canvas / 2
    return min(max(centre, view / 2), canvas - view / 2)


def _between(
    start: Camera, end: Camera, path: Callable[[float], Camera]
) -> Callable[[float], Camera]:
    """Give `path` its very ends, which rounding would miss by a hair."""

    def camera(progress: float) -> Camera:
        if progress == 0:
            return start
        return end if progress == 1 else path(progress)

    return camera


PATHS: dict[str, CameraPath] = {
    "anchored": anchored,
    "van_wijk": van_wijk,
}
"""Name to path, as a scene writes it."""
