"""MosaicSettings: how a cover is cut and matched. Pure Python, so that a scene loads quickly."""

from dataclasses import dataclass, replace
from typing import Literal

from mosaic_anim.errors import CannotStartError
from mosaic_anim.values.clock import is_date

MAX_COLUMNS = 20_000
"""Most columns of a mosaic."""

MAX_CELLS = 25_000_000
"""Most cells of a mosaic: 5,000 x 5,000."""

MOST_STRUCTURE, MOST_PENALTY = 10, 100
"""Largest values of `structure` and `repeat_penalty`."""

MOST_FRAMES = 100
"""Most frames of a video that are photos of their own."""

AUTO: Literal["auto"] = "auto"
"""Lets the program choose `columns` or `tint`: see `automatic.py`."""

FREE = -1
"""A cell that has no photo yet."""

CELL_ASPECTS = (0.05, 20.0)
"""Least and greatest width of a cell over its height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureKind:
    """What is compared of a cell and a tile.

    Attributes
    ----------
    space : str
        `rgb`: averages of encoded sRGB, 0 to 255. `lab`: the same averages as CIE L*a*b*. `oklab`:
        as OKLab, L from 0 to 100 and the colours stretched, most of all near grey.
    side : int
        The picture is averaged over side x side equal parts.
    structure : float
        How much lightness inside a cell counts against its mean colour.
    """

    space: Literal["rgb", "lab", "oklab"]
    side: int
    structure: float = 1.0

    @property
    def length(self) -> int:
        """Numbers in one feature."""
        return 3 * self.side**2


FEATURES: dict[str, FeatureKind] = {
    "mean-rgb": FeatureKind(space="rgb", side=1),
    "mean-lab": FeatureKind(space="lab", side=1),
    "mean-oklab": FeatureKind(space="oklab", side=1),
    **{f"lab-{n}x{n}": FeatureKind(space="lab", side=n) for n in range(1, 9)},
    **{f"oklab-{n}x{n}": FeatureKind(space="oklab", side=n) for n in range(1, 9)},
}
"""Features by the name that a scene gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CropPlace:
    """Where a crop lies in a photo.

    Attributes
    ----------
    down, across : float
        Position in the room that is left, 0 at the top or left to 1.
    share : float
        Its sides, as a share of those of the largest crop that there is.
    """

    down: float
    across: float
    share: float


MIDDLE = CropPlace(down=0.5, across=0.5, share=1.0)
"""The largest crop, in the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CropKind:
    """The crops that are tried of each photo; the one in the middle comes first.

    Attributes
    ----------
    places : tuple of CropPlace
    penalty : float
        What a crop costs that shows nothing of the largest one; others cost their share of it
        where cells do not want close ones [Delta E squared].
    """

    places: tuple[CropPlace, ...]
    penalty: float = 0.0


_SLIDES = (
    MIDDLE,
    *(CropPlace(down=place, across=place, share=1.0) for place in (0.0, 0.25, 0.75, 1.0)),
)
_THIRDS = (0.0, 0.5, 1.0)


def _parts(share: float) -> tuple[CropPlace, ...]:
    return tuple(
        CropPlace(down=down, across=across, share=share) for down in _THIRDS for across in _THIRDS
    )


_CLOSE = (*_SLIDES, *_parts(0.7), *_parts(0.5))
_PENALTY = 120.0

CROPS: dict[str, CropKind] = {
    "centre": CropKind(places=(MIDDLE,)),
    "slide": CropKind(places=_SLIDES),
    "best": CropKind(places=_CLOSE, penalty=_PENALTY),
    "close": CropKind(places=_CLOSE),
}
"""Ways to crop photos, by the name that a scene gives them, from the fewest crops to the most.

A close crop fits better, and leaves less of a photo to be looked at from near. With the penalty of
`best` six covers of 80 x 60 cells show 56 % of their largest crops, as without a penalty and with
crops of 0.7 and more (52 %), for 8 % less error and 8 % more SSIM; without a penalty, 32 %."""

TURNS: dict[str, tuple[int, ...]] = {
    "upright": (0,),
    "mirrored": (0, 1),
    "any": (0, 1, 2, 3, 4, 5, 6, 7),
}
"""Orientations that photos may be shown in, by the name that a scene gives them."""


KEEP_OR_DROP = ("keep", "drop")
"""What may be done with some photos."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MosaicSettings:
    """How a cover becomes a mosaic.

    Attributes
    ----------
    columns : int or "auto"
        Cells across the cover's width; `auto` chooses by the number of photos and `frame`.
    cell_aspect : float
        Width of a cell over its height.
    same_sides : bool
        Whether there are as many rows as columns: the mosaic has the shape of a cell, in which it
        can lie as a tile, and the cover is cut to that shape.
    features : str
        A name of `FEATURES`.
    neighbours : int
        Number of nearest photos that a cell chooses from.
    repeat_distance : int
        The same photo never lies in two cells that are this many rows and columns apart, or
        fewer: max(|rows|, |columns|) > repeat_distance. 0 allows it everywhere.
    importance : float
        How much closer crops are where people look, and how much less close elsewhere, 0 to 1.
    include : tuple of str
        Photos that may appear, if not all: names, folders or patterns.
    min_side : int
        Least length of a photo's shorter side [px].
    since, until : str
        First and last year, month or day, as in 2024-07-31, of photos that may appear.
    screenshots, duplicates : str
        Whether pictures with much flat colour, and further copies of a photo, are left out.
    tint : float or "auto"
        How far a tile's mean colour moves to its cell's, 0 (not at all) to 1; `auto` chooses by
        how far they are apart.
    blend : float
        How much of the cover lies over the photos, 0 to 1; it changes nothing of the placement.
    frame : (int, int) or None
        Height and width of the frame that shows the mosaic whole, for `columns: auto` [px]; None
        for one that is large enough.
    seed : int
        Stored with the placement; the matcher itself uses no random numbers.

    Raises
    ------
    ValueError
        If a value is out of its range.
    """

    columns: int | Literal["auto"] = 120
    cell_aspect: float = 1.0
    same_sides: bool = False
    features: str = "oklab-4x4"
    structure: float = 1.7
    crop: str = "best"
    turn: str = "upright"
    neighbours: int = 64
    repeat_distance: int | None = None
    max_uses: int | None = None
    use_all: bool = False
    use_least: float = 0.6
    repeat_penalty: float = 1.0
    importance: float = 0.5
    must_use: tuple[str, ...] = ()
    favour: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    min_side: int = 1
    since: str = ""
    until: str = ""
    screenshots: str = "keep"
    duplicates: str = "drop"
    strict: bool = False
    tint: float | Literal["auto"] = 0.0
    blend: float = 0.0
    frame: tuple[int, int] | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the ranges."""
        checks = {
            f"columns must be 1 to {MAX_COLUMNS}, or auto": self.columns == AUTO
            or _is_within(self.columns, 1, MAX_COLUMNS),
            "cell_aspect must be {:g} to {:g}".format(*CELL_ASPECTS): CELL_ASPECTS[0]
            <= self.cell_aspect
            <= CELL_ASPECTS[1],
            f"features must be one of {', '.join(FEATURES)}": self.features in FEATURES,
            f"crop must be one of {', '.join(CROPS)}": self.crop in CROPS,
            f"turn must be one of {', '.join(TURNS)}": self.turn in TURNS,
            f"structure must be 0 to {MOST_STRUCTURE}": 0 <= self.structure <= MOST_STRUCTURE,
            "neighbours must be 1 or more": self.neighbours >= 1,
            "repeat_distance must be 0 or more": (self.repeat_distance or 0) >= 0,
            "max_uses must be 1 or more": self.max_uses is None or self.max_uses >= 1,
            "use_least must be 0 to 1": 0 <= self.use_least <= 1,
            f"repeat_penalty must be 0 to {MOST_PENALTY}": 0 <= self.repeat_penalty <= MOST_PENALTY,
            "importance must be 0 to 1": 0 <= self.importance <= 1,
            "min_side must be 1 or more": self.min_side >= 1,
            "since must be a date": not self.since or is_date(self.since),
            "until must be a date": not self.until or is_date(self.until),
            "screenshots must be keep or drop": self.screenshots in KEEP_OR_DROP,
            "duplicates must be keep or drop": self.duplicates in KEEP_OR_DROP,
            "tint must be 0 to 1, or auto": self.tint == AUTO or _is_within(self.tint, 0, 1),
            "blend must be 0 to 1": 0 <= self.blend <= 1,
            "frame must be positive": self.frame is None or min(self.frame) >= 1,
        }
        for message, holds in checks.items():
            if not holds:
                raise ValueError(message)

    @property
    def feature(self) -> FeatureKind:
        """The kind that `features` names."""
        return replace(FEATURES[self.features], structure=self.structure)


def _is_within(value: float | str, least: float, most: float) -> bool:
    """Return whether a value is a number in a range."""
    return not isinstance(value, str) and least <= value <= most


SettingName = Literal[
    "columns", "repeat_distance", "max_uses", "use_all", "must_use", "favour", "exclude", "include",
    "min_side", "since", "until", "screenshots",
]  # fmt: skip
"""Settings that cover or photos may be unfit for."""


class SettingError(CannotStartError):
    """A setting asks for more than the cover or the photos can give.

    Parameters
    ----------
    what, remedy : str
    key : str
        The setting.
    """

    def __init__(self, what: str, *, remedy: str, key: SettingName) -> None:
        super().__init__(what, remedy=remedy)
        self.key = key
