"""Loop: how often a GIF, a WebP or a video that is played in a loop comes round."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mosaic_anim.clips.kind import FLAG, Kind, Label, optional, whole
from mosaic_anim.clips.part import Part, key, of
from mosaic_anim.clips.value import DURATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop(Part):
    """Is played again from its start, for ever or so many times."""

    count: int | None = key(
        optional(whole(least=1, most=65535)),
        default=None,
        description="How many times a GIF or WebP is played; for ever by default.",
    )
    end_hold: Fraction | None = key(
        optional(DURATION),
        default=None,
        description="How long a GIF or WebP rests on its end state before it comes round, without "
        "a frame more.",
    )


def _read_loop(value: Any, at: Label) -> Loop | None:
    """Read true, false, or `{count: 3, end_hold: 1s}`; None is no loop."""
    if isinstance(value, dict | Loop):
        return Loop.read(value, at)
    return Loop() if FLAG.read(value, at) else None


LOOP = Kind(
    read=_read_loop,
    schema={"anyOf": [FLAG.schema, of(Loop).schema]},
    parts=(Loop,),
)
"""A `Loop`, or None where nothing is repeated."""
