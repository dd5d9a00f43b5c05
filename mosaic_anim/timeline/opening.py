"""Opening: where the camera is before its first move, and what a crop of the mosaic shows."""

from dataclasses import replace
from typing import TYPE_CHECKING

from mosaic_anim.motion.camera import frame_target, inside, view_bounds, whole
from mosaic_anim.scene.framing import first_fit_of_all
from mosaic_anim.values.geometry import Grid, Rect

if TYPE_CHECKING:
    from mosaic_anim.scene.model import Scene
    from mosaic_anim.timeline.camera_moves import CameraRules
    from mosaic_anim.timeline.targets import Targets
    from mosaic_anim.values.frame_state import Camera


def opening_view(scene: "Scene", targets: "Targets", rules: "CameraRules") -> "Camera":
    """Return the view that a film begins with: the whole mosaic.

    A scene that asks for the whole mosaic to fill the frame begins with that, too.
    """
    named = first_fit_of_all(scene)
    if named is not None and named.fit == "cover":
        crop = frame_target(targets.all, "cover", rules.grid, rules.frame_aspect)
        return rules.clamp(focused(crop, targets, rules))
    return rules.whole(frame_target(targets.all, "contain", rules.grid, rules.frame_aspect))


def is_filled(grid: Grid, frame_aspect: float) -> bool:
    """Return whether a whole mosaic fills the frame, apart from a hair."""
    canvas = Rect(row=0, col=0, height=grid.rows, width=grid.cols)
    view = whole(frame_target(canvas, "contain", grid, frame_aspect), grid, frame_aspect)
    return view == inside(view, grid, frame_aspect)


def focused(crop: "Camera", targets: "Targets", rules: "CameraRules") -> "Camera":
    """Return the view of a crop of the whole mosaic, moved to what the cover is about."""
    height, width = view_bounds(crop, rules.grid, rules.frame_aspect)
    grid = rules.grid
    point = targets.focus(min(1.0, height / grid.rows), min(1.0, width / grid.cols))
    if point is None:
        return crop
    row, col = point
    return rules.clamp(replace(crop, row=row * grid.rows, col=col * grid.cols))
