"""The motions that a scene knows by name. Others are added to the table: see `examples/own_motion`.

A package adds its own through an entry point of the group `mosaic_anim.motions`.
"""

from mosaic_anim.clips.motions.explode import Explode
from mosaic_anim.clips.motions.motion import Motion

MOTIONS: dict[str, type[Motion]] = {
    "explode": Explode,
}
"""Name to motion, as a scene writes it."""

ENTRY_POINTS = "mosaic_anim.motions"


def find_motion(name: str) -> type[Motion] | None:
    """Return the motion called `name`, also one that an installed package adds; None if unknown."""
    if name not in MOTIONS:
        from importlib.metadata import entry_points

        for entry in entry_points(group=ENTRY_POINTS, name=name):
            MOTIONS[name] = entry.load()
    return MOTIONS.get(name)
