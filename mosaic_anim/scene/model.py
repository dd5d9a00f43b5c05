"""Scene: the frozen model of a scene file, format version 1."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

from mosaic_anim.clips.background import NOTHING
from mosaic_anim.clips.endless import EndlessChannel
from mosaic_anim.clips.morph import OWN_COVER, MorphChannel
from mosaic_anim.clips.target import TARGET_KINDS, PlaceTarget
from mosaic_anim.errors import one_line
from mosaic_anim.lazy import LazyModule
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.scene.clip import Clip
from mosaic_anim.scene.clip_times import clip_time_problems
from mosaic_anim.scene.cover_shape import cover_size, size_of_shape, wanted_size
from mosaic_anim.scene.frame import FrameModel, frame_of, takes_auto
from mosaic_anim.scene.load import model_of, read_document
from mosaic_anim.scene.marks import MARKS, PictureMark, TextMark, mark_problems
from mosaic_anim.scene.mosaic import MatchModel, MosaicModel
from mosaic_anim.scene.named_mosaic import MOSAICS, NamedMosaic, named_mosaic_problems
from mosaic_anim.scene.output import Output
from mosaic_anim.scene.output_ranges import output_range_problems
from mosaic_anim.scene.row import Row
from mosaic_anim.scene.rules import default_id, rule_problems
from mosaic_anim.scene.several_mosaics import endless_problems, morph_problems
from mosaic_anim.scene.sound import SoundModel
from mosaic_anim.schema.kind import MAPPING, choice, integer, list_of, optional
from mosaic_anim.schema.part import Part, key, part_kind, parts_within
from mosaic_anim.schema.problem import KeyProblem, PartError, invalid
from mosaic_anim.schema.problem import Path as KeyPath
from mosaic_anim.schema.value import frames_at, is_auto
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.library.inputs import Inputs
    from mosaic_anim.scene import inputs
else:  # where a command writes files
    inputs = LazyModule("mosaic_anim.scene.inputs")

__all__ = ["Clip", "FrameModel", "MatchModel", "MosaicModel", "Output", "Scene", "SoundModel"]

FORMAT_VERSION = 1


class Places(Protocol):
    """Knows where the values of a scene are written."""

    def place(self, path: tuple[str | int, ...]) -> str:
        """Return `file:line:col` of the value at `path`, or of the nearest one above it."""


_TIMELINE = ("timeline",)

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
    mosaics: Mapping[str, NamedMosaic] = key(
        MOSAICS,
        default=MappingProxyType({}),
        example="{tom: {cover: tom.jpg}}",
        description="Further mosaics by name: `endless: {covers: [tom]}` zooms into one, "
        "`morph: {to: tom}` turns the scene's own into it.",
        otherwise="none",
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

    def preview(self, *, height: int = 720) -> object:
        """Show the scene in the studio, in a notebook as a part of it; see `mosaic_anim.preview`.

        Parameters
        ----------
        height : int
            Height of the page in a notebook [px].

        Raises
        ------
        UsageError
            If the scene was made in Python.
        CannotStartError
            If the extra `[studio]` is not installed.
        """
        public = import_module("mosaic_anim")  # it is of a room above this one
        shown: object = public.preview(self, height=height)
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
    def targets(self) -> tuple[tuple[KeyPath, PlaceTarget], ...]:
        """What its clips look at or begin from, each with its path, kind by kind."""
        kinds = TARGET_KINDS.values()
        return tuple(one for kind in kinds for one in parts_within(self.timeline, kind, _TIMELINE))

    @property
    def endless(self) -> tuple[tuple[KeyPath, EndlessChannel], ...]:
        """Its endless zooms, which go through the same mosaics, each with its path."""
        return tuple(parts_within(self.timeline, EndlessChannel, _TIMELINE))

    @property
    def morphs(self) -> tuple[tuple[KeyPath, MorphChannel], ...]:
        """Its morphs, each with its path."""
        return tuple(parts_within(self.timeline, MorphChannel, _TIMELINE))

    @property
    def other_covers(self) -> tuple[str, ...]:
        """What its tiles morph to, besides its own cover: pictures, or names of its `mosaics`."""
        own = {OWN_COVER, self.mosaic.cover}
        return tuple(dict.fromkeys(one.to for _, one in self.morphs if one.to not in own))

    @property
    def inputs(self) -> "Inputs":
        """The files that it is drawn from, none of which an output replaces."""
        return inputs.inputs_of(self, self.file, self.mosaic, names=self.mosaics)

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
        return frames_at(frame_of(given).fps)

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:
        broken = list(rule_problems(given))
        yield from broken
        frame, shape = frame_of(given), None
        if takes_auto(frame, values):
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
        yield from endless_problems(values["timeline"], values.get("mosaic"))
        yield from morph_problems(values["timeline"], values.get("mosaic"))
        yield from named_mosaic_problems(values.get("mosaics", {}), values["timeline"])
        values["outputs"] = tuple(
            output.with_frame(
                size=frame.size, fps=frame.fps, shape=shape, is_clear=frame.background == NOTHING
            )
            for output in values.get("outputs", ())
        )
