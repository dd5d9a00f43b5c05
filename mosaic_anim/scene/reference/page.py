"""The page: every part of the scene language in the order of a scene, each under a heading."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from inspect import cleandoc

from mosaic_anim.clips import (
    background,
    blend,
    camera,
    ease,
    endless,
    fade,
    keyframe,
    morph,
    overlay_layout,
    stagger,
    target,
    text,
    transition,
)
from mosaic_anim.scene import loop, marks, model, mosaic, named_mosaic, output, poster, sound
from mosaic_anim.scene.clip import Clip
from mosaic_anim.scene.reference.easings import easing_grid
from mosaic_anim.scene.reference.links import Links, slug
from mosaic_anim.scene.reference.motions import motion_overview, motion_sections
from mosaic_anim.scene.reference.presets import preset_tables
from mosaic_anim.scene.reference.values import field_table, value_table
from mosaic_anim.schema.part import Part, keys_of
from mosaic_anim.schema.reference import key_table

_INTRODUCTION = """\
# Scene reference

Every key of the scene language. `mosaic-anim reference` prints this page, `mosaic-anim reference
camera` one section of it; both come from the declarations that read scenes, and so does
[mosaic_anim.schema.json](mosaic_anim.schema.json), with which editors complete keys.

A scene is a YAML file. This is a whole one:

```yaml
mosaic_anim: 1
mosaic: {cover: me.jpg, library: photos}
timeline:
  - {id: whole, duration: 1s}
  - {id: dive, duration: 4s, camera: {to: {cell: best}}}
outputs:
  - {file: out/dive.mp4}
```

An unknown key is an error that names its place and the key that was probably meant.
`mosaic-anim check FILE` lists all errors at once.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands below it.

    Attributes
    ----------
    title : str
        The heading.
    level : int
        2 for the top level of the page, 3 below that.
    part : type of Part, optional
        Its description and its keys are shown.
    before, after : str
        Markdown above and below the keys; `before` stands in place of the part's description.
    leave_out : tuple of str
        Keys of the part that are explained elsewhere.
    """

    title: str
    level: int = 2
    part: type[Part] | None = None
    before: str = ""
    after: str = ""
    leave_out: tuple[str, ...] = field(default=())


def reference() -> str:
    """Return the reference of the scene language as Markdown."""
    sections = list(_sections())
    links = Links(
        parts={section.part.__name__: section.title for section in sections if section.part}
    )
    contents = "".join(
        f"{'  ' * (section.level - 2)}- [{section.title}](#{slug(section.title)})\n"
        for section in sections
        if section.level < 4
    )
    blocks = [_INTRODUCTION, contents, *(_text(section, links) for section in sections)]
    return "\n".join(blocks)


def _text(section: Section, links: Links) -> str:
    """Return a section as Markdown."""
    blocks = [f"{'#' * section.level} {section.title}\n", section.before]
    if section.part is not None:
        if not section.before:
            blocks.append(cleandoc(section.part.__doc__ or "") + "\n")
        blocks.append(key_table(section.part, links, leave_out=section.leave_out))
    return "\n".join(block for block in [*blocks, section.after] if block)


def _sections() -> Iterator[Section]:
    yield Section(title="Scene", part=model.Scene)
    yield Section(title="Frame", part=model.FrameModel)
    yield from _backgrounds()
    yield Section(title="Mosaic", part=mosaic.MosaicModel)
    yield Section(title="Match", level=3, part=mosaic.MatchModel)
    yield Section(title="Named mosaic", level=3, part=named_mosaic.NamedMosaic)
    yield Section(title="Clip", part=Clip)
    yield Section(title="Transition", level=3, part=transition.Transition)
    yield from _camera()
    yield Section(title="Tiles", before=motion_overview())
    for motion in motion_sections():
        yield Section(
            title=motion.title,
            level=3,
            part=motion.part,
            before=motion.introduction,
            after=motion.notes,
            leave_out=motion.leave_out,
        )
    yield Section(title="Stagger", level=3, part=stagger.Stagger)
    yield Section(title="Blend", part=blend.BlendChannel)
    yield Section(title="Endless zoom", part=endless.EndlessChannel)
    yield Section(title="Morph", part=morph.MorphChannel)
    yield Section(title="Fade", part=fade.FadeChannel)
    yield from _titles()
    yield Section(title="Sound", part=sound.SoundModel)
    yield from _outputs()
    yield Section(title="Easings", before=easing_grid())
    yield Section(title="Cubic Bézier curve", level=3, part=ease.CubicBezier)
    yield Section(title="Steps", level=3, part=ease.Steps)
    yield Section(title="Values", before=value_table())


def _backgrounds() -> Iterator[Section]:
    yield Section(
        title="Backgrounds",
        level=3,
        before="A colour, `none` for transparent outputs, or one of these:\n",
    )
    yield Section(title="Gradient", level=4, part=background.GradientBackground)
    yield Section(title="Blurred cover", level=4, part=background.CoverBackground)
    yield Section(title="Picture", level=4, part=background.PictureBackground)


def _camera() -> Iterator[Section]:
    yield Section(title="Camera", part=camera.CameraChannel)
    yield Section(title="Keyframe", level=3, part=keyframe.Keyframe)
    yield Section(
        title="Targets", level=3, before="`all`, the whole mosaic, or one of these mappings:\n"
    )
    yield Section(title="Cell target", level=4, part=target.CellTarget)
    yield Section(title="Photo target", level=4, part=target.PhotoTarget)
    yield Section(title="Rectangle target", level=4, part=target.RectTarget)


def _titles() -> Iterator[Section]:
    yield Section(
        title="Text",
        part=text.TextChannel,
        after=f"Fields in braces are filled in:\n\n{field_table()}",
    )
    yield Section(title="Outline", level=3, part=text.Outline)
    yield Section(title="Shadow", level=3, part=text.Shadow)
    yield Section(title="Fade of a title", level=3, part=overlay_layout.OverlayFade)
    yield Section(title="Marks", before="Pictures and texts that stay on screen.\n")
    yield Section(title="Picture mark", level=3, part=marks.PictureMark)
    yield Section(
        title="Text mark",
        level=3,
        part=marks.TextMark,
        after="It has the other keys of a [text](#text), too.\n",
        leave_out=tuple(key.word for key in keys_of(text.TextChannel) if key.word != "fade"),
    )


def _outputs() -> Iterator[Section]:
    yield Section(title="Output", part=output.Output)
    yield Section(title="Loop", level=3, part=loop.Loop)
    yield Section(title="Poster", level=3, part=poster.Poster)
    yield Section(title="Presets", level=3, before=preset_tables())
