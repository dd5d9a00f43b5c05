"""Breathe: tiles swell and shrink in place; it loops."""

from dataclasses import dataclass
from typing import Literal

from mosaic_anim.clips.motions.motion import motion_name
from mosaic_anim.clips.motions.periodic import Periodic
from mosaic_anim.clips.point import Place, point
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import number
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Breathe(Periodic):
    """Lets tiles swell and shrink in place, in rings or each in its own time."""

    motion: str = motion_name("breathe")
    from_: Literal["center", "random"] | Place = key(
        point("center", "random"),
        default="center",
        description="Where the rings begin; with `random` each tile breathes in its own time.",
    )
    amplitude: float = key(
        number(least=0.0, most=1.0),
        unit="tile sizes",
        default=0.22,
        description="How much larger and smaller a tile becomes: at 0.2 it goes from 0.8 to 1.2.",
    )
    wavelength: float = key(
        number(least=0.01, most=100.0),
        unit="diagonals of the mosaic",
        default=0.5,
        description="Distance from ring to ring.",
    )

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are: at home, large ones above small ones."""
        late = tiles.remember(("breathe", self.from_, self.wavelength), lambda: self._late(tiles))
        phase = 2 * np.float32(np.pi) * (self.turned(progress) - late)
        swell = self.amplitude * self.strength(progress) * np.sin(phase)
        return Flight(scale=1 + swell, depth=swell)

    def _late(self, tiles: "TileLayout") -> "Floats":
        """Return how many breaths each tile is behind (n,)."""
        if self.from_ == "random":
            return tiles.random("breath")
        y, x = tiles.origin(self.from_)
        far: Floats = np.hypot(tiles.y - np.float32(y), tiles.x - np.float32(x))
        return far / np.float32(self.wavelength * tiles.diagonal)
