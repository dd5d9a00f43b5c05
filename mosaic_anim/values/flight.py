"""Flight: where the tiles of a canvas are while they are away from home, in arrays over n cells.

Motions think in a plane of their own, the canvas measured in *cell heights* both ways: y runs down,
x to the right, a circle is round whatever the shape of a cell. Angles are radians, clockwise as
seen in the picture.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

from mosaic_anim.lazy import np
from mosaic_anim.values.geometry import Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Value = NDArray[np.floating[Any]] | float
    """One number of each tile (n,), of any precision, or the same for all."""
else:  # without loading numpy: motions are declared with them
    Floats = Value = Any

Computed = TypeVar("Computed")

_GOLDEN = 0x9E3779B97F4A7C15  # 2**64 / golden ratio: the step of SplitMix64
_MIX = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SortKeys:
    """What tiles can be sorted by, each (n,) float32 from 0 to 1.

    Attributes
    ----------
    brightness, hue : (n,) float32
        The photo's mean colour: from dark to light; once around the colour circle from red.
    date : (n,) float32
        Rank of the photo's date among those shown, oldest first; those without one come last.
    """

    brightness: Floats
    hue: Floats
    date: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Destination:
    """Where tiles lie in another mosaic of the same tiles.

    Attributes
    ----------
    mosaic : str
        Its name.
    cell : (n,) int32
        Cell of each tile there [flat index].
    """

    mosaic: str
    cell: "NDArray[np.int32]"


@dataclass(frozen=True, kw_only=True, eq=False)
class TileLayout:
    """The places of the tiles of a canvas, row by row, and what distinguishes the tiles.

    Attributes
    ----------
    grid : Grid
        The cells.
    facts : SortKeys or None
        Sort keys of the photos, where a motion asks for them.
    destinations : tuple of Destination
        Where the tiles lie in other mosaics of the same tiles.
    seed : int
        Seed of everything random.
    """

    grid: Grid
    facts: SortKeys | None = None
    destinations: tuple[Destination, ...] = ()
    seed: int = 0
    _memory: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        """Count the tiles."""
        return self.grid.rows * self.grid.cols

    @property
    def height(self) -> float:
        """Height of the canvas [cell heights]."""
        return float(self.grid.rows)

    @property
    def width(self) -> float:
        """Width of the canvas [cell heights]."""
        return self.grid.cols * self.grid.cell_aspect

    @property
    def diagonal(self) -> float:
        """Diagonal of the canvas [cell heights]."""
        return float(np.hypot(self.height, self.width))

    @cached_property
    def row(self) -> Floats:
        """Row of each cell (n,)."""
        return np.repeat(np.arange(self.grid.rows, dtype=np.float32), self.grid.cols)

    @cached_property
    def col(self) -> Floats:
        """Column of each cell (n,)."""
        return np.tile(np.arange(self.grid.cols, dtype=np.float32), self.grid.rows)

    @cached_property
    def y(self) -> Floats:
        """Centre of each cell (n,) [cell heights]."""
        return self.row + np.float32(0.5)

    @cached_property
    def x(self) -> Floats:
        """Centre of each cell (n,) [cell heights]."""
        return (self.col + np.float32(0.5)) * np.float32(self.grid.cell_aspect)

    def seeded(self, seed: int) -> Self:
        """Return the same places with another seed."""
        return self.remember(("seeded", seed), lambda: replace(self, seed=seed))

    def remember(self, name: Hashable, make: Callable[[], Computed]) -> Computed:
        """Return the value of `name`, which `make` computes once: the next frame needs it too.

        It may depend on the layout and the name only, never on the progress.
        """
        if name not in self._memory:
            self._memory[name] = make()
        value: Computed = self._memory[name]
        return value

    def point(self, row: float, col: float) -> tuple[float, float]:
        """Return y, x [cell heights] of a point of the canvas [cells]."""
        return row, col * self.grid.cell_aspect

    def origin(self, place: object) -> tuple[float, float]:
        """Return y, x [cell heights] of a place `(row, col)`; any other word means the middle."""
        if isinstance(place, tuple):
            return self.point(*place)
        return self.height / 2, self.width / 2

    def inset(self) -> Floats:
        """Return how far each cell is from the nearest edge of the canvas (n,) [cell heights]."""
        down: Floats = np.minimum(self.row, self.grid.rows - 1 - self.row)
        across: Floats = np.minimum(self.col, self.grid.cols - 1 - self.col)
        inset: Floats = np.minimum(down, across * np.float32(self.grid.cell_aspect))
        return inset

    def destination(self, mosaic: str) -> "NDArray[np.int32] | None":
        """Return where each tile lies in another mosaic (n,) [cell]; None if that is not known."""
        return next((one.cell for one in self.destinations if one.mosaic == mosaic), None)

    def random(self, what: str) -> Floats:
        """Return a random number in [0, 1) for each tile (n,).

        It depends only on the seed, the cell and `what` it is for.
        """
        return self.remember(("random", what), lambda: _random(len(self), self.seed, what))

    def between(self, what: str, low: float, high: float) -> Floats:
        """Return a random number from `low` to `high` for each tile (n,)."""
        return np.float32(low) + np.float32(high - low) * self.random(what)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flight:
    """Where tiles are, as changes from their homes: what is left out stays as it is.

    Attributes
    ----------
    y, x : (n,) float32 or float
        How far a tile's centre is from home [cell heights].
    angle : (n,) float32 or float
        Clockwise turn [radians].
    scale : (n,) float32 or float
        Its size as a multiple of its own; 0 is invisible.
    flip : (n,) float32 or float
        How far it is turned about an axis in the picture, which makes it |cos(flip)| as wide across
        that axis [radians].
    axis : (n,) float32 or float
        Direction of that axis, from upright, clockwise, fixed to the tile [radians].
    opacity : (n,) float32 or float
        0 is invisible, 1 opaque.
    face : (n,) float32 or float
        Which picture it shows: 0 its photo, 1 what is on its back, a mixture in between.
    depth : (n,) float32 or float
        Tiles of greater depth lie nearer to the eye; 0 is the canvas.
    tint : (n,) float32 or float
        How much of its tint a tile has, 0 to 1.
    """

    y: Value = 0.0
    x: Value = 0.0
    angle: Value = 0.0
    scale: Value = 1.0
    flip: Value = 0.0
    axis: Value = 0.0
    opacity: Value = 1.0
    face: Value = 0.0
    depth: Value = 0.0
    tint: Value = 1.0

    def with_(self, other: "Flight") -> "Flight":
        """Return both at once: offsets, turns and depths add, sizes and opacities multiply."""
        return Flight(
            y=self.y + other.y,
            x=self.x + other.x,
            angle=self.angle + other.angle,
            scale=self.scale * other.scale,
            flip=self.flip + other.flip,
            axis=self.axis + other.axis,
            opacity=self.opacity * other.opacity,
            # The back is seen where either shows it: 1 - (1 - a) (1 - b).
            face=self.face + other.face - self.face * other.face,
            depth=self.depth + other.depth,
            tint=self.tint * other.tint,
        )


def smooth(share: Any) -> Floats:
    """Ease shares (n,), clipped to 0 to 1, softly in and out: 3 s^2 - 2 s^3."""
    clipped = np.clip(share, np.float32(0), np.float32(1))
    softened: Floats = clipped * clipped * (3 - 2 * clipped)
    return softened


def _random(count: int, seed: int, what: str) -> Floats:
    """Hash seed, purpose and number of each tile to a fraction (count,).

    References
    ----------
    Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014: SplitMix64,
    here as a hash of its counter.
    """
    start = np.uint64((seed * _MIX[0] + int.from_bytes(what.encode(), "big") * _MIX[1]) % 2**64)
    state = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(_GOLDEN) + start
    state = (state ^ (state >> np.uint64(30))) * np.uint64(_MIX[0])
    state = (state ^ (state >> np.uint64(27))) * np.uint64(_MIX[1])
    state ^= state >> np.uint64(31)
    return (state >> np.uint64(40)).astype(np.float32) / np.float32(2**24)
