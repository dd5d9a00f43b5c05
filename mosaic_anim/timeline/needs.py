"""Needs: which tiles are seen at which size, told before drawing so that they are read once."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.levels import CellRange, visible_cells, wanted_level
from mosaic_anim.geometry import Grid, Size
from mosaic_anim.library.tiles import Variants
from mosaic_anim.state import FrameState

Needs = dict[int, NDArray[np.int32]]
"""Level height [px] -> sorted ids of the variants seen at it (k,)."""


def needs(
    states: Iterable[FrameState],
    size: Size,
    variants: Mapping[str, Variants],
    grids: Mapping[str, Grid],
) -> dict[str, Needs]:
    """Tell which tiles frames read, level by level, asking just what the drawer will ask.

    Parameters
    ----------
    states : Iterable of FrameState
        What the frames show.
    size : Size
        Of the frames [px].
    variants, grids : Mapping
        The different pictures and the cells of each mosaic, by name.
    """
    seen = {name: _Seen(variants[name], grids[name]) for name in variants}
    for state in dict.fromkeys(states):
        for layer in state.layers:
            if layer.opacity > 0:
                one = seen[layer.mosaic]
                viewport = layer.camera.viewport(size, one.grid)
                level = wanted_level(viewport, size, one.variants, one.grid)
                one.mark(level, visible_cells(viewport, size, one.grid))
    return {name: one.needs() for name, one in seen.items()}


class _Seen:
    """The cells of one canvas that are seen at each level."""

    def __init__(self, variants: Variants, grid: Grid) -> None:
        self.variants = variants
        self.grid = grid
        self._masks: dict[int, NDArray[np.bool_]] = {}  # level -> (R, C)
        self._last: dict[int, CellRange] = {}

    def mark(self, level: int, cells: CellRange) -> None:
        """Note that `cells` are seen at `level`."""
        row0, row1, col0, col1 = cells
        if row0 == row1 or col0 == col1 or self._seen_last(level, cells):
            return
        if level not in self._masks:
            self._masks[level] = np.zeros((self.grid.rows, self.grid.cols), dtype=bool)
        self._masks[level][row0:row1, col0:col1] = True
        self._last[level] = cells

    def needs(self) -> Needs:
        """Return the variants in the marked cells."""
        index = self.variants.index.reshape(self.grid.rows, self.grid.cols)
        found: Needs = {}
        for level, mask in sorted(self._masks.items()):
            used = np.zeros(len(self.variants), dtype=bool)
            used[index[mask]] = True
            found[level] = np.flatnonzero(used).astype(np.int32)
        return found

    def _seen_last(self, level: int, cells: CellRange) -> bool:
        """Tell whether `cells` lie within those marked last, as in a zoom in they do."""
        if level not in self._last:
            return False
        row0, row1, col0, col1 = self._last[level]
        return row0 <= cells[0] and cells[1] <= row1 and col0 <= cells[2] and cells[3] <= col1
