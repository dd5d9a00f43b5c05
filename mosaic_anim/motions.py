"""What a motion of your own is made of.

A motion is a frozen dataclass that inherits from `Motion`, names itself with `motion_name`,
declares its options with `key`, and returns a `Flight` for the tiles of a `TileLayout`. Put it into
`MOTIONS`, or offer it to every scene through the entry point `mosaic_anim.motions` of your package.
`examples/own_motion` is a complete one.
"""

from mosaic_anim.clips.ease import EASE, Ease
from mosaic_anim.clips.motions.motion import Motion, default_ease, motion_name
from mosaic_anim.clips.motions.table import MOTIONS
from mosaic_anim.clips.stagger import Stagger
from mosaic_anim.schema.kind import FLAG, choice, integer, number, optional
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, SortKeys, TileLayout

__all__ = [
    "EASE",
    "FLAG",
    "MOTIONS",
    "Ease",
    "Flight",
    "Motion",
    "SortKeys",
    "Stagger",
    "TileLayout",
    "choice",
    "default_ease",
    "integer",
    "key",
    "motion_name",
    "number",
    "optional",
]
