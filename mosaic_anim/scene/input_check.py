"""Input check: problems of a scene as a whole, found before photos are read."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.errors import CannotStartError, Problem, SceneError
from mosaic_anim.io.names import BUILT_IN
from mosaic_anim.lazy import LazyModule
from mosaic_anim.scene.load import in_order
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.overlay_assets import load_assets
from mosaic_anim.scene.photos import names_photos, photos_named

if TYPE_CHECKING:
    from mosaic_anim.library import known
else:  # numpy and Pillow
    known = LazyModule("mosaic_anim.library.known")


def check_inputs(scene: Scene) -> None:
    """Refuse a scene whose fonts, logos, letters or photos' names a render would refuse.

    Raises
    ------
    SceneError
        With all problems.
    """
    problems: list[Problem] = []
    for check in (load_assets, _check_photos):
        try:
            check(scene)
        except SceneError as error:
            problems += error.problems
    if problems:
        raise SceneError(in_order(problems))


def _check_photos(scene: Scene) -> None:
    """Refuse names that no photo has, or several have; the demo's photos are not drawn for that.

    A saved placement knows photos by the names that they had, and is not read for that either.
    """
    mosaic = scene.mosaic
    if mosaic.library == BUILT_IN or mosaic.placement is not None or not names_photos(scene):
        return
    with suppress(CannotStartError):  # a render reports a folder that cannot be listed
        photos_named(scene, known.known_names(Path(mosaic.library)))
