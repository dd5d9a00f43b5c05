"""The plan of the demo library: which pictures there are, of which family, shape and colour."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mosaic_anim.demo import (
    fabrics,
    flora,
    fruit,
    land,
    lights,
    ornaments,
    papers,
    photographs,
    planets,
    skies,
    things,
    wings,
)
from mosaic_anim.demo.colors import even_color
from mosaic_anim.demo.paint import Floats, Pixels, Sheet, finish

Draw = Callable[[np.random.Generator, Sheet], Floats]

SEED = 20
TILE_SIDE = 256
"""Short side of the tile pictures [px]."""
HERO_SIDE = 1440
"""Side of the square pictures that zooms land on [px]; 1920 would cost a fifth more time."""

_SHAPES = ((1, 1), (1, 1), (2, 3), (3, 2), (3, 4))
"""Height and width of the tile pictures, relative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A kind of picture.

    Attributes
    ----------
    draw : callable
        Paints a sheet (3, H, W).
    count : int
        How many tile pictures of it there are.
    smooth : bool
        Whether it is drawn at twice the size and reduced, because its own edges are hard.
    """

    draw: Draw
    count: int
    smooth: bool = False


FAMILIES: dict[str, Family] = {
    "clouds": Family(draw=skies.clouds, count=34),
    "sunset": Family(draw=skies.sunset, count=50),
    "starfield": Family(draw=skies.starfield, count=16),
    "nebula": Family(draw=skies.nebula, count=26),
    "aurora": Family(draw=skies.aurora, count=12),
    "moon": Family(draw=skies.moon, count=14),
    "hills": Family(draw=land.hills, count=32),
    "mountains": Family(draw=land.mountains, count=20),
    "dunes": Family(draw=land.dunes, count=20),
    "forest": Family(draw=land.forest, count=20),
    "sea": Family(draw=land.sea, count=18),
    "giant": Family(draw=planets.giant, count=20),
    "world": Family(draw=planets.world, count=14),
    "orange": Family(draw=fruit.orange, count=22),
    "apple": Family(draw=fruit.apple, count=20),
    "cherries": Family(draw=fruit.cherries, count=18),
    "lemon": Family(draw=fruit.lemon, count=18),
    "berries": Family(draw=fruit.berries, count=16),
    "citrus": Family(draw=fruit.slice_of_citrus, count=14),
    "marbles": Family(draw=fruit.marbles, count=18),
    "flower": Family(draw=flora.flower, count=34),
    "sunflower": Family(draw=flora.sunflower, count=6),
    "meadow": Family(draw=flora.meadow, count=6),
    "leaves": Family(draw=flora.leaves, count=16),
    "leaf": Family(draw=flora.leaf, count=22),
    "feather": Family(draw=wings.feather, count=22),
    "peacock": Family(draw=wings.peacock, count=14),
    "butterfly": Family(draw=wings.butterfly, count=18),
    "silk": Family(draw=fabrics.silk, count=66),
    "tartan": Family(draw=fabrics.tartan, count=28),
    "knit": Family(draw=fabrics.knit, count=34),
    "canvas": Family(draw=fabrics.canvas, count=30),
    "stripes": Family(draw=fabrics.stripes, count=36),
    "polka": Family(draw=fabrics.polka, count=32),
    "denim": Family(draw=fabrics.denim, count=16),
    "marbled": Family(draw=papers.marbled, count=34),
    "agate": Family(draw=papers.agate, count=28),
    "papercut": Family(draw=papers.papercut, count=20),
    "watercolour": Family(draw=papers.watercolour, count=26),
    "wall": Family(draw=papers.wall, count=60),
    "crumpled": Family(draw=papers.crumpled, count=46),
    "gradient": Family(draw=papers.gradient, count=70),
    "azulejo": Family(draw=ornaments.azulejo, count=24),
    "stained-glass": Family(draw=ornaments.stained_glass, count=18),
    "guilloche": Family(draw=ornaments.guilloche, count=12),
    "fans": Family(draw=ornaments.fans, count=16),
    "mandala": Family(draw=ornaments.mandala, count=10),
    "snowflake": Family(draw=ornaments.snowflake, count=18),
    "coral": Family(draw=ornaments.coral, count=22),
    "bokeh": Family(draw=lights.bokeh, count=32),
    "skyline": Family(draw=lights.skyline, count=18),
    "fireworks": Family(draw=lights.fireworks, count=12),
    "candles": Family(draw=lights.candles, count=20),
    "lanterns": Family(draw=lights.lanterns, count=10),
    "balloons": Family(draw=things.balloons, count=20),
    "umbrellas": Family(draw=things.umbrellas, count=10, smooth=True),
    "sails": Family(draw=things.sails, count=12),
    "lighthouse": Family(draw=things.lighthouse, count=14),
    "pencils": Family(draw=things.pencils, count=14),
    "beach-ball": Family(draw=things.beach_ball, count=6, smooth=True),
    "photo": Family(draw=photographs.crop, count=36),
    "dots": Family(draw=photographs.dots, count=16),
    "shards": Family(draw=photographs.shards, count=12),
    "kaleidoscope": Family(draw=photographs.kaleidoscope, count=24),
    "duotone": Family(draw=photographs.duotone, count=26),
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
        family = FAMILIES[self.family]
        times = 2 if family.smooth else 1
        base = np.array(self.base, dtype=np.float32)
        sheet = Sheet.blank(times * height, times * width, base)
        picture = family.draw(np.random.default_rng((SEED, self.number)), sheet)
        if family.smooth:
            picture = picture.reshape(3, height, 2, width, 2).mean(axis=(2, 4))
        return finish(picture)


def plan_tiles() -> tuple[Picture, ...]:
    """Return the tile pictures, families in turn, with base colours spread over all of sRGB."""
    turns = sorted(
        ((k + 0.5) / family.count, name, k)
        for name, family in FAMILIES.items()
        for k in range(family.count)
    )
    return tuple(_tile(number, name, k) for number, (_, name, k) in enumerate(turns))


HEROES: dict[str, tuple[str, int, str]] = {
    "sunrise-hills": ("hills", 1, "808080"),
    "ringed-planet": ("giant", 2, "e8a860"),
    "blue-world": ("world", 1, "1a5fb0"),
    "snow-mountains": ("mountains", 6, "808080"),
    "sand-dunes": ("dunes", 8, "808080"),
    "red-nebula": ("nebula", 7, "808080"),
    "aurora": ("aurora", 3, "808080"),
    "lighthouse": ("lighthouse", 7, "c01828"),
    "misty-forest": ("forest", 11, "808080"),
    "moon": ("moon", 2, "808080"),
    "dahlia": ("flower", 11, "d0246a"),
    "sunflower": ("sunflower", 3, "808080"),
    "orange-slice": ("citrus", 2, "2aa0c8"),
    "berries": ("berries", 4, "30348c"),
    "butterfly": ("butterfly", 6, "2f7fe0"),
    "peacock-feather": ("peacock", 0, "808080"),
    "stained-glass": ("stained-glass", 6, "e07020"),
    "paper-waves": ("papercut", 7, "18a0a0"),
    "agate": ("agate", 5, "7a3fb0"),
    "skyline": ("skyline", 5, "808080"),
    "fireworks": ("fireworks", 10, "e0b030"),
    "balloons": ("balloons", 6, "e02838"),
    "flower-in-dots": ("dots", 21, "808080"),
    "pencils": ("pencils", 7, "f06030"),
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
