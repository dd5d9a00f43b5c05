"""The kernels of the grid draw, bit for bit, what plain numpy draws."""

import numpy as np
import pytest

from mosaic_anim.drawing.kernels.cells import CellTaps, CloseUps, draw_cells
from mosaic_anim.drawing.kernels.steps import Surface
from mosaic_anim.drawing.kernels.strips import Strips, StripTaps, draw_strips
from mosaic_anim.drawing.kernels.weights import Owners, weigh_cells
from mosaic_anim.library.tiles import PADDING
from tests.drawing.kernels.plain_grid import bytes_of, plain_cells, plain_strips, plain_weights

SEEDS = range(12)


def surface_of(height, width, *, is_frame):
    """Return a surface of zeros: a frame, or what is laid over one."""
    pixels = height * width
    return Surface(
        height=height,
        width=width,
        pixels=np.zeros(pixels * 3 if is_frame else 0, np.uint8),
        lanes=np.zeros(0 if is_frame else pixels * 4, np.uint16),
    )


def assert_drawn(surface, words):
    """Compare what was drawn with words (H, W, 4)."""
    shape = surface.height, surface.width
    if surface.lanes.size:
        assert np.array_equal(surface.lanes.reshape(*shape, 4), words)
    else:
        assert np.array_equal(surface.pixels.reshape(*shape, 3), bytes_of(words))


def taps_of(rng, count, length):
    """Return random taps of a rising place (count, T), some of no weight, and what they lack."""
    taps = int(rng.integers(4, 8))
    first = np.sort(rng.integers(-2, length, count))
    pixel = np.clip(first[:, None] + np.arange(taps), 0, length - 1)
    total = rng.integers(0, 65536, count) * (rng.random(count) < 0.4)
    total[rng.random(count) < 0.5] = 65535
    cuts = np.sort(rng.integers(0, total[:, None] + 1, (count, taps - 1)), axis=1)
    weight = np.diff(cuts, axis=1, prepend=0, append=total[:, None])
    weight[:, 4:] *= rng.random((count, taps - 4)) < 0.7
    return pixel, weight.astype(np.uint16), 65535 - weight.sum(axis=1)


def strip_taps(rng, count, length, ground):
    """Return taps of an axis: what they lack is background."""
    pixel, weight, lack = taps_of(rng, count, length)
    outside = np.tile((lack[:, None] * ground / 65535 * 256).astype(np.uint16), (1, 8)).ravel()
    return StripTaps(pixel=pixel, weight=weight, outside=outside)


def tint_of(rng, cells):
    """Return gain and offset of some cells, flat; many colours are clipped."""
    factors = rng.uniform(-2, 3, (cells, 8)) * ([1] * 4 + [100] * 4)
    return (factors * 65536).astype(np.int32).ravel()


@pytest.mark.parametrize("seed", SEEDS)
def test_strips_are_those_of_plain_numpy(seed):
    """Gathered, tinted or where they lie, into a frame or into lanes: equal, bit for bit."""
    rng = np.random.default_rng(seed)
    rows, cols = rng.integers(1, 5, 2)
    tall, wide = (int(side) for side in rng.choice([1, 3, 8, 17, 40, 150], 2))
    height, width = (int(side) for side in rng.integers(1, 40, 2))
    gathers, is_tinted, is_frame = seed % 3 > 0, seed % 3 == 2, seed % 2 == 0
    bytes_each = tall * wide * 4
    first = int(rng.integers(0, 3))
    ground = rng.uniform(0, 128, 4)
    down = strip_taps(rng, height, rows * tall, ground)
    across = strip_taps(rng, width, cols * wide, ground)
    read = across.pixel.min(), across.pixel.max() + 1
    strips = Strips(
        place=rng.permutation(rows * cols * 2)[: rows * cols].reshape(rows, cols) * bytes_each,
        pixels=rng.integers(0, 256, rows * cols * 2 * bytes_each + PADDING, dtype=np.uint8),
        tint=tint_of(rng, rows * cols) if is_tinted else np.empty(0, np.int32),
        tall=tall,
        wide=wide,
        first_column=first,
        origin=first * wide + int(read[0]),
        end=first * wide + int(read[1]),
    )
    across = across._replace(pixel=across.pixel - read[0])
    surface = surface_of(height, width, is_frame=is_frame)
    draw_strips(surface, down, across, strips, gathers)
    assert_drawn(surface, plain_strips(height, width, down, across, strips))


def cell_taps(rng, count, shape, lengths):
    """Return spans (a, 2) and taps (a, b, n, T) of `count` pixels over cells of some lengths."""
    edges = np.sort(rng.integers(0, count + 1, shape[0] + 1))
    edges[0], edges[-1] = 0, count
    span = np.stack((np.maximum(edges[:-1] - 1, 0), np.minimum(edges[1:] + 1, count)), axis=1)
    most = int((span[:, 1] - span[:, 0]).max())
    taps = int(rng.integers(4, 7))
    first = np.sort(rng.integers(0, lengths[..., None], (*shape, most)), axis=-1)
    pixel = np.minimum(first[..., None] + np.arange(taps), lengths[..., None, None] - 1)
    weight = rng.integers(0, 30000 // taps, pixel.shape).astype(np.uint16)
    return span, pixel, weight


@pytest.mark.parametrize("seed", SEEDS)
def test_cells_are_those_of_plain_numpy(seed):
    """Pictures of sizes of their own, tinted or not, on a background: equal, bit for bit."""
    rng = np.random.default_rng(seed)
    rows, cols = (int(count) for count in rng.integers(1, 4, 2))
    height, width = (int(side) for side in rng.integers(3, 50, 2))
    tall, wide = rng.integers(1, 200, (2, rows, cols))
    sizes = tall * wide * 4
    place = (np.cumsum(sizes.ravel()) - sizes.ravel()).reshape(rows, cols)
    row_span, row_pixel, row_weight = cell_taps(rng, height, (rows, cols), tall)
    col_span, col_pixel, col_weight = cell_taps(rng, width, (cols, rows), wide.T)
    col_pixel, col_weight = col_pixel.swapaxes(0, 1), col_weight.swapaxes(0, 1)
    origin = col_pixel.min(axis=(2, 3))
    outside = rng.integers(0, 65536, height + width).astype(np.uint16)
    outside *= rng.random(height + width) < 0.3
    down = CellTaps(
        span=row_span,
        pixel=row_pixel.reshape(-1, row_pixel.shape[-1]),
        weight=row_weight.reshape(-1, row_weight.shape[-1]),
        outside=outside[:height],
    )
    across = CellTaps(
        span=col_span,
        pixel=(col_pixel - origin[..., None, None]).reshape(-1, col_pixel.shape[-1]),
        weight=col_weight.reshape(-1, col_weight.shape[-1]),
        outside=outside[height:],
    )
    cells = CloseUps(
        place=place,
        pixels=rng.integers(0, 256, sizes.sum() + PADDING, dtype=np.uint8),
        tint=tint_of(rng, rows * cols) if seed % 3 else np.empty(0, np.int32),
        row_bytes=wide * 4,
        origin=origin,
        read=col_pixel.max(axis=(2, 3)) + 1 - origin,
    )
    ground = rng.uniform(0, 100, 4).astype(np.float32)
    surface = surface_of(height, width, is_frame=seed % 2 == 0)
    draw_cells(surface, down, across, cells, ground)
    assert_drawn(surface, plain_cells((height, width), down, across, cells, ground=ground))


@pytest.mark.parametrize("seed", SEEDS)
def test_weights_are_those_of_plain_numpy(seed):
    """Each pixel weighs what the cells that it lies over weigh, by its part in each."""
    rng = np.random.default_rng(seed)
    height, width, rows, cols = (int(count) for count in rng.integers(1, 20, 4))

    def owners(count, cells):
        cell = np.sort(rng.integers(0, cells, (count, 3)), axis=0)
        cell[1::3] = cell[: count - 1 : 3]
        part = rng.dirichlet((1, 1, 1), count).astype(np.float32)
        part[1::3] = part[: count - 1 : 3]
        return Owners(cell=cell, part=part)

    down, across = owners(height, rows), owners(width, cols)
    weight = rng.integers(0, 256, (rows, cols), dtype=np.uint8)
    lanes = rng.integers(0, 65281, (height, width, 4)).astype(np.uint16)
    flat = lanes.flatten()
    weigh_cells(flat, down, across, weight)
    share = plain_weights(height, width, down, across, weight)[..., None]
    assert np.array_equal(flat.reshape(lanes.shape), (lanes * share) >> 16)
