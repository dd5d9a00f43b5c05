"""Landings: where the camera arrives at a photo, and how its tile opens on the way there.

How far a tile is open depends on the camera alone: on how near its view is to that of the landing.
So a tile opens in a dive, closes when the camera leaves, and does both at each stop of a tour, in
keyframes, backwards and at any pace, and a film that holds still there holds still. A camera that
only passes by opens nothing: it counts from which stop it comes, and to which it goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot, log

from mosaic_anim.values.frame_state import Camera, Opening
from mosaic_anim.values.geometry import Grid, Rect

REACH = log(3)
"""How far before a landing its tile begins to open: where the view is three times as high."""

SETTLED = 0.03
"""How far before a landing the photo is open and lies still in the frame."""

_SHARED = 0.9
"""Share of the way between two landings on which both their tiles are not quite open."""

_WHOLE_VIEW = 0.75
"""Greatest reach, of the distance to the first view: it shows the mosaic as it is."""

_HAIR = 0.005
"""Difference in shape that nobody sees: a photo is stretched by it to fill its frame."""

_LEAST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """Where the camera arrives at a photo.

    Attributes
    ----------
    cell : int
        The photo's cell [flat index].
    view : Camera
        What the camera sees there.
    mosaic : str
        Name of the mosaic of one cell that is the whole photo; empty if its tile does not open.
    place : Rect
        Where the whole photo lies then, from the middle of the view [heights of the view].
    reach : float
        How far before the landing its tile begins to open, as `distance` counts.
    clip : str
        Id of the clip that lands.
    canvas : str
        Name of the mosaic that the cell is in.
    """

    cell: int
    view: Camera
    mosaic: str
    place: Rect
    reach: float = REACH
    clip: str = ""
    canvas: str = "main"

    def distance(self, camera: Camera, cell_aspect: float) -> float:
        """Return how far a camera is from the landing: 0 there, and in views within that one.

        It counts the logarithm of the zoom, and the way between the centres in heights of the
        higher view.
        """
        zoom = log(camera.height / self.view.height)
        across = (camera.col - self.view.col) * cell_aspect
        off = hypot(camera.row - self.view.row, across)
        off = max(0.0, off - max(0.0, self.view.height - camera.height))
        return hypot(max(0.0, zoom), off / max(camera.height, self.view.height))

    def nearness(self, camera: Camera, cell_aspect: float) -> float:
        """Return how near a camera is: 1 and more at the landing, 0 and less where it is far."""
        settled = min(SETTLED, self.reach / 3)
        left = self.reach - self.distance(camera, cell_aspect)
        return left / max(self.reach - settled, _LEAST)

    def opening(self, camera: Camera, cell_aspect: float, share: float) -> Opening:
        """Return how the tile opens, seen by a camera.

        The open photo lies still in the frame while the camera goes the last bit, so that no edge
        of a neighbour comes in; a camera that goes nearer than the landing goes into the photo.
        """
        seen = camera if camera.height >= self.view.height else self.view
        return Opening(
            mosaic=self.mosaic,
            cell=self.cell,
            place=Rect(
                row=seen.row + self.place.row * seen.height,
                col=seen.col + self.place.col * seen.height / cell_aspect,
                height=self.place.height * seen.height,
                width=self.place.width * seen.height / cell_aspect,
            ),
            share=share,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where a camera move begins, ends, or changes its course.

    Attributes
    ----------
    share : float
        When the camera is there, as a share [0 to 1] of the clip's time.
    landing : Landing or None
        The photo that it is at, if it is at one.
    """

    share: float
    landing: Landing | None


def landing_at(stops: Sequence[Stop], share: float) -> Landing | None:
    """Return the landing of the last stop up to a share of the time."""
    passed = [stop.landing for stop in stops if stop.share <= share]
    return passed[-1] if passed else None


def landings_around(stops: Sequence[Stop], share: float) -> tuple[Landing, ...]:
    """Return the landing that a camera comes from and the one that it goes to, where there are."""
    ahead = next((stop.landing for stop in stops if stop.share >= share), None)
    around = dict.fromkeys((landing_at(stops, share), ahead))
    return tuple(landing for landing in around if landing is not None)


def place_in_view(rect: Rect, view: Camera, grid: Grid, frame_aspect: float) -> Rect:
    """Return where `rect` [canvas cells] lies, from the middle of a view [heights of the view].

    What fills an upright frame but for a hair fills it: a photo's shape is rarely quite that of a
    frame, and a thin line of something else beside it looks like a fault.
    """
    height, width = rect.height / view.height, rect.width * grid.cell_aspect / view.height
    row = (rect.row - view.row) / view.height
    col = (rect.col - view.col) * grid.cell_aspect / view.height
    fills = abs(height - 1) < _HAIR and abs(width / frame_aspect - 1) < _HAIR
    if fills and not view.angle:
        return Rect(row=-0.5, col=-frame_aspect / 2, height=1, width=frame_aspect)
    return Rect(row=row, col=col, height=height, width=width)


def open_tile(landings: Sequence[Landing], camera: Camera, cell_aspect: float) -> Opening | None:
    """Return the tile that is open where a camera is, if one is.

    It opens along a smoothstep (3 x^2 - 2 x^3), and halfway between two landings both are closed.
    """
    for landing in landings:
        near = landing.nearness(camera, cell_aspect) if landing.mosaic else 0.0
        for other in landings:
            if near > 0 and other.cell != landing.cell and other.mosaic:
                near = min(near, _nearer(camera, landing.view, other.view, cell_aspect))
        if near > 0:
            near = min(near, 1.0)
            return landing.opening(camera, cell_aspect, near * near * (3 - 2 * near))
    return None


def closed_at_first(landing: Landing, first: Camera, cell_aspect: float) -> Landing:
    """Return a landing whose tile is closed in the `first` view."""
    reach = min(REACH, _WHOLE_VIEW * landing.distance(first, cell_aspect))
    return replace(landing, reach=reach)


def _nearer(camera: Camera, one: Camera, other: Camera, cell_aspect: float) -> float:
    """Return how much nearer a camera is to `one` view than to another: 1 at least at that one."""
    apart = _SHARED * _way(one, other, cell_aspect)
    lead = _way(camera, other, cell_aspect) - _way(camera, one, cell_aspect)
    return lead / max(apart, _LEAST)


def _way(start: Camera, end: Camera, cell_aspect: float) -> float:
    """Return how far two views are apart, as `Landing.distance` counts; either way the same."""
    off = hypot(start.row - end.row, (start.col - end.col) * cell_aspect)
    return hypot(log(start.height / end.height), off / max(start.height, end.height))
