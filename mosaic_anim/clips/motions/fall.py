"""Fall: tiles drop, bounce and come to rest in a heap."""

from dataclasses import dataclass

from mosaic_anim.clips.ease import Ease
from mosaic_anim.clips.motions.motion import Motion, default_ease, motion_name
from mosaic_anim.clips.motions.options import FACTOR, SHARE, SPIN
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import number
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall(Motion):
    """Drops tiles: they come loose, bounce and come to rest in a heap."""

    motion: str = motion_name("fall")
    ease: Ease = default_ease("linear")  # gravity is the easing
    gravity: float = key(
        number(least=0.1, most=100.0),
        unit="heights of the mosaic per clip²",
        default=10.0,
        description="Strength of gravity: at 8 the topmost tile falls for half the clip.",
    )
    bounce: float = key(
        number(least=0.0, most=0.95),
        default=0.45,
        description="Share of its speed that a tile keeps when it hits the floor.",
    )
    floor: float = key(
        FACTOR,
        unit="heights of the mosaic",
        default=1.0,
        description="Where the floor is, from the top of the mosaic: 1 is its lower edge; from "
        "1.5 on tiles fall out of the picture.",
    )
    heap: float = key(
        SHARE,
        unit="heights of the mosaic",
        default=0.22,
        description="Height of the heap.",
    )
    crumble: float = key(
        number(least=0.0, most=0.9),
        unit="of the clip",
        default=0.35,
        description="How long it takes until all tiles are loose, lower ones first.",
    )
    spin: tuple[float, float] = key(
        SPIN,
        unit="degrees",
        default=[-120, 120],
        description="How far a tile from the top turns before it lands: a random angle in "
        "[from, to]; lower ones turn less.",
    )
    drift: float = key(
        FACTOR,
        unit="widths of the mosaic",
        default=0.04,
        description="How far a tile strays to a side before it lands.",
    )

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are: parabolas from bounce to bounce, in closed form."""
        height, lasts, late, spin, drift, order = tiles.remember(self, lambda: self._drops(tiles))
        time = np.maximum(progress - late, 0) / lasts  # in times of the first fall
        first = np.minimum(time, 1)
        hop, since = self._hop(time - first)
        fallen = height * np.where(time < 1, first * first, 1 - since * (2 * hop - since))
        # Each hop is slower than the one before, sideways and in turning too.
        way = first + _hopped(np.float32(self.bounce), hop) + hop * since * (time > 1)
        return Flight(
            y=fallen,
            x=drift * way,
            angle=spin * way,
            depth=order * (time > 0),
        )

    def _hop(self, time: "Floats") -> tuple["Floats", "Floats"]:
        """Return the speed that the hop at a time after the first impact began with, and its age.

        The k-th begins with bounce^k of the speed of the first impact and lasts 2 bounce^k.
        """
        if self.bounce < 0.001:
            return np.full_like(time, self.bounce), np.zeros_like(time)
        ratio = np.float32(self.bounce)
        left = 1 - time * (1 - ratio) / (2 * ratio)  # of the series of hops
        number = np.floor(np.log(np.maximum(left, 1e-4)) / np.log(ratio)) + 1
        hop = ratio**number
        since = time - 2 * (ratio - hop) / (1 - ratio)
        lies = left <= 1e-4
        return np.where(lies, 0, hop), np.where(lies, 0, np.clip(since, 0, 2 * hop))

    def _drops(self, tiles: "TileLayout") -> tuple["Floats", ...]:
        """Return each tile's height over its place, time of fall, start, turn, drift and depth."""
        low = 1 - tiles.y / np.float32(tiles.height)
        across = 2 * tiles.x / np.float32(tiles.width) - 1
        mound = (1 - 0.6 * across * across) * self.heap * (0.15 * tiles.random("rest") + low)
        ends = np.float32(tiles.height) * (self.floor - mound) - np.float32(0.5)
        height = np.maximum(ends - tiles.y, 0)
        lasts = np.sqrt(2 * height / np.float32(self.gravity * tiles.height))
        # Those that fall less turn and stray less.
        short = np.sqrt(height / np.maximum(height.max(), np.float32(1)))
        late = np.float32(self.crumble) * (0.45 * low + 0.55 * tiles.random("loose"))
        far = np.float32(self.drift * tiles.width)
        return (
            height,
            np.maximum(lasts, np.float32(1e-3)),
            late,
            np.radians(tiles.between("spin", *self.spin)) * short,
            tiles.between("drift", -1, 1) * far * short,
            0.3 * tiles.random("depth") + low,
        )


def _hopped(bounce: "np.float32", hop: "Floats") -> "Floats":
    """Return the length of all hops before one that begins with speed `hop`; 0 before the first.

    It is the sum of 2 bounce^2j: each hop's length is its speed times its time.
    """
    return 2 * (bounce * bounce - hop * hop) / (1 - bounce * bounce)
