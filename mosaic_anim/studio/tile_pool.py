"""Tile pool: tiles of one mosaic, read as frames need them, and kept in memory.

Reading goes in steps, between which a request that is superseded ends: no frame waits long for
the tiles of another one. A coarse frame need not wait at all. Larger pictures stand in for those
that it lacks, made smaller; where it has to come at once, also smaller ones, or plain colours.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.plain_reading import SMALL_SIDE
from mosaic_anim.library.pyramid import CLOSE_UP, level_width
from mosaic_anim.library.tiles import PADDING, TileLevel, Tiles, Variants, of_one_size
from mosaic_anim.rendering.tile_sources import Needs, PhotoTiles, TileSource
from mosaic_anim.studio.pooled_level import PooledLevel

MOST_BYTES = 384 << 20
"""Largest memory of all pools of a project together [bytes]."""

_STEP, _LARGE_STEP = 128, 8
"""Pictures that are read in one step, and large ones, for which photos are decoded."""

_PATIENCE = 0.015  # [s] that a frame which has to come at once may spend on reading
_FROM_SMALL = SMALL_SIDE // 2  # [px] up to which tiles are cut from the index: no photo is decoded


class TilePool:
    """The tiles of one mosaic that frames have needed so far.

    A frame gets tiles of its own: exactly the pictures that it needs, so that it is drawn as a
    still of it would be, whatever was read for other frames.

    Parameters
    ----------
    source : TileSource
        Reads the tiles.
    variants : Variants
        The pictures of the mosaic.
    most : int
        Largest memory; beyond it the levels that were not used longest go [bytes].
    """

    def __init__(self, source: TileSource, variants: Variants, *, most: int = MOST_BYTES) -> None:
        self.variants = variants
        self._source = source
        self.most = most
        self._colours = _colours(source, variants)
        self._levels: dict[int, PooledLevel] = {}  # those used last at the end
        self._copies: dict[int, tuple[PooledLevel, PooledLevel]] = {}  # height -> source, copy
        self._in_use: Counter[int] = Counter()
        self._skipped: set[str] = set()
        self._lock = threading.RLock()
        self._reading = threading.Lock()

    @property
    def size(self) -> int:
        """Memory of the pictures [bytes]."""
        with self._lock:
            copies = [copy for _, copy in self._copies.values()]
            return sum(level.size for level in (*self._levels.values(), *copies))

    @property
    def is_nearly_full(self) -> bool:
        """Whether reading ahead would soon drive out what frames have used."""
        with self._lock:
            return self.size > self.most * 3 // 4

    def holds(self, needs: Needs) -> bool:
        """Return whether nothing that a frame needs has to be read; parameters as of `tiles`."""
        return not self._missing_tiles(needs)

    def tiles(
        self, needs: Needs, *, workers: int = 1, check: Callable[[], None] = lambda: None
    ) -> Tiles:
        """Return the tiles that a frame needs; read those that no frame has needed before.

        Parameters
        ----------
        needs : mapping of int to (k,) int32
            Level height [px] to the sorted ids of the variants needed there.
        workers : int
            Photos that are read at the same time.
        check : callable
            Called between the steps of reading; what it raises ends them.
        """
        with self._used(needs):
            for step in self._steps(self._missing_tiles(needs), _STEP):
                check()
                with self._reading:
                    self._read(step, workers)
            with self._lock:
                levels = [
                    self._levels[height].part(needs[height])
                    for height in sorted(needs)
                    if height in self._levels
                ]
                return self._tiles(levels)

    def nearby_tiles(self, needs: Needs) -> Tiles | None:
        """Return tiles at least as fine as a frame needs, without reading any; None if some lack.

        Parameters are those of `tiles`.
        """
        with self._lock:
            levels = [self._as_fine(height, ids) for height, ids in sorted(needs.items())]
            near = [level for level in levels if level is not None]
            return self._tiles(near) if len(near) == len(levels) else None

    def tiles_at_once(self, needs: Needs, *, workers: int = 1) -> Tiles:
        """Return tiles for a frame that has to come at once, however coarse they are.

        Parameters are those of `tiles`.
        """
        if self._colours is None:
            return self.tiles(needs, workers=workers)
        with self._used(needs):
            self._read_a_little(needs, workers)
            with self._lock:
                return self._tiles(
                    [
                        self._as_fine(height, ids) or self._coarser(self._colours, height, ids)
                        for height, ids in sorted(needs.items())
                    ]
                )

    @contextmanager
    def _used(self, needs: Needs) -> Iterator[None]:
        """Let no other frame's tiles drive these levels out."""
        with self._lock:
            self._make_room(needs)
            self._in_use.update(needs.keys())
            for height in needs:
                self._touch(height)
        try:
            yield
        finally:
            with self._lock:
                self._in_use.subtract(needs.keys())

    def _make_room(self, needs: Needs) -> None:
        """Drop what was not used longest; also of levels that would grow, but not while in use."""
        others = [height for height in self._levels if height not in needs]
        for height in (*others, *self._lacking(needs)):
            if self.size <= self.most:
                return
            if height in self._levels and self._in_use[height] <= 0:
                gone = self._levels.pop(height)
                self._copies = {
                    copied: pair for copied, pair in self._copies.items() if pair[0] is not gone
                }

    def _touch(self, height: int) -> None:
        """Note that a level is the one used last."""
        if height in self._levels:
            self._levels[height] = self._levels.pop(height)

    def _missing_tiles(self, needs: Needs) -> dict[int, NDArray[np.int32]]:
        """Return which pictures were never read; also of a level that needs none."""
        with self._lock:
            return self._lacking(needs)

    def _lacking(self, needs: Needs) -> dict[int, NDArray[np.int32]]:
        lacking = {}
        for height, ids in needs.items():
            level = self._levels.get(height)
            unread = ids if level is None else ids[level.slot[ids] < 0]
            if len(unread) or level is None:
                lacking[height] = unread
        return lacking

    def _steps(self, missing: Needs, count: int) -> Iterator[Needs]:
        """Cut what is missing into steps, each of all levels of some pictures."""
        if self._colours is None:  # read as a whole, whatever is asked for
            if missing:
                yield missing
            return
        every = np.unique(np.concatenate([np.empty(0, np.int32), *missing.values()]))
        most = _LARGE_STEP if max(missing, default=0) > _FROM_SMALL else count
        for first in range(0, max(len(every), bool(missing)), most):
            part = every[first : first + most]
            yield {height: ids[np.isin(ids, part)] for height, ids in missing.items()}

    def _read(self, step: Needs, workers: int) -> None:
        """Read what no other frame has read meanwhile."""
        missing = self._missing_tiles(step)
        if not missing:
            return
        read = self._source.tiles(self.variants, missing, progress=None, workers=workers)
        with self._lock:
            self._skipped.update(read.skipped)
            for level in read.levels:
                known = self._levels.get(level.height)
                if known is None:
                    self._levels[level.height] = PooledLevel.of(level)
                else:
                    known.add(level)

    def _read_a_little(self, needs: Needs, workers: int) -> None:
        """Read some of what a frame lacks, so that the next ones are finer."""
        end = time.monotonic() + _PATIENCE
        with self._lock:
            lacking = {
                min(height, _FROM_SMALL): ids
                for height, ids in sorted(needs.items())
                if self._as_fine(height, ids) is None
            }
        for step in self._steps(self._missing_tiles(lacking), _STEP // 4):
            if time.monotonic() > end or not self._reading.acquire(blocking=False):
                return
            try:
                self._read(step, workers)
            finally:
                self._reading.release()

    def _as_fine(self, height: int, ids: NDArray[np.int32]) -> TileLevel | None:
        """Return a level, or a larger one in its place; None where there is none."""
        own = self._levels.get(height)
        if own is not None and own.has(ids):
            self._touch(height)
            return own.part(ids)
        # Pictures of close-ups have sizes of their own, which no other level may have.
        larger = [
            self._levels[other]
            for other in sorted(self._levels)
            if other > height and (height >= CLOSE_UP or other < CLOSE_UP)
        ]
        level = next((level for level in larger if level.has(ids)), None)
        if level is None or self._colours is None:
            return None
        self._touch(level.height)
        if height >= CLOSE_UP:
            return level.part(ids, height)
        return self._copy(level, height).part(ids)

    def _copy(self, source: PooledLevel, height: int) -> PooledLevel:
        """Return a level of smaller copies of the pictures of another one."""
        known, copy = self._copies.get(height, (None, None))
        width = level_width(height, self._source.placement.grid.cell_aspect)
        if copy is None or known is not source:
            copy = PooledLevel.of(source.reduced(height, width))
            self._copies[height] = source, copy
        elif len(copy.offset) < len(source.offset):
            copy.add(source.reduced(height, width, len(copy.offset)))
        return copy

    def _coarser(self, colours: PooledLevel, height: int, ids: NDArray[np.int32]) -> TileLevel:
        """Return smaller pictures in place of a level, or the colours of its photos."""
        heights = [other for other in sorted(self._levels) if other < min(height, CLOSE_UP)]
        smaller = (self._levels[other] for other in reversed(heights))
        level = next((level for level in smaller if level.has(ids)), colours)
        self._touch(level.height)
        return level.part(ids, height)

    def _tiles(self, levels: list[TileLevel]) -> Tiles:
        skipped = tuple(sorted(self._skipped))
        return Tiles(variants=self.variants, levels=tuple(levels), skipped=skipped)


def _colours(source: TileSource, variants: Variants) -> PooledLevel | None:
    """Return a level of pictures of one pixel, the colours of photos; None of other sources."""
    if not isinstance(source, PhotoTiles) or source.library.colour is None:
        return None
    colours = source.library.colour[variants.tile]
    pixels = np.zeros((len(colours) + PADDING // 4, 4), np.uint8)
    pixels[: len(colours), :3] = colours
    return PooledLevel.of(of_one_size(pixels.reshape(-1), (len(colours), 1, 1), 1))
