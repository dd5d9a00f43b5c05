"""Wind: gusts tear tiles off and carry them away."""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.ease import Ease
from mosaic_anim.clips.motions.motion import Motion, default_ease, motion_name
from mosaic_anim.clips.motions.noise import noise
from mosaic_anim.clips.motions.options import FACTOR, SHARE, path_spin
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import number
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout

if TYPE_CHECKING:
    from numpy.typing import NDArray


_HILL = 0.16
"""Size of a gust [canvas diagonals]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind(Motion):
    """Blows tiles out of the picture in gusts: they flutter, turn and rise."""

    motion: str = motion_name("wind")
    ease: Ease = default_ease("linear")
    direction: float = key(
        number(least=-360.0, most=360.0),
        unit="degrees",
        default=-12,
        description="Where the wind blows to, clockwise: 0 is right, 90 down.",
    )
    distance: float = key(
        FACTOR,
        default=1.0,
        description="How far tiles fly: at 1 the slowest just leaves the mosaic.",
    )
    gusts: float = key(
        SHARE,
        default=0.5,
        description="How unsteady the wind is: 0 tears tiles off in a straight front.",
    )
    crumble: float = key(
        number(least=0.0, most=0.9),
        unit="of the clip",
        default=0.55,
        description="How long it takes until all tiles are loose, first those on the side that "
        "the wind blows to.",
    )
    flutter: float = key(
        FACTOR,
        unit="turns",
        default=2.5,
        description="How often a tile turns over on its way.",
    )
    spin: tuple[float, float] = path_spin([-200, 200])
    lift: float = key(
        FACTOR,
        unit="heights of the mosaic",
        default=0.25,
        description="How far tiles rise meanwhile.",
    )
    scale: float = key(
        FACTOR,
        unit="tile sizes",
        default=2.5,
        description="Final size of the tiles that fly towards the viewer; most stay smaller.",
    )

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are: dragged along, tossed by gusts that travel with the wind."""
        gusts = tiles.remember(self, lambda: self._blown(tiles))
        late, way, rise, near, spin, flips, axis, y, x = gusts
        time = np.maximum(progress - late, 0) / np.float32(1 - self.crumble)
        along = way * (time * time * np.float32(2.2) / (time + np.float32(1.2)))
        down, across = self._ahead()
        ahead = np.float32(2.0) * progress
        toss = noise(y - down * ahead, x - across * ahead, tiles.seed) * (self.gusts * _HILL)
        toss *= time * np.maximum(1 - time, 0) * np.float32(4 * tiles.diagonal)
        turned = time * (1 + time) / 2
        return Flight(
            y=down * along + across * toss - rise * time * time,
            x=across * along - down * toss,
            angle=spin * turned,
            flip=flips * turned,
            axis=axis * (time > 0),
            scale=np.maximum(1 + (self.scale - 1) * near * time, 0),
            depth=near * time,
        )

    def _ahead(self) -> tuple[float, float]:
        """Return the direction of the wind: down, across."""
        return sin(radians(self.direction)), cos(radians(self.direction))

    def _blown(self, tiles: "TileLayout") -> tuple["Floats", ...]:
        """Return the part of the flight that does not depend on time."""
        down, across = self._ahead()
        hill = _HILL * tiles.diagonal
        y, x = tiles.y / hill, tiles.x / hill
        length = abs(down) * tiles.height + abs(across) * tiles.width + 4
        ahead = down * (tiles.y - tiles.height / 2) + across * (tiles.x - tiles.width / 2)
        front = 0.5 - ahead / length  # 0 where the wind blows to, 1 where it comes from
        hills = 0.7 * noise(y, x, tiles.seed + 1) + 0.3 * noise(3 * y, 3 * x, tiles.seed + 2)
        gusts = 1.4 * self.gusts
        loose = _unit(front * (1 - gusts) + gusts * (0.5 + 0.5 * hills))
        near = tiles.random("near") ** 2
        hold = 0.88 * loose + 0.12 * tiles.random("loose")
        rise = np.float32(self.lift * tiles.height) * tiles.between("lift", 0, 2)
        # It is longer from behind, and where the wind blows down the lift works against it.
        out = length * (0.25 + 0.75 * front) + max(down, 0) * rise
        way = out * np.float32(self.distance) * tiles.between("speed", 1.0, 1.35)
        return (
            np.float32(self.crumble) * hold,
            way,
            rise,
            near,
            np.radians(tiles.between("spin", *self.spin)),
            np.float32(2 * np.pi * self.flutter) * tiles.between("flutter", -1, 1),
            tiles.between("axis", 0, np.pi),
            y,
            x,
        )


def _unit(values: "NDArray[Any]") -> "Floats":
    """Stretch values to 0 to 1; all 0 if they are equal."""
    low, high = values.min(), values.max()
    unit: Floats = (values - low) / max(high - low, np.float32(1e-6))
    return unit
