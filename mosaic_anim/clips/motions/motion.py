"""Motion: the keys of every motion, and from the time of a clip to the progress of each tile."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from mosaic_anim.clips.ease import EASE, Ease
from mosaic_anim.clips.motions.delays import delays
from mosaic_anim.clips.motions.source import source_of
from mosaic_anim.clips.stagger import ORDERS, Order, Stagger
from mosaic_anim.clips.target import CellTarget, PhotoTarget, RectTarget
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import FLAG, choice, optional
from mosaic_anim.schema.part import Part, key, keys_of, part_kind

if TYPE_CHECKING:
    from fractions import Fraction

    from mosaic_anim.values.flight import Flight, Floats, TileLayout

_STEPS = 2048
"""Steps of an easing's table: between them it is straight."""


def motion_name(name: str) -> Any:
    """Declare the key that names a motion: `motion: str = motion_name("explode")`."""
    return key(choice(name), default=name, description="Name of the motion.")


def default_ease(name: str) -> Any:
    """Declare the key `ease` with another default: `ease: Ease = default_ease("linear")`."""
    return key(
        EASE,
        default=name,
        description="Easing of a tile's flight.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion(Part):
    """What tiles do over a clip; the base class of every motion, which overrides `flight`.

    Attributes
    ----------
    HOME : tuple of float
        Progress, 0 or 1 or both, at which every tile is at home.
    SHOWS_BACK : bool
        Whether tiles show their backs, where the cover is.
    STAGGER : Stagger or None
        How tiles start by default; None is all at once.
    SPREAD : float
        Default share of the clip between the first tile's start and the last one's.
    ORDER : str or None
        How tiles are ordered by default, if no point is given that they start from.
    SOURCE : str
        Hash of the code of a motion that is not part of this package; set by itself.
    """

    HOME: ClassVar[tuple[float, ...]] = (0.0,)
    SHOWS_BACK: ClassVar[bool] = False
    STAGGER: ClassVar[Stagger | None] = None
    SPREAD: ClassVar[float] = 0.6
    ORDER: ClassVar[Order | None] = None
    SOURCE: ClassVar[str] = ""

    ease: Ease = default_ease("in_out_sine")
    stagger: Stagger | None = key(
        optional(part_kind(Stagger)),
        default=None,
        description="Start tiles one after another; `{spread: 0s}` starts them all at once.",
        otherwise="the motion's own",
    )
    order: Order | None = key(
        optional(ORDERS),
        default=None,
        description="Which tiles start first: `rows` from the top, `columns` from the left, "
        "`radial` from where the stagger begins, `random`, `brightness` the dark ones, `color` "
        "around the colour wheel, `date` the oldest photos.",
        otherwise="the motion's own",
    )
    reverse: bool = key(
        FLAG,
        default=False,
        description="Play the motion backwards: tiles that fly away come home.",
    )

    def __init_subclass__(cls) -> None:
        super(Motion, cls).__init_subclass__()  # by name: `slots` makes each class a second time
        cls.SOURCE = source_of(cls)

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are.

        Parameters
        ----------
        tiles : TileLayout
            Where they are at home; `tiles.random("spin")` is a random number for each. It may hold
            only some tiles of a canvas: count them with `len(tiles)`, not by the grid.
        progress : (n,) float32
            Progress of each tile, eased; mostly from 0 to 1.
        """
        raise NotImplementedError

    def moved(self, layout: "TileLayout", time: float, *, spread: float) -> "Flight":
        """Return where tiles are at a share [0 to 1] of the clip's time.

        Parameters
        ----------
        spread : float
            Share of the time that lies between the first tile's start and the last one's.
        """
        return self.flight(
            layout, self.progress(layout, 1 - time if self.reverse else time, spread)
        )

    def progress(self, layout: "TileLayout", time: float, spread: float) -> "Floats":
        """Return how far each tile is (n,): exactly 0 at time 0, exactly 1 at time 1."""
        if time in {0, 1}:  # where rounding must not keep a tile from its home
            return np.full(len(layout), time, np.float32)
        if not spread:  # all tiles are equally far
            own = np.full(1, time, np.float32)
        else:
            late = self.delays(layout) * np.float32(spread)
            own = np.clip((np.float32(time) - late) / np.float32(max(1 - spread, 1e-6)), 0, 1)
        table, rise = _table(self.ease)
        at = own * np.float32(_STEPS)
        step = at.astype(np.int32)
        eased = table[step] + rise[step] * (at - step.astype(np.float32))
        return np.full(len(layout), eased, np.float32) if not spread else eased

    def delays(self, layout: "TileLayout") -> "Floats":
        """Return when each tile starts, from 0 for the first to 1 for the last (n,)."""
        stagger = self.stagger or self.STAGGER or Stagger()
        order = self.order or (self.ORDER if stagger.from_ is None else None)
        return delays(stagger, layout, order)

    @property
    def is_staggered(self) -> bool:
        """Whether tiles start at different times."""
        return any((self.stagger, self.order, self.STAGGER))

    def spread(self, duration: "Fraction") -> float:
        """Return the share of a clip of `duration` [s] over which tiles start."""
        if not self.is_staggered:
            return 0.0
        stagger = self.stagger or self.STAGGER
        if stagger is None or stagger.spread is None:
            return self.SPREAD
        return float(stagger.spread / duration)

    @property
    def home(self) -> tuple[float, ...]:
        """Progress at which every tile is at home: `HOME`, unless the options change it."""
        return self.HOME

    def is_home(self, time: float) -> bool:
        """Return whether every tile is at home at a share of the clip's time."""
        return (1 - time if self.reverse else time) in self.home

    def with_points(self, place: Callable[[str, Any], tuple[float, float]]) -> Self:
        """Return this motion with its targets replaced by points.

        Parameters
        ----------
        place : callable
            Takes the name of the key (`stagger.from`) and a target; returns row and column [cells].
        """
        points: dict[str, Any] = {}
        for declared in keys_of(type(self)):
            value = getattr(self, declared.name)
            if isinstance(value, CellTarget | PhotoTarget | RectTarget):
                points[declared.name] = place(declared.word, value)
        stagger = self.stagger
        if stagger is not None and isinstance(stagger.from_, CellTarget | PhotoTarget | RectTarget):
            points["stagger"] = stagger.changed(from_=place("stagger.from", stagger.from_))
        return self.changed(**points) if points else self


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionRecipe:
    """A motion at one moment: the recipe in a layer.

    Attributes
    ----------
    motion : Motion
        With points in place of targets.
    seed : int
        Made from the seed of the scene and the id of the clip.
    spread : float
        Share of the time between the first tile's start and the last one's.
    time : float
        Share of the motion's time that has passed, 0 to 1.
    """

    motion: Motion
    seed: int
    spread: float
    time: float

    def flight(self, layout: "TileLayout") -> "Flight":
        """Return where the tiles of `layout` are."""
        return self.motion.moved(layout.seeded(self.seed), self.time, spread=self.spread)


@lru_cache(maxsize=64)
def _table(ease: Ease) -> tuple["Floats", "Floats"]:
    """Return an easing at evenly spaced times and its rise from each to the next.

    There are more tiles than steps. It is exactly 0 at the start and 1 at the end, also where the
    easing itself jumps there: a tile that has not started is at home.
    """
    curve = ease.function()
    table = np.array([curve(step / _STEPS) for step in range(_STEPS + 1)])
    table[0], table[-1] = 0, 1
    rise = np.diff(table, append=1)
    return table.astype(np.float32), rise.astype(np.float32)
