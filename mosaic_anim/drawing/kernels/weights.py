"""Weigh a picture cell by cell, after it was filtered as one."""

from typing import NamedTuple

import numpy as np

from mosaic_anim.drawing.kernels.arrays import ONE, Bytes, Floats, Longs, Words
from mosaic_anim.kernel import kernel


class Owners(NamedTuple):
    """The cells that pixels along one axis lie over.

    Attributes
    ----------
    cell, part : (n, J) int64, float32
        Rows or columns of cells, and how much of the pixel lies in each, 0 to 1.
    """

    cell: Longs
    part: Floats


@kernel()
def weigh_cells(lanes: Words, down: Owners, across: Owners, weight: Bytes) -> None:
    """Weigh lanes in place.

    Parameters
    ----------
    lanes : (H * W * 4,) uint16
    down, across : Owners
        Of the H rows and of the W columns.
    weight : (rows, cols) uint8
        Weight of each cell, of 255.
    """
    height, width = down.cell.shape[0], across.cell.shape[0]
    share = np.zeros(width * 4, np.uint16)
    for y in range(height):
        if y == 0 or not _is_alike(down, y):
            _share_row(share, down.cell[y], down.part[y], across, weight)
        at = y * width * 4
        for k in range(width * 4):
            product = np.uint32(lanes[at + k]) * np.uint32(share[k])
            lanes[at + k] = np.uint16(product >> np.uint32(16))


@kernel()
def _is_alike(owners: Owners, y: int) -> bool:
    """Return whether a row lies over the same cells as the one before it, by the same parts."""
    cell, part = owners.cell, owners.part
    for j in range(cell.shape[1]):
        if cell[y, j] != cell[y - 1, j] or part[y, j] != part[y - 1, j]:
            return False
    return True


@kernel()
def _share_row(
    share: Words, row_cell: Longs, row_part: Floats, across: Owners, weight: Bytes
) -> None:
    """Write what each pixel of a row weighs, four times, of 65535."""
    column_cell, column_part = across.cell, across.part
    line = np.zeros(weight.shape[1], np.float32)
    for j in range(row_cell.size):
        part = row_part[j] * np.float32(ONE / 255)
        if part > 0:
            for column in range(line.size):
                line[column] += part * weight[row_cell[j], column]
    for x in range(column_cell.shape[0]):
        total = np.float32(0.5)
        for j in range(column_cell.shape[1]):
            total += column_part[x, j] * line[column_cell[x, j]]
        share[4 * x : 4 * x + 4] = np.uint16(min(total, np.float32(ONE)))
