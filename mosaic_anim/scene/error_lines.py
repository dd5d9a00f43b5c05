"""Lines: an error about something that a scene names points at the line that names it."""

from collections.abc import Iterator
from contextlib import contextmanager
from os.path import realpath
from pathlib import Path

from mosaic_anim.clips.background import PictureBackground
from mosaic_anim.errors import CannotStartError
from mosaic_anim.library.sources import listed_sources
from mosaic_anim.mosaic.settings import SettingError
from mosaic_anim.scene.model import Scene

_SETTINGS = {"columns": ("mosaic", "columns")}
"""Where a scene has the settings that cover or photos may be unfit for, if not below `match`."""


@contextmanager
def name_scene_lines(scene: Scene) -> Iterator[None]:
    """Let errors about the cover, the photos and how they are matched name the scene's lines.

    Errors about other files, such as a cache that cannot be written, stay as they are.

    Raises
    ------
    CannotStartError
        In the place of any, with the same reason.
    """
    try:
        yield
    except SettingError as error:
        raise _with_place(
            error, scene.place(*_SETTINGS.get(error.key, ("mosaic", "match", error.key)))
        ) from error
    except CannotStartError as error:
        about = error.problems[0].place
        for file, path in _files(scene):
            if about and realpath(file) == realpath(about):
                raise _with_place(error, scene.place(*path), name=file.name) from error
        raise


def _files(scene: Scene) -> Iterator[tuple[Path, tuple[str | int, ...]]]:
    """Yield the files that a scene names, and where."""
    described = scene.mosaic
    yield Path(described.cover), ("mosaic", "cover")
    for source in listed_sources(described.library):
        yield Path(source), ("mosaic", "library")
    if described.placement is not None:
        yield Path(described.placement), ("mosaic", "placement")
    for name, mosaic in scene.mosaics.items():
        yield Path(mosaic.cover), ("mosaics", name, "cover")
    for path, morph in scene.morphs:
        yield Path(morph.to), (*path, "to")
    if isinstance(scene.frame.background, PictureBackground):
        yield Path(scene.frame.background.picture), ("frame", "background", "picture")


def _with_place(error: CannotStartError, place: str, *, name: str = "") -> CannotStartError:
    """Return an error with the line in its place, in which it names the file."""
    problem = error.problems[0]
    if not place:  # a scene that was made in Python
        return error
    what = f"{name}: {problem.what}" if name else problem.what
    return CannotStartError(what, remedy=problem.remedy or "name another file", place=place)
