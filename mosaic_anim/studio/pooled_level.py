"""Pooled levels: pictures of one level that come bit by bit, and smaller copies of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.tiles import PADDING, Bytes, TileLevel

_BLOCK = 2048  # pictures that are reduced at once: little memory is taken meanwhile


@dataclass(slots=True, kw_only=True)
class PooledLevel:
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
    def of(cls, level: TileLevel) -> "PooledLevel":
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

    def has(self, ids: NDArray[np.int32]) -> bool:
        """Return whether it holds all of these variants."""
        return bool((self.slot[ids] >= 0).all())

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

    def part(self, ids: NDArray[np.int32], height: int | None = None) -> TileLevel:
        """Return the level of these variants alone; it stands in for one of another `height`."""
        used = self.slot[ids]
        slot = np.full(len(self.slot), -1, np.int32)
        slot[ids] = np.arange(len(ids), dtype=np.int32)
        return TileLevel(
            height=height or self.height,
            width=self.width,
            slot=slot,
            offset=self.offset[used],
            shape=self.shape[used],
            window=self.window[used],
            pixels=self.pixels,
        )

    def reduced(self, height: int, width: int, first: int = 0) -> TileLevel:
        """Return smaller copies (height, width) of the pictures from number `first` on.

        All must have the level's size; a pixel is the mean of the area that it covers.
        """
        own, count = self.height * self.width * 4, len(self.offset) - first
        made = np.empty((count, height, width, 4), np.uint8)
        for start in range(0, count, _BLOCK):
            block = self.pixels[(first + start) * own : (first + min(start + _BLOCK, count)) * own]
            pictures = block.reshape(-1, self.height, self.width, 4)
            made[start : start + _BLOCK] = reduce_by_area(pictures, height, width)
        slot = np.where(self.slot >= first, self.slot - np.int32(first), np.int32(-1))
        step = height * width * 4
        return TileLevel(
            height=height,
            width=width,
            slot=slot,
            offset=np.arange(count, dtype=np.int64) * step,
            shape=np.tile(np.array([height, width], np.int32), (count, 1)),
            window=np.tile(np.array([0, 0, height, width], np.float64), (count, 1)),
            pixels=np.concatenate((made.reshape(-1), np.zeros(PADDING, np.uint8))),
        )


def reduce_by_area(pictures: Bytes, height: int, width: int) -> Bytes:
    """Reduce pictures (N, H, W, C) to (N, height, width, C): means of the areas of pixels."""
    count, tall, wide, channels = pictures.shape
    rows = _area_shares(tall, height) @ pictures.reshape(count, tall, -1).astype(np.float32)
    whole = _area_shares(wide, width) @ rows.reshape(count * height, wide, channels)
    return (whole + np.float32(0.5)).astype(np.uint8).reshape(count, height, width, channels)


def _area_shares(source: int, target: int) -> NDArray[np.float32]:
    """Return how much each of `source` pixels counts in each of `target`: rows sum to 1."""
    edges = np.arange(target + 1) * (source / target)
    pixel = np.arange(source)
    overlap = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    shares: NDArray[np.float64] = np.clip(overlap, 0, None) * (target / source)
    return shares.astype(np.float32)


def _end(level: TileLevel) -> int:
    """Return where the last picture of a level ends [bytes]."""
    if not len(level.offset):
        return 0
    return int((level.offset + level.shape.prod(axis=1, dtype=np.int64) * 4).max())
