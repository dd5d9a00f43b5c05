"""Arrive: tiles come from a heap, or from outside, and land in their places."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from mosaic_anim.clips.ease import Ease, NamedEase
from mosaic_anim.clips.flight_path import path_arc, path_lift
from mosaic_anim.clips.motions.motion import Motion, default_ease, motion_name
from mosaic_anim.clips.motions.options import FACTOR, SPIN
from mosaic_anim.clips.point import Place, point
from mosaic_anim.clips.stagger import Stagger
from mosaic_anim.lazy import np
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout

_MARGIN = 0.08
"""Least distance at which tiles start outside the canvas, and what chance adds [diagonals]."""

_SIDES: dict[object, tuple[int, int]] = {
    "top": (-1, 0),
    "bottom": (1, 0),
    "left": (0, -1),
    "right": (0, 1),
}
"""Direction from the middle to a side: down, across."""

# Rings hold more tiles the farther out they are: so they set out evenly, some at once.
_BY_AND_BY = Stagger(from_="center", jitter=0.2, ease=NamedEase(name="in_quad"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive(Motion):
    """Brings tiles home from a heap, a point, a side, or from all around."""

    HOME: ClassVar[tuple[float, ...]] = (1.0,)
    STAGGER: ClassVar[Stagger | None] = _BY_AND_BY

    motion: str = motion_name("arrive")
    ease: Ease = default_ease("out_quad")
    from_: Literal["outside", "heap", "top", "bottom", "left", "right", "center"] | Place = key(
        point("outside", "heap", "top", "bottom", "left", "right", "center"),
        default="outside",
        description="Where tiles come from: `outside` all around, a `heap` at the bottom, "
        "beyond the `top`, `bottom`, `left` or `right` edge, or a point.",
    )
    arc: float = path_arc(0.25)
    spin: tuple[float, float] = key(
        SPIN,
        unit="degrees",
        default=[-180, 180],
        description="Angle of each tile at its start: a random one in [from, to].",
    )
    scale: float = key(
        FACTOR,
        unit="tile sizes",
        default=1.0,
        description="Size of a tile at its start.",
    )
    lift: float = path_lift(1.0)

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are: on an arc from their start."""
        down, across, bend = tiles.remember(
            ("arrive", self.from_), lambda: _ways(tiles, self.from_)
        )
        left = 1 - progress
        raised = np.sin(np.float32(np.pi) * np.clip(left, 0, 1)) * (left > 0)
        aside = self.arc * raised * bend
        return Flight(
            y=down * left + across * aside,
            x=across * left - down * aside,
            angle=np.radians(tiles.between("spin", *self.spin)) * left,
            scale=np.maximum(1 + (self.scale - 1) * left, 0) * (1 + self.lift * raised),
            opacity=1.0 if self.from_ == "heap" else np.clip(progress * 12, 0, 1),
            depth=(1 + tiles.random("depth")) * (left > 0),
        )


def _ways(tiles: "TileLayout", source: str | Place) -> "tuple[Floats, Floats, Floats]":
    """Return the path from home to the start, down and across, and the side it bends to (n,)."""
    y, x = _starts(tiles, source)
    down, across = y - tiles.y, x - tiles.x
    if source == "outside":
        return down, across, np.ones_like(down)
    if source in _SIDES:
        return down, across, np.where(tiles.random("bend") < 0.5, np.float32(-1), np.float32(1))
    return down, across, np.where(across < 0, np.float32(-1), np.float32(1))  # upwards


def _starts(tiles: "TileLayout", source: str | Place) -> "tuple[Floats, Floats]":
    """Return where tiles start, down and across (n,) [cell heights]."""
    chance = tiles.random("start")
    far = tiles.diagonal * (_MARGIN + _MARGIN * chance)
    y, x = tiles.origin(source)
    if source == "outside":
        angle = np.arctan2(tiles.y - y, tiles.x - x) + tiles.between("angle", -0.5, 0.5)
        far += tiles.diagonal / 2
        return y + np.sin(angle) * far, x + np.cos(angle) * far
    if source == "heap":
        aside = (chance + tiles.random("aside") - 1) * np.float32(0.34)
        high = tiles.random("high") * np.float32(0.36) * np.exp(-((aside / np.float32(0.18)) ** 2))
        return tiles.height * (1 - high), x + tiles.width * aside
    if source in _SIDES:
        down, across = _SIDES[source]
        along = abs(across) * tiles.y + abs(down) * (y + down * (y + far))
        return along, abs(down) * tiles.x + abs(across) * (x + across * (x + far))
    return np.full_like(chance, y), np.full_like(chance, x)
