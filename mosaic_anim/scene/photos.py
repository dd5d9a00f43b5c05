"""Photos: those that a scene names, wherever it names them."""

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from mosaic_anim.clips.target import PhotoTarget
from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.lazy import LazyModule
from mosaic_anim.schema.problem import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mosaic_anim.library import photo_names
    from mosaic_anim.library.library import Library
    from mosaic_anim.library.photo_names import Photo, PhotoNames
    from mosaic_anim.scene.model import Scene
    from mosaic_anim.schema.problem import Path
else:  # where a scene names photos
    photo_names = LazyModule("mosaic_anim.library.photo_names")


def cover_twice(name: str, place: str) -> Problem:
    """Return the problem of a cover, named at `place`, that an endless zoom has already."""
    return Problem(
        what=f"{quoted(name)} is a cover of this zoom already",
        remedy="name each once: the zoom comes back to the first by itself",
        place=place,
    )


def names_photos(scene: "Scene") -> bool:
    """Return whether a scene names a photo, to go to or as a cover."""
    return next(_names(scene), None) is not None or next(_covers(scene), None) is not None


def photo_names_in(scene: "Scene") -> "Iterator[tuple[str, str]]":
    """Yield each name of a photo in a scene, with the place where it is written."""
    for path, name in (*_names(scene), *_covers(scene)):
        yield scene.place(*path), name


def photos_named(scene: "Scene", names: "PhotoNames[Photo]") -> tuple["Photo", ...]:
    """Return the photos that a scene's camera goes to, each once.

    Raises
    ------
    SceneError
        If there is no photo of such a name, or several; all of them at once.
    """
    return _photos_of(scene, names, _names(scene))


def covers_named(scene: "Scene", names: "PhotoNames[Photo]") -> tuple["Photo", ...]:
    """Return the photos that a scene names as covers of an endless zoom, each once.

    Raises
    ------
    SceneError
        As `photos_named`, and if two names mean one photo.
    """
    return _photos_of(scene, names, _covers(scene), differ=True)


def photo_targets(scene: "Scene", library: "Library") -> tuple[int, ...]:
    """Return the photos that `scene` goes to, and that must therefore appear in its mosaic.

    Returns
    -------
    tuple of int
        Their indices in `library`, each once; without those that its `must_use` names already, so
        that scenes that differ in where they go can share one mosaic.

    Raises
    ------
    SceneError
        If the library has no photo of such a name, or several; all of them at once.
    """
    named, placed = photos_named(scene, library.names), set[int]()
    for word in scene.mosaic.match.must_use or ():
        with suppress(photo_names.PhotoNameError):  # matching reports it
            placed.update(library.names.matching(word))
    return tuple(photo for photo in named if photo not in placed)


def _names(scene: "Scene") -> "Iterator[tuple[Path, str]]":
    """Yield the photos that a camera goes to, each with its path in the scene."""
    for path, target in scene.targets:
        if isinstance(target, PhotoTarget):
            yield (*path, "photo"), target.photo


def _covers(scene: "Scene") -> "Iterator[tuple[Path, str]]":
    """Yield the photos that are covers of an endless zoom, each with its path in the scene.

    All zooms have the same ones.
    """
    for path, channel in scene.endless[:1]:
        for index, name in enumerate(channel.names):
            if name not in scene.mosaics:
                yield (*path, "covers", index), name


def _photos_of(
    scene: "Scene",
    names: "PhotoNames[Photo]",
    named: "Iterator[tuple[Path, str]]",
    *,
    differ: bool = False,
) -> tuple["Photo", ...]:
    """Return the photos that are named, each once.

    differ : bool
        Whether they are covers, of which none may be named twice, and which mosaics may be, too.
    """
    photos: dict[Photo, None] = {}
    problems = []
    for path, name in named:
        try:
            photo = names.photo(name, others=scene.mosaics if differ else ())
        except photo_names.PhotoNameError as error:
            (problem,) = error.problems
            problems.append(replace(problem, place=scene.place(*path)))
            continue
        if differ and photo in photos:
            problems.append(cover_twice(name, scene.place(*path)))
        photos[photo] = None
    if problems:
        raise SceneError(problems)
    return tuple(photos)
