"""Scene: the frozen model of a scene file, format version 1."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, Self

from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    PlainValidator,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from mosaic_anim.clips.camera import CameraChannel
from mosaic_anim.clips.fade import FadeChannel
from mosaic_anim.clips.part import Part, choose, said, wrong, wrong_at
from mosaic_anim.clips.value import (
    Aspect,
    ColorValue,
    Duration,
    Fps,
    FrameSize,
    Int,
    Number,
    frames_at,
)
from mosaic_anim.geometry import Size
from mosaic_anim.mosaic.settings import FEATURES, MosaicSettings
from mosaic_anim.scene.output import Output
from mosaic_anim.scene.rules import broken_rules, default_id, joined

__all__ = ["Clip", "FrameModel", "MatchModel", "MosaicModel", "Output", "Scene"]

FORMAT_VERSION = 1
CLIP_ID = r"^[A-Za-z][A-Za-z0-9_-]{0,63}$"


def _read_features(value: Any) -> str:
    """Read the name of a feature."""
    if isinstance(value, str) and value in FEATURES:
        return value
    remedy = choose(value if isinstance(value, str) else "", FEATURES)
    raise wrong(f"unknown features {said(value)}", remedy)


class FrameModel(Part):
    """The picture that all outputs share unless they say otherwise."""

    size: FrameSize = Field(
        default=Size(width=1920, height=1080),
        json_schema_extra={"default": "1920x1080"},
        description="Width x height in pixels.",
    )
    fps: Fps = Field(
        default=Fraction(30),
        json_schema_extra={"default": 30},
        description="Frames per second; durations such as `45f` count these.",
    )
    background: ColorValue = Field(
        default=(0, 0, 0),
        json_schema_extra={"default": "black"},
        description="Colour where the mosaic does not reach.",
    )


class MatchModel(Part):
    """How photos are chosen for cells."""

    features: Annotated[
        str, PlainValidator(_read_features), WithJsonSchema({"enum": list(FEATURES)})
    ] = Field(
        default="lab-4x4",
        description="What is compared: `mean-rgb` the average colour, `mean-lab` the same as the "
        "eye sees it, `lab-4x4` a grid of 4x4 such averages, so that structure counts too.",
    )
    neighbours: Int = Field(
        default=50, ge=1, le=10_000, description="How many nearest photos are candidates."
    )
    repeat_distance: Int = Field(
        default=3,
        ge=0,
        le=10_000,
        description="The same photo never lies within so many cells of itself; 0 allows all.",
    )


class MosaicModel(Part):
    """Cover and library, and how one is made of the other."""

    cover: str = Field(
        examples=["demo"],
        min_length=1,
        strict=True,
        description="The picture that the whole mosaic shows, relative to the scene file; `demo` "
        "is built in.",
    )
    library: str = Field(
        examples=["demo"],
        min_length=1,
        strict=True,
        description="The folder of photos, relative to the scene file; `demo` is built in.",
    )
    columns: Int = Field(
        default=120, ge=1, le=10_000, description="Cells from the left edge to the right."
    )
    cell: Aspect = Field(
        default=1.0, description="Shape of a cell, width:height: 1:1, 3:2, or a number."
    )
    tint: Number = Field(
        default=0.0,
        ge=0,
        le=1,
        description="How far photos are coloured towards their cell: 0 not at all, 1 fully.",
    )
    placement: str | None = Field(
        default=None,
        min_length=1,
        strict=True,
        description="A placement that `mosaic-anim build --placement` saved, relative to the "
        "scene file: it is used as it is, nothing is matched again.",
    )
    match: MatchModel = Field(
        default_factory=MatchModel, description="How the photo of a cell is chosen."
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


class Clip(Part):
    """A stretch of time and what happens in it. Without a channel everything holds still."""

    id: str = Field(
        default="",
        pattern=CLIP_ID,
        strict=True,
        description="Name of the clip, for `clips:` of an output, `--at dive.end` and `--set`; "
        "`clip-1`, `clip-2` … by default.",
    )
    duration: Duration = Field(
        examples=["1.5s", "800ms", "45f"],
        description="How long it lasts: 1.5s, 800ms, or 45f for frames.",
    )
    camera: CameraChannel | None = Field(default=None, description="Moves the camera.")
    fade: FadeChannel | None = Field(default=None, description="Fades from or to a colour.")

    @model_validator(mode="after")
    def _fade_fits(self) -> Self:
        if self.fade is not None:
            faded = (self.fade.in_ or Fraction(0)) + (self.fade.out or Fraction(0))
            if faded > self.duration:
                what = f"the fade takes {float(faded):g}s, its clip {float(self.duration):g}s"
                error = wrong(what, "make the clip longer or the fade shorter")
                raise wrong_at([(("fade",), error)])
        return self


class Places(Protocol):
    """Knows where the values of a scene are written."""

    def place(self, path: tuple[str | int, ...]) -> str:
        """Return `file:line:col` of the value at `path`, or of the nearest one above it."""


class Scene(Part):
    """What the camera does over time on a mosaic, and the files that show it."""

    mosaic_anim: Literal[1] = Field(
        examples=[1], description="Version of the scene format; this program reads version 1."
    )
    vars: Mapping[str, Any] = Field(
        default_factory=dict,
        description="Values with a name: `$name` stands for them anywhere below, "
        "`--var name=value` replaces them.",
    )
    seed: Int = Field(
        default=0, ge=0, lt=2**63, description="Start of everything random; same seed, same film."
    )
    frame: FrameModel = Field(
        default_factory=FrameModel, description="Size, rate and background of the picture."
    )
    mosaic: MosaicModel = Field(
        examples=["{cover: demo, library: demo}"],
        description="Cover and library, and how they become a mosaic.",
    )
    timeline: tuple[Clip, ...] = Field(
        examples=["[{duration: 2s}]"],
        description="Clips, one after the other.",
        json_schema_extra={"minItems": 1},
    )
    outputs: tuple[Output, ...] = Field(
        default=(), description="Files to write; `out/<name of the scene>.mp4` by default."
    )

    _source: Path | None = PrivateAttr(default=None)
    _places: Places | None = PrivateAttr(default=None)

    @classmethod
    def load(
        cls,
        path: str | Path,
        *,
        sets: Sequence[str] = (),
        variables: Sequence[str] = (),
        output: str | None = None,
    ) -> "Scene":
        """Load a scene file; see `mosaic_anim.scene.load.load_scene`."""
        from mosaic_anim.scene.load import load_scene

        return load_scene(path, sets=sets, variables=variables, output=output)

    @property
    def name(self) -> str:
        """Name of the scene: its file without folder and suffix."""
        return self._source.stem if self._source else "scene"

    @property
    def folder(self) -> Path:
        """Folder of the scene file; the current one for a scene made in Python."""
        return self._source.parent if self._source else Path.cwd()

    def place(self, *path: str | int) -> str:
        """Return where the value at `path` is written: `file:line:col`, or empty.

        Parameters
        ----------
        path
            Keys and indices as in the file: `scene.place("timeline", 0, "camera", "from")`.
        """
        return self._places.place(path) if self._places else ""

    def placed(self, source: Path, places: Places) -> Self:
        """Return this scene as it was read from `source`."""
        scene = self.model_copy()
        scene._source = source  # noqa: SLF001  # a copy of this class's own
        scene._places = places  # noqa: SLF001
        return scene

    @model_validator(mode="wrap")
    @classmethod
    def _all_problems_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        broken = list(broken_rules(data)) if isinstance(data, Mapping) else []
        try:
            scene = handler(data)
        except ValidationError as error:
            raise joined(error, broken) from None
        if broken:
            raise joined(None, broken)
        return scene

    @field_validator("timeline", mode="wrap")
    @classmethod
    def _name_clips(
        cls, data: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> tuple[Clip, ...]:
        frame: FrameModel = info.data.get("frame") or FrameModel()
        with frames_at(frame.fps):
            clips: tuple[Clip, ...] = handler(data)
        if not clips:
            raise wrong("the timeline has no clip", "for example - {duration: 2s}")
        return tuple(
            clip if clip.id else clip.model_copy(update={"id": default_id(index)})
            for index, clip in enumerate(clips)
        )

    @field_validator("outputs")
    @classmethod
    def _fill_from_frame(
        cls, outputs: tuple[Output, ...], info: ValidationInfo
    ) -> tuple[Output, ...]:
        frame: FrameModel = info.data.get("frame") or FrameModel()
        return tuple(output.filled(size=frame.size, fps=frame.fps) for output in outputs)
