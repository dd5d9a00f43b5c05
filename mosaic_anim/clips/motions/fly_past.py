"""Fly past: tiles come towards the camera and pass it."""

from dataclasses import dataclass

from mosaic_anim.clips.ease import Ease
from mosaic_anim.clips.motions.motion import Motion, default_ease, motion_name
from mosaic_anim.clips.motions.options import FROM, SPEEDS, From, path_spin
from mosaic_anim.lazy import np
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout, smooth

_NEAR = 0.05
"""Distance from the eye at which a tile is gone, where the mosaic is at 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlyPast(Motion):
    """Flies tiles past the camera, out of a vanishing point."""

    motion: str = motion_name("fly_past")
    ease: Ease = default_ease("in_quad")
    from_: From = key(
        FROM,
        default="center",
        description="The vanishing point.",
    )
    speed: tuple[float, float] = key(
        SPEEDS,
        unit="passes per clip",
        default=[1, 2.2],
        description="Speed of each tile, a random one in [from, to]: at 1 a tile passes at the "
        "end of the clip.",
    )
    spin: tuple[float, float] = path_spin([-60, 60])

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are, in perspective: at distance z they are 1 / z as large."""
        y, x = tiles.origin(self.from_)
        gone = tiles.between("speed", *self.speed) * progress
        z = np.maximum(1 - gone * np.float32(1 - _NEAR), _NEAR)
        nearer = 1 / z - 1
        return Flight(
            y=(tiles.y - np.float32(y)) * nearer,
            x=(tiles.x - np.float32(x)) * nearer,
            angle=np.radians(tiles.between("spin", *self.spin)) * progress,
            scale=1 + nearer,
            opacity=smooth((z - _NEAR) / np.float32(2 * _NEAR)),
            depth=nearer,
        )
