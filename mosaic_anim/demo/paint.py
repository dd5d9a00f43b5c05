"""The paper that demo pictures are painted on: coordinates, windows, masks and ways to lay colour.

A picture in the making is planar, (3, H, W) float32 of encoded sRGB in [0, 1]: one plane a channel
keeps numpy's inner loops long. All lengths are in *units*: the short side is 2 units, the middle is
the origin, x runs right and y runs down, so that a family draws the same thing at any size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""float32 in truth; numpy's type stubs take a product with a Python number for float64."""

Pixels = NDArray[np.uint8]

_BAND = 1 << 15
"""Pixels worked on at a time: the temporary arrays of so many stay in the cache of a core."""

_SKIP = 1 << 12
"""Pixels from which on it is worth looking whether there is anything to lay."""

_STEPS = 2048
"""Entries of the table that a ramp is looked up in."""

_DITHER = np.random.default_rng(7).random((256, 256), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """Coordinates of a picture or of a window in it.

    Attributes
    ----------
    x : (1, W) float32
        Columns' centres [units].
    y : (H, 1) float32
        Rows' centres [units].
    pixel : float
        Side of a pixel [units].
    base : (3,) float32
        The colour that a picture free to choose should mostly have, encoded sRGB.
    """

    x: Floats
    y: Floats
    pixel: float
    base: Floats

    @classmethod
    def blank(cls, height: int, width: int, base: Floats) -> "Sheet":
        """Lay out `height` x `width` pixels with the short side 2 units long."""
        pixel = 2 / min(height, width)
        x = ((np.arange(width) + 0.5) - width / 2) * pixel
        y = ((np.arange(height) + 0.5) - height / 2) * pixel
        return cls(
            x=x.astype(np.float32)[None, :],
            y=y.astype(np.float32)[:, None],
            pixel=pixel,
            base=base,
        )

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.y.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.x.shape[1])

    @property
    def right(self) -> float:
        """Right border [units]; the left one is its negative on a whole sheet."""
        return float(self.x[0, -1]) + self.pixel / 2

    @property
    def bottom(self) -> float:
        """Lower border [units]; the upper one is its negative on a whole sheet."""
        return float(self.y[-1, 0]) + self.pixel / 2

    def fill(self, color: Floats) -> Floats:
        """Return a new picture (3, H, W) of one colour (3,) or of a broadcastable field."""
        field = color.reshape(3, 1, 1) if color.ndim == 1 else color
        return np.ascontiguousarray(np.broadcast_to(field, (3, self.height, self.width)))

    def radius(self, x: float, y: float) -> Floats:
        """Return the distance of every pixel from a point, (H, W) [units]."""
        return np.sqrt((self.x - x) ** 2 + (self.y - y) ** 2)

    def turned(self, angle: float, x: float = 0.0, y: float = 0.0) -> tuple[Floats, Floats]:
        """Return coordinates along and across the direction `angle` [rad] through a point."""
        c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        dx, dy = self.x - np.float32(x), self.y - np.float32(y)
        return dx * c + dy * s, dy * c - dx * s

    def cut(
        self, picture: Floats, x: float, y: float, reach_x: float, reach_y: float | None = None
    ) -> tuple["Sheet", Floats]:
        """Return the window around a point and the view of `picture` in it (at least a pixel)."""
        reach_y = reach_x if reach_y is None else reach_y
        left, top = float(self.x[0, 0]), float(self.y[0, 0])
        cols = _span(
            (x - reach_x - left) / self.pixel, (x + reach_x - left) / self.pixel, self.width
        )
        rows = _span(
            (y - reach_y - top) / self.pixel, (y + reach_y - top) / self.pixel, self.height
        )
        window = Sheet(x=self.x[:, cols], y=self.y[rows], pixel=self.pixel, base=self.base)
        return window, picture[:, rows, cols]

    def bands(self, picture: Floats) -> Iterator[tuple["Sheet", Floats]]:
        """Yield this sheet and the view of `picture` in bands of rows, for paint without noise."""
        for rows in row_bands(self.height, self.width):
            band = Sheet(x=self.x, y=self.y[rows], pixel=self.pixel, base=self.base)
            yield band, picture[:, rows]

    def below(self, picture: Floats, y: float) -> tuple["Sheet", Floats, slice]:
        """Return the window from row `y` [units] down, the view of `picture` in it, its rows."""
        rows = _span((y - float(self.y[0, 0])) / self.pixel - 2, self.height, self.height)
        window = Sheet(x=self.x, y=self.y[rows], pixel=self.pixel, base=self.base)
        return window, picture[:, rows], rows

    def edge(self, distance: Floats, softness: float = 0.0) -> Floats:
        """Turn a signed distance [units], negative inside, into antialiased coverage."""
        slope, half = np.float32(-1 / max(self.pixel, softness)), np.float32(0.5)
        coverage = np.empty(distance.shape, dtype=np.float32)
        for rows in _bands_of(distance):
            part = coverage[rows]
            np.multiply(distance[rows], slope, out=part)
            part += half
            _clip(part)
        return coverage


def row_bands(height: int, width: int) -> Iterator[slice]:
    """Yield slices of rows that hold few enough pixels for the cache."""
    step = max(1, _BAND // width)
    for first in range(0, height, step):
        yield slice(first, min(first + step, height))


def _bands_of(value: Floats) -> Iterator[slice]:
    return row_bands(value.shape[0], value.size // value.shape[0])


def _span(start: float, stop: float, size: int) -> slice:
    first = min(max(int(np.floor(start)), 0), size - 1)
    return slice(first, min(max(int(np.ceil(stop)) + 1, first + 1), size))


def unit(value: Floats) -> Floats:
    """Clip to [0, 1]; on small windows faster than `np.clip`."""
    result: Floats = np.minimum(np.maximum(value, np.float32(0)), np.float32(1))
    return result


def fraction(value: Floats) -> Floats:
    """Return what is above the next whole number below; ten times as fast as `value % 1`."""
    result: Floats = value - np.floor(value)
    return result


def wrapped(value: Floats, period: float) -> Floats:
    """Return `value % period`, several times as fast, for whole numbers too."""
    result: Floats = value - np.float32(period) * np.floor(value / np.float32(period))
    return result


def swatches(colors: Floats, index: Floats) -> Floats:
    """Look whole numbers up in colours (K, 3) that repeat endlessly; returns (3, ...)."""
    whole = wrapped(np.asarray(index), len(colors)).astype(np.intp)
    result = np.empty((3, *whole.shape), dtype=np.float32)
    for plane, channel in zip(result, colors.T, strict=True):
        np.ascontiguousarray(channel, dtype=np.float32).take(whole, mode="clip", out=plane)
    return result


def smoothstep(start: float, stop: float, value: Floats) -> Floats:
    """Rise from 0 at `start` to 1 at `stop` with flat ends."""
    scale = np.float32(1 / (stop - start))
    slope = np.empty(value.shape, dtype=np.float32)
    for rows in _bands_of(value):
        t = value[rows] * scale
        t -= np.float32(start) * scale
        _clip(t)
        part = slope[rows]
        np.multiply(t, np.float32(-2), out=part)
        part += np.float32(3)
        part *= t
        part *= t
    return slope


def lay(color: Floats, coverage: Floats, *, out: Floats) -> None:
    """Cover `out` with a colour (3,) or a picture (3, H, W) by `coverage` (H, W) in [0, 1]."""
    for rows in row_bands(*out.shape[1:]):
        part = _rows(coverage, rows)
        if part.size > _SKIP and part.max() <= 0:
            continue
        for channel in range(3):
            view = out[channel, rows]
            step = _rows(color[channel], rows) - view
            step *= part
            view += step


def shine(color: Floats, amount: Floats, *, out: Floats) -> None:
    """Screen light of a colour over `out`: it brightens and never overshoots 1."""
    one = np.float32(1)
    for rows in row_bands(*out.shape[1:]):
        part = _rows(amount, rows)
        if part.size > _SKIP and part.max() <= 0:
            continue
        for channel in range(3):
            view = out[channel, rows]
            step = part * color[channel]
            _clip(step)
            dark = one - view
            dark *= step
            view += dark


def _rows(value: Floats, rows: slice) -> Floats:
    """Return the rows of an array that may hold one row, or one value, for all of them."""
    if value.ndim < 2 or value.shape[0] == 1:
        return value
    return value[rows]


def shade(factor: Floats, *, out: Floats) -> None:
    """Multiply all channels of `out` by `factor` (H, W)."""
    out *= factor


def ramp(colors: Floats, value: Floats) -> Floats:
    """Look `value` in [0, 1] up in evenly spaced colours (K, 3); returns (3, ...)."""
    table = _table(colors.tobytes(), len(colors), colors.dtype)
    result = np.empty((3, *value.shape), dtype=np.float32)
    flat, planes = np.ravel(value), result.reshape(3, -1)
    for first in range(0, flat.size, _BAND):
        part = slice(first, first + _BAND)
        index = (flat[part] * np.float32(_STEPS - 1)).astype(np.intp)
        for channel in range(3):
            table[channel].take(index, mode="clip", out=planes[channel, part])
    return result


@lru_cache(maxsize=8)
def _table(colors: bytes, count: int, dtype: np.dtype[Any]) -> Floats:
    """Return the colours (3, _STEPS) between evenly spaced ones."""
    stops, grid = np.linspace(0, 1, count), np.linspace(0, 1, _STEPS)
    planes = np.frombuffer(colors, dtype=dtype).reshape(count, 3).T
    return np.stack([np.interp(grid, stops, plane) for plane in planes]).astype(np.float32)


def _clip(value: Floats) -> None:
    """Clip to [0, 1] in place."""
    np.maximum(value, np.float32(0), out=value)
    np.minimum(value, np.float32(1), out=value)


def finish(picture: Floats, *, vignette: float = 0.0) -> Pixels:
    """Round a picture to (H, W, 3) bytes, dithered so that gradients show no bands."""
    _, height, width = picture.shape
    rows = np.linspace(-1, 1, height, dtype=np.float32)[:, None] ** 2
    cols = np.linspace(-1, 1, width, dtype=np.float32)[None, :] ** 2
    grain = np.tile(_DITHER, (1, -(-width // 256)))[:, :width]
    pixels = np.empty((height, width, 3), dtype=np.uint8)
    for first in range(0, height, 64):  # a whole number of bands goes into the dither's rows
        band = slice(first, min(first + 64, height))
        noise = grain[first % 256 :][: band.stop - first]
        bright: Floats = np.float32(255) * np.ones((1, 1), dtype=np.float32)
        if vignette:
            bright = bright - np.float32(255 * vignette) * (rows[band] + cols) ** 2
        for channel in range(3):
            part = picture[channel, band] * bright
            part += noise
            np.maximum(part, np.float32(0), out=part)
            np.minimum(part, np.float32(255), out=part)
            pixels[band, :, channel] = part.astype(np.uint8)
    return pixels
