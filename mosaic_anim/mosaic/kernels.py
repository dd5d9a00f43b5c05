"""Loops over pixels, candidates and cells that numpy cannot express, compiled by Numba.

They take and give arrays only, run on one thread, release the GIL, and add in a fixed order, so
that the same input gives the same bits whatever else the machine does.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

FREE = -1
"""A cell that has no tile yet."""


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def box_means(
    pixels: NDArray[np.uint8], row_edges: NDArray[np.float64], col_edges: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Average a picture over the boxes of a grid, pixels that an edge cuts by their share.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The picture.
    row_edges : (R + 1,) float64
        Rising edges of the boxes [px], inside 0 to H.
    col_edges : (C + 1,) float64
        Rising edges of the boxes [px], inside 0 to W.

    Returns
    -------
    (R, C, 3) float32
        The exact area averages.
    """
    rows, cols = len(row_edges) - 1, len(col_edges) - 1
    height, width = pixels.shape[0], pixels.shape[1]
    means = np.empty((rows, cols, 3), np.float32)
    line = np.empty((cols, 3), np.float64)
    for r in range(rows):
        top, bottom = row_edges[r], row_edges[r + 1]
        line[:] = 0
        for y in range(int(top), min(int(np.ceil(bottom)), height)):
            tall = min(bottom, y + 1.0) - max(top, float(y))
            for c in range(cols):
                left, right = col_edges[c], col_edges[c + 1]
                red, green, blue = 0.0, 0.0, 0.0
                for x in range(int(left), min(int(np.ceil(right)), width)):
                    wide = min(right, x + 1.0) - max(left, float(x))
                    red += wide * pixels[y, x, 0]
                    green += wide * pixels[y, x, 1]
                    blue += wide * pixels[y, x, 2]
                line[c, 0] += tall * red
                line[c, 1] += tall * green
                line[c, 2] += tall * blue
        for c in range(cols):
            area = (bottom - top) * (col_edges[c + 1] - col_edges[c])
            for channel in range(3):
                means[r, c, channel] = line[c, channel] / area
    return means


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def rank(
    cells: NDArray[np.float32],
    tiles: NDArray[np.float32],
    candidates: NDArray[np.int32],
    keep: int,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Sort each cell's candidates by their exact distance, ties by the smaller tile.

    Parameters
    ----------
    cells : (m, D) float32
    tiles : (T, D) float32
    candidates : (m, c) int32
        Tiles to look at.
    keep : int
        Number of nearest tiles to return.

    Returns
    -------
    nearest : (m, keep) int32
    distance : (m, keep) float32
        Rising along a row.
    """
    count, length = cells.shape
    nearest = np.empty((count, keep), np.int32)
    distance = np.empty((count, keep), np.float32)
    for i in range(count):
        filled = 0
        for tile in candidates[i]:
            total = np.float32(0)
            for d in range(length):
                step = cells[i, d] - tiles[tile, d]
                total += step * step
            place = filled
            while place > 0 and (
                total < distance[i, place - 1]
                or (total == distance[i, place - 1] and tile < nearest[i, place - 1])
            ):
                if place < keep:
                    distance[i, place] = distance[i, place - 1]
                    nearest[i, place] = nearest[i, place - 1]
                place -= 1
            if place < keep:
                distance[i, place] = total
                nearest[i, place] = tile
                filled = min(filled + 1, keep)
        for place in range(keep):
            distance[i, place] = np.sqrt(distance[i, place])
    return nearest, distance


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def place_greedily(
    order: NDArray[np.int32],
    slots: NDArray[np.int32],
    nearest: NDArray[np.int32],
    repeat_distance: int,
    out: NDArray[np.int32],
) -> None:
    """Give each cell of `order` its nearest tile that no cell nearby has.

    Parameters
    ----------
    order : (m,) int32
        Cells [flat index], in the order in which they choose.
    slots : (m,) int32
        Row of `nearest` that holds the candidates of each cell of `order`.
    nearest : (s, k) int32
        Candidates, best first.
    repeat_distance : int
        Rows and columns within which a tile may not come again [cells].
    out : (R, C) int32
        Tile of each cell, or FREE; chosen tiles are written into it. A cell that has a tile keeps
        it; one whose candidates are all taken nearby stays free.
    """
    rows, cols = out.shape
    taken_for = np.full(max(nearest.max(), out.max()) + 1, -1, np.int64)
    for i in range(len(order)):
        row, col = order[i] // cols, order[i] % cols
        if out[row, col] != FREE:
            continue
        for y in range(max(0, row - repeat_distance), min(rows, row + repeat_distance + 1)):
            for x in range(max(0, col - repeat_distance), min(cols, col + repeat_distance + 1)):
                if out[y, x] != FREE:
                    taken_for[out[y, x]] = i
        for tile in nearest[slots[i]]:
            if taken_for[tile] != i:
                out[row, col] = tile
                break
