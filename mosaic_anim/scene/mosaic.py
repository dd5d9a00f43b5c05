"""The mosaic of a scene: cover and library, and how photos are chosen for cells."""

from dataclasses import dataclass
from typing import Any

from mosaic_anim.mosaic.settings import FEATURES, MosaicSettings
from mosaic_anim.schema.kind import integer, number, optional, scalar, string
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import invalid, quoted, suggest
from mosaic_anim.schema.value import ASPECT


def _read_features(value: Any) -> str:
    """Read the name of a feature."""
    if isinstance(value, str) and value in FEATURES:
        return value
    remedy = suggest(value if isinstance(value, str) else "", FEATURES)
    raise invalid(f"unknown features {quoted(value)}", remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchModel(Part):
    """How photos are chosen for cells."""

    features: str = key(
        scalar(_read_features, {"enum": list(FEATURES)}),
        default="lab-4x4",
        written="lab-4x4",
        description="What is compared: `mean-rgb` the average colour, `mean-lab` the same as the "
        "eye sees it, `lab-4x4` a grid of 4x4 such averages, so that structure counts too.",
    )
    neighbours: int = key(
        integer(least=1, most=10_000),
        default=50,
        written=50,
        description="How many nearest photos are candidates.",
    )
    repeat_distance: int = key(
        integer(least=0, most=10_000),
        default=3,
        written=3,
        description="The same photo never lies within so many cells of itself; 0 allows all.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MosaicModel(Part):
    """Cover and library, and how one is made of the other."""

    cover: str = key(
        string(),
        example="demo",
        description="The picture that the whole mosaic shows, relative to the scene file; `demo` "
        "is built in.",
    )
    library: str = key(
        string(),
        example="demo",
        description="The folder of photos, relative to the scene file; `demo` is built in.",
    )
    columns: int = key(
        integer(least=1, most=10_000),
        default=120,
        written=120,
        description="Cells from the left edge to the right.",
    )
    cell: float = key(
        ASPECT,
        default=1.0,
        written=1.0,
        description="Shape of a cell, width:height: 1:1, 3:2, or a number.",
    )
    tint: float = key(
        number(least=0.0, most=1.0),
        default=0.0,
        written=0.0,
        description="How far photos are coloured towards their cell: 0 not at all, 1 fully.",
    )
    placement: str | None = key(
        optional(string()),
        default=None,
        description="A placement that `mosaic-anim build --placement` saved, relative to the "
        "scene file: it is used as it is, nothing is matched again.",
    )
    match: MatchModel = key(
        part_kind(MatchModel),
        default=MatchModel(),
        description="How the photo of a cell is chosen.",
    )

    def settings(self, *, seed: int = 0) -> MosaicSettings:
        """Return what the matcher needs to know."""
        return MosaicSettings(
            columns=self.columns,
            cell_aspect=self.cell,
            features=self.match.features,
            neighbours=self.match.neighbours,
            repeat_distance=self.match.repeat_distance,
            tint=self.tint,
            seed=seed,
        )
