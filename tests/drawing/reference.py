"""The truth that frames are held against: an exact triangle filter over the canvas painted whole.

Float64, encoded sRGB, half base of one frame pixel or one source pixel, whichever is wider. It ends
where its source ends: at the border of the canvas, and where photos are enlarged at that of each.
What of a frame pixel lies outside the canvas is background. Written for these tests, after the
definition and not after the drawer.
"""

import numpy as np

from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.geometry import Grid, Rect, Size
from tests.tiles_in_memory import tiles_of

GROUND = (200, 30, 90)


SAMPLES = 64
"""Points of a frame pixel, along one axis, that are asked whose they are."""


def exact_frame(pictures, placement, viewport, size, *, ground=GROUND):
    """Filter the canvas exactly, (H, W, 3) float64; pictures (V, S, S', 3), cell's tile = index."""
    tall, wide = pictures.shape[1:3]
    grid = placement.grid
    rows, down = canvas_matrix(viewport.row, viewport.height, size.height, tall, grid.rows)
    cols, across = canvas_matrix(viewport.col, viewport.width, size.width, wide, grid.cols)
    r, c = rows[:, None], cols[None]
    cell = r // tall * grid.cols + c // wide
    shown = pictures[placement.tile[cell], r % tall, c % wide].astype(float)
    painted = np.clip(shown * placement.gain[cell] + placement.offset[cell], 0, 255)
    frame = np.einsum("yr,rcd,xc->yxd", down, painted, across, optimize=True)
    outside = 1 - down.sum(1)[:, None, None] * across.sum(1)[:, None]
    return frame + outside * np.array(ground)


def canvas_matrix(start, length, count, per_cell, cells):
    """Return pixels of the canvas (n,) and the weight of each in each frame pixel (count, n).

    A frame pixel's weights add to the part of it that lies inside the canvas.
    """
    step = length / count
    point = start + (np.arange(count * SAMPLES) + 0.5) * step / SAMPLES  # cells
    point = point.reshape(count, SAMPLES)
    inside = (point >= 0) & (point < cells)
    first = max(int(start * per_cell) - 3 * per_cell, 0)
    last = min(int((start + length) * per_cell) + 3 * per_cell, cells * per_cell)
    pixel = np.arange(first, last)
    centre = (start + (np.arange(count) + 0.5) * step) * per_cell
    if step * per_cell > 1:  # reduced: the mosaic is one picture
        weight = np.clip(1 - abs(pixel + 0.5 - centre[:, None]) / (step * per_cell), 0, None)
        weight /= np.maximum(weight.sum(1, keepdims=True), 1e-12)
        return pixel, weight * inside.mean(1, keepdims=True)
    owner = np.floor(point)
    place = np.clip(centre[:, None], owner * per_cell + 0.5, (owner + 1) * per_cell - 0.5)
    weight = np.clip(1 - abs(pixel + 0.5 - place[..., None]), 0, None) * inside[..., None]
    return pixel, weight.mean(axis=1)


def filter_matrix(start, length, count, per_cell):
    """Return source pixels (n,) and the weight of each in each frame pixel (count, n)."""
    scale = length / count * per_cell
    half = max(1.0, scale)
    centre = start * per_cell + (np.arange(count) + 0.5) * scale
    pixel = np.arange(np.floor(centre[0] - half) - 1, np.ceil(centre[-1] + half) + 2)
    weight = np.clip(1 - abs(pixel + 0.5 - centre[:, None]) / half, 0, None)
    return pixel.astype(int), weight / weight.sum(1, keepdims=True)


def decibels(frame, truth):
    """Peak signal-to-noise ratio [dB] of an 8-bit picture."""
    error = np.mean((np.asarray(frame, float) - truth) ** 2)
    return 10 * np.log10(255**2 / max(error, 1e-9))


def noise_pictures(count, tall, wide=None, *, seed=0, contrast=40):
    """Draw pictures of 1/f noise, as busy as photos, (count, tall, wide, 3) uint8."""
    wide = wide or tall
    rng = np.random.default_rng(seed)
    far = np.hypot(np.fft.fftfreq(tall)[:, None], np.fft.rfftfreq(wide)[None])
    spectrum = np.fft.rfft2(rng.standard_normal((count, 3, tall, wide))) / np.maximum(far, 1 / tall)
    waves = np.fft.irfft2(spectrum, s=(tall, wide))
    waves *= contrast / waves.std(axis=(2, 3), keepdims=True)
    shade = rng.uniform(60, 190, (count, 3, 1, 1))
    return np.clip(shade + waves, 0, 255).astype(np.uint8).transpose(0, 2, 3, 1)


def canvas_of(pictures, rows, cols, *, seed=1, index=None, gain=None, offset=None):
    """Lay pictures (V, S, S', 3) into the cells at random; return a placement and its tiles."""
    n = rows * cols
    if index is None:
        index = np.random.default_rng(seed).integers(0, len(pictures), n)
    index = np.asarray(index, np.int32).ravel()
    placement = placement_of(
        index, rows, cols, pictures.shape[2] / pictures.shape[1], gain=gain, offset=offset
    )
    return placement, tiles_of(pictures, index)


def placement_of(tile, rows, cols, aspect=1.0, *, gain=None, offset=None, crop=(0, 0, 1, 1)):
    """Make a placement of tiles (n,) without anything else to it."""
    n = rows * cols
    names = np.array([str(k) for k in range(int(max(tile)) + 1)])
    return Placement(
        grid=Grid(rows=rows, cols=cols, cell_aspect=aspect),
        tile=np.asarray(tile, np.int32),
        rect=np.zeros((n, 4), np.float32),
        crop=np.tile(np.array(crop, np.float32), (n, 1)),
        turn=np.zeros(n, np.uint8),
        gain=np.ones((n, 3), np.float32) if gain is None else gain.astype(np.float32),
        offset=np.zeros((n, 3), np.float32) if offset is None else offset.astype(np.float32),
        distance=np.zeros(n, np.float32),
        photo=names,
        photo_hash=names,
    )


def view_of(placement, size, px, *, row, col):
    """Return a viewport from (row, col) on [cells] that shows cells `px` pixels high."""
    height = size.height / px
    return Rect(
        row=row,
        col=col,
        height=height,
        width=height * size.aspect / placement.grid.cell_aspect,
    )


SIZE = Size(height=54, width=96)
