"""Motions by name. You can add others to the table: see `examples/own_motion`.

A package adds its own through an entry point of the group `mosaic_anim.motions`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from mosaic_anim.lazy import metadata
from mosaic_anim.values.lazy_table import LazyTable

if TYPE_CHECKING:
    from mosaic_anim.clips.motions.motion import Motion


def _motion(place: str) -> "type[Motion]":
    """Import a motion of this package by its module and class."""
    module, _, name = place.partition(".")
    motion: type[Motion] = getattr(import_module(f"mosaic_anim.clips.motions.{module}"), name)
    return motion


MOTIONS: "LazyTable[type[Motion]]" = LazyTable(
    {
        "arrive": "arrive.Arrive",
        "breathe": "breathe.Breathe",
        "explode": "explode.Explode",
        "fall": "fall.Fall",
        "flip": "flip.Flip",
        "fly_past": "fly_past.FlyPast",
        "reveal": "reveal.Reveal",
        "scatter": "scatter.Scatter",
        "shuffle": "shuffle.Shuffle",
        "sink": "sink.Sink",
        "swirl": "swirl.Swirl",
        "wave": "wave.Wave",
        "wind": "wind.Wind",
    },
    _motion,
)
"""Motions by the name that a scene writes. Most scenes name one or two of them."""

ENTRY_POINTS = "mosaic_anim.motions"


def find_motion(name: str) -> "type[Motion] | None":
    """Return the motion called `name`, which an installed package may add; None if unknown."""
    if name not in MOTIONS:
        for entry in metadata.entry_points(group=ENTRY_POINTS, name=name):
            MOTIONS[name] = entry.load()
    return MOTIONS.get(name)
