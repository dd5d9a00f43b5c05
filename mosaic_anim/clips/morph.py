"""The morph channel: the tiles travel until they show another cover."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.ease import EASE, Ease
from mosaic_anim.clips.flight_path import path_arc, path_lift, path_turns
from mosaic_anim.clips.stagger import ORDERS, Order, Stagger
from mosaic_anim.lazy import LazyModule
from mosaic_anim.schema.kind import FLAG, optional
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import KeyProblem
from mosaic_anim.schema.value import PATH

if TYPE_CHECKING:
    from mosaic_anim.clips.motions import morphing
else:  # where tiles morph
    morphing = LazyModule("mosaic_anim.clips.motions.morphing")

OWN_COVER = "cover"
"""The word for the cover that the mosaic of a scene shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MorphChannel(Part):
    """Moves the tiles to places where they show another cover, or cuts to it. It stays that way."""

    to: str = key(
        PATH,
        example="cover",
        description="What the tiles show at the end: a picture, relative to the scene file, `demo` "
        "or `demo-portrait`, which are built in, a name of `mosaics`, or `cover` for the mosaic's "
        "own cover. It is cut to the shape of the mosaic, around faces and what stands out.",
    )
    travel: bool = key(
        FLAG,
        default=True,
        description="Whether tiles travel there in the clip's time. Otherwise they are there from "
        "its start on: a cut, or with `transition: crossfade` one picture becomes the other.",
    )
    stagger: Stagger | None = key(
        optional(part_kind(Stagger)),
        default=None,
        description="Start tiles one after another; `{spread: 0s}` starts them all at once.",
        otherwise="over 0.4 of the clip, with some jitter",
    )
    order: Order | None = key(
        optional(ORDERS),
        default=None,
        description="Which tiles start first, as for `tiles`.",
        otherwise="as the stagger says",
    )
    ease: Ease = key(
        EASE,
        default="in_out_sine",
        description="Easing of a tile's flight.",
    )
    arc: float = path_arc(0.15)
    turns: int = path_turns(0)
    lift: float = path_lift(0.6)

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:
        if values.get("travel", True):
            return
        for name, value in given.items():
            if value is not None and name not in {"to", "travel"}:
                yield KeyProblem(
                    what=f"tiles that do not travel have no '{name}'",
                    remedy="leave it out, or travel: true",
                    path=(name,),
                )

    def motion(self, start: str, end: str) -> "morphing.Morphing":
        """Return what the tiles do, from the mosaic called `start` to the one called `end`."""
        return morphing.Morphing(
            start=start,
            end=end,
            stagger=self.stagger,
            order=self.order,
            ease=self.ease,
            arc=self.arc,
            turns=self.turns,
            lift=self.lift,
        )
