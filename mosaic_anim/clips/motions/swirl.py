"""Swirl: a vortex takes tiles along."""

from dataclasses import dataclass
from typing import Literal

from mosaic_anim.clips.ease import Ease
from mosaic_anim.clips.motions.motion import Motion, default_ease, motion_name
from mosaic_anim.clips.motions.options import FACTOR, FROM, SHARE, SPIN, From, reach
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import choice, number
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Swirl(Motion):
    """Circles tiles around a point, the inner ones faster, and draws them in or throws them out."""

    motion: str = motion_name("swirl")
    ease: Ease = default_ease("linear")  # it gathers speed by itself
    from_: From = key(
        FROM,
        default="center",
        description="Eye of the vortex.",
    )
    way: Literal["in", "out"] = key(
        choice("in", "out"),
        default="in",
        description="`in` draws tiles in until nothing is left of them, `out` throws them out.",
    )
    turns: float = key(
        number(least=-100.0, most=100.0),
        unit="turns",
        default=2.5,
        description="How often the tiles at the eye go round, clockwise; outer ones turn less.",
    )
    spin: tuple[float, float] = key(
        SPIN,
        unit="degrees",
        default=[-90, 90],
        description="How far each tile turns besides: a random angle in [from, to].",
    )
    jitter: float = key(
        SHARE,
        default=0.3,
        description="How much chance disturbs the vortex: 0 keeps neighbours together.",
    )
    distance: float = key(
        FACTOR,
        default=1.0,
        description="With `way: out`, how far tiles are thrown: at 1 they just leave the mosaic.",
    )

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are: home, turned and pulled about the eye."""
        y, x, turn, rate, grown, spin = tiles.remember(self, lambda: self._circles(tiles))
        if self.way == "in":
            time = np.minimum(progress * rate, 1)
            radius = 1 - time * time * time * (4 - 3 * time)
            scale = np.sqrt(np.maximum(radius, 0))
        else:
            time = progress
            radius = 1 + grown * time * time
            scale = 1 + 0.8 * np.clip(time, 0, 1) * spin * spin / (1 + spin * spin)
        angle = turn * time * abs(time)
        cos, sin = np.cos(angle) * radius, np.sin(angle) * radius
        return Flight(
            y=y * (cos - 1) + x * sin,
            x=x * (cos - 1) - y * sin,
            angle=angle + spin * time,
            scale=scale,
            depth=rate * time,
        )

    def _circles(self, tiles: "TileLayout") -> tuple["Floats", ...]:
        """Return each tile's place from the eye, its turn, its speed, its growth and its spin."""
        at_y, at_x = tiles.origin(self.from_)
        far = np.float32(reach(tiles, at_y, at_x))
        y, x = tiles.y - np.float32(at_y), tiles.x - np.float32(at_x)
        radius = np.hypot(y, x)
        share = radius / far
        chance = np.float32(self.jitter) * tiles.random("jitter")
        turn = np.float32(2 * np.pi * self.turns) * (1 - 0.2 * chance) / (1 + 2 * share)
        # The inner ones arrive first, the last ones at the end.
        rate = 1 / (0.5 + 0.5 * share * (1 - 0.6 * chance))
        thrown = np.float32(self.distance) * far * (1 + 2 * self.jitter * tiles.random("throw"))
        grown = thrown / np.maximum(radius, np.float32(0.5))
        return y, x, turn, rate, grown, np.radians(tiles.between("spin", *self.spin))
