"""Reveal: tiles appear at their homes, one after another."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mosaic_anim.clips.ease import Ease
from mosaic_anim.clips.motions.motion import Motion, eased, named
from mosaic_anim.clips.motions.options import FACTOR
from mosaic_anim.clips.part import key
from mosaic_anim.clips.stagger import Order, Stagger

if TYPE_CHECKING:
    from mosaic_anim.flight import Flight, Floats, Homes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal(Motion):
    """Lets tiles appear where they belong: row by row, in rings, by chance, dark ones first."""

    HOME: ClassVar[tuple[float, ...]] = (1.0,)
    STAGGER: ClassVar[Stagger | None] = Stagger(jitter=0.15)
    SPREAD: ClassVar[float] = 0.8
    ORDER: ClassVar[Order | None] = "rows"

    motion: str = named("reveal")
    ease: Ease = eased("out_sine")
    scale: float = key(
        FACTOR,
        default=1.0,
        written=1.0,
        description="Size of a tile that begins to appear.",
    )

    def flight(self, tiles: "Homes", progress: "Floats") -> "Flight":  # noqa: ARG002  # a hook
        """Return where tiles are: at home, as opaque and as large as they have become."""
        import numpy as np

        from mosaic_anim.flight import Flight

        return Flight(
            scale=self.scale + (1 - self.scale) * progress,
            # An ease may overshoot; an opacity cannot.
            opacity=np.clip(progress, 0, 1),
        )
