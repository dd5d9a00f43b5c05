"""Tower: mosaics that lie in each other, and a camera that zooms through them at an even speed.

Each mosaic fills one cell of the one before, and the first one a cell of the last. All have n rows
and n columns, and so the shape of a cell. Where mosaic j + 1 fills cell (r, c) of mosaic j, a point
at x [cells] of it lies at (r, c) + x / n of mosaic j. However far a camera zooms, it comes nearer
to one point, which lies at

    l(j) = cell(j) + l(j + 1) / n,    so    l(0) = sum over j of cell(j) / n^j

in mosaic j, where cells repeat with the number of mosaics. At the depth s the view of mosaic j is
h n^(j - s) cells high, where h is the height of a view of a whole mosaic, and its centre lies q(s)
heights of the view beside that point. Whatever q is, the views of all mosaics show the same. Here q
is the periodic cubic spline through those values that put the middle of mosaic j into the middle of
the frame at s = j: the speed at which the logarithm of the height falls is the same at all times,
and position, velocity and acceleration of all that is seen are continuous.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor

from mosaic_anim.values.frame_state import Camera

_ROUNDS = 64
"""Rounds in which the spline is solved: each divides the error by two at least."""

_POWERS = 64
"""Terms of the sum that the limit is: more than a double holds, where there are 2 rows or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tower:
    """Mosaics in each other, and the way of a camera through them.

    Attributes
    ----------
    side : int
        Rows, and columns, of each mosaic.
    cells : tuple of (int, int)
        Row and column of the cell of each mosaic that the next one lies in.
    whole : Camera
        View of a whole mosaic.
    """

    side: int
    cells: tuple[tuple[int, int], ...]
    whole: Camera
    _rows: "_Way" = field(init=False, repr=False, compare=False)
    _cols: "_Way" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rows, cols = zip(*self.cells, strict=True)
        height = self.whole.height
        ways = (
            _Way.of(rows, self.side, self.whole.row, height),
            _Way.of(cols, self.side, self.whole.col, height),
        )
        object.__setattr__(self, "_rows", ways[0])
        object.__setattr__(self, "_cols", ways[1])

    def __len__(self) -> int:
        """Return the number of mosaics."""
        return len(self.cells)

    def camera(self, number: int, depth: float) -> Camera:
        """Return how mosaic `number` (any whole number: they repeat) is seen at a depth."""
        height = self.whole.height * float(self.side) ** (number - depth)
        return Camera(
            row=self._rows.centre(number, depth, height),
            col=self._cols.centre(number, depth, height),
            height=height,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One axis of the way.

    Attributes
    ----------
    limits : tuple of float
        Where in each mosaic the camera comes nearer to [cells].
    offsets, slopes : tuple of float
        How far the middle of the view lies from there at s = j, and how fast that changes [heights
        of the view].
    """

    limits: tuple[float, ...]
    offsets: tuple[float, ...]
    slopes: tuple[float, ...]

    @classmethod
    def of(cls, cells: Sequence[int], side: int, middle: float, height: float) -> "_Way":
        """Return the way through cells of mosaics whose view has its `middle` there [cells]."""
        count = len(cells)
        limits = tuple(
            sum(cells[(first + power) % count] / float(side) ** power for power in range(_POWERS))
            for first in range(count)
        )
        offsets = tuple((middle - limit) / height for limit in limits)
        return cls(limits=limits, offsets=offsets, slopes=_slopes(offsets))

    def centre(self, number: int, depth: float, height: float) -> float:
        """Return the middle of a view of some height [cells]."""
        return self.limits[number % len(self.limits)] + self._offset(depth) * height

    def _offset(self, depth: float) -> float:
        """Return the spline at a depth, by Hermite's polynomials."""
        first = floor(depth)
        t = depth - first
        a, b = first % len(self.offsets), (first + 1) % len(self.offsets)
        return (
            self.offsets[a] * (1 + 2 * t) * (1 - t) ** 2
            + self.slopes[a] * t * (1 - t) ** 2
            + self.offsets[b] * t * t * (3 - 2 * t)
            + self.slopes[b] * t * t * (t - 1)
        )


def _slopes(values: Sequence[float]) -> tuple[float, ...]:
    """Return the slopes m of a periodic cubic spline at whole numbers.

    They solve m(j - 1) + 4 m(j) + m(j + 1) = 3 (v(j + 1) - v(j - 1)), which converges by itself.
    """
    count = len(values)
    wanted = [3 * (values[(j + 1) % count] - values[j - 1]) for j in range(count)]
    slopes = [0.0] * count
    for _ in range(_ROUNDS):
        slopes = [(wanted[j] - slopes[j - 1] - slopes[(j + 1) % count]) / 4 for j in range(count)]
    return tuple(slopes)
