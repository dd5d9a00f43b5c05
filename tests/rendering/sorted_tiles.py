"""Photos whose sort keys are given, not looked for."""

from dataclasses import dataclass

from mosaic_anim.rendering.tile_sources import PhotoTiles
from mosaic_anim.values.flight import SortKeys


@dataclass(frozen=True, kw_only=True, eq=False)
class SortedTiles(PhotoTiles):
    """Photos in an order of their own."""

    sort_keys: SortKeys
