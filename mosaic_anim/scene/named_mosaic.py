"""Named mosaics: those that a scene has besides its own, for zooms and morphs to go to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from mosaic_anim.clips.focus import FOCUS, Focus, FocusPoint
from mosaic_anim.clips.morph import OWN_COVER
from mosaic_anim.demo.cover_size import COVER_SIZES
from mosaic_anim.mosaic.settings import AUTO, MosaicSettings
from mosaic_anim.schema.kind import list_of, named, number, optional, or_word, string
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import KeyProblem, quoted
from mosaic_anim.schema.value import PATH

if TYPE_CHECKING:
    from mosaic_anim.scene.clip import Clip

_NAME = r"^[A-Za-z][A-Za-z0-9_-]{0,63}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedMosaic(Part):
    """A further mosaic of the scene, for `endless` and `morph` to name: nothing else shows it.

    It has the cells and the rules of the scene's own `mosaic`, and photos of the same library. For
    example: `tom: {cover: tom.jpg, include: ["tom/*"], tint: 0.3}`.
    """

    cover: str = key(
        PATH,
        example="tom.jpg",
        description="The picture that the mosaic shows: a file, relative to the scene file, or "
        "`demo` or `demo-portrait`, which are built in. It is cut to the shape that the zoom or "
        "the morph needs.",
    )
    focus: Focus = key(
        FOCUS,
        default="auto",
        description="What that cut is centred on, as for `mosaic`: `auto`, a point or a rectangle.",
    )
    tint: float | Literal["auto"] | None = key(
        optional(or_word(AUTO, number(least=0.0, most=1.0))),
        default=None,
        description="How strongly photos are coloured towards their cell.",
        otherwise="as in `mosaic`",
    )
    include: tuple[str, ...] | None = key(
        optional(list_of(string())),
        default=None,
        description="The photos that it is made of: names, folders, or patterns such as `tom/*`. "
        "A morph has the same photos all the time, and none of its own.",
        otherwise="as in `mosaic.match`",
    )

    @property
    def centre(self) -> tuple[float, float] | None:
        """Row and column [shares] of what a cut is centred on; None for what draws attention."""
        focus = self.focus
        return (focus.row, focus.col) if isinstance(focus, FocusPoint) else None

    def settings(self, common: MosaicSettings) -> MosaicSettings:
        """Return the settings of its matcher, from those of the scene's own mosaic."""
        return replace(
            common,
            tint=common.tint if self.tint is None else self.tint,
            include=common.include if self.include is None else self.include,
        )


MOSAICS = named(part_kind(NamedMosaic), _NAME)


def named_mosaic_problems(
    mosaics: Mapping[str, NamedMosaic], timeline: "Sequence[Clip]"
) -> Iterator[KeyProblem]:
    """Yield what is wrong with the names of mosaics, and with what a morph goes to."""
    for name in mosaics:
        if name in {OWN_COVER, *COVER_SIZES}:
            yield KeyProblem(
                what=f"{quoted(name)} has a meaning of its own where a clip names a mosaic",
                remedy="another name",
                path=("mosaics", name),
                at_key=True,
            )
    for name in {clip.morph.to: None for clip in timeline if clip.morph is not None}:
        if name in mosaics and mosaics[name].include is not None:
            yield KeyProblem(
                what="a morph goes to this mosaic with the photos of the scene's own",
                remedy="leave out 'include', or write it in mosaic.match",
                path=("mosaics", name, "include"),
            )
