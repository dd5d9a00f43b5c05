"""Explode: tiles are thrown away from a point."""

from dataclasses import dataclass

from mosaic_anim.clips.ease import Ease
from mosaic_anim.clips.motions.motion import Motion, default_ease, motion_name
from mosaic_anim.clips.motions.options import FACTOR, FROM, From, path_spin, reach
from mosaic_anim.lazy import np
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout

_BLAST = 0.2
"""Share of the time in which the blast reaches the farthest corner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explode(Motion):
    """Throws tiles away from a point, out of the picture."""

    motion: str = motion_name("explode")
    ease: Ease = default_ease("linear")  # tiles gather speed by themselves
    from_: From = key(
        FROM,
        default="center",
        description="Centre of the explosion.",
    )
    distance: float = key(
        FACTOR,
        default=1.0,
        description="How far tiles fly: at 1 the slowest just leaves the mosaic.",
    )
    spin: tuple[float, float] = path_spin([-240, 240])
    scale: float = key(
        FACTOR,
        unit="tile sizes",
        default=5.0,
        description="Final size of the tiles that fly towards the viewer; most stay smaller.",
    )
    gravity: float = key(
        FACTOR,
        unit="heights of the mosaic",
        default=0.2,
        description="How far tiles are pulled down meanwhile.",
    )

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are: thrown, slowed by the air, pulled down."""
        late, lazy, y, x, near, spin = tiles.remember(self, lambda: self._throws(tiles))
        time = np.maximum(progress - late, 0) / np.float32(1 - _BLAST)
        gone = time**lazy  # some leave at once, some hardly before the end
        nearer = near * time
        return Flight(
            y=y * gone + np.float32(self.gravity * tiles.height) * time * time,
            x=x * gone,
            angle=spin * gone,
            scale=np.maximum(1 + (self.scale - 1) * nearer, 0),
            depth=nearer,
        )

    def _throws(self, tiles: "TileLayout") -> tuple["Floats", ...]:
        """Return when a tile is hit, its laziness, its path, its nearness and its turn."""
        y, x = (np.float32(at) for at in tiles.origin(self.from_))
        far = np.float32(reach(tiles, float(y), float(x)))
        outer = np.hypot(tiles.y - y, tiles.x - x) / far
        near = tiles.random("near") ** 2 * (1 - 0.6 * outer)
        direction = np.arctan2(tiles.y - y, tiles.x - x) + tiles.between("direction", -0.4, 0.4)
        down, across = np.sin(direction), np.cos(direction)
        # Halfway between the frame, where all are gone at once, and a round cloud.
        out = 0.5 * self._out(tiles, down, across) + 0.5 * far * (1 - 0.4 * outer)
        way = out + far * (0.05 + 0.25 * near)
        way *= np.float32(self.distance)
        return (
            np.float32(_BLAST) * np.minimum(outer * tiles.between("late", 0.7, 1.0), 1),
            1.4 + 3.8 * tiles.random("lazy") ** 1.5,
            down * way,
            across * way,
            near,
            np.radians(tiles.between("spin", *self.spin)) * (1.2 - outer),
        )

    def _out(self, tiles: "TileLayout", down: "Floats", across: "Floats") -> "Floats":
        """Return the distance from each home to the border, given the pull of gravity."""
        fallen = np.float32(self.gravity * tiles.height)
        below = np.maximum(tiles.height - tiles.y - fallen, 0)
        rows = np.where(down > 0, below, tiles.y + fallen)
        cols = np.where(across > 0, tiles.width - tiles.x, tiles.x)
        tiny = np.float32(1e-6)
        out: Floats = np.minimum(rows / (abs(down) + tiny), cols / (abs(across) + tiny))
        return out
