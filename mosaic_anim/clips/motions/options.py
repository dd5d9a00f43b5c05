"""Options that many motions share, with the same names and meanings."""

from math import hypot
from typing import TYPE_CHECKING, Any, Literal

from mosaic_anim.clips.point import Place, point
from mosaic_anim.schema.kind import Kind, Label, list_of, number, numbers
from mosaic_anim.schema.part import key

if TYPE_CHECKING:
    from mosaic_anim.values.flight import TileLayout

From = Literal["center"] | Place
"""Where something begins: `center` is the middle of the mosaic."""

FROM = point("center")

FACTOR = number(least=0.0, most=100.0)
"""Sizes, distances and strengths. Beyond the bound no tile is seen any more."""

SHARE = number(least=0.0, most=1.0)


def _pair(one: Kind) -> Kind:
    """Return the kind of two numbers within the bounds of `one`."""
    two, each = numbers(2), list_of(one)

    def read(value: Any, at: Label) -> tuple[float, ...]:
        two.read(value, at)
        pair: tuple[float, ...] = each.read(value, at)
        return pair

    return Kind(read=read, schema={**two.schema, "prefixItems": [one.schema] * 2})


SPIN = _pair(number(least=-36000, most=36000))
"""Angles [from, to], from which chance picks one for each tile [degrees]."""

SPEEDS = _pair(FACTOR)
"""Speeds [from, to], from which chance picks one for each tile."""


def path_spin(default: list[float]) -> Any:
    """Declare angles that tiles turn by on a path: `spin: … = path_spin([-180, 180])`."""
    return key(
        SPIN,
        unit="degrees",
        default=default,
        description="How far each tile turns on its way: a random angle in [from, to].",
    )


def reach(tiles: "TileLayout", y: float, x: float) -> float:
    """Return how far the farthest corner is from a point, and a tile more [cell heights]."""
    down, across = max(y, tiles.height - y), max(x, tiles.width - x)
    return hypot(down, across) + 1 + tiles.grid.cell_aspect
