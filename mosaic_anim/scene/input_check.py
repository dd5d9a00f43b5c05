"""Input check: problems of a scene as a whole, found before photos are read."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from mosaic_anim.clips.morph import OWN_COVER
from mosaic_anim.clips.target import CellTarget, RectTarget, problem_outside
from mosaic_anim.demo.cover_size import COVER_SIZES
from mosaic_anim.encode.formats import format_of
from mosaic_anim.errors import MosaicAnimError, Problem, SceneError
from mosaic_anim.io.names import BUILT_IN, existing_path
from mosaic_anim.lazy import LazyModule
from mosaic_anim.mosaic.settings import AUTO
from mosaic_anim.scene.error_lines import name_scene_lines
from mosaic_anim.scene.load import in_order
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.overlay_assets import load_assets
from mosaic_anim.scene.photos import covers_named, names_photos, photos_named
from mosaic_anim.values.geometry import Grid, Size
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.encode import encoding
    from mosaic_anim.encode import sound as sounds
    from mosaic_anim.io import pictures
    from mosaic_anim.library import known_names, photo_names
    from mosaic_anim.mosaic import automatic, cells, pattern
else:  # where a scene needs them: numpy, Pillow, ffmpeg
    automatic = LazyModule("mosaic_anim.mosaic.automatic")
    cells = LazyModule("mosaic_anim.mosaic.cells")
    encoding = LazyModule("mosaic_anim.encode.encoding")
    known_names = LazyModule("mosaic_anim.library.known_names")
    pattern = LazyModule("mosaic_anim.mosaic.pattern")
    photo_names = LazyModule("mosaic_anim.library.photo_names")
    pictures = LazyModule("mosaic_anim.io.pictures")
    sounds = LazyModule("mosaic_anim.encode.sound")

DEMO_PHOTOS = 1544
"""Photos of the demo, known before they are planned and drawn."""


def check_inputs(scene: Scene) -> None:
    """Refuse what a render would refuse, as far as it is known without reading photos.

    Fonts, logos, letters and the sound; the covers, and targets outside the grid that the scene's
    own is cut into; names of photos that the library does not have, and too few photos for a rule.

    Raises
    ------
    SceneError
        With all problems.
    """
    checks = (load_assets, _check_sound, _check_photos, _check_grid, _check_covers)
    problems: list[Problem] = []
    for check in checks:
        try:
            with name_scene_lines(scene):
                check(scene)
        except MosaicAnimError as error:
            problems += error.problems
    if problems:
        raise SceneError(in_order(problems))


def _check_sound(scene: Scene) -> None:
    """Refuse a file without sound, where an output can carry it."""
    model = scene.sound
    formats = [format_of(output.file) for output in scene.outputs if output.sound]
    if model is None or not any(one.has_sound for one in formats):
        return
    path = FilePath(model.file)
    sound = encoding.Sound(path=path.absolute(), offset=model.offset or encoding.Sound().offset)
    sounds.require_sound(sound, place=scene.place("sound", "file"))


def _check_photos(scene: Scene) -> None:
    """Refuse a library without photos, names that none has or several have, and too few photos.

    The demo's photos are not drawn for that. A saved placement knows photos by the names that they
    had, and is not read for that either.
    """
    mosaic = scene.mosaic
    if mosaic.library == BUILT_IN or mosaic.placement is not None:
        return
    names = known_names.known_names(mosaic.library, frames=mosaic.frames)
    problems = [*_too_few(scene, names)]
    if len(names) and names_photos(scene):
        for find in (photos_named, covers_named):
            try:
                find(scene, names)
            except SceneError as error:
                problems += error.problems
    if problems:
        raise SceneError(problems)


def _too_few(scene: Scene, names: "photo_names.PhotoNames[str]") -> Iterable[Problem]:
    """Yield what a library lacks: any photo at all, or as many as a rule needs."""
    mosaic = scene.mosaic
    if not len(names):
        what, remedy = "no photo lies in this folder", "name a folder that holds photos"
        yield Problem(what=what, remedy=remedy, place=scene.place("mosaic", "library"))
        return
    distance = mosaic.match.repeat_distance
    if not distance or not mosaic.match.strict:  # others relax by themselves
        return
    grid = _grid(scene)
    needed = pattern.photos_needed((grid.rows, grid.cols), distance)
    if len(names) < needed:
        what = f"{count_of(len(names), 'photo is', 'photos are')} too few for repeat_distance"
        yield Problem(
            what=f"{what} {distance}, which needs {needed:,}",
            remedy="a smaller repeat_distance, or more photos",
            place=scene.place("mosaic", "match", "repeat_distance"),
        )


def _check_grid(scene: Scene) -> None:
    """Refuse targets outside the grid; those of a saved placement are known when it is read."""
    targets = [
        (path, target)
        for path, target in scene.targets
        if isinstance(target, CellTarget | RectTarget)
    ]
    if scene.mosaic.placement is not None:
        return
    if scene.mosaic.cover in COVER_SIZES and not any(_has_place(target) for _, target in targets):
        return
    grid = _grid(scene)
    problems = []
    for path, target in targets:
        problem = problem_outside(target, rows=grid.rows, cols=grid.cols)
        if problem is not None:
            place = scene.place(*path, *problem.path)
            problems.append(Problem(what=problem.what, remedy=problem.remedy, place=place))
    if problems:
        raise SceneError(problems)


def _check_covers(scene: Scene) -> None:
    """Refuse covers of its further mosaics that are no pictures, by their headers."""
    covers = [mosaic.cover for mosaic in scene.mosaics.values()]
    names = {OWN_COVER, *scene.mosaics}
    covers += [morph.to for _, morph in scene.morphs if morph.to not in names]
    problems: list[Problem] = []
    for cover in dict.fromkeys(covers):
        if cover in COVER_SIZES:
            continue
        try:
            with name_scene_lines(scene):
                pictures.read_picture_size(existing_path(FilePath(cover)))
        except MosaicAnimError as error:
            problems += error.problems
    if problems:
        raise SceneError(problems)


def _has_place(target: CellTarget | RectTarget) -> bool:
    """Return whether a target names a place of the grid."""
    return isinstance(target, RectTarget) or target.cell != "best"


def automatic_choice(scene: Scene) -> str:
    """Say what its automatic settings become, as far as that is known without matching.

    Raises
    ------
    CannotStartError
        If the cover or the library cannot be read.
    """
    if scene.mosaic.placement is not None:
        return ""
    settings = scene.settings
    if AUTO not in {settings.columns, settings.tint}:
        return ""
    photos = _photos(scene)
    columns = automatic.columns_for(settings, photos, _cover_size(scene))
    return automatic.choice_text(settings, columns=columns, photos=photos)


def _photos(scene: Scene) -> int:
    """Return the number of photos, as far as the index knows them; else that of the files."""
    if scene.mosaic.library == BUILT_IN:
        return DEMO_PHOTOS
    names = known_names.known_names(scene.mosaic.library, frames=scene.mosaic.frames)
    photos = names.photos
    if photos == {""}:  # not all are read
        return len(names)
    excluded: set[str] = set()
    for word in scene.settings.exclude:
        with suppress(photo_names.PhotoNameError):  # matching reports it
            excluded.update(names.matching(word))
    return len(photos - excluded)


def _cover_size(scene: Scene) -> Size:
    """Return the size of the cover [px], from its header."""
    cover = scene.mosaic.cover
    if cover in COVER_SIZES:
        return COVER_SIZES[cover]
    return pictures.read_picture_size(existing_path(FilePath(cover)))


def _grid(scene: Scene) -> Grid:
    """Return the grid that the cover is cut into, by the size in its header.

    Raises
    ------
    CannotStartError
        If the cover cannot be read, or cut so finely.
    """
    size, settings = _cover_size(scene), scene.settings
    photos = _photos(scene) if settings.columns == AUTO else 0
    columns = automatic.columns_for(settings, photos, size)
    return cells.cover_grid(size, columns, settings.cell_aspect, same_sides=settings.same_sides)
