"""Mosaic: what a layer draws."""

from dataclasses import dataclass, replace
from functools import cached_property

from mosaic_anim.library.tiles import Tiles
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.flight import Destination, SortKeys, TileLayout


@dataclass(frozen=True, kw_only=True, eq=False)
class Mosaic:
    """What a layer draws: a placement and the tiles it shows.

    Attributes
    ----------
    placement : Placement
    tiles : Tiles
    facts : SortKeys or None
        Sort keys of the photos, for motions that order tiles by them.
    destinations : tuple of Destination
        Where the tiles lie in other mosaics of the same tiles, for motions that take them there.
    """

    placement: Placement
    tiles: Tiles
    facts: SortKeys | None = None
    destinations: tuple[Destination, ...] = ()

    @cached_property
    def layout(self) -> TileLayout:
        """Where the tiles are at home, with what motions keep from frame to frame."""
        return TileLayout(
            grid=self.placement.grid, facts=self.facts, destinations=self.destinations
        )

    def with_tiles(self, tiles: Tiles) -> "Mosaic":
        """Return this mosaic with other tiles; what motions keep from frame to frame is shared."""
        other = replace(self, tiles=tiles)
        vars(other)["layout"] = self.layout
        return other
