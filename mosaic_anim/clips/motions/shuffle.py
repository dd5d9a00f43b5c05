"""Shuffle: tiles fly to each other's places, and back."""

from dataclasses import dataclass
from typing import ClassVar

from mosaic_anim.clips.ease import Ease
from mosaic_anim.clips.flight_path import path_arc, path_lift, path_turns
from mosaic_anim.clips.motions.motion import Motion, default_ease, motion_name
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import FLAG, number
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout, smooth

_UNEVEN = 0.35
"""How late the last tile starts, and how early the first arrives [times that a tile needs]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shuffle(Motion):
    """Sends every tile to the place of another and home again; none is lost, none doubled."""

    HOME: ClassVar[tuple[float, ...]] = (0.0, 1.0)

    motion: str = motion_name("shuffle")
    ease: Ease = default_ease("linear")
    back: bool = key(
        FLAG,
        default=True,
        description="Whether tiles return home within the clip.",
    )
    stay: float = key(
        number(least=0.0, most=0.9),
        unit="of the time away",
        default=0.12,
        description="With `back`, how long tiles rest in their new places.",
    )
    arc: float = path_arc(0.25)
    turns: int = path_turns(1)
    lift: float = path_lift(0.8)

    @property
    def home(self) -> tuple[float, ...]:
        """Both ends, or only the start if tiles do not come back."""
        return (0.0, 1.0) if self.back else (0.0,)

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are: on an arc to the place of another."""
        down, across = tiles.remember("shuffle", lambda: _ways(tiles))
        gone = self._out_and_back(tiles, progress)
        raised = np.sin(np.float32(np.pi) * gone) * ((gone > 0) & (gone < 1))
        aside = self.arc * raised
        side = np.where(tiles.random("side") < 0.5, np.float32(-1), np.float32(1))
        return Flight(
            y=down * gone + across * aside,
            x=across * gone - down * aside,
            angle=np.float32(2 * np.pi * self.turns) * side * gone,
            scale=1 + self.lift * raised,
            depth=raised * tiles.between("depth", 0.5, 1),
        )

    def _out_and_back(self, tiles: "TileLayout", progress: "Floats") -> "Floats":
        """Return the progress of tiles towards their new places, out and back (n,)."""
        if self.back:
            from_end = 0.5 - abs(progress - np.float32(0.5))
            progress = from_end / np.float32((1 - self.stay) / 2)
        return smooth(progress * np.float32(1 + _UNEVEN) - tiles.between("late", 0, _UNEVEN))


def _ways(tiles: "TileLayout") -> "tuple[Floats, Floats]":
    """Return the path of each tile to its new place, down and across, each (n,) [cell heights].

    All places form one circle in random order, and each tile takes the next place, so that none
    stays where it is.
    """
    circle = np.argsort(tiles.random("circle"), kind="stable")
    taken = np.empty_like(circle)
    taken[circle] = np.roll(circle, -1)
    return tiles.y[taken] - tiles.y, tiles.x[taken] - tiles.x
