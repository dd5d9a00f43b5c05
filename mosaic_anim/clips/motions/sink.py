"""Sink: tiles go down into the dark, away from the viewer."""

from dataclasses import dataclass

from mosaic_anim.clips.ease import Ease
from mosaic_anim.clips.motions.motion import Motion, default_ease, motion_name
from mosaic_anim.clips.motions.noise import noise
from mosaic_anim.clips.motions.options import FACTOR, FROM, SHARE, From, path_spin
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import number
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout

_PATCH = 0.14
"""Size of a patch that gives way [canvas diagonals]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink(Motion):
    """Sinks tiles away from the viewer, into the dark."""

    motion: str = motion_name("sink")
    ease: Ease = default_ease("linear")  # each tile starts and ends gently by itself
    from_: From = key(
        FROM,
        default="center",
        description="Point that tiles sink towards.",
    )
    distance: float = key(
        FACTOR,
        default=2.5,
        description="How deep tiles sink: 1 is the distance between viewer and mosaic.",
    )
    pull: float = key(
        SHARE,
        default=0.5,
        description="How far tiles are drawn together: 0 not at all, 1 as perspective has it.",
    )
    crumble: float = key(
        number(least=0.0, most=0.9),
        unit="of the clip",
        default=0.55,
        description="How long it takes until all tiles have given way, patch by patch.",
    )
    spin: tuple[float, float] = path_spin([-70, 70])

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are, in perspective: at distance z they are 1 / z as large."""
        late, y, x, distance, spin = tiles.remember(self, lambda: self._sinking(tiles))
        time = np.clip((progress - late) / np.float32(1 - self.crumble), 0, 1)
        sunk = time * time * (2 - time)
        deep = distance * sunk
        away = 1 - 1 / (1 + deep)
        return Flight(
            y=y * away,
            x=x * away,
            angle=spin * sunk,
            scale=1 - away,
            opacity=1 - time * time * time,
            depth=-deep,
        )

    def _sinking(self, tiles: "TileLayout") -> tuple["Floats", ...]:
        """Return when a tile gives way, its path, its depth and its turn."""
        y, x = (np.float32(at) for at in tiles.origin(self.from_))
        hill = np.float32(_PATCH * tiles.diagonal)
        hills = 0.7 * noise(tiles.y / hill, tiles.x / hill, tiles.seed)
        hills += 0.3 * noise(3 * tiles.y / hill, 3 * tiles.x / hill, tiles.seed + 1)
        low, high = hills.min(), hills.max()
        patch = (hills - low) / max(high - low, np.float32(1e-6))
        # Where perspective does not rule, tiles stray: rows of small ones would be seen.
        sway = np.float32(1 - self.pull)
        return (
            np.float32(self.crumble) * (0.75 * patch + 0.25 * tiles.random("late")),
            (y - tiles.y) * np.float32(self.pull) + sway * tiles.between("sway y", -1, 1),
            (x - tiles.x) * np.float32(self.pull) + sway * tiles.between("sway x", -1, 1),
            np.float32(self.distance) * tiles.between("deep", 0.7, 1.3),
            np.radians(tiles.between("spin", *self.spin)),
        )
