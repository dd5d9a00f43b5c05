"""Photos: those that a scene names, wherever it names them."""

from typing import TYPE_CHECKING

from mosaic_anim.clips.target import PhotoTarget
from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.lazy import LazyModule
from mosaic_anim.schema.part import parts_within

if TYPE_CHECKING:
    from mosaic_anim.library import photo_names
    from mosaic_anim.library.photo_names import Photo, PhotoNames
    from mosaic_anim.scene.model import Scene
else:  # where a scene names photos
    photo_names = LazyModule("mosaic_anim.library.photo_names")


def names_photos(scene: "Scene") -> bool:
    """Return whether a scene names a photo."""
    return next(parts_within(scene.timeline, PhotoTarget), None) is not None


def photos_named(scene: "Scene", names: "PhotoNames[Photo]") -> tuple["Photo", ...]:
    """Return the photos that a scene names, each once.

    Raises
    ------
    SceneError
        If there is no photo of such a name, or several; all of them at once.
    """
    found: dict[Photo, None] = {}
    problems = []
    for path, target in parts_within(scene.timeline, PhotoTarget, ("timeline",)):
        try:
            found[names.photo(target.photo)] = None
        except photo_names.PhotoNameError as error:
            (problem,) = error.problems
            place = scene.place(*path, "photo")
            problems.append(Problem(what=problem.what, remedy=problem.remedy, place=place))
    if problems:
        raise SceneError(problems)
    return tuple(found)
