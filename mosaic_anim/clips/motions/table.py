"""Motions by name. You can add others to the table: see `examples/own_motion`.

A package adds its own through an entry point of the group `mosaic_anim.motions`.
"""

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING

from mosaic_anim.lazy import metadata

if TYPE_CHECKING:
    from mosaic_anim.clips.motions.motion import Motion

_CLASSES = {
    "arrive": "Arrive",
    "breathe": "Breathe",
    "explode": "Explode",
    "fall": "Fall",
    "flip": "Flip",
    "fly_past": "FlyPast",
    "reveal": "Reveal",
    "scatter": "Scatter",
    "shuffle": "Shuffle",
    "sink": "Sink",
    "swirl": "Swirl",
    "wave": "Wave",
    "wind": "Wind",
}
"""The motions of this package: each is a class in the module of its name."""


class MotionTable(MutableMapping[str, "type[Motion]"]):
    """Motions by the name that a scene writes; those of this package are imported when asked for.

    Most scenes use one or two of them, and `check` reads most scenes.
    """

    def __init__(self) -> None:
        self._motions: dict[str, type[Motion] | None] = dict.fromkeys(_CLASSES)

    def __getitem__(self, name: str) -> "type[Motion]":
        motion = self._motions[name]
        if motion is None:
            module = import_module(f"mosaic_anim.clips.motions.{name}")
            motion = self._motions[name] = getattr(module, _CLASSES[name])
        return motion

    def __setitem__(self, name: str, motion: "type[Motion]") -> None:
        self._motions[name] = motion

    def __delitem__(self, name: str) -> None:
        del self._motions[name]

    def __contains__(self, name: object) -> bool:
        return name in self._motions

    def __iter__(self) -> Iterator[str]:
        return iter(self._motions)

    def __len__(self) -> int:
        return len(self._motions)


MOTIONS = MotionTable()
"""Motions by the name that a scene writes."""

ENTRY_POINTS = "mosaic_anim.motions"


def find_motion(name: str) -> "type[Motion] | None":
    """Return the motion called `name`, which an installed package may add; None if unknown."""
    if name not in MOTIONS:
        for entry in metadata.entry_points(group=ENTRY_POINTS, name=name):
            MOTIONS[name] = entry.load()
    return MOTIONS.get(name)
