"""Loops over pixels that numpy cannot express, compiled by Numba.

They take and give arrays only, run on one thread, release the GIL, and add in a fixed order, so
that the same input gives the same bits whatever else the machine does.
"""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.kernel import kernel


@kernel()
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


@kernel()
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
