"""Needs: which tiles are seen at which size, known before drawing so that each is read once."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.arrays import CellRange
from mosaic_anim.drawing.levels import layer_needs
from mosaic_anim.library.tiles import Variants
from mosaic_anim.values.flight import TileLayout
from mosaic_anim.values.frame_state import FrameContent, Layer, Quality, pictures
from mosaic_anim.values.geometry import Grid, Size

Needs = dict[int, NDArray[np.int32]]
"""Level height [px] -> sorted ids of the variants seen at it (k,)."""

CellsSeen = dict[int, NDArray[np.bool_]]
"""Level height [px] -> whether each cell is seen at it (n,)."""


def needs(
    states: Iterable[FrameContent],
    size: Size,
    variants: Mapping[str, Variants],
    layouts: Mapping[str, TileLayout],
    *,
    quality: Quality = "standard",
) -> dict[str, Needs]:
    """Return which tiles frames read, level by level, by the same rules as the drawer.

    Parameters
    ----------
    states : Iterable of FrameContent
        What the frames show.
    size : Size
        Frame size [px].
    variants, layouts : Mapping
        The variants and the tile layout of each mosaic, by name.
    quality : "standard" or "high"
        How tiles off the grid are drawn.
    """
    seen = cells_seen(states, size, variants, layouts, quality=quality)
    return {name: variants_in(seen[name], one) for name, one in variants.items()}


def cells_seen(
    states: Iterable[FrameContent],
    size: Size,
    variants: Mapping[str, Variants],
    layouts: Mapping[str, TileLayout],
    *,
    quality: Quality = "standard",
) -> dict[str, CellsSeen]:
    """Return which cells of each mosaic frames read, level by level; parameters as in `needs`."""
    seen = {name: _CellMarks(layouts[name].grid) for name in variants}
    for layer in _layers(states):
        asked = layer_needs(
            layer,
            size,
            layout=layouts[layer.mosaic],
            front=variants[layer.mosaic],
            back=variants[layer.back] if layer.back else None,
            photo=variants[layer.opening.mosaic] if layer.opening else None,
            quality=quality,
        )
        for name, level, cells in asked:
            seen[name].mark(level, cells)
    return {name: one.masks for name, one in seen.items()}


def variants_in(seen: CellsSeen, variants: Variants) -> Needs:
    """Return the variants that lie in the cells seen."""
    needs: Needs = {}
    for level, mask in sorted(seen.items()):
        used = np.zeros(len(variants), dtype=bool)
        used[variants.index[mask]] = True
        needs[level] = np.flatnonzero(used).astype(np.int32)
    return needs


def _layers(states: Iterable[FrameContent]) -> Iterator[Layer]:
    """Yield each layer that can be seen, once."""
    known: set[Layer] = set()
    for shown in states:
        for state in pictures(shown):
            for layer in state.layers:
                if layer.opacity > 0 and layer not in known:
                    known.add(layer)
                    yield layer


class _CellMarks:
    """The cells of one canvas that are seen at each level."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.masks: CellsSeen = {}
        self._last: dict[int, CellRange] = {}

    def mark(self, level: int, cells: CellRange | NDArray[np.int64]) -> None:
        """Note that `cells`, a range or flat indices, are seen at `level`."""
        if isinstance(cells, np.ndarray):
            if len(cells):
                self._mask(level)[cells] = True
            return
        row0, row1, col0, col1 = cells
        if row0 == row1 or col0 == col1 or self._seen_last(level, cells):
            return
        mask = self._mask(level).reshape(self.grid.rows, self.grid.cols)
        mask[row0:row1, col0:col1] = True
        self._last[level] = cells

    def _mask(self, level: int) -> NDArray[np.bool_]:
        """Return which cells are marked at a level, to mark more."""
        if level not in self.masks:
            self.masks[level] = np.zeros(self.grid.rows * self.grid.cols, dtype=bool)
        return self.masks[level]

    def _seen_last(self, level: int, cells: CellRange) -> bool:
        """Return whether `cells` lie within those marked last, as in a zoom in they do."""
        if level not in self._last:
            return False
        row0, row1, col0, col1 = self._last[level]
        return row0 <= cells[0] and cells[1] <= row1 and col0 <= cells[2] and cells[3] <= col1
