"""Photos: those that a scene names, wherever it names them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.target import PhotoTarget
from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.library.photo_names import PhotoNameError
from mosaic_anim.schema.part import Part, keys_of

if TYPE_CHECKING:
    from mosaic_anim.library.photo_names import Photo, PhotoNames
    from mosaic_anim.scene.model import Scene

_Path = tuple[str | int, ...]


def names_photos(scene: "Scene") -> bool:
    """Return whether a scene names a photo."""
    return next(_photos(scene.timeline, ("timeline",)), None) is not None


def photos_named(scene: "Scene", names: "PhotoNames[Photo]") -> tuple["Photo", ...]:
    """Return the photos that a scene names, each once.

    Raises
    ------
    SceneError
        If there is no photo of such a name, or several; all of them at once.
    """
    found: dict[Photo, None] = {}
    problems = []
    for path, target in _photos(scene.timeline, ("timeline",)):
        try:
            found[names.photo(target.photo)] = None
        except PhotoNameError as error:
            (problem,) = error.problems
            place = scene.place(*path, "photo")
            problems.append(Problem(what=problem.what, remedy=problem.remedy, place=place))
    if problems:
        raise SceneError(problems)
    return tuple(found)


def _photos(value: Any, path: _Path) -> Iterator[tuple[_Path, PhotoTarget]]:
    """Yield every photo in a value of the scene, wherever it stands, with its path."""
    if isinstance(value, PhotoTarget):
        yield path, value
    elif isinstance(value, Part):
        for declared in keys_of(type(value)):
            yield from _photos(getattr(value, declared.name), (*path, declared.word))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _photos(item, (*path, index))
