"""Framing: how a scene says that the whole mosaic fits the frame, and what its opening hides."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mosaic_anim.clips.fit import Fit
from mosaic_anim.errors import Problem
from mosaic_anim.scene.clip_times import clip_times
from mosaic_anim.scene.cover_shape import cover_size
from mosaic_anim.schema.problem import PartError, Path

if TYPE_CHECKING:
    from mosaic_anim.clips.camera import CameraChannel
    from mosaic_anim.scene.clip import Clip
    from mosaic_anim.scene.model import Scene

HIDDEN_AT_MOST = 0.1
"""Share of the cover that an opening may hide without a warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFit:
    """A fit that a scene names for the whole mosaic, and its path in the scene."""

    fit: Fit
    path: Path


def fits_of_all(scene: "Scene") -> Iterator[NamedFit]:
    """Yield each fit that a scene names for the whole mosaic, in the order of the timeline."""
    for index, clip in enumerate(scene.timeline):
        if clip.camera is not None:
            for path, fit in clip.camera.fits_of_all():
                yield NamedFit(fit=fit, path=("timeline", index, "camera", *path))


def first_fit_of_all(scene: "Scene") -> NamedFit | None:
    """Return the first of them; None where a scene leaves the framing to the program."""
    return next(fits_of_all(scene), None)


def shows_whole(scene: "Scene") -> bool:
    """Return whether a film shows the whole mosaic, even where it does not fill the frame."""
    named = first_fit_of_all(scene)
    if is_opening_seen(scene) and (named is None or named.fit != "cover"):
        return True
    cameras = (clip.camera for clip in scene.timeline if clip.camera is not None)
    return any(camera.goes_to_whole() for camera in cameras)


def is_opening_seen(scene: "Scene") -> bool:
    """Return whether a film begins where the camera is before its first move."""
    first = _first_mover(scene)
    if first is None or first[1].endless is not None:
        return first is None
    camera = first[1].camera
    return camera is None or not camera.has_own_start


def opening_problems(scene: "Scene") -> Iterator[Problem]:
    """Yield what hides more than a tenth of the cover when a film begins.

    The cover's shape is that of its file, whose header is read only where the opening is a crop.
    """
    named = _opening_crop(scene)
    if named is None:
        return
    with suppress(PartError):  # a render reports a cover that cannot be read
        aspect = cover_size(scene.mosaic.cover).aspect
        shown, output = min(
            ((_shown_share(aspect, output.size.aspect), output) for output in scene.outputs),
            key=lambda pair: pair[0],
        )
        if 1 - shown > HIDDEN_AT_MOST:
            what = f"the opening hides {1 - shown:.0%} of the cover in a frame of {output.size}"
            remedy = "fit: contain shows all of it, and so does frame: {size: auto}"
            yield Problem(what=what, remedy=remedy, place=scene.place(*named.path))


def _shown_share(cover_aspect: float, frame_aspect: float) -> float:
    """Return the share of a cover that fills a frame with it."""
    return min(cover_aspect / frame_aspect, frame_aspect / cover_aspect)


def _opening_crop(scene: "Scene") -> NamedFit | None:
    """Return the fit that lets the whole mosaic fill the frame when a film begins."""
    if is_opening_seen(scene):
        named = first_fit_of_all(scene)
        return named if named is not None and named.fit == "cover" else None
    index, camera = _first_camera(scene)
    starts = {("from",), ("keyframes", 0, "to")}
    if camera is None or ("all" not in (t for path, t in camera.targets() if path in starts)):
        return None
    path, fit = next(camera.fits_of_all(), ((), "contain"))
    is_its_own = path == ("fit",) or path[:2] == ("keyframes", 0)
    is_crop = fit == "cover" or (fit != "contain" and camera.background is None)
    path = ("timeline", index, "camera", *path)
    return NamedFit(fit=fit, path=path) if is_its_own and is_crop else None


def _first_camera(scene: "Scene") -> "tuple[int, CameraChannel | None]":
    """Return what drives the camera when a film begins, and the number of its clip."""
    first = _first_mover(scene)
    return (0, None) if first is None else (first[0], first[1].camera)


def _first_mover(scene: "Scene") -> "tuple[int, Clip] | None":
    """Return the clip that drives the camera when a film begins, and its number."""
    spans = clip_times(scene.timeline)
    begins = min(span.start for span in spans)
    driving = [
        (index, clip)
        for index, (clip, span) in enumerate(zip(scene.timeline, spans, strict=True))
        if span.start == begins and clip.drives("camera")
    ]
    return driving[-1] if driving else None
