"""The mosaic of a scene: cover and library, and how photos are chosen for cells."""

from dataclasses import dataclass
from typing import Any

from mosaic_anim.clips.focus import FOCUS, Focus
from mosaic_anim.mosaic.settings import FEATURES, MosaicSettings
from mosaic_anim.schema.kind import integer, number, optional, scalar
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import invalid, quoted, suggest
from mosaic_anim.schema.value import ASPECT, PATH


def _read_features(value: Any) -> str:
    """Read the name of a feature."""
    if isinstance(value, str) and value in FEATURES:
        return value
    remedy = suggest(value if isinstance(value, str) else "", FEATURES)
    raise invalid(f"unknown features {quoted(value)}", remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchModel(Part):
    """How the photo for each cell is chosen."""

    features: str = key(
        scalar(_read_features, {"enum": list(FEATURES)}),
        default="lab-4x4",
        description="What is compared: `mean-rgb`, the average colour; `mean-lab`, the same in "
        "a colour space closer to the eye; `lab-4x4`, a grid of 4x4 such averages, so that "
        "structure counts too.",
    )
    neighbours: int = key(
        integer(least=1, most=10_000),
        unit="photos",
        default=50,
        description="How many of the nearest photos are considered for a cell.",
    )
    repeat_distance: int = key(
        integer(least=0, most=10_000),
        unit="cells",
        default=3,
        description="A photo is never used twice within this distance; 0 allows neighbours.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MosaicModel(Part):
    """The cover, the photo library, and how one becomes the other."""

    cover: str = key(
        PATH,
        example="demo",
        description="The picture that the mosaic shows: a file, relative to the scene file, or "
        "`demo`, which is built in.",
    )
    focus: Focus = key(
        FOCUS,
        default="center",
        description="What a crop of the cover is centred on, where a camera with `fit: cover` "
        "fills a frame of another shape: `auto`, which finds faces and what stands out; a point "
        "[row, col] or a rectangle [row, col, height, width], as shares or in percent.",
    )
    library: str = key(
        PATH,
        example="demo",
        description="Folder of photos, relative to the scene file, or `demo`, which is built in.",
    )
    columns: int = key(
        integer(least=1, most=10_000),
        unit="cells",
        default=120,
        description="Cells in a row. More columns show a clearer picture, made of smaller photos.",
    )
    cell: float = key(
        ASPECT,
        default=1.0,
        description="Shape of a cell, width to height. As many whole rows as fit are taken; the "
        "rest of the cover is cut off, half of it above and half below.",
    )
    tint: float = key(
        number(least=0.0, most=1.0),
        default=0.0,
        description="How strongly photos are coloured towards their cell: 0 leaves them alone. "
        "The tint fades out where the camera lands on a photo.",
    )
    placement: str | None = key(
        optional(PATH),
        default=None,
        description="A placement that `mosaic-anim build --placement` saved, relative to the "
        "scene file. It is used as it is: nothing is matched again.",
        otherwise="photos are matched",
    )
    match: MatchModel = key(
        part_kind(MatchModel),
        default=MatchModel(),
        description="How the photo for each cell is chosen.",
        otherwise="its defaults",
    )

    def settings(self, *, seed: int = 0) -> MosaicSettings:
        """Return the settings of the matcher."""
        return MosaicSettings(
            columns=self.columns,
            cell_aspect=self.cell,
            features=self.match.features,
            neighbours=self.match.neighbours,
            repeat_distance=self.match.repeat_distance,
            tint=self.tint,
            seed=seed,
        )
