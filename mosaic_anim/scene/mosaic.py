"""The mosaic of a scene: cover and library, and how photos are chosen for cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mosaic_anim.clips.focus import FOCUS, Focus
from mosaic_anim.mosaic.settings import (
    AUTO,
    CROPS,
    FEATURES,
    KEEP_OR_DROP,
    MAX_CELLS,
    MOST_FRAMES,
    MOST_PENALTY,
    MOST_STRUCTURE,
    TURNS,
    MosaicSettings,
)
from mosaic_anim.schema.kind import (
    FLAG,
    Kind,
    choice,
    integer,
    list_of,
    number,
    one_or_several,
    optional,
    or_word,
    scalar,
    string,
)
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import invalid, quoted, suggest
from mosaic_anim.schema.value import ASPECT, DATE, PATH
from mosaic_anim.values.geometry import Size

_DEFAULTS = MosaicSettings()

_TAKEN_OVER = (
    "features", "structure", "crop", "turn", "neighbours", "repeat_distance", "use_all",
    "use_least", "repeat_penalty", "importance", "min_side", "screenshots", "duplicates", "strict",
)  # fmt: skip
"""Settings of the matcher that a scene calls by the same names."""


def _name_of(table: Mapping[str, object], what: str) -> Kind:
    """Return the kind of the names in a table."""

    def read(value: Any) -> str:
        if isinstance(value, str) and value in table:
            return value
        remedy = suggest(value if isinstance(value, str) else "", table)
        raise invalid(f"unknown {what} {quoted(value)}", remedy)

    return scalar(read, {"enum": list(table)})


_SHAPE = Kind(
    read=lambda value, at: AUTO if value == AUTO else ASPECT.read(value, at),
    schema={"anyOf": [{"const": AUTO, "type": "string"}, ASPECT.schema]},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchModel(Part):
    """How the photo for each cell is chosen."""

    features: str = key(
        _name_of(FEATURES, "features"),
        default=_DEFAULTS.features,
        description="What is compared: `mean-rgb`, the average colour; `mean-lab`, `mean-oklab`, "
        "the same in colour spaces closer to the eye; `lab-4x4`, `oklab-4x4`, a grid of 4x4 such "
        "averages, so that structure counts too.",
    )
    structure: float = key(
        number(least=0, most=MOST_STRUCTURE),
        default=_DEFAULTS.structure,
        description="How much light and dark inside a cell count against its mean colour, where "
        "features have several parts.",
    )
    crop: str = key(
        _name_of(CROPS, "crop"),
        default=_DEFAULTS.crop,
        description="Which part of a photo a cell may show: its `centre`, a part that can `slide` "
        "along it, the `best` of many that also may be smaller, down to a half of the photo's "
        "height or width, the more of it the better, or a `close` one, however little it shows.",
    )
    turn: str = key(
        _name_of(TURNS, "turn"),
        default=_DEFAULTS.turn,
        description="How photos may lie: `upright`, also `mirrored`, or `any` way.",
    )
    neighbours: int = key(
        integer(least=1, most=10_000),
        unit="photos",
        default=_DEFAULTS.neighbours,
        description="How many of the nearest photos are considered for a cell.",
    )
    repeat_distance: int | None = key(
        optional(integer(least=0, most=10_000)),
        unit="cells",
        default=None,
        description="A photo is never used twice within this distance; 0 allows neighbours.",
        otherwise="3, or less with few photos",
    )
    max_uses: int | None = key(
        optional(integer(least=1, most=MAX_CELLS)),
        unit="cells",
        default=None,
        description="How often a photo is used at most.",
        otherwise="a 75th of the cells, more with few photos",
    )
    unique: bool = key(
        FLAG,
        default=False,
        description="Every photo is used at most once: short for `max_uses: 1`.",
    )
    use_all: bool = key(
        FLAG, default=_DEFAULTS.use_all, description="Every photo is used at least once."
    )
    use_least: float = key(
        number(least=0, most=1),
        default=_DEFAULTS.use_least,
        description="Share of the photos that is used at least, where there are more cells than "
        "photos. 0 leaves out what fits nowhere well.",
    )
    repeat_penalty: float = key(
        number(least=0, most=MOST_PENALTY),
        default=_DEFAULTS.repeat_penalty,
        description="How unwelcome a photo is that is used already, the nearer the more. 0 only "
        "keeps the rules.",
    )
    importance: float = key(
        number(least=0, most=1),
        default=_DEFAULTS.importance,
        description="How much faces and what stands out in the cover count: there crops may be "
        "closer and resemble it more, elsewhere photos are shown more whole.",
    )
    must_use: tuple[str, ...] | None = key(
        optional(list_of(string())),
        default=None,
        description="Photos that appear, in the cells where they fit best: names, folders, or "
        "patterns such as `family/*`.",
        otherwise="none need appear",
    )
    favour: tuple[str, ...] | None = key(
        optional(list_of(string())),
        default=None,
        description="Photos that are preferred where they fit nearly as well as others.",
        otherwise="all are alike",
    )
    exclude: tuple[str, ...] | None = key(
        optional(list_of(string())),
        default=None,
        description="Photos of the library that do not appear.",
        otherwise="all may appear",
    )
    include: tuple[str, ...] | None = key(
        optional(list_of(string())),
        default=None,
        description="The photos that may appear, and no others: names, folders, or patterns.",
        otherwise="all may appear",
    )
    min_side: int = key(
        integer(least=1, most=100_000),
        unit="px",
        default=_DEFAULTS.min_side,
        description="Photos whose shorter side has fewer pixels are left out.",
    )
    since: str | None = key(
        optional(DATE),
        default=None,
        description="Photos taken earlier, or at an unknown time, are left out: a year, a month "
        "such as 2024-07, or a day such as 2024-07-31.",
        otherwise="from any time",
    )
    until: str | None = key(
        optional(DATE),
        default=None,
        description="Photos taken later, or at an unknown time, are left out. The year, month or "
        "day that is named counts as a whole.",
        otherwise="from any time",
    )
    screenshots: str = key(
        choice(*KEEP_OR_DROP),
        default=_DEFAULTS.screenshots,
        description="Whether pictures of which two fifths are one flat colour may appear: "
        "screenshots, charts, pages of text.",
    )
    duplicates: str = key(
        choice(*KEEP_OR_DROP),
        default=_DEFAULTS.duplicates,
        description="Whether copies of a photo that were resized, compressed again or hardly moved "
        "may appear, too. Otherwise the largest of them stands for all.",
    )
    strict: bool = key(
        FLAG,
        default=_DEFAULTS.strict,
        description="Refuse rules that the photos cannot keep. Otherwise these are relaxed as far "
        "as needed, and a note says so.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MosaicModel(Part):
    """The cover, the photo library, and how one becomes the other."""

    cover: str = key(
        PATH,
        example="demo",
        description="The picture that the mosaic shows: a file, relative to the scene file, or "
        "`demo` or `demo-portrait`, which are built in.",
    )
    focus: Focus = key(
        FOCUS,
        default="center",
        description="What a crop of the cover is centred on, where a camera with `fit: cover` "
        "fills a frame of another shape: `auto`, which finds faces and what stands out; a point "
        "[row, col] or a rectangle [row, col, height, width], as shares or in percent.",
    )
    library: str | tuple[str, ...] = key(
        one_or_several(PATH),
        example="demo",
        description="Folder of photos, relative to the scene file, or `demo`, which is built in. A "
        "`.txt` file is a list with a photo or folder in each line. Several make one library: "
        "`[holiday, family]`.",
    )
    frames: int = key(
        integer(least=1, most=MOST_FRAMES),
        unit="frames",
        default=1,
        description="How many frames of each video among the photos are photos of their own: good "
        "ones that differ, as many as there are. Their names are those of the video as a folder, "
        "such as `beach.mp4/12/3.480s`; 1 is the best frame, called `beach.mp4`.",
    )
    columns: int | Literal["auto"] = key(
        or_word(AUTO, integer(least=1, most=10_000)),
        unit="cells",
        default=120,
        description="Cells in a row. More columns show a clearer picture, made of smaller photos. "
        "`auto` chooses by the number of photos, the cover's shape and the size of the largest "
        "output.",
    )
    cell: float | Literal["auto"] = key(
        _SHAPE,
        default=1.0,
        description="Shape of a cell, width to height; `auto` is that of the largest output. As "
        "many whole rows as fit are taken; the rest of the cover is cut off, half of it above and "
        "half below.",
    )
    tint: float | Literal["auto"] = key(
        or_word(AUTO, number(least=0.0, most=1.0)),
        default=0.0,
        description="How strongly photos are coloured towards their cell: 0 leaves them alone. "
        "`auto` chooses by how well their colours fit: the fewer the photos, the stronger. "
        "The tint fades out where the camera lands on a photo.",
    )
    blend: float = key(
        number(least=0.0, most=1.0),
        default=0.0,
        description="How much of the cover itself lies over the photos, as in classic mosaics: 0 "
        "shows photos only. It fades out where the camera lands on a photo.",
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

    def settings(
        self, *, seed: int = 0, frame: Size | None = None, same_sides: bool = False
    ) -> MosaicSettings:
        """Return the settings of the matcher.

        Parameters
        ----------
        frame : Size, optional
            The frame that shows the mosaic [px], where its size counts.
        same_sides : bool
            As in `MosaicSettings`.
        """
        shape = frame.aspect if frame else 1.0
        return MosaicSettings(
            columns=self.columns,
            cell_aspect=shape if self.cell == AUTO else self.cell,
            same_sides=same_sides,
            **{name: getattr(self.match, name) for name in _TAKEN_OVER},
            must_use=self.match.must_use or (),
            favour=self.match.favour or (),
            exclude=self.match.exclude or (),
            include=self.match.include or (),
            since=self.match.since or "",
            until=self.match.until or "",
            max_uses=1 if self.match.unique else self.match.max_uses,
            tint=self.tint,
            blend=self.blend,
            frame=(frame.height, frame.width) if frame and self.columns == AUTO else None,
            seed=seed,
        )
