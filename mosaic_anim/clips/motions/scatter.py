"""Scatter: tiles change places all over the picture, like photos on a table."""

from dataclasses import dataclass

from mosaic_anim.clips.motions.motion import Motion, motion_name
from mosaic_anim.clips.motions.options import FACTOR, SHARE, SPIN
from mosaic_anim.lazy import np
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter(Motion):
    """Scatters tiles evenly over the picture, like photos on a table."""

    motion: str = motion_name("scatter")
    distance: float = key(
        SHARE,
        default=1.0,
        description="How far tiles go: at 1 anywhere in the picture.",
    )
    spin: tuple[float, float] = key(
        SPIN,
        unit="degrees",
        default=[-40, 40],
        description="Final angle of each tile: a random one in [from, to].",
    )
    scale: float = key(
        FACTOR,
        unit="tile sizes",
        default=1.2,
        description="Average final size of the tiles.",
    )
    lift: float = key(
        FACTOR,
        unit="tile sizes",
        default=1.5,
        description="How much larger tiles become on their way, where they are nearest to the "
        "viewer.",
    )

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are: each on an arc to its own place, at its own pace."""
        y, x, bend, pace, near, size, spin = tiles.remember(self, lambda: self._ways(tiles))
        time = progress + pace * progress * (1 - progress)  # some hurry, some are late
        off = 4 * time * (1 - time)  # 0 at both ends
        arc = bend * off
        high = near * np.maximum(off, 0)
        return Flight(
            y=y * time + x * arc,
            x=x * time - y * arc,
            angle=spin * time,
            scale=np.maximum(1 + size * time, 0) * (1 + self.lift * high),
            depth=near * (progress > 0),  # always the same order: no two pass through each other
        )

    def _ways(self, tiles: "TileLayout") -> tuple["Floats", ...]:
        """Return each tile's path down and across, bend, pace, nearness, growth and turn.

        The places are the cells, one for each tile, so that they fill the picture evenly, and
        chance moves them just so far that no rows can be seen.
        """
        to = np.argsort(tiles.random("to"))
        aspect = np.float32(tiles.grid.cell_aspect)
        share = np.float32(self.distance)
        return (
            (tiles.y[to] - tiles.y + tiles.between("off y", -0.7, 0.7)) * share,
            (tiles.x[to] - tiles.x + tiles.between("off x", -0.7, 0.7) * aspect) * share,
            tiles.between("bend", -0.25, 0.25),
            tiles.between("pace", -0.7, 0.7),
            tiles.random("near"),
            np.float32(self.scale) * tiles.between("size", 0.7, 1.5) - 1,
            np.radians(tiles.between("spin", *self.spin)),
        )
