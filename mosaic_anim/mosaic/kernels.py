"""Loops over pixels, candidates and cells that numpy cannot express, compiled by Numba.

They take and give arrays only, run on one thread, release the GIL, and add in a fixed order, so
that the same input gives the same bits whatever else the machine does.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray


class VariantTable(NamedTuple):
    """The variants of T photos, those of one photo after another.

    Attributes
    ----------
    features : (V, D) float32
    first : (T + 1,) int32
        First variant of each photo, and their number.
    """

    features: NDArray[np.float32]
    first: NDArray[np.int32]


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
def part_means(
    pixels: NDArray[np.uint8], boxes: NDArray[np.float64], side: int
) -> NDArray[np.float32]:
    """Average side x side equal parts of each of several boxes of a picture, by its integral.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The picture.
    boxes : (m, 4) float64
        row, col, height, width [px], inside the picture.
    side : int
        Parts along each side.

    Returns
    -------
    (m, side**2, 3) float32
        The exact area averages: the integral is linear between pixels (Crow, "Summed-area tables
        for texture mapping", SIGGRAPH 1984).
    """
    height, width = pixels.shape[0], pixels.shape[1]
    integral = np.zeros((height + 1, width + 1, 3), np.int64)
    for y in range(height):
        red, green, blue = np.int64(0), np.int64(0), np.int64(0)
        for x in range(width):
            red += pixels[y, x, 0]
            green += pixels[y, x, 1]
            blue += pixels[y, x, 2]
            integral[y + 1, x + 1, 0] = integral[y, x + 1, 0] + red
            integral[y + 1, x + 1, 1] = integral[y, x + 1, 1] + green
            integral[y + 1, x + 1, 2] = integral[y, x + 1, 2] + blue
    means = np.empty((len(boxes), side * side, 3), np.float32)
    corner = np.empty((side + 1, side + 1, 3), np.float64)
    for i in range(len(boxes)):
        top, left, tall, wide = boxes[i]
        for r in range(side + 1):
            y = min(max(top + r * tall / side, 0.0), float(height))
            y0 = min(int(y), height - 1)
            for c in range(side + 1):
                x = min(max(left + c * wide / side, 0.0), float(width))
                x0 = min(int(x), width - 1)
                down, across = y - y0, x - x0
                for channel in range(3):
                    above = integral[y0, x0, channel] * (1 - across) + (
                        integral[y0, x0 + 1, channel] * across
                    )
                    below = integral[y0 + 1, x0, channel] * (1 - across) + (
                        integral[y0 + 1, x0 + 1, channel] * across
                    )
                    corner[r, c, channel] = above * (1 - down) + below * down
        area = tall * wide / (side * side)
        for r in range(side):
            for c in range(side):
                for channel in range(3):
                    total = corner[r + 1, c + 1, channel] - corner[r, c + 1, channel]
                    total -= corner[r + 1, c, channel] - corner[r, c, channel]
                    means[i, r * side + c, channel] = total / area
    return means


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _insert(
    cost: np.float32,
    entry: int,
    last: int,
    costs: NDArray[np.float32],
    entries: NDArray[np.int32],
) -> None:
    """Put an entry at its place in a list of rising costs; what is at `last` drops out of it."""
    while last > 0 and cost < costs[last - 1]:
        costs[last] = costs[last - 1]
        entries[last] = entries[last - 1]
        last -= 1
    costs[last] = cost
    entries[last] = entry


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def nearest_photos(
    closeness: NDArray[np.float32], first: NDArray[np.int32], out: NDArray[np.int32]
) -> None:
    """Find the photos whose best variants are nearest to each cell.

    Parameters
    ----------
    closeness : (m, V) float32
        Squared distance of each cell and variant, less what is the same for all variants.
    first : (T + 1,) int32
        First variant of each photo, and their number.
    out : (m, k) int32
        Photos of each cell, the nearest first.
    """
    keep = out.shape[1]
    best = np.empty(keep, np.float32)
    for i in range(len(closeness)):
        filled = 0
        for photo in range(len(first) - 1):
            least = closeness[i, first[photo]]
            for variant in range(first[photo] + 1, first[photo + 1]):
                least = min(least, closeness[i, variant])
            if filled == keep and not least < best[keep - 1]:
                continue
            _insert(least, photo, min(filled, keep - 1), best, out[i])
            filled = min(filled + 1, keep)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def best_hosts(
    closeness: NDArray[np.float32],
    first: NDArray[np.int32],
    cells: NDArray[np.int32],
    out: NDArray[np.int32],
    out_cost: NDArray[np.float32],
) -> None:
    """Add cells to the lists of those where photos cost least.

    Parameters
    ----------
    closeness : (m, V) float32
        Cost of each variant in each cell.
    first : (T + 1,) int32
        First variant of each photo, and their number.
    cells : (m,) int32
        Numbers of the cells.
    out : (T, k) int32
        Cells of each photo, the cheapest first.
    out_cost : (T, k) float32
        Their costs; infinite where there is no cell yet.
    """
    keep = out.shape[1]
    for i in range(len(closeness)):
        for photo in range(len(first) - 1):
            least = closeness[i, first[photo]]
            for variant in range(first[photo] + 1, first[photo + 1]):
                least = min(least, closeness[i, variant])
            if least < out_cost[photo, keep - 1]:
                _insert(least, cells[i], keep - 1, out_cost[photo], out[photo])


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def nearest_variant(
    cell: NDArray[np.float32], photo: int, variants: VariantTable
) -> tuple[int, np.float32]:
    """Return a photo's best variant for a cell (D,) and its squared distance."""
    least, best = np.float32(np.inf), variants.first[photo]
    for variant in range(variants.first[photo], variants.first[photo + 1]):
        total = np.float32(0)
        for d in range(len(cell)):
            step = cell[d] - variants.features[variant, d]
            total += step * step
        if total < least:
            least, best = total, variant
    return best, least


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def rank(
    cells: NDArray[np.float32],
    variants: VariantTable,
    candidates: NDArray[np.int32],
    keep: int,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Sort each cell's photos by the exact distance of their best variants, ties by the smaller.

    Parameters
    ----------
    cells : (m, D) float32
    variants : VariantTable
    candidates : (m, c) int32
        Photos to look at.
    keep : int
        How many of the nearest to return.

    Returns
    -------
    nearest : (m, keep) int32
        Variants, each of another photo.
    distance : (m, keep) float32
        Squared, rising along a row.
    """
    count = len(cells)
    nearest = np.empty((count, keep), np.int32)
    distance = np.empty((count, keep), np.float32)
    for i in range(count):
        filled = 0
        for photo in candidates[i]:
            tile, least = nearest_variant(cells[i], photo, variants)
            place = filled
            while place > 0 and (
                least < distance[i, place - 1]
                or (least == distance[i, place - 1] and tile < nearest[i, place - 1])
            ):
                if place < keep:
                    distance[i, place] = distance[i, place - 1]
                    nearest[i, place] = nearest[i, place - 1]
                place -= 1
            if place < keep:
                distance[i, place] = least
                nearest[i, place] = tile
                filled = min(filled + 1, keep)
    return nearest, distance


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def offer(
    closeness: NDArray[np.float32],
    cells: NDArray[np.int32],
    photo: NDArray[np.int32],
    out: NDArray[np.int32],
    out_cost: NDArray[np.float32],
) -> None:
    """Add tiles to the lists of the nearest photos of some cells, each photo once.

    Parameters
    ----------
    closeness : (m, v) float32
        Squared distance of each cell and tile, less what is the same for all tiles.
    cells : (m,) int32
        Rows of `out`.
    photo : (v,) int32
        Photo of each tile.
    out : (n, k) int32
        Photos of each cell, the nearest first.
    out_cost : (n, k) float32
        Closeness of their nearest tiles; infinite where there is no photo yet.
    """
    keep = out.shape[1]
    for i in range(len(cells)):
        cell = cells[i]
        worst = out_cost[cell, keep - 1]
        for j in range(len(photo)):
            least = closeness[i, j]
            if not least < worst:
                continue
            # Its place; if the photo is in the list already, it moves there, or stays
            place = 0
            while not least < out_cost[cell, place] and out[cell, place] != photo[j]:
                place += 1
            if not least < out_cost[cell, place]:
                continue
            last = place
            while last < keep - 1 and out[cell, last] != photo[j]:
                last += 1
            _insert(least, photo[j], last, out_cost[cell], out[cell])
            worst = out_cost[cell, keep - 1]


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def give_in_turn(
    order: NDArray[np.int64],
    hosts: NDArray[np.int32],
    present: NDArray[np.int32],
    uses: NDArray[np.int32],
    count: int,
) -> NDArray[np.int32]:
    """Give up to `count` photos a cell each; return the photo (n,) that cells get, or -1.

    Parameters
    ----------
    order : (m,) int64
        Flat indices of `hosts`, the best first.
    hosts : (U, k) int32
        Cells where each of U photos may go.
    present : (n,) int32
        Photo that lies in each cell.
    uses : (T,) int32
        Cells of each photo: its last one is not given away. Counted down.
    """
    given = np.full(len(present), -1, np.int32)
    has_place = np.zeros(len(hosts), np.bool_)
    total = 0
    for flat in order:
        if total == count:
            break
        photo, place = flat // hosts.shape[1], flat % hosts.shape[1]
        cell = hosts[photo, place]
        if has_place[photo] or given[cell] != -1 or uses[present[cell]] == 1:
            continue
        given[cell] = photo
        has_place[photo] = True
        uses[present[cell]] -= 1
        total += 1
    return given
