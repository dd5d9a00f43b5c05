"""Planned camera moves: frozen values, pure functions of the clip's time."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Literal

from mosaic_anim.clips.ease import Ease
from mosaic_anim.motion.camera import PATHS, WHOLE, evenly, inside, whole
from mosaic_anim.motion.easing import Easing
from mosaic_anim.motion.track import Track
from mosaic_anim.timeline.landings import Stop
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Grid, Insets

_HAIR = 1e-9  # a view that leaves the canvas by this many cells counts as inside

Bounds = Literal["canvas", "whole", "none"]
"""What keeps a view: the edges of the canvas; the same, but a view too large for it looks past
them; nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StillCamera:
    """A camera that holds still."""

    view: Camera
    stops: tuple[Stop, ...] = ()

    def camera(self, share: float) -> Camera:  # noqa: ARG002 - it is the same at all times
        """Return the camera."""
        return self.view


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraRules:
    """What limits the views.

    Attributes
    ----------
    grid : Grid
        The canvas.
    frame_aspect : float
        Width over height of the frame.
    safe : Insets
        Margins of the frame that stay free of what is to be seen as a whole.
    """

    grid: Grid
    frame_aspect: float
    safe: Insets = WHOLE

    def clamp(self, camera: Camera) -> Camera:
        """Return the nearest view that shows nothing outside the canvas."""
        return inside(camera, self.grid, self.frame_aspect)

    def whole(self, camera: Camera) -> Camera:
        """Return a view of as much, past the edges of the canvas only where that does not fit."""
        return whole(camera, self.grid, self.frame_aspect)

    def evenly(self, camera: Camera) -> Camera:
        """Return a view of as much, as far past one edge of the canvas as past the other."""
        return evenly(camera, self.grid, self.frame_aspect)

    def holds(self, *cameras: Camera) -> bool:
        """Return whether views show nothing outside the canvas."""
        return all(is_near(self.clamp(camera), camera) for camera in cameras)

    def path(self, name: str, start: Camera, end: Camera, progress: float) -> Camera:
        """Return the camera at `progress` of the path called `name`."""
        way = PATHS[name](
            start, end, frame_aspect=self.frame_aspect, cell_aspect=self.grid.cell_aspect
        )
        return way(progress)


def is_near(one: Camera, other: Camera) -> bool:
    """Return whether two views differ by rounding only, apart from their angles."""
    moved = abs(one.row - other.row) + abs(one.col - other.col)
    return moved + abs(one.height - other.height) < _HAIR


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLeg:
    """A path from one view to another.

    Attributes
    ----------
    start, end : Camera
        Exact first and last view.
    path : str
        Name in `PATHS`.
    ease : Ease
        Time to progress.
    stays_inside : bool
        Whether the view stays inside the canvas where a flight, or an easing that overshoots, would
        look beyond it.
    begins, ends : float
        Start and end, as shares of the clip's time.
    """

    start: Camera
    end: Camera
    path: str
    ease: Ease
    stays_inside: bool
    begins: float = 0.0
    ends: float = 1.0

    def camera(self, share: float, stage: CameraRules) -> Camera:
        """Return the camera after a share of the clip's time, from the leg's beginning on."""
        if share > self.ends or self.begins == self.ends:
            return self.end
        progress = self.ease.function()((share - self.begins) / (self.ends - self.begins))
        camera = stage.path(self.path, self.start, self.end, progress)
        return stage.clamp(camera) if self.stays_inside and progress not in {0, 1} else camera


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraTour:
    """Legs one after another; between two of them the camera stays where the first one ended."""

    legs: tuple[MoveLeg, ...]
    stage: CameraRules
    stops: tuple[Stop, ...] = ()

    def camera(self, share: float) -> Camera:
        """Return the camera after a share [0 to 1] of the time."""
        index = bisect_right([leg.begins for leg in self.legs], share) - 1
        return self.legs[max(index, 0)].camera(share, self.stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTrack:
    """A track, with an ease into each key but the first."""

    track: Track
    eases: tuple[Ease, ...]

    def value(self, share: float, *, smooth: bool) -> float:
        """Return the number after a share of the clip's time."""
        return self.track.smooth(share) if smooth else self.track.straight(share, self.easings)

    @property
    def easings(self) -> tuple[Easing, ...]:
        """The eases as functions."""
        return tuple(ease.function() for ease in self.eases)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyframeMove:
    """Position, zoom and rotation on tracks of their own.

    Between two keys that follow each other on the tracks of both position and zoom, the camera
    takes a path between two views, as in a plain move. Elsewhere each track is on its own.

    Attributes
    ----------
    row, col : Keyed
        Centre of the view [cells], with keys at the same times.
    height : KeyTrack
        Rows in the view.
    angle : KeyTrack
        [degrees]
    path : str
        Name in `PATHS`, or `smooth`: on curves through all keys, without a stop and without going
        beyond them.
    bounds : Bounds
        What keeps the view; with "whole", paths between two whole views are left alone.
    stops : tuple of Stop
        Its keys that move the view.
    """

    row: KeyTrack
    col: KeyTrack
    height: KeyTrack
    angle: KeyTrack
    path: str
    bounds: Bounds
    stage: CameraRules
    stops: tuple[Stop, ...] = ()

    def camera(self, share: float) -> Camera:
        """Return the camera after a share [0 to 1] of the time."""
        smooth = self.path == "smooth"
        angle = self.angle.value(share, smooth=smooth)
        at, local = self.row.track.segment(share)
        near, _ = self.height.track.segment(share)
        ends = self.row.track.times[at : at + 2]
        if not smooth and len(ends) == 2 and ends == self.height.track.times[near : near + 2]:
            start, end = self._key(at, near), self._key(at + 1, near + 1)
            progress = self.row.eases[at].function()(local)
            view = replace(self.stage.path(self.path, start, end, progress), angle=angle)
            is_inside = self.bounds == "canvas" or (
                self.bounds == "whole" and self.stage.holds(start, end)
            )
            return self.stage.clamp(view) if is_inside else view
        view = Camera(
            row=self.row.value(share, smooth=smooth),
            col=self.col.value(share, smooth=smooth),
            height=self.height.value(share, smooth=smooth),
            angle=angle,
        )
        return self._bounded(view)

    def _bounded(self, view: Camera) -> Camera:
        match self.bounds:
            case "canvas":
                return self.stage.clamp(view)
            case "whole":
                return self.stage.evenly(view)
            case _:
                return view

    def _key(self, position: int, zoom: int) -> Camera:
        return Camera(
            row=self.row.track.values[position],
            col=self.col.track.values[position],
            height=self.height.track.values[zoom],
        )
