"""Noise: fractal fields, curves and cells, the same picture at any size.

Every call takes one number from the generator and goes on with a generator of its own, so that a
bigger picture, which has more octaves, leaves the numbers drawn after it unchanged.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mosaic_anim.demo.paint import Floats, Sheet, row_bands, wrapped

_SPREAD = 0.46
"""Standard deviation of one octave of interpolated uniform numbers in [-1, 1]."""

_CRISP = 1.29
"""Makes up for what the finest octave loses when it is enlarged linearly instead of smoothly."""

_TABLE = 4096
"""Longest curve that is computed point by point; a field is looked up in a table of this length."""


def fractal(
    rng: np.random.Generator,
    sheet: Sheet,
    cells: float,
    *,
    octaves: int = 12,
    fall: float = 0.5,
    stretch: tuple[float, float] = (1.0, 1.0),
) -> Floats:
    """Return fractal value noise (H, W) of mean 0 and standard deviation about 1.

    Parameters
    ----------
    rng : Generator
        Gives one number.
    sheet : Sheet
        The picture or window to fill.
    cells : float
        Lattice cells of the first octave in 2 units.
    octaves : int
        At most so many; octaves finer than 2 pixels are left out.
    fall : float
        Amplitude of each octave relative to the one before.
    stretch : tuple of float
        Factors on `cells`, down and across: (4, 1) makes flat streaks.
    """
    own = _own(rng)
    count = [
        max(1.0, cells * factor * size * sheet.pixel / 2)
        for factor, size in zip(stretch, (sheet.height, sheet.width), strict=True)
    ]
    field = _lattice(own, count)
    amplitude, energy = 1.0, 1.0
    for _ in range(octaves - 1):
        count = [2 * n for n in count]
        if count[0] * 2 > sheet.height and count[1] * 2 > sheet.width:
            break
        amplitude *= fall
        energy += amplitude**2
        finer = _lattice(
            own, [min(n, 2 * s) for n, s in zip(count, (sheet.height, sheet.width), strict=True)]
        )
        last = 4 * count[0] > sheet.height and 4 * count[1] > sheet.width
        finer *= np.float32(amplitude * (_CRISP if last else 1.0))
        finer += _resized(field, finer.shape)
        field = finer
    field *= np.float32(1 / (_SPREAD * energy**0.5))
    return _enlarged(field, (sheet.height, sheet.width))


def curve(
    rng: np.random.Generator,
    x: Floats,
    cells: float,
    *,
    octaves: int = 5,
    fall: float = 0.5,
    rough: bool = False,
) -> Floats:
    """Return fractal noise along `x` [units], roughly in [-1, 1]; `rough` keeps its corners."""
    own = _own(rng)
    if x.size > 2 * _TABLE:
        grid = np.linspace(float(x.min()), float(x.max()), _TABLE, dtype=np.float32)
        return _looked_up(_curve(own, grid, cells, octaves, fall, rough=rough), grid, x)
    return _curve(own, x, cells, octaves, fall, rough=rough)


def _looked_up(values: Floats, grid: Floats, x: Floats) -> Floats:
    """Return what `np.interp` does on an even grid of numbers, five times as fast."""
    step = np.diff(values, append=values[-1:])
    result = np.empty(x.shape, dtype=np.float32)
    scale = np.float32((len(grid) - 1) / (grid[-1] - grid[0]))
    for rows in row_bands(*x.shape):
        place = (x[rows] - grid[0]) * scale
        whole = place.astype(np.intp)
        place -= np.floor(place)
        place *= step.take(whole, mode="clip")
        np.add(place, values.take(whole, mode="clip"), out=result[rows])
    return result


def _curve(
    own: np.random.Generator, x: Floats, cells: float, octaves: int, fall: float, *, rough: bool
) -> Floats:
    total = np.zeros(x.shape, dtype=np.float32)
    amplitude = 1.0
    for _ in range(octaves):
        values = own.uniform(-1, 1, int(cells * 4) + 8)
        place = (x + 4) * (cells / 2)
        whole = np.floor(place)
        part = place - whole
        whole = wrapped(whole, len(values) - 1).astype(np.intp)
        if not rough:
            part = part * part * (3 - 2 * part)
        total += (amplitude * (values[whole] * (1 - part) + values[whole + 1] * part)).astype(
            np.float32
        )
        amplitude *= fall
        cells *= 2.03
    return total


def voronoi(
    rng: np.random.Generator, x: Floats, y: Floats, cells: float, *, jitter: float = 0.9
) -> tuple[NDArray[np.int32], Floats, Floats]:
    """Cut the plane into cells around points of a shaken lattice.

    Returns
    -------
    tuple
        The cell of each pixel (a number below 4096), its distance from the nearest point, and how
        much farther the second nearest is, both [units].
    """
    own = _own(rng)
    shake = (0.5 + jitter * own.uniform(-0.5, 0.5, (2, 64, 64))).astype(np.float32)
    u, v = (x + 8) * np.float32(cells / 2), (y + 8) * np.float32(cells / 2)
    shape = (y.shape[0], x.shape[1])
    owner = np.empty(shape, dtype=np.int32)
    distance, gap = np.empty(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
    for rows in row_bands(*shape):
        owner[rows], nearest, second = _nearest_two(shake, u, v[rows])
        np.multiply(nearest, np.float32(2 / cells), out=distance[rows])
        np.multiply(second - nearest, np.float32(2 / cells), out=gap[rows])
    return owner, distance, gap


def _nearest_two(shake: Floats, u: Floats, v: Floats) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Return the nearest point of a shaken lattice and the distances of the nearest two [cells]."""
    u, v = np.broadcast_arrays(u, v)
    left, top = np.floor(u), np.floor(v)
    col, row = left.astype(np.intp), top.astype(np.intp)
    u, v = u - left, v - top
    nearest = np.full(u.shape, 9, dtype=np.float32)
    second = nearest.copy()
    owner = np.zeros(u.shape, dtype=np.intp)
    cols = [(col + across) & 63 for across in (-1, 0, 1)]
    for down in (-1, 0, 1):
        line = ((row + down) & 63) << 6
        for across in (-1, 0, 1):
            key = line | cols[across + 1]
            off_x, off_y = shake[0].take(key), shake[1].take(key)
            off_x -= u - np.float32(across)
            off_y -= v - np.float32(down)
            distance = off_x * off_x
            distance += off_y * off_y
            closer = distance < nearest
            np.minimum(second, np.maximum(nearest, distance), out=second)
            np.minimum(nearest, distance, out=nearest)
            np.copyto(owner, key, where=closer)
    return owner, np.sqrt(nearest), np.sqrt(second)


def sample(field: Floats, u: Floats, v: Floats) -> Floats:
    """Look up a wrapping square field (N, N) at fractions `u` across and `v` down, bilinearly."""
    size = field.shape[0]
    u, v = np.broadcast_arrays(u * np.float32(size), v * np.float32(size))
    left, top = np.floor(u), np.floor(v)
    a, b = u - left, v - top
    col, row = left.astype(np.int32) % size, top.astype(np.int32) % size
    below, right = (row + 1) % size * size, (col + 1) % size
    row *= size
    flat = field.ravel()
    upper = flat[row + col] * (1 - a) + flat[row + right] * a
    lower = flat[below + col] * (1 - a) + flat[below + right] * a
    result: Floats = upper + b * (lower - upper)
    return result


def relief(field: Floats, sheet: Sheet, angle: float) -> Floats:
    """Return the slope of a field towards `angle` [rad], (H, W) per unit."""
    down, across = np.gradient(field)
    slope = across * np.float32(np.cos(angle)) + down * np.float32(np.sin(angle))
    return np.asarray(slope / np.float32(sheet.pixel))


def _own(rng: np.random.Generator) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(int(rng.integers(2**62))))


def _lattice(own: np.random.Generator, count: list[float]) -> Floats:
    shape = (int(np.ceil(count[0])) + 1, int(np.ceil(count[1])) + 1)
    values = own.random(shape, dtype=np.float32)
    values *= np.float32(2)
    values -= np.float32(1)
    return values


def _enlarged(field: Floats, shape: tuple[int, int]) -> Floats:
    """Stretch a field to its full size: smoothly to half of it, from there on linearly."""
    half = [max(own, -(-side // 2)) for own, side in zip(field.shape, shape, strict=True)]
    if (half[0], half[1]) != field.shape:
        field = _resized(field, (half[0], half[1]))
    left, right, along = _neighbours(half[1], shape[1])
    upper, lower, down = _neighbours(half[0], shape[0])
    wide = np.empty((half[0], shape[1]), dtype=np.float32)
    for rows in row_bands(*wide.shape):
        part = field[rows].take(right, axis=1)
        start = field[rows].take(left, axis=1)
        part -= start
        part *= along
        np.add(part, start, out=wide[rows])
    result = np.empty(shape, dtype=np.float32)
    for rows in row_bands(*shape):
        part, start = wide[lower[rows]], wide[upper[rows]]
        part -= start
        part *= down[rows, None]
        np.add(part, start, out=result[rows])
    return result


@lru_cache(maxsize=64)
def _neighbours(count: int, size: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Return which two of `count` samples lie around each of `size` pixels, and how far between."""
    place = np.clip((np.arange(size) + 0.5) * (count / size) - 0.5, 0, count - 1)
    first = np.minimum(place.astype(np.intp), count - 1)
    return first, np.minimum(first + 1, count - 1), (place - first).astype(np.float32)


def _resized(field: Floats, shape: tuple[int, ...]) -> Floats:
    image = Image.fromarray(field).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    return np.asarray(image)
