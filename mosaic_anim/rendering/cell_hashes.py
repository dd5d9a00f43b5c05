"""Cell hashes: what lies in the cells of a mosaic, hashed in blocks that segments share."""

import hashlib
from functools import cached_property
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.tiles import Variants
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.timeline.needs import CellsSeen

_LEAST_SIDE = 8  # [cells]
_MOST_BLOCKS = 1024  # roughly: of a million cells, blocks are larger


class CellHashes:
    """Hashes the content of cells: photo, crop, turn, tint, and the size that the photo has.

    The canvas is cut into square blocks. A block that is seen whole is hashed once for all
    segments; of one that is seen in part, exactly the cells that are seen count.
    """

    def __init__(self, placement: Placement, variants: Variants) -> None:
        grid = placement.grid
        side = max(_LEAST_SIDE, ceil(sqrt(grid.rows * grid.cols / _MOST_BLOCKS)))
        self._placement = placement
        self._variants = variants
        self._rows = np.arange(0, grid.rows, side)
        self._cols = np.arange(0, grid.cols, side)
        self._heights = np.diff(self._rows, append=grid.rows)
        self._widths = np.diff(self._cols, append=grid.cols)
        self._blocks: dict[int, bytes] = {}

    def of(self, seen: CellsSeen) -> bytes:
        """Hash the cells that are seen at any level, and which levels these are."""
        grid = self._placement.grid
        mask = np.logical_or.reduce([*seen.values()]).reshape(grid.rows, grid.cols)
        is_whole = np.logical_and.reduceat(mask, self._rows, axis=0)
        is_whole = np.logical_and.reduceat(is_whole, self._cols, axis=1)
        is_covered = np.repeat(np.repeat(is_whole, self._heights, axis=0), self._widths, axis=1)
        blocks, cells = np.flatnonzero(is_whole), np.flatnonzero(mask & ~is_covered)
        digest = hashlib.sha256(repr((grid, sorted(seen), len(blocks))).encode())
        digest.update(blocks.tobytes())
        digest.update(b"".join(map(self._block, blocks.tolist())))
        digest.update(cells.tobytes())
        digest.update(self._content(cells))
        return digest.digest()

    def _block(self, number: int) -> bytes:
        """Hash a whole block, once."""
        if number not in self._blocks:
            down, across = divmod(number, len(self._cols))
            row = self._rows[down] + np.arange(self._heights[down])
            col = self._cols[across] + np.arange(self._widths[across])
            cells = (row[:, None] * self._placement.grid.cols + col).ravel()
            self._blocks[number] = self._content(cells)
        return self._blocks[number]

    def _content(self, cells: NDArray[np.int64]) -> bytes:
        placement, variants = self._placement, self._variants
        digest = hashlib.sha256()
        for column in (
            self._photos[placement.tile[cells]],
            variants.native[variants.index[cells]],
            placement.crop[cells],
            placement.turn[cells],
            placement.gain[cells],
            placement.offset[cells],
        ):
            digest.update(np.ascontiguousarray(column).tobytes())
        return digest.digest()

    @cached_property
    def _photos(self) -> NDArray[np.bytes_]:
        """Hash of each photo, as bytes of one length (photos,)."""
        return np.char.encode(self._placement.photo_hash, "utf-8")
