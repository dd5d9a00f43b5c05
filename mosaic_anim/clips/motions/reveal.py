"""Reveal: tiles appear in place, one after another."""

from dataclasses import dataclass
from typing import ClassVar

from mosaic_anim.clips.ease import Ease
from mosaic_anim.clips.motions.motion import Motion, default_ease, motion_name
from mosaic_anim.clips.motions.options import FACTOR
from mosaic_anim.clips.stagger import Order, Stagger
from mosaic_anim.lazy import np
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal(Motion):
    """Makes tiles appear in place: row by row, in rings, at random, the dark ones first."""

    HOME: ClassVar[tuple[float, ...]] = (1.0,)
    STAGGER: ClassVar[Stagger | None] = Stagger(jitter=0.15)
    SPREAD: ClassVar[float] = 0.8
    ORDER: ClassVar[Order | None] = "rows"

    motion: str = motion_name("reveal")
    ease: Ease = default_ease("out_sine")
    scale: float = key(
        FACTOR,
        unit="tile sizes",
        default=1.0,
        description="Size of a tile as it begins to appear.",
    )

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":  # noqa: ARG002  # a hook
        """Return where tiles are: at home, as opaque and as large as they have become."""
        return Flight(
            scale=self.scale + (1 - self.scale) * progress,
            # An ease may overshoot; an opacity cannot.
            opacity=np.clip(progress, 0, 1),
        )
