"""Blending: tiles at home turn into their pieces of the cover, or back."""

from dataclasses import dataclass
from typing import ClassVar

from mosaic_anim.clips.motions.motion import Motion
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import number
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Blending(Motion):
    """Takes tiles from one share of the cover to another, besides any motion of `tiles`.

    It is made by the channel `blend`, never named in `tiles`. A plan remembers the share that the
    last clip left, that of the mosaic at the start, and treats what `channel.motion(share)` returns
    like a motion of `tiles`: `with_points`, `spread(duration)`, and a `MotionRecipe` in the layer
    unless `is_home(time)`. A mosaic with a share of its own has `Blending(start=share, end=share)`
    wherever no clip blends.
    """

    SHOWS_BACK: ClassVar[bool] = True

    start: float = key(
        number(least=0.0, most=1.0),
        default=0.0,
        description="Share of the cover at the start: 0 is the mosaic, 1 the cover.",
    )
    end: float = key(
        number(least=0.0, most=1.0),
        default=1.0,
        description="Share of the cover at the end.",
    )

    @property
    def home(self) -> tuple[float, ...]:
        """Progress at which the mosaic shows."""
        return tuple(at for at, share in ((0.0, self.start), (1.0, self.end)) if share == 0)

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":  # noqa: ARG002  # a hook
        """Return what tiles show: exactly `start` at 0, exactly `end` at 1."""
        share = np.clip(progress, 0, 1)  # an ease may overshoot
        return Flight(face=self.start * (1 - share) + self.end * share)
