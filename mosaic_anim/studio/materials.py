"""Materials: what the mosaics of a project are drawn from, within a bounded memory."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import Self

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.library.tiles import Tiles
from mosaic_anim.rendering.tile_sources import BackdropTiles, PhotoTiles, TileSource
from mosaic_anim.studio.tile_pool import MOST_BYTES, TilePool
from mosaic_anim.values.flight import SortKeys
from mosaic_anim.values.geometry import Size

MOST_BACKDROP_BYTES = 64 << 20
"""Memory of all backgrounds together, but for the one in use [bytes]."""

_EDITS = 50  # after which what motions keep from frame to frame is made anew: some of it is unused

_numbers = count()


class Material:
    """What one mosaic is drawn from: its tiles, and what motions keep from frame to frame.

    Attributes
    ----------
    number : int
        Stands for the placement in keys of frames; no other one ever gets it.
    """

    def __init__(self, source: TileSource, size: Size) -> None:
        self.number = next(_numbers)
        self.placement = source.placement
        reader = replace(source, stores=False) if isinstance(source, PhotoTiles) else source
        self.pool = TilePool(reader, source.variants(size))
        self._destinations = source.destinations
        self.mosaic = self._mosaic(source.sort_keys)

    def sorted_by(self, facts: SortKeys | None) -> Self:
        """Let motions sort its tiles by these keys, where there are any."""
        if facts is not None and self.mosaic.facts is None:
            self.mosaic = self._mosaic(facts)
        return self

    def forget_motions(self) -> None:
        """Let go of what motions keep from frame to frame."""
        self.mosaic = self._mosaic(self.mosaic.facts)

    def _mosaic(self, facts: SortKeys | None) -> Mosaic:
        tiles = Tiles(variants=self.pool.variants, levels=())
        return Mosaic(
            placement=self.placement, tiles=tiles, facts=facts, destinations=self._destinations
        )


class Materials:
    """The materials of a project's mosaics, which share `MOST_BYTES`, and of its backgrounds.

    What a project shares with the one before stays.
    """

    def __init__(self) -> None:
        self._photos: dict[int, Material] = {}  # by the placement
        self._backdrops: OrderedDict[tuple[int, Size], Material] = OrderedDict()
        self._edits = 0
        self._lock = threading.Lock()

    def of(self, sources: Mapping[str, TileSource], size: Size) -> dict[str, Material]:
        """Return what each mosaic is drawn from; a background, in frames of `size`."""
        with self._lock:
            materials = {name: self._material(source, size) for name, source in sources.items()}
            self._share()
            return materials

    def keep_only(self, sources: Mapping[str, TileSource]) -> None:
        """Let go of all mosaics but those of a project that replaces the one before."""
        used = {id(source.placement) for source in sources.values()}
        with self._lock:
            self._photos = {key: one for key, one in self._photos.items() if key in used}
            self._edits += 1
            if self._edits % _EDITS == 0:
                for one in self._photos.values():
                    one.forget_motions()

    @property
    def has_room(self) -> bool:
        """Whether tiles may be read ahead without driving out those in use."""
        with self._lock:
            return not any(one.pool.is_nearly_full for one in self._photos.values())

    def _material(self, source: TileSource, size: Size) -> Material:
        if isinstance(source, BackdropTiles):
            key = id(source.placement), size
            one = self._backdrops.pop(key, None) or Material(source, size)
            self._backdrops[key] = one  # the one used last
            return one
        known = self._photos.get(id(source.placement))
        if known is None:
            self._photos[id(source.placement)] = known = Material(source, size)
        return known.sorted_by(source.sort_keys)

    def _share(self) -> None:
        """Give all mosaics an equal part of the memory, and let go of old backgrounds."""
        for one in self._photos.values():
            one.pool.most = MOST_BYTES // len(self._photos)
        while len(self._backdrops) > 1 and _size(self._backdrops.values()) > MOST_BACKDROP_BYTES:
            self._backdrops.popitem(last=False)


def _size(materials: Iterable[Material]) -> int:
    return sum(one.pool.size for one in materials)
