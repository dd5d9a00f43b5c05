"""Inputs of a scene: all files that a render of it reads."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from mosaic_anim.library.inputs import Inputs
from mosaic_anim.scene.mosaic import MosaicModel
from mosaic_anim.scene.paths import BUILT_INS, EACH, INPUTS, NAMED
from mosaic_anim.schema.part import Part


def inputs_of(
    scene: Part, file: Path | None, mosaic: MosaicModel, *, names: Collection[str]
) -> Inputs:
    """Return the files that a scene is drawn from, and the file that it was read from itself.

    Parameters
    ----------
    scene : Part
        The scene.
    file : Path or None
        The file that it was read from.
    mosaic : MosaicModel
        Its mosaic.
    names : collection of str
        Names of its further mosaics, which stand where paths may stand.
    """
    own = ((file.absolute(), "the scene"),) if file else ()
    named = tuple(
        (Path(name).absolute(), about.role)
        for place, about in INPUTS.items()
        if place[0] != "mosaic" or place[1] == "placement"
        for name in _values(scene, place)
        if name not in BUILT_INS.get(place, ()) and not (place in NAMED and name in names)
    )
    return Inputs(files=(*own, *named)) | Inputs.of_mosaic(mosaic.cover, mosaic.library)


def _values(part: Any, place: tuple[str, ...]) -> Iterator[str]:
    """Yield the paths that are written at a place below a part of a scene."""
    if not place:
        if isinstance(part, str):
            yield part
    elif place[0] != EACH:
        yield from _values(getattr(part, place[0], None), place[1:])
    elif isinstance(part, tuple | Mapping):
        for entry in part.values() if isinstance(part, Mapping) else part:
            yield from _values(entry, place[1:])
