"""View finder: the views that a camera channel asks for, found on the canvas."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mosaic_anim.clips.target import CellTarget, PhotoTarget
from mosaic_anim.motion.camera import WHOLE, Fit, frame_target
from mosaic_anim.timeline.camera_moves import CameraRules, MoveLeg
from mosaic_anim.timeline.landings import Landing, place_in_view
from mosaic_anim.timeline.opening import focused
from mosaic_anim.timeline.target_error import TargetError
from mosaic_anim.timeline.targets import Targets
from mosaic_anim.values.frame_state import Camera

if TYPE_CHECKING:
    from mosaic_anim.clips.camera import CameraChannel
    from mosaic_anim.clips.target import Target

Path = tuple[str | int, ...]
"""Keys and indices below the camera channel."""

ReportError = Callable[[Path, TargetError], None]
"""Reports that the target at a path is not there."""

Land = Callable[[Landing], Landing]
"""Takes a landing, and returns it as the film knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewFinder:
    """Finds the views that a camera channel asks for.

    Attributes
    ----------
    channel : CameraChannel
    targets : Targets
    stage : CameraRules
        Where the camera may be.
    problem : callable
        Takes the path, from the channel on, of a target that is not there, and the error.
    land : callable
        Takes each landing on a cell or a photo, and returns it as the film knows it.
    photos : collection of str
        The mosaics of whole photos that tiles can open to.
    """

    channel: "CameraChannel"
    targets: Targets
    stage: CameraRules
    problem: ReportError
    land: Land
    photos: Collection[str]

    def find(
        self, path: Path, target: "Target", camera: Camera, *, angle: float, fit: Fit | None = None
    ) -> tuple[Camera, Landing | None]:
        """Return the view of `target`, and the landing there, if it is a cell or a photo.

        Of a photo's cells it is the one nearest to `camera`.
        """
        try:
            rect = self.targets.rect(target, camera)
        except TargetError as error:
            self.problem(path, error)
            return camera, None
        channel, stage, cell = self.channel, self.stage, rect
        photo = self.targets.whole_photo(target, rect)
        if photo is not None and photo.mosaic in self.photos:
            rect = photo.place
        else:
            photo = None
        is_whole = channel.shows_whole(target, fit, angle)
        fit = channel.fit_of(target, fit, opens=photo is not None)
        safe = WHOLE if target == "all" else stage.safe
        wanted = frame_target(rect, fit, stage.grid, stage.frame_aspect, angle=angle, safe=safe)
        if target == "all" and fit == "cover":
            wanted = focused(wanted, self.targets, stage)
        is_past = is_whole and channel.background != "show"
        view = stage.whole(wanted) if is_past else self.clamp(wanted)
        if not isinstance(target, CellTarget | PhotoTarget):
            return view, None
        landing = Landing(
            cell=self.targets.index(cell),
            view=view,
            mosaic=photo.mosaic if photo else "",
            place=place_in_view(rect, wanted, stage.grid, stage.frame_aspect),
            canvas=self.targets.name,
        )
        return view, self.land(landing)

    def clamp(self, camera: Camera) -> Camera:
        """Return a view inside the canvas, unless the background may show."""
        return camera if self.channel.background == "show" else self.stage.clamp(camera)

    def keeps(self, *ends: Camera) -> bool:
        """Return whether a path with these ends stays inside the canvas.

        A path from or to a view outside the canvas crosses the edge evenly instead of jumping.
        """
        return self.channel.background != "show" and self.stage.holds(*ends)

    def leg(self, start: Camera, end: Camera, begins: float = 0.0, ends: float = 1.0) -> MoveLeg:
        """Return the path between two views, from one share of the clip's time to another."""
        return MoveLeg(
            start=start,
            end=end,
            path=self.channel.path,
            ease=self.channel.ease,
            stays_inside=self.keeps(start, end),
            begins=begins,
            ends=ends,
        )
