"""The tiles channel: a motion with its options."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.motions.table import MOTIONS, find_motion
from mosaic_anim.lazy import LazyModule
from mosaic_anim.schema.kind import Kind, Label
from mosaic_anim.schema.problem import KeyProblem, PartError, invalid, quoted, suggest

if TYPE_CHECKING:
    from mosaic_anim.clips.motions import motion as motions
    from mosaic_anim.clips.motions.motion import Motion
else:  # where a clip has the channel
    motions = LazyModule("mosaic_anim.clips.motions.motion")


def _read_tiles(value: Any, at: Label) -> "Motion":
    """Read `{motion: explode, …}`; the motion's name chooses the keys."""
    if isinstance(value, motions.Motion):
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


class _MotionParts(Collection[type]):
    """The motions as parts of the language, each imported when it is asked for."""

    def __iter__(self) -> Iterator[type]:
        return iter(MOTIONS.values())

    def __len__(self) -> int:
        return len(MOTIONS)

    def __contains__(self, part: object) -> bool:
        return part in MOTIONS.values()


class _MotionSchema(Mapping[str, Any]):
    """The JSON Schema of a motion, which names all of them: only editors and the reference ask."""

    def __getitem__(self, key: str) -> Any:
        return self._schema()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._schema())

    def __len__(self) -> int:
        return len(self._schema())

    def _schema(self) -> dict[str, Any]:
        names = [motion.__name__ for motion in MOTIONS.values()]
        motions = [{"$ref": f"#/$defs/{name}", "required": ["motion"]} for name in names]
        return {"title": "motion", "anyOf": motions}


TILES = Kind(read=_read_tiles, schema=_MotionSchema(), parts=_MotionParts())
