"""Tile pool: tiles of one mosaic, read as frames need them, and kept in memory."""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.tiles import PADDING, Bytes, TileLevel, Tiles, Variants
from mosaic_anim.rendering.tile_sources import Needs, TileSource

MOST_BYTES = 384 << 20
"""Largest memory of a pool; a pool beyond it begins anew [bytes]."""


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
        Largest memory [bytes].
    """

    def __init__(self, source: TileSource, variants: Variants, *, most: int = MOST_BYTES) -> None:
        self.variants = variants
        self._source = source
        self._most = most
        self._levels: dict[int, _PooledLevel] = {}
        self._skipped: set[str] = set()
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Memory of the pictures [bytes]."""
        return sum(level.size for level in self._levels.values())

    def tiles(self, needs: Needs, *, workers: int = 1) -> Tiles:
        """Return the tiles that a frame needs; read those that no frame has needed before.

        Parameters
        ----------
        needs : mapping of int to (k,) int32
            Level height [px] to the sorted ids of the variants needed there.
        workers : int
            Photos that are read at the same time.
        """
        with self._lock:
            missing = self._missing(needs)
            if missing and self.size > self._most:
                self._levels.clear()
                missing = self._missing(needs)
            if missing:
                read = self._source.tiles(self.variants, missing, progress=None, workers=workers)
                self._skipped.update(read.skipped)
                for level in read.levels:
                    self._add(level)
            levels = tuple(
                self._levels[height].part(needs[height])
                for height in sorted(needs)
                if height in self._levels
            )
            skipped = tuple(sorted(self._skipped))
        return Tiles(variants=self.variants, levels=levels, skipped=skipped)

    def _missing(self, needs: Needs) -> dict[int, NDArray[np.int32]]:
        missing = {}
        for height, ids in needs.items():
            level = self._levels.get(height)
            lacking = ids if level is None else ids[level.slot[ids] < 0]
            if len(lacking) or level is None:
                missing[height] = lacking
        return missing

    def _add(self, level: TileLevel) -> None:
        known = self._levels.get(level.height)
        if known is None:
            self._levels[level.height] = _PooledLevel.of(level)
        else:
            known.add(level)


@dataclass(slots=True, kw_only=True)
class _PooledLevel:
    """A level that grows. What parts of it refer to is never written again.

    Attributes
    ----------
    pixels : (N,) uint8
        All pictures, and room for more.
    end : int
        Where the next picture goes [bytes].
    """

    height: int
    width: int
    slot: NDArray[np.int32]
    offset: NDArray[np.int64]
    shape: NDArray[np.int32]
    window: NDArray[np.float64]
    pixels: Bytes
    end: int

    @classmethod
    def of(cls, level: TileLevel) -> "_PooledLevel":
        """Begin with a level that was read."""
        return cls(
            height=level.height,
            width=level.width,
            slot=level.slot.copy(),
            offset=level.offset,
            shape=level.shape,
            window=level.window,
            pixels=level.pixels,
            end=_end(level),
        )

    @property
    def size(self) -> int:
        """Memory of the pictures [bytes]."""
        return self.pixels.nbytes

    def add(self, level: TileLevel) -> None:
        """Add the pictures of a level that was read."""
        count, length = len(self.offset), _end(level)
        if self.end + length + PADDING > len(self.pixels):
            larger = np.zeros(max(self.end + length, self.end * 3 // 2) + PADDING, np.uint8)
            larger[: self.end] = self.pixels[: self.end]
            self.pixels = larger
        self.pixels[self.end : self.end + length] = level.pixels[:length]
        slot = self.slot.copy()
        added = level.slot >= 0
        slot[added] = level.slot[added] + np.int32(count)
        self.slot = slot
        self.offset = np.concatenate((self.offset, level.offset + self.end))
        self.shape = np.concatenate((self.shape, level.shape))
        self.window = np.concatenate((self.window, level.window))
        self.end += length

    def part(self, ids: NDArray[np.int32]) -> TileLevel:
        """Return the level of these variants alone."""
        used = self.slot[ids]
        slot = np.full(len(self.slot), -1, np.int32)
        slot[ids] = np.arange(len(ids), dtype=np.int32)
        return TileLevel(
            height=self.height,
            width=self.width,
            slot=slot,
            offset=self.offset[used],
            shape=self.shape[used],
            window=self.window[used],
            pixels=self.pixels,
        )


def _end(level: TileLevel) -> int:
    """Return where the last picture of a level ends [bytes]."""
    if not len(level.offset):
        return 0
    return int((level.offset + level.shape.prod(axis=1, dtype=np.int64) * 4).max())
