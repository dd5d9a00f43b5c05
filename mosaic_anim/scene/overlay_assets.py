"""Overlay assets: fonts and logos of a scene, and whether the fonts can write its texts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.errors import CannotStartError, Problem, SceneError
from mosaic_anim.lazy import LazyModule
from mosaic_anim.scene.letters import place_of_mark, place_of_text, unwritable_texts
from mosaic_anim.scene.load import in_order
from mosaic_anim.scene.marks import PictureMark
from mosaic_anim.scene.model import Scene

if TYPE_CHECKING:
    from mosaic_anim.text import assets
else:  # where a scene has fonts or logos of its own
    assets = LazyModule("mosaic_anim.text.assets")


def load_assets(scene: Scene) -> dict[str, str]:
    """Read the fonts and logos of `scene`; return their names, by their paths.

    Raises
    ------
    SceneError
        With every one that cannot be read, or is none, and every text with letters that its fonts
        lack.
    """
    names: dict[str, str] = {}
    problems: dict[str, Problem] = {}
    for path, hold, place in _assets_in(scene):
        if path in names or path in problems:
            continue
        try:
            names[path] = hold(Path(path))
        except CannotStartError as error:
            first = error.problems[0]
            problems[path] = Problem(
                what=f"{Path(path).name}: {first.what}",
                remedy=first.remedy or "name another file",
                place=place or first.place,
            )
    if everything := [*problems.values(), *unwritable_texts(scene, names)]:
        raise SceneError(in_order(everything))
    return names


def _assets_in(scene: Scene) -> Iterator[tuple[str, Callable[[Path], str], str]]:
    """Yield each file, what holds it, and where it is named."""
    for index, clip in enumerate(scene.timeline):
        for number, text in enumerate(clip.text):
            if text.font is not None:
                yield text.font, assets.load_font, place_of_text(scene, index, number)("font")
    for number, mark in enumerate(scene.marks):
        place = place_of_mark(scene, number)
        if isinstance(mark, PictureMark):
            yield mark.picture, assets.load_logo, place("picture")
        elif mark.font is not None:
            yield mark.font, assets.load_font, place("font")
