"""The tiles channel: a motion with its options."""

from typing import Any

from mosaic_anim.clips.motions.motion import Motion
from mosaic_anim.clips.motions.table import MOTIONS, find_motion
from mosaic_anim.schema.kind import Kind, Label
from mosaic_anim.schema.problem import KeyProblem, PartError, invalid, quoted, suggest


def _read_tiles(value: Any, at: Label) -> Motion:
    """Read `{motion: explode, …}`; the motion's name chooses the keys."""
    if isinstance(value, Motion):
        return value
    if not isinstance(value, dict):
        named = isinstance(value, str) and find_motion(value) is not None
        raise invalid(
            f"'{at.word}' needs keys with values, not {quoted(value)}",
            f"for example {at.word}: {{motion: {value if named else 'explode'}}}",
        )
    if "motion" not in value:
        raise invalid("'motion' is missing", "for example tiles: {motion: explode}")
    name = value["motion"]
    motion = find_motion(name) if isinstance(name, str) else None
    if motion is None:
        remedy = suggest(name if isinstance(name, str) else "", MOTIONS)
        fault = KeyProblem(what=f"unknown motion {quoted(name)}", remedy=remedy, path=("motion",))
        raise PartError([fault])
    return motion.read(value, at)


TILES = Kind(
    read=_read_tiles,
    schema={
        "title": "motion",
        "anyOf": [
            {"$ref": f"#/$defs/{motion.__name__}", "required": ["motion"]}
            for motion in MOTIONS.values()
        ],
    },
    parts=tuple(MOTIONS.values()),
)
