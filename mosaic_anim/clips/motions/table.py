"""Motions by name. You can add others to the table: see `examples/own_motion`.

A package adds its own through an entry point of the group `mosaic_anim.motions`.
"""

from mosaic_anim.clips.motions.arrive import Arrive
from mosaic_anim.clips.motions.breathe import Breathe
from mosaic_anim.clips.motions.explode import Explode
from mosaic_anim.clips.motions.fall import Fall
from mosaic_anim.clips.motions.flip import Flip
from mosaic_anim.clips.motions.fly_past import FlyPast
from mosaic_anim.clips.motions.motion import Motion
from mosaic_anim.clips.motions.reveal import Reveal
from mosaic_anim.clips.motions.scatter import Scatter
from mosaic_anim.clips.motions.shuffle import Shuffle
from mosaic_anim.clips.motions.sink import Sink
from mosaic_anim.clips.motions.swirl import Swirl
from mosaic_anim.clips.motions.wave import Wave
from mosaic_anim.clips.motions.wind import Wind
from mosaic_anim.lazy import metadata

MOTIONS: dict[str, type[Motion]] = {
    "arrive": Arrive,
    "breathe": Breathe,
    "explode": Explode,
    "fall": Fall,
    "flip": Flip,
    "fly_past": FlyPast,
    "reveal": Reveal,
    "scatter": Scatter,
    "shuffle": Shuffle,
    "sink": Sink,
    "swirl": Swirl,
    "wave": Wave,
    "wind": Wind,
}
"""Motions by the name that a scene writes."""

ENTRY_POINTS = "mosaic_anim.motions"


def find_motion(name: str) -> type[Motion] | None:
    """Return the motion called `name`, which an installed package may add; None if unknown."""
    if name not in MOTIONS:
        for entry in metadata.entry_points(group=ENTRY_POINTS, name=name):
            MOTIONS[name] = entry.load()
    return MOTIONS.get(name)
