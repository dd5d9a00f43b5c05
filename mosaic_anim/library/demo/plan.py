"""The plan of the demo library: which pictures there are, of which family, shape and colour."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mosaic_anim.library.demo import land, photographs, planets, skies
from mosaic_anim.library.demo.colors import even_color
from mosaic_anim.library.demo.sheet import Floats, Pixels, Sheet, finish

Draw = Callable[[np.random.Generator, Sheet], Floats]

SEED = 20
TILE_SIDE = 288
"""Short side of the tile pictures [px]."""
HERO_SIDE = 1920
"""Side of the square pictures that zooms land on [px]: a 1080p frame shows 1920x1080 of it."""

_SHAPES = ((1, 1), (1, 1), (2, 3), (3, 2), (3, 4))
"""Height and width of the tile pictures, relative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A kind of picture: how it is drawn, and how many of it there are."""

    draw: Draw
    count: int


FAMILIES: dict[str, Family] = {
    "clouds": Family(draw=skies.clouds, count=40),
    "sunset": Family(draw=skies.sunset, count=70),
    "starfield": Family(draw=skies.starfield, count=25),
    "nebula": Family(draw=skies.nebula, count=50),
    "aurora": Family(draw=skies.aurora, count=25),
    "moon": Family(draw=skies.moon, count=30),
    "hills": Family(draw=land.hills, count=60),
    "mountains": Family(draw=land.mountains, count=50),
    "dunes": Family(draw=land.dunes, count=40),
    "forest": Family(draw=land.forest, count=40),
    "sea": Family(draw=land.sea, count=40),
    "giant": Family(draw=planets.giant, count=40),
    "world": Family(draw=planets.world, count=30),
    "photo": Family(draw=photographs.crop, count=70),
    "dots": Family(draw=photographs.dots, count=40),
    "shards": Family(draw=photographs.shards, count=40),
    "kaleidoscope": Family(draw=photographs.kaleidoscope, count=50),
    "duotone": Family(draw=photographs.duotone, count=60),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture of the library, not drawn yet.

    Attributes
    ----------
    name : str
        File name without its ending.
    family : str
        Key of `FAMILIES`.
    number : int
        Position in the plan; seeds the picture together with `SEED`.
    base : tuple of float
        The colour that it should mostly have, where its family leaves that free.
    height, width : int
        Size [px].
    """

    name: str
    family: str
    number: int
    base: tuple[float, float, float]
    height: int
    width: int

    def draw(self, *, scale: float = 1.0) -> Pixels:
        """Return the pixels (H, W, 3), `scale` times as large as planned."""
        height, width = (max(8, round(side * scale)) for side in (self.height, self.width))
        sheet = Sheet.blank(height, width, np.array(self.base, dtype=np.float32))
        rng = np.random.default_rng((SEED, self.number))
        return finish(FAMILIES[self.family].draw(rng, sheet))


def plan_tiles() -> tuple[Picture, ...]:
    """Return the tile pictures, families in turn, with base colours spread over all of sRGB."""
    turns = sorted(
        ((k + 0.5) / family.count, name, k)
        for name, family in FAMILIES.items()
        for k in range(family.count)
    )
    return tuple(_tile(number, name, k) for number, (_, name, k) in enumerate(turns))


HEROES: dict[str, tuple[str, int, str]] = {
    "sunrise-hills": ("hills", 3, "808080"),
    "ringed-planet": ("giant", 8, "e08030"),
    "blue-world": ("world", 2, "1060c0"),
    "snow-mountains": ("mountains", 4, "808080"),
    "sand-dunes": ("dunes", 4, "808080"),
    "nebula": ("nebula", 5, "808080"),
    "aurora": ("aurora", 1, "808080"),
    "sunset": ("sunset", 5, "808080"),
    "sea": ("sea", 7, "808080"),
    "misty-forest": ("forest", 7, "808080"),
    "moon": ("moon", 6, "808080"),
    "flower-in-dots": ("dots", 3, "808080"),
}
"""Pictures that zooms land on: family, seed, and the colour asked for."""


def plan_heroes() -> tuple[Picture, ...]:
    """Return the pictures for zooms to land on, large and square."""
    return tuple(
        Picture(
            name=f"hero-{k:02d}-{name}",
            family=family,
            number=1_000_000 + seed,
            base=(int(base[0:2], 16) / 255, int(base[2:4], 16) / 255, int(base[4:6], 16) / 255),
            height=HERO_SIDE,
            width=HERO_SIDE,
        )
        for k, (name, (family, seed, base)) in enumerate(HEROES.items(), start=1)
    )


def _tile(number: int, family: str, k: int) -> Picture:
    shape = _SHAPES[k % len(_SHAPES)]
    unit = TILE_SIDE / min(shape)
    red, green, blue = map(float, even_color(number))
    return Picture(
        name=f"{family}-{k + 1:04d}",
        family=family,
        number=number,
        base=(red, green, blue),
        height=round(shape[0] * unit),
        width=round(shape[1] * unit),
    )
