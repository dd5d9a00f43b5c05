"""The truth that flying tiles are held against: 8x8 samples of a pixel, one tile after another.

Float64, encoded sRGB, from the largest pictures, painted from the back to the front. Written for
these tests from what `Camera` and `Flight` say, not after the drawer. Tiles at home are the still
mosaic, which is one picture where cells are small; see `reference.exact_frame`.
"""

from functools import reduce

import numpy as np

from mosaic_anim.values.flight import Flight

SAMPLES = 8

LARGE = 20.0
"""Height of a cell from which on its photo is a picture of its own [px]."""


def reference_frame(mosaics, state, size):
    """Paint a frame state, (H, W, 3) float64; layers are opaque, tiles need not be."""
    samples = np.empty((size.height * SAMPLES, size.width * SAMPLES, 3))
    samples[:] = state.background
    for layer in state.layers:
        _paint_layer(samples, layer, size, mosaics)
    shape = (size.height, SAMPLES, size.width, SAMPLES, 3)
    return samples.reshape(shape).mean(axis=(1, 3))


def _paint_layer(samples, layer, size, mosaics):
    front = mosaics[layer.mosaic]
    flights = [motion.flight(front.layout) for motion in layer.motions]
    flight = reduce(Flight.with_, flights, Flight())
    count = len(front.layout)
    values = {
        name: np.broadcast_to(np.asarray(getattr(flight, name), float), (count,))
        for name in Flight.__dataclass_fields__
    }
    rests = (layer.camera.angle == 0) & (values["scale"] == 1)
    for name in ("y", "x", "angle", "flip"):
        rests = rests & (values[name] == 0)
    # The nearest is painted last; of equals the first cell is nearer. What sinks lies behind home.
    order = np.lexsort((-np.arange(count), values["depth"]))
    order = order[~rests[order]]
    sunk = int((values["depth"][order] < 0).sum())
    for turn, cell in enumerate([*order[:sunk], None, *order[sunk:]]):
        if turn == sunk:
            _paint_home(samples, values, rests, layer=layer, size=size, mosaics=mosaics)
            continue
        tile = {name: value[cell] for name, value in values.items()}
        if tile["opacity"] > 0 and tile["scale"] > 0:
            _paint_tile(samples, int(cell), tile, layer=layer, size=size, mosaics=mosaics)


def _paint_home(samples, values, rests, *, layer, size, mosaics):
    """Paint large tiles at home as any others, small ones as one picture of four channels.

    That one is clear where others have left, and ends where the canvas ends.
    """
    grid = mosaics[layer.mosaic].placement.grid
    if size.height / layer.camera.height > LARGE:
        for cell in np.flatnonzero(rests & (values["opacity"] > 0)):
            tile = {name: value[cell] for name, value in values.items()}
            _paint_tile(samples, int(cell), tile, layer=layer, size=size, mosaics=mosaics)
        return
    tall, wide = _picture(mosaics[layer.mosaic], 0, layer.tint).shape[:2]
    canvas = np.zeros((grid.rows, tall, grid.cols, wide, 4))
    for cell in np.flatnonzero(rests):
        row, col = divmod(int(cell), grid.cols)
        shown = 0
        for name, share in ((layer.mosaic, 1 - values["face"]), (layer.back, values["face"])):
            if share[cell] > 0:
                shown = shown + share[cell] * _picture(mosaics[name], cell, layer.tint)
        alpha = min(values["opacity"][cell], 1)
        canvas[row, :, col, :, :3] = shown * alpha
        canvas[row, :, col, :, 3] = alpha
    canvas = canvas.reshape(grid.rows * tall, grid.cols * wide, 4)
    per_px = layer.camera.height / size.height  # cells
    sides = np.array([tall, wide / grid.cell_aspect]) * per_px  # source pixels per frame pixel
    y, x = (
        (np.arange(count * SAMPLES) + 0.5) / SAMPLES - count / 2
        for count in (size.height, size.width)
    )
    y = y * sides[0] + layer.camera.row * tall
    x = x * sides[1] + layer.camera.col * wide
    down, across = (
        _box_matrix(place, max(one, 1.0), count)
        for place, one, count in zip((y, x), sides, canvas.shape[:2], strict=True)
    )
    painted = np.einsum("yr,rcd,xc->yxd", down, canvas, across, optimize=True)
    samples *= 1 - painted[..., 3:]
    samples += painted[..., :3]


def _box_matrix(place, length, count):
    """Return the weight of each of `count` pixels in a box of `length` around each place.

    A box ends where the pixels end; a place that lies outside them shows none.
    """
    pixel = np.arange(count)
    low = np.maximum(place[:, None] - length / 2, pixel)
    over = np.clip(np.minimum(place[:, None] + length / 2, pixel + 1) - low, 0, None)
    inside = (place >= 0) & (place < count)
    return over * (inside / np.maximum(over.sum(1), 1e-12))[:, None]


def _paint_tile(samples, cell, tile, *, layer, size, mosaics):
    front = mosaics[layer.mosaic]
    centre, matrix = frame_from_tile(cell, tile, layer.camera, size, front.placement.grid)
    if abs(np.linalg.det(matrix)) < 1e-6:
        return
    reach = abs(matrix).sum(axis=1) / 2
    limit = np.array([size.height, size.width])
    low = np.clip(np.floor((centre - reach) * SAMPLES), 0, limit * SAMPLES).astype(int)
    high = np.clip(np.ceil((centre + reach) * SAMPLES), 0, limit * SAMPLES).astype(int)
    if (low >= high).any():
        return
    y, x = _sample_places(low, high)
    place = np.stack((y - centre[0], x - centre[1]))
    own = np.einsum("ij,jyx->iyx", np.linalg.inv(matrix), place)  # -1/2 to 1/2 in the tile
    inside = (own >= -0.5).all(axis=0) & (own < 0.5).all(axis=0)
    shown = 0
    for name, share in ((layer.mosaic, 1 - tile["face"]), (layer.back, tile["face"])):
        if share > 0:
            picture = _picture(mosaics[name], cell, layer.tint)
            shown = shown + share * _sampled(picture, own[:, inside], matrix)
    part = samples[low[0] : high[0], low[1] : high[1]]
    alpha = min(tile["opacity"], 1)
    part[inside] = part[inside] * (1 - alpha) + shown * alpha


def _sample_places(low, high):
    """Return where samples lie [px]: the 64 of a pixel have 64 different rows and columns.

    On a regular grid a whole side of an upright tile is off by up to 1/16 px. Against 32x32 samples
    frames of upright tiles have 46 dB there, 51 dB here.
    """
    y, x = np.mgrid[low[0] : high[0], low[1] : high[1]]
    off_y, off_x = (x % SAMPLES + 0.5) / SAMPLES, (y % SAMPLES + 0.5) / SAMPLES
    return (y + off_y) / SAMPLES, (x + off_x) / SAMPLES


def frame_from_tile(cell, tile, camera, size, grid):
    """Return centre (2,) and matrix (2, 2) of a tile, rows then columns [px]."""
    px = size.height / camera.height
    row, col = divmod(cell, grid.cols)
    away = np.array(
        [
            row + 0.5 + tile["y"] - camera.row,
            (col + 0.5 - camera.col) * grid.cell_aspect + tile["x"],
        ]
    )
    view = _turn(-np.radians(camera.angle))
    # Upright is (-1, 0); the axis is turned clockwise from there.
    across = _turn(tile["axis"]) @ np.array([0.0, 1.0])
    flat = np.eye(2) - (1 - abs(np.cos(tile["flip"]))) * np.outer(across, across)
    sides = np.diag([1.0, grid.cell_aspect]) * tile["scale"] * px
    centre = view @ away * px + np.array([size.height, size.width]) / 2
    return centre, view @ _turn(tile["angle"]) @ flat @ sides


def _turn(angle):
    """Return the matrix that turns (row, col) clockwise."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, s], [-s, c]])


def _picture(mosaic, cell, tint):
    """Return a cell's largest picture, tinted, float64."""
    placement = mosaic.placement
    picture = mosaic.tiles.levels[-1].picture(int(mosaic.tiles.variants.index[cell]))
    gain = 1 + (placement.gain[cell].astype(float) - 1) * tint
    return np.clip(picture * gain + placement.offset[cell].astype(float) * tint, 0, 255)


def _sampled(picture, own, matrix):
    """Average a picture around places (2, n) of a tile, over a pixel of the frame.

    Together with the pixel's own area that makes the triangle filter of the canvas. Of an enlarged
    picture it is a pixel of the picture, which makes it bilinear.
    """
    sums = np.zeros((picture.shape[0] + 1, picture.shape[1] + 1, 3))
    sums[1:, 1:] = picture.cumsum(axis=0).cumsum(axis=1)
    per_row, per_col = np.linalg.norm(np.linalg.inv(matrix), axis=1)  # of a tile, in a frame pixel
    edges = []
    for place, one, count in zip(own, (per_row, per_col), picture.shape[:2], strict=True):
        reach = max(one * count, 1.0) / 2
        middle = (place + 0.5) * count
        edges.append((np.clip(middle - reach, 0, count), np.clip(middle + reach, 0, count)))
    (top, bottom), (left, right) = edges
    total = _at(sums, bottom, right) - _at(sums, top, right)
    total = total - _at(sums, bottom, left) + _at(sums, top, left)
    return total / ((bottom - top) * (right - left))[:, None]


def _at(sums, y, x):
    """Interpolate sums at (n,) places between their entries."""
    y0 = np.minimum(y.astype(int), sums.shape[0] - 2)
    x0 = np.minimum(x.astype(int), sums.shape[1] - 2)
    down, right = (y - y0)[:, None], (x - x0)[:, None]
    above = sums[y0, x0] * (1 - right) + sums[y0, x0 + 1] * right
    below = sums[y0 + 1, x0] * (1 - right) + sums[y0 + 1, x0 + 1] * right
    return above * (1 - down) + below * down
