"""Morphing: tiles travel from where they show one cover to where they show another."""

from dataclasses import dataclass
from typing import ClassVar

from mosaic_anim.clips.flight_path import path_arc, path_lift, path_turns
from mosaic_anim.clips.motions.motion import Motion
from mosaic_anim.clips.stagger import Stagger
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import FLAG, string
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Destination, Flight, Floats, SortKeys, TileLayout

_BELOW = 0.02
"""How deep tiles lie that have arrived: below those that have not left the same cell yet. Seen from
there all lie so much higher, for tiles at home lie at 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Morphing(Motion):
    """Takes every tile of a mosaic to its cell in another one.

    It is made by the channel `morph`, never named in `tiles`. A frame shows either mosaic, with the
    tiles away from its cells: the one that they leave in the first half of the time, and in the
    second half the one that they come to, where `arrives` is set. Both show the same; so a tile
    leaves the cells of the one, and settles in those of the other, like any that flies.

    A tile fades from its tint in the one cell to none, and on to that in the other. On its back,
    which it shows from the middle of its way on, it has the tint of the other mosaic.
    """

    HOME: ClassVar[tuple[float, ...]] = (0.0, 1.0)
    STAGGER: ClassVar[Stagger | None] = Stagger(from_="center", jitter=0.3)
    SPREAD: ClassVar[float] = 0.4

    start: str = key(string(), description="Name of the mosaic that tiles leave.")
    end: str = key(string(), description="Name of the mosaic that they come to.")
    arrives: bool = key(
        FLAG, default=False, description="Whether places count from the cells that they come to."
    )
    arc: float = path_arc()
    turns: int = path_turns()
    lift: float = path_lift()

    def moved(self, layout: "TileLayout", time: float, *, spread: float) -> "Flight":
        """Return where tiles are at a share [0 to 1] of the clip's time."""
        if not self.arrives:
            return self.flight(layout, self.progress(layout, time, spread))
        back = layout.destination(self.start)
        if back is None:  # only some tiles, to estimate how fast they are
            return self.flight(layout, self.progress(layout, time, spread))
        origin = layout.remember(("origin", self.start), lambda: _origin(layout, back, self.end))
        away = self.flight(origin, self.progress(origin, time, spread))
        y, x, face = (np.broadcast_to(one, len(layout)) for one in (away.y, away.x, away.face))
        return Flight(
            y=(origin.y + y)[back] - layout.y,
            x=(origin.x + x)[back] - layout.x,
            face=1 - face[back],
            depth=np.broadcast_to(away.depth, len(layout))[back] + np.float32(_BELOW),
            **{
                name: np.broadcast_to(getattr(away, name), len(layout))[back]
                for name in ("angle", "scale", "tint")
            },
        )

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are, from the cells that they leave: on an arc to the others."""
        down, across = tiles.remember(("morph", self.end), lambda: _paths(tiles, self.end))
        raised = np.sin(np.float32(np.pi) * np.clip(progress, 0, 1)) * (progress < 1)
        aside = self.arc * raised
        side = np.where(tiles.random("side") < 0.5, np.float32(-1), np.float32(1))
        return Flight(
            y=down * progress + across * aside * side,
            x=across * progress - down * aside * side,
            angle=np.float32(2 * np.pi * self.turns) * side * progress,
            scale=1 + self.lift * raised,
            depth=raised * tiles.between("depth", 0.5, 1) - np.float32(_BELOW) * progress,
            face=np.asarray(progress >= np.float32(0.5), np.float32),
            tint=np.clip(abs(1 - 2 * progress), 0, 1),
        )


def _paths(tiles: "TileLayout", end: str) -> "tuple[Floats, Floats]":
    """Return the way of each tile to its new cell, down and across, each (n,) [cell heights]."""
    there = tiles.destination(end)
    if there is None:  # only some tiles: as if each went to the cell across the middle
        return tiles.height - 2 * tiles.y, tiles.width - 2 * tiles.x
    return tiles.y[there] - tiles.y, tiles.x[there] - tiles.x


def _origin(layout: "TileLayout", back: "np.ndarray", end: str) -> "TileLayout":
    """Return the layout that the tiles of `layout` come from; back (n,) are their cells there."""
    there = np.empty_like(back)
    there[back] = np.arange(len(back), dtype=back.dtype)
    facts = layout.facts
    if facts is not None:
        facts = SortKeys(
            brightness=facts.brightness[there], hue=facts.hue[there], date=facts.date[there]
        )
    return TileLayout(
        grid=layout.grid,
        facts=facts,
        destinations=(Destination(mosaic=end, cell=there),),
        seed=layout.seed,
    )
