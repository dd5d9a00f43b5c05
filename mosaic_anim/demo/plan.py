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
from mosaic_anim.demo.painting import PAINTINGS
from mosaic_anim.demo.photographs import Crop

Draw = Callable[[np.random.Generator, Sheet], Floats]

SEED = 20
TILE_SIDE = 256
"""Short side of the tile pictures [px]."""
HERO_SIDE = 1080
"""Side of the drawn pictures that zooms may land on [px]; the paintings are larger."""

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
    "starfield": Family(draw=skies.starfield, count=12),
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
    "orange": Family(draw=fruit.orange, count=16),
    "apple": Family(draw=fruit.apple, count=16),
    "cherries": Family(draw=fruit.cherries, count=10),
    "lemon": Family(draw=fruit.lemon, count=14),
    "citrus": Family(draw=fruit.slice_of_citrus, count=8),
    "flower": Family(draw=flora.flower, count=34),
    "sunflower": Family(draw=flora.sunflower, count=6),
    "meadow": Family(draw=flora.meadow, count=4),
    "leaves": Family(draw=flora.leaves, count=16),
    "leaf": Family(draw=flora.leaf, count=22),
    "feather": Family(draw=wings.feather, count=22),
    "peacock": Family(draw=wings.peacock, count=14),
    "butterfly": Family(draw=wings.butterfly, count=18),
    "silk": Family(draw=fabrics.silk, count=66),
    "knit": Family(draw=fabrics.knit, count=18),
    "canvas": Family(draw=fabrics.canvas, count=14),
    "stripes": Family(draw=fabrics.stripes, count=18),
    "polka": Family(draw=fabrics.polka, count=18),
    "denim": Family(draw=fabrics.denim, count=8),
    "marbled": Family(draw=papers.marbled, count=28),
    "papercut": Family(draw=papers.papercut, count=20),
    "watercolour": Family(draw=papers.watercolour, count=26),
    "wall": Family(draw=papers.wall, count=40),
    "crumpled": Family(draw=papers.crumpled, count=26),
    "gradient": Family(draw=papers.gradient, count=66),
    "azulejo": Family(draw=ornaments.azulejo, count=18),
    "stained-glass": Family(draw=ornaments.stained_glass, count=10),
    "guilloche": Family(draw=ornaments.guilloche, count=12),
    "fans": Family(draw=ornaments.fans, count=12),
    "mandala": Family(draw=ornaments.mandala, count=10),
    "snowflake": Family(draw=ornaments.snowflake, count=18),
    "coral": Family(draw=ornaments.coral, count=14),
    "bokeh": Family(draw=lights.bokeh, count=32),
    "skyline": Family(draw=lights.skyline, count=18),
    "fireworks": Family(draw=lights.fireworks, count=12),
    "candles": Family(draw=lights.candles, count=20),
    "lanterns": Family(draw=lights.lanterns, count=10),
    "balloons": Family(draw=things.balloons, count=16),
    "umbrellas": Family(draw=things.umbrellas, count=6, smooth=True),
    "sails": Family(draw=things.sails, count=12),
    "lighthouse": Family(draw=things.lighthouse, count=14),
    "pencils": Family(draw=things.pencils, count=14),
    "dots": Family(draw=photographs.dots, count=12),
    "shards": Family(draw=photographs.shards, count=8),
    "kaleidoscope": Family(draw=photographs.kaleidoscope, count=18),
    "duotone": Family(draw=photographs.duotone, count=60),
    "astronaut": Family(draw=Crop("astronaut", mirrored=False), count=56),
    "cameraman": Family(draw=Crop("cameraman", toned=True), count=24),
    "cat": Family(draw=Crop("cat"), count=28),
    "coffee": Family(draw=Crop("coffee"), count=40),
    "dahlia": Family(draw=Crop("dahlia"), count=36),
    "pink-dahlia": Family(draw=Crop("dahlia", order="RBG"), count=20),
    "violet-dahlia": Family(draw=Crop("dahlia", order="GBR"), count=20),
    "galaxies": Family(draw=Crop("galaxies"), count=16),
    "pagoda": Family(draw=Crop("pagoda"), count=44),
    "rocket": Family(draw=Crop("rocket"), count=34),
    "rocket-at-sunset": Family(draw=Crop("rocket", order="BGR"), count=16),
    **{name: Family(draw=painting.paint, count=0) for name, painting in PAINTINGS.items()},
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
    "rocket-at-sunset": ("painted-sunset", 0, "808080"),
    "red-nebula": ("nebula", 7, "808080"),
    "aurora": ("aurora", 3, "808080"),
    "lighthouse": ("lighthouse", 7, "c01828"),
    "cameraman": ("painted-cameraman", 0, "808080"),
    "moon": ("moon", 2, "808080"),
    "pink-dahlia": ("painted-pink-dahlia", 0, "808080"),
    "sunflower": ("sunflower", 3, "808080"),
    "astronaut": ("painted-astronaut", 0, "808080"),
    "cat": ("painted-cat", 0, "808080"),
    "butterfly": ("butterfly", 6, "2f7fe0"),
    "violet-dahlia": ("painted-violet-dahlia", 0, "808080"),
    "coffee": ("painted-coffee", 0, "808080"),
    "rocket": ("painted-rocket", 0, "808080"),
    "pagoda": ("painted-pagoda", 0, "808080"),
    "skyline": ("skyline", 5, "808080"),
    "fireworks": ("fireworks", 10, "e0b030"),
    "balloons": ("balloons", 6, "e02838"),
    "orange-dahlia": ("painted-dahlia", 0, "808080"),
    "portrait": ("painted-portrait", 0, "808080"),
}
"""Pictures that zooms land on: family, seed, and the colour asked for."""


def plan_heroes() -> tuple[Picture, ...]:
    """Return the pictures for zooms to land on, large: drawn ones square, paintings as they are."""
    return tuple(
        _hero(f"hero-{k:02d}-{name}", *about)
        for k, (name, about) in enumerate(HEROES.items(), start=1)
    )


def _hero(name: str, family: str, seed: int, base: str) -> Picture:
    painting = PAINTINGS.get(family)
    return Picture(
        name=name,
        family=family,
        number=1_000_000 + seed,
        base=(int(base[0:2], 16) / 255, int(base[2:4], 16) / 255, int(base[4:6], 16) / 255),
        height=painting.height if painting else HERO_SIDE,
        width=painting.width if painting else HERO_SIDE,
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
