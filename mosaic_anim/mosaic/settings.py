"""MosaicSettings: how a cover is cut and matched. Pure Python, so that a scene loads quickly."""

from dataclasses import dataclass
from typing import Literal

from mosaic_anim.errors import CannotStartError

MAX_COLUMNS = 20_000
"""Most columns of a mosaic."""

CELL_ASPECTS = (0.05, 20.0)
"""Least and greatest width of a cell over its height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureKind:
    """What is compared of a cell and a tile.

    Attributes
    ----------
    space : str
        `rgb`: averages of encoded sRGB, 0 to 255. `lab`: the same averages as CIE L*a*b*.
    side : int
        The picture is averaged over side x side equal parts.
    """

    space: Literal["rgb", "lab"]
    side: int

    @property
    def length(self) -> int:
        """Numbers in one feature."""
        return 3 * self.side**2


FEATURES: dict[str, FeatureKind] = {
    "mean-rgb": FeatureKind(space="rgb", side=1),
    "mean-lab": FeatureKind(space="lab", side=1),
    "lab-1x1": FeatureKind(space="lab", side=1),
    "lab-2x2": FeatureKind(space="lab", side=2),
    "lab-3x3": FeatureKind(space="lab", side=3),
    "lab-4x4": FeatureKind(space="lab", side=4),
    "lab-5x5": FeatureKind(space="lab", side=5),
    "lab-6x6": FeatureKind(space="lab", side=6),
    "lab-7x7": FeatureKind(space="lab", side=7),
    "lab-8x8": FeatureKind(space="lab", side=8),
}
"""Features by the name that a scene gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MosaicSettings:
    """How a cover becomes a mosaic.

    Attributes
    ----------
    columns : int
        Cells across the cover's width.
    cell_aspect : float
        Width of a cell over its height.
    features : str
        A name of `FEATURES`.
    neighbours : int
        Number of nearest photos that a cell chooses from.
    repeat_distance : int
        The same photo never lies in two cells that are this many rows and columns apart, or
        fewer: max(|rows|, |columns|) > repeat_distance. 0 allows it everywhere.
    tint : float
        How far a tile's mean colour moves to its cell's, 0 (not at all) to 1.
    seed : int
        Stored with the placement; the matcher itself uses no random numbers.

    Raises
    ------
    ValueError
        If a value is out of its range.
    """

    columns: int = 120
    cell_aspect: float = 1.0
    features: str = "lab-4x4"
    neighbours: int = 50
    repeat_distance: int = 3
    tint: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the ranges."""
        checks = {
            f"columns must be 1 to {MAX_COLUMNS}": 1 <= self.columns <= MAX_COLUMNS,
            "cell_aspect must be {:g} to {:g}".format(*CELL_ASPECTS): CELL_ASPECTS[0]
            <= self.cell_aspect
            <= CELL_ASPECTS[1],
            f"features must be one of {', '.join(FEATURES)}": self.features in FEATURES,
            "neighbours must be 1 or more": self.neighbours >= 1,
            "repeat_distance must be 0 or more": self.repeat_distance >= 0,
            "tint must be 0 to 1": 0 <= self.tint <= 1,
        }
        for message, holds in checks.items():
            if not holds:
                raise ValueError(message)

    @property
    def feature(self) -> FeatureKind:
        """The kind that `features` names."""
        return FEATURES[self.features]


class SettingError(CannotStartError):
    """A setting asks for more than the cover or the photos can give.

    Parameters
    ----------
    what, remedy : str
    key : "columns" or "repeat_distance"
        The setting.
    """

    def __init__(
        self, what: str, *, remedy: str, key: Literal["columns", "repeat_distance"]
    ) -> None:
        super().__init__(what, remedy=remedy)
        self.key = key
