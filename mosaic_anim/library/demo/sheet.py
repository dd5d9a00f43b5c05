"""The paper that demo pictures are painted on: coordinates, windows, masks and ways to lay colour.

A picture in the making is planar, (3, H, W) float32 of encoded sRGB in [0, 1]: one plane a channel
keeps numpy's inner loops long. All lengths are in *units*: the short side is 2 units, the middle is
the origin, x runs right and y runs down, so that a family draws the same thing at any size.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""float32 in truth; numpy's type stubs take a product with a Python number for float64."""

Pixels = NDArray[np.uint8]

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

    def below(self, picture: Floats, y: float) -> tuple["Sheet", Floats, slice]:
        """Return the window from row `y` [units] down, the view of `picture` in it, its rows."""
        rows = _span((y - float(self.y[0, 0])) / self.pixel - 2, self.height, self.height)
        window = Sheet(x=self.x, y=self.y[rows], pixel=self.pixel, base=self.base)
        return window, picture[:, rows], rows

    def edge(self, distance: Floats, softness: float = 0.0) -> Floats:
        """Turn a signed distance [units], negative inside, into antialiased coverage."""
        coverage: Floats = distance * np.float32(-1 / max(self.pixel, softness))
        coverage += np.float32(0.5)
        return _clipped(coverage)


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


def smoothstep(start: float, stop: float, value: Floats) -> Floats:
    """Rise from 0 at `start` to 1 at `stop` with flat ends."""
    t: Floats = value - np.float32(start)
    t *= np.float32(1 / (stop - start))
    _clipped(t)
    slope = np.float32(3) - np.float32(2) * t
    slope *= t
    slope *= t
    return slope


def lay(color: Floats, coverage: Floats, *, out: Floats) -> None:
    """Cover `out` with a colour (3,) or a picture (3, H, W) by `coverage` (H, W) in [0, 1]."""
    step = np.empty(out.shape[1:], dtype=np.float32)
    for channel in range(3):
        np.subtract(color[channel], out[channel], out=step)
        step *= coverage
        out[channel] += step


def shine(color: Floats, amount: Floats, *, out: Floats) -> None:
    """Screen light of a colour over `out`: it brightens and never overshoots 1."""
    step = np.empty(out.shape[1:], dtype=np.float32)
    dark = np.empty(out.shape[1:], dtype=np.float32)
    for channel in range(3):
        np.multiply(amount, color[channel], out=step)
        _clipped(step)
        np.subtract(np.float32(1), out[channel], out=dark)
        step *= dark
        out[channel] += step


def shade(factor: Floats, *, out: Floats) -> None:
    """Multiply all channels of `out` by `factor` (H, W)."""
    out *= factor


def ramp(colors: Floats, value: Floats) -> Floats:
    """Look `value` in [0, 1] up in evenly spaced colours (K, 3); returns (3, ...)."""
    stops = np.linspace(0, 1, len(colors))
    grid = np.linspace(0, 1, 2048)
    table = np.stack([np.interp(grid, stops, channel) for channel in colors.T]).astype(np.float32)
    index = (value * np.float32(2047)).astype(np.intp)
    result: Floats = np.stack([plane.take(index, mode="clip") for plane in table])
    return result


def _clipped(value: Floats) -> Floats:
    """Clip to [0, 1] in place and return it."""
    np.maximum(value, np.float32(0), out=value)
    return np.minimum(value, np.float32(1), out=value)


def finish(picture: Floats, *, vignette: float = 0.0) -> Pixels:
    """Round a picture to (H, W, 3) bytes, dithered so that gradients show no bands."""
    _, height, width = picture.shape
    noise = np.tile(_DITHER, (-(-height // 256), -(-width // 256)))[:height, :width]
    if vignette:
        rows = np.linspace(-1, 1, height, dtype=np.float32)[:, None] ** 2
        cols = np.linspace(-1, 1, width, dtype=np.float32)[None, :] ** 2
        picture = picture * (np.float32(1) - np.float32(vignette) * (rows + cols) ** 2)
    pixels = np.empty((height, width, 3), dtype=np.uint8)
    for channel in range(3):
        pixels[..., channel] = np.clip(picture[channel] * np.float32(255) + noise, 0, 255)
    return pixels
