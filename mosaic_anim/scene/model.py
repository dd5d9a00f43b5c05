"""Scene: the frozen model of a scene file, format version 1."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

from mosaic_anim.clips.background import BACKGROUND, NOTHING
from mosaic_anim.errors import one_line
from mosaic_anim.lazy import LazyModule
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.scene.clip import Clip
from mosaic_anim.scene.clip_times import clip_time_problems
from mosaic_anim.scene.cover_shape import cover_size, size_of_shape, wanted_size
from mosaic_anim.scene.load import model_of, read_document
from mosaic_anim.scene.marks import MARKS, PictureMark, TextMark, mark_problems
from mosaic_anim.scene.mosaic import MatchModel, MosaicModel
from mosaic_anim.scene.output import Output
from mosaic_anim.scene.output_ranges import output_range_problems
from mosaic_anim.scene.row import Row
from mosaic_anim.scene.rules import default_id, rule_problems
from mosaic_anim.scene.sound import SoundModel
from mosaic_anim.schema.kind import MAPPING, choice, integer, list_of, optional
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import KeyProblem, PartError, invalid
from mosaic_anim.schema.value import FPS, FRAME_SIZE, frames_at, is_auto
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.clips.background import Pictured
    from mosaic_anim.library.inputs import Inputs
    from mosaic_anim.scene import inputs
    from mosaic_anim.values.frame_state import Color
else:  # where a command writes files
    inputs = LazyModule("mosaic_anim.scene.inputs")

__all__ = ["Clip", "FrameModel", "MatchModel", "MosaicModel", "Output", "Scene", "SoundModel"]

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameModel(Part):
    """Size, frame rate and background of the outputs that do not set their own."""

    size: Size = key(
        FRAME_SIZE,
        unit="pixels",
        default="1920x1080",
        description="Width x height of the frame. `auto` is the shape of the cover: 1080 pixels on "
        "the shorter side, at most 1920 on the longer one; `auto 480` has at most 480.",
    )
    fps: Fraction = key(
        FPS,
        unit="frames per second",
        default=30,
        description="Frame rate. Durations in frames, such as `45f`, count these.",
    )
    background: "Color | Pictured | Literal['none'] | None" = key(
        BACKGROUND,
        default=None,
        description="What shows where there are no tiles: a colour, a gradient, the blurred "
        "cover or a picture. `none` makes transparent films and pictures: .mov, .webm, .webp and "
        ".png.",
        otherwise="the blurred cover, darkened, around a whole mosaic in a frame of another shape; "
        "black elsewhere",
    )


class Places(Protocol):
    """Knows where the values of a scene are written."""

    def place(self, path: tuple[str | int, ...]) -> str:
        """Return `file:line:col` of the value at `path`, or of the nearest one above it."""


_EMPTY = invalid("the timeline has no clip", "for example - {duration: 2s}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene(Part):
    """A mosaic, what happens to it over time, and the files that show it."""

    mosaic_anim: Literal[1] = key(
        choice(FORMAT_VERSION),
        example=1,
        description="Version of the scene format. This program reads version 1.",
    )
    vars: Mapping[str, Any] = key(
        MAPPING,
        default=MappingProxyType({}),
        description="Named values. `$name` stands for one anywhere else in the scene, and "
        "`--var name=value` replaces it, and so does a column of the table of `mosaic-anim batch`.",
        otherwise="no variables",
    )
    seed: int = key(
        integer(least=0, below=2**63),
        default=0,
        description="Seed of everything random. The same seed gives the same film.",
    )
    frame: FrameModel = key(
        part_kind(FrameModel),
        default=FrameModel(),
        description="Size, frame rate and background.",
        otherwise="its defaults",
    )
    mosaic: MosaicModel = key(
        part_kind(MosaicModel),
        example="{cover: demo, library: demo}",
        description="The cover, the photo library, and how one becomes the other.",
    )
    sound: SoundModel | None = key(
        optional(part_kind(SoundModel)),
        default=None,
        description="The sound track: one audio file.",
        otherwise="silence",
    )
    timeline: tuple[Clip, ...] = key(
        list_of(part_kind(Clip), empty=_EMPTY),
        example="[{duration: 2s}]",
        description="The clips. They play one after another unless `at` says when one begins.",
    )
    marks: tuple[PictureMark | TextMark, ...] = key(
        MARKS,
        default=(),
        description="Logos and texts that stay on screen.",
        otherwise="none",
    )
    outputs: tuple[Output, ...] = key(
        list_of(part_kind(Output)),
        default=(),
        description="The files to write.",
        otherwise="one MP4, `out/<name of the scene>.mp4`; over `background: none` a .mov",
    )

    _source: Path | None = field(default=None, repr=False, compare=False)
    _places: Places | None = field(default=None, repr=False, compare=False)
    _edits: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def load(
        cls,
        path: str | Path,
        *,
        sets: Sequence[str] = (),
        variables: Sequence[str] = (),
        output: str | None = None,
        cover: str | None = None,
        library: str | Sequence[str] | None = None,
        row: Row | None = None,
    ) -> "Scene":
        """Load a scene file.

        Parameters
        ----------
        path : str or Path
            A YAML file.
        sets : sequence of str
            `frame.fps=60`: values that replace those of the file, or are added.
        variables : sequence of str
            `target=[12,40]`: values for the scene's `vars:`.
        output : str, optional
            File of the first output, in place of the scene's; it may lie anywhere.
        cover : str, optional
            The cover, in place of the scene's.
        library : str or sequence of str, optional
            The folder of photos or several, in place of the scene's.
        row : Row, optional
            Values for the scene's `vars:`, after those of `variables`.

        Raises
        ------
        SceneError
            With every problem that the scene has, each with its place.
        """
        document, problems = read_document(
            path,
            sets=sets,
            variables=variables,
            output=output,
            cover=cover,
            library=library,
            row=row,
        )
        edits = {"sets": sets, "variables": variables, "cover": cover, "library": library}
        scene = model_of(cls, document, problems).with_places(Path(path), document)
        return scene.changed(_edits=edits)

    def __repr__(self) -> str:
        """Name the file, and count what it holds."""
        outputs = ", ".join(str(output.file) for output in self.outputs)
        return one_line(
            f"Scene({self.name!r}, {count_of(len(self.timeline), 'clip')} → {outputs})", limit=120
        )

    @property
    def name(self) -> str:
        """Name of the scene: its file without folder and suffix."""
        return self._source.stem if self._source else "scene"

    @property
    def file(self) -> Path | None:
        """The file that the scene was read from; None for a scene made in Python."""
        return self._source

    @property
    def edits(self) -> Mapping[str, Any]:
        """What was changed when the scene was loaded, as arguments of `load`; no output or row."""
        return self._edits or {}

    def preview(self) -> object:
        """Show the scene in the studio, in a notebook as a part of it; see `mosaic_anim.preview`.

        Raises
        ------
        UsageError
            If the scene was made in Python.
        CannotStartError
            If the extra `[studio]` is not installed.
        """
        shown: object = import_module("mosaic_anim").preview(self)  # of a room above this one
        return shown

    @property
    def settings(self) -> MosaicSettings:
        """The settings of its matcher. One mosaic serves all outputs, so the largest counts."""
        sizes = [output.size for output in self.outputs] or [self.frame.size]
        largest = max(sizes, key=lambda size: size.height * size.width)
        return self.mosaic.settings(
            seed=self.seed,
            frame=largest,
            same_sides=any(clip.endless is not None for clip in self.timeline),
        )

    @property
    def inputs(self) -> "Inputs":
        """The files that it is drawn from, none of which an output replaces."""
        return inputs.inputs_of(self, self.file, self.mosaic)

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

    def with_places(self, source: Path, places: Places) -> Self:
        """Return this scene as it was read from `source`."""
        return self.changed(_source=source, _places=places)

    @classmethod
    def _reading(cls, given: Mapping[str, Any]) -> AbstractContextManager[None]:
        """Read durations in frames at the rate of the scene's frame."""
        return frames_at(_frame_of(given).fps)

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:
        broken = list(rule_problems(given))
        yield from broken
        frame, shape = _frame_of(given), None
        if _takes_auto(frame, values):
            try:
                shape = size_of_shape(cover_size(values["mosaic"].cover))
            except PartError as error:
                yield from (replace(fault, path=("mosaic", "cover")) for fault in error.faults)
        if is_auto(frame.size):
            frame = frame.changed(size=wanted_size(frame.size, shape or FrameModel().size))
            values["frame"] = frame
        values["timeline"] = tuple(
            clip if clip.id else clip.changed(id=default_id(index))
            for index, clip in enumerate(values.get("timeline", ()))
        )
        if not any(fault.path[0] == "timeline" for fault in broken):
            yield from clip_time_problems(values["timeline"])
            yield from output_range_problems(values["timeline"], values.get("outputs", ()))
        yield from mark_problems(values.get("marks", ()), values["timeline"])
        yield from _endless_problems(values["timeline"], values.get("mosaic"))
        yield from _morph_problems(values["timeline"], values.get("mosaic"))
        values["outputs"] = tuple(
            output.with_frame(
                size=frame.size, fps=frame.fps, shape=shape, is_clear=frame.background == NOTHING
            )
            for output in values.get("outputs", ())
        )


def _endless_problems(timeline: Sequence[Clip], mosaic: MosaicModel | None) -> Iterator[KeyProblem]:
    """Yield what is wrong with the endless zooms of a scene, which go through the same mosaics."""
    zooms = [(i, clip.endless) for i, clip in enumerate(timeline) if clip.endless is not None]
    for index, zoom in zooms:
        if zoom != zooms[0][1]:
            yield KeyProblem(
                what="an endless zoom with other covers than the one before it",
                remedy="the same covers, or a scene of its own",
                path=("timeline", index, "endless"),
            )
    if zooms and mosaic is not None and mosaic.placement is not None:
        yield KeyProblem(
            what="an endless zoom matches all its mosaics anew",
            remedy="leave out 'placement'",
            path=("mosaic", "placement"),
        )


def _morph_problems(timeline: Sequence[Clip], mosaic: MosaicModel | None) -> Iterator[KeyProblem]:
    """Yield what is wrong with the morphs of a scene, whose tiles are matched for all covers."""
    morphs = [(i, clip.morph) for i, clip in enumerate(timeline) if clip.morph is not None]
    if morphs and mosaic is not None and mosaic.placement is not None:
        yield KeyProblem(
            what="a morph matches its tiles anew",
            remedy="leave out 'placement'",
            path=("mosaic", "placement"),
        )
    if morphs and any(clip.endless is not None for clip in timeline):
        yield KeyProblem(
            what="a scene has either a morph or an endless zoom",
            remedy="a scene of its own for one of them",
            path=("timeline", morphs[0][0], "morph"),
        )


def _takes_auto(frame: FrameModel, values: Mapping[str, Any]) -> bool:
    """Return whether the cover's shape is asked for, and which cover is known."""
    sizes = [frame.size, *(output.size for output in values.get("outputs", ()))]
    return "mosaic" in values and any(map(is_auto, sizes))


def _frame_of(given: Mapping[str, Any]) -> FrameModel:
    """Return the frame of a scene's plain data; the default if it has none or a wrong one."""
    try:
        return FrameModel.read(given.get("frame", {}))
    except PartError:
        return FrameModel()
