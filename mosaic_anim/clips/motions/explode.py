"""Explode: tiles are thrown away from a point."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mosaic_anim.clips.kind import number, numbers
from mosaic_anim.clips.motions.motion import Motion, named
from mosaic_anim.clips.part import key
from mosaic_anim.clips.point import Place, point

if TYPE_CHECKING:
    from mosaic_anim.flight import Flight, Floats, Homes


@dataclass(frozen=True, slots=True, kw_only=True)
class Explode(Motion):
    """Throws tiles away from a point, out of the picture."""

    motion: str = named("explode")
    from_: Literal["center"] | Place = key(
        point("center"),
        default="center",
        written="center",
        description="Where it bursts: the `center`, the `best` cell, a cell [row, col], a target.",
    )
    distance: float = key(
        number(least=0.0, most=100.0),
        default=1.2,
        written=1.2,
        description="How far a tile flies on the average, in diagonals of the mosaic.",
    )
    spin: tuple[float, float] = key(
        numbers(2),
        default=(-180.0, 180.0),
        written=[-180, 180],
        description="How far a tile turns on its way, from … to …, in degrees.",
    )
    scale: float = key(
        number(least=0.0, most=100.0),
        default=1.0,
        written=1.0,
        description="Size of a tile at its end.",
    )

    def flight(self, tiles: "Homes", progress: "Floats") -> "Flight":
        """Return where tiles are: each keeps its direction, chance gives it its speed."""
        import numpy as np

        from mosaic_anim.flight import Flight

        at = tiles.point(*self.from_) if isinstance(self.from_, tuple) else None
        y, x = at or (tiles.height / 2, tiles.width / 2)
        direction = np.arctan2(tiles.y - y, tiles.x - x) + tiles.between("direction", -0.35, 0.35)
        far = tiles.between("speed", 0.5, 1.5) * (self.distance * tiles.diagonal) * progress
        return Flight(
            y=np.sin(direction) * far,
            x=np.cos(direction) * far,
            angle=np.radians(tiles.between("spin", *self.spin)) * progress,
            scale=1 + (self.scale - 1) * progress,
            depth=tiles.random("depth") * (progress > 0),
        )
