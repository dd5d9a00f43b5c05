"""What the kernels of the grid draw, once more in plain numpy: whole pictures, no blocks, no lanes.

Integers throughout, as wide as they need to be, so the kernels are held to every bit. A channel is
8.8 fixed point, a weight a 16-bit fraction; each product is cut to 16 bits before it is added.
"""

import numpy as np


def weighed(start, values, weights):
    """Return start + the sum of values times weights along the first axis, as 16-bit words do."""
    products = (values.astype(np.int64) * weights) >> 16
    return (start.astype(np.int64) + products.sum(axis=0)) & 0xFFFF


def tinted(pixels, factors):
    """Return pixels (..., 4) with gain and offset (8,), 16.16 fixed point, clipped to bytes."""
    gain, offset = factors[:4].astype(np.int64), factors[4:].astype(np.int64)
    return np.clip((pixels * gain + offset) >> 16, 0, 255)


def picture_of(pixels, start, height, width):
    """Return the picture (height, width, 4) that starts at a byte."""
    return pixels[start : start + height * width * 4].reshape(height, width, 4).astype(np.int64)


def plain_strips(height, width, down, across, strips):
    """Draw the picture that `draw_strips` draws, (H, W, 4) words: filter down, then across."""
    rows, cols = strips.place.shape
    painted = np.zeros((rows, strips.tall, cols, strips.wide, 4), np.int64)
    for i, j in np.ndindex(rows, cols):
        picture = picture_of(strips.pixels, strips.place[i, j], strips.tall, strips.wide)
        if strips.tint.size:
            picture = tinted(picture, strips.tint.reshape(rows, cols, 8)[i, j])
        painted[i, :, j] = picture
    painted = painted.reshape(rows * strips.tall, cols * strips.wide, 4) << 8
    start = down.outside.reshape(height, 1, 8, 4)[:, :, 0]
    filtered = weighed(start, painted[down.pixel.T], down.weight.T[..., None, None])
    start = across.outside.reshape(1, width, 8, 4)[:, :, 0]
    columns = across.pixel.T + strips.origin - strips.first_column * strips.wide
    return weighed(
        start, filtered[:, columns].swapaxes(0, 1), across.weight.T[:, None, :, None]
    )  # (H, W, 4)


def plain_cells(size, down, across, cells, *, ground):
    """Draw the picture that `draw_cells` draws, (H, W, 4) words: cell by cell over the ground."""
    height, width = size
    row_outside, column_outside = down.outside / 65535, across.outside / 65535
    outside = 1 - (1 - column_outside) * (1 - row_outside[:, None])
    drawn = (ground[:3] * 256.0 * outside[..., None]).astype(np.int64)
    drawn = np.concatenate((drawn, np.zeros((height, width, 1), np.int64)), axis=2)
    rows, cols = cells.place.shape
    shapes = [(rows, cols, -1, taps.pixel.shape[1]) for taps in (down, across)]
    row_pixel, row_weight = (a.reshape(shapes[0]) for a in (down.pixel, down.weight))
    col_pixel, col_weight = (a.reshape(shapes[1]) for a in (across.pixel, across.weight))
    for i, j in np.ndindex(rows, cols):
        (top, bottom), (left, right) = down.span[i], across.span[j]
        wide = cells.row_bytes[i, j] // 4
        taps = row_pixel[i, j, : bottom - top].T, row_weight[i, j, : bottom - top].T
        picture = picture_of(cells.pixels, cells.place[i, j], int(taps[0].max()) + 1, int(wide))
        if cells.tint.size:
            picture = tinted(picture, cells.tint.reshape(rows, cols, 8)[i, j])
        filtered = weighed(np.int64(0), (picture << 8)[taps[0]], taps[1][..., None, None])
        columns = col_pixel[i, j, : right - left].T + cells.origin[i, j]
        weights = col_weight[i, j, : right - left].T[:, None, :, None]
        here = drawn[top:bottom, left:right]
        here[:] = weighed(here, filtered[:, columns].swapaxes(0, 1), weights)
    return drawn


def plain_weights(height, width, down, across, weight):
    """Return what `weigh_cells` weighs each pixel by, (H, W) of 65535, float32 in its order."""
    share = np.zeros((height, weight.shape[1]), np.float32)
    for j in range(down.cell.shape[1]):
        part = down.part[:, j] * np.float32(65535 / 255)
        share += part[:, None] * weight[down.cell[:, j]]
    total = np.full((height, width), 0.5, np.float32)
    for j in range(across.cell.shape[1]):
        total += across.part[:, j] * share[:, across.cell[:, j]]
    return np.minimum(total, np.float32(65535)).astype(np.int64)


def bytes_of(words):
    """Round 8.8 words (H, W, 4) to the bytes of a frame (H, W, 3)."""
    return ((words[..., :3] + 128) >> 8).astype(np.uint8)
