"""Loop: how often a GIF, a WebP or a looped video is played."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mosaic_anim.schema.kind import FLAG, Kind, Label, integer, optional
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.value import DURATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop(Part):
    """How often a GIF or WebP plays, and how long it rests in between."""

    count: int | None = key(
        optional(integer(least=1, most=65535)),
        unit="times",
        default=None,
        description="How many times it plays.",
        otherwise="forever",
    )
    end_hold: Fraction | None = key(
        optional(DURATION),
        default=None,
        description="How long it rests on its end state before it starts again.",
        otherwise="no rest",
    )


def _read_loop(value: Any, at: Label) -> Loop | None:
    """Read true, false, or `{count: 3, end_hold: 1s}`; None is no loop."""
    if isinstance(value, dict | Loop):
        return Loop.read(value, at)
    return Loop() if FLAG.read(value, at) else None


LOOP = Kind(
    read=_read_loop,
    schema={"anyOf": [FLAG.schema, part_kind(Loop).schema]},
    parts=(Loop,),
)
"""A `Loop`, or None where nothing is repeated."""
