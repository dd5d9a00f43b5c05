"""The endless channel: a zoom through mosaics, each a tile of the one before, without an end.

The camera goes into a tile of the scene's mosaic. That tile is a photo, and sharpens into the cover
of the next mosaic, which resolves into its own tiles; and so on, until a tile is the first cover.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mosaic_anim.schema.kind import Kind, Label, integer, list_of, string
from mosaic_anim.schema.part import Part, key
from mosaic_anim.schema.problem import KeyProblem, invalid, quoted

MOST_COVERS = 12
"""Most mosaics of one zoom."""

DRIVES = ("camera", "tiles", "blend")
"""Channels that an endless zoom drives too."""

_NO_NAME = invalid("no cover is named", "for example [anna.jpg, beach.jpg], or a number: 5")
_COUNT = integer(least=1, most=MOST_COVERS)
_NAMES = list_of(string(), empty=_NO_NAME)


def _read_covers(value: Any, at: Label) -> int | tuple[str, ...]:
    """Read a number of covers, or the names of those after the first."""
    if not isinstance(value, list | tuple):
        return int(_COUNT.read(value, at))
    names: tuple[str, ...] = _NAMES.read(value, at)
    if len(names) >= MOST_COVERS:
        raise invalid(
            f"{len(names) + 1} covers, with the scene's own", f"at most {MOST_COVERS} are possible"
        )
    return names


_COVERS = Kind(
    read=_read_covers,
    schema={
        "anyOf": [
            _COUNT.schema,
            {**_NAMES.schema, "minItems": 1, "maxItems": MOST_COVERS - 1},
        ],
        "examples": [5, ["anna.jpg", "tom"]],
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndlessChannel(Part):
    """Zooms into a tile that is the cover of the next mosaic, on and on, back to the first cover.

    The speed is even, and the end is the beginning: a clip with nothing else loops without a seam.
    Played in `reverse`, it zooms out. All mosaics have the shape of a cell, which `cell: auto`
    makes that of the frame; covers are cut to it, around faces and what stands out. `focus` names
    another place of the first one.
    """

    covers: int | tuple[str, ...] = key(
        _COVERS,
        unit="mosaics",
        default=5,
        description="How many mosaics the zoom goes through, the scene's own among them: the "
        "others show photos of the library that look well as mosaics. Or a list of those that "
        "follow the scene's own: names of `mosaics`, or of photos of the library.",
    )

    @property
    def names(self) -> tuple[str, ...]:
        """What the scene names."""
        return self.covers if isinstance(self.covers, tuple) else ()

    @property
    def count(self) -> int:
        """Number of mosaics."""
        return self.covers if isinstance(self.covers, int) else len(self.covers) + 1

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:  # noqa: ARG003
        covers = values.get("covers")
        names: tuple[str, ...] = covers if isinstance(covers, tuple) else ()
        for index, name in enumerate(names):
            if name in names[:index]:
                yield KeyProblem(
                    what=f"the cover {quoted(name)} is named twice",
                    remedy="name each cover once: the zoom comes back to the first by itself",
                    path=("covers", index),
                )
