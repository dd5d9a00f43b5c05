"""Periodic: motions that end where they began, so that a clip of them can be a loop."""

from dataclasses import dataclass
from typing import ClassVar

from mosaic_anim.clips.ease import Ease
from mosaic_anim.clips.motions.motion import Motion, default_ease
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import integer, number
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Floats, smooth


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic(Motion):
    """Goes through whole cycles; tiles are never at home, unless it settles at both ends."""

    HOME: ClassVar[tuple[float, ...]] = ()

    ease: Ease = default_ease("linear")
    cycles: int = key(
        integer(least=1, most=1000),
        unit="times",
        default=1,
        description="How many times the motion repeats in the clip.",
    )
    settle: float = key(
        number(least=0.0, most=0.5),
        unit="of the clip",
        default=0.0,
        description="Time in which the motion grows out of the still mosaic at the start, and "
        "back into it at the end; at 0 it loops.",
    )

    @property
    def home(self) -> tuple[float, ...]:
        """Both ends if it settles."""
        return (0.0, 1.0) if self.settle else ()

    def turned(self, progress: "Floats") -> "Floats":
        """Return the phase of the cycle, from 0 up to 1 (n,)."""
        turned: Floats = self.cycles * progress % 1
        return turned

    def strength(self, progress: "Floats") -> "Floats | float":
        """Return the strength of the motion: exactly 0 at home, 1 in the middle (n,)."""
        if not self.settle:
            return 1.0
        return smooth(np.minimum(progress, 1 - progress) / np.float32(self.settle))
