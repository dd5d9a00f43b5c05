"""`kitchen_sink.yaml` uses every key and every variant of the language."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from mosaic_anim.clips.background import KINDS as BACKGROUNDS
from mosaic_anim.clips.ease import CubicBezier, NamedEase, Steps
from mosaic_anim.clips.target import CellTarget, PhotoTarget, RectTarget
from mosaic_anim.errors import SceneError
from mosaic_anim.scene.edit import set_variables
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.text import read_file
from mosaic_anim.scene.variables import with_variables
from mosaic_anim.schema.part import Part, keys_of

KITCHEN_SINK = Path(__file__).parents[1] / "kitchen_sink.yaml"


MORPH = (
    "{to: cover.png, travel: true, stagger: {spread: 0.2s}, order: rows, ease: linear, "
    "arc: 0, turns: 1, lift: 2}"
)
GROUNDS = [
    [],
    ["ground={cover: blurred, blur: 0.1, dim: 0.5}"],
    ["ground={picture: cover.png, blur: 0, dim: 0.2}"],
    ['ground="#0b0d12"', "copies=drop"],
    ["endless=null", f"morph={MORPH}"],
    ["endless={covers: [other, photo-07]}"],
]
"""A scene has one background: the others are put in from the command line."""


@pytest.fixture
def scenes(tmp_path):
    """Return the scene of every key, once with each background."""
    path = shutil.copy(KITCHEN_SINK, tmp_path / "kitchen_sink.yaml")
    return [Scene.load(path, variables=ground) for ground in GROUNDS]


@pytest.fixture
def scene(scenes):
    """Return the scene as it is written."""
    return scenes[0]


def all_parts(part=Scene):
    """Return every mapping of the language."""
    below = {below for key in keys_of(part) for below in key.kind.parts}
    return {part}.union(*map(all_parts, below))


def parts_in(value):
    """Yield every mapping in a value that was read."""
    if isinstance(value, Part):
        yield value
        for key in keys_of(type(value)):
            yield from parts_in(getattr(value, key.name))
    elif isinstance(value, tuple | Mapping):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from parts_in(item)


def written_in(value, data):
    """Yield every key of a mapping, and of those below, that its plain data has."""
    if isinstance(value, Part) and isinstance(data, dict):
        for key in keys_of(type(value)):
            if key.word in data:
                yield type(value), key.word
                yield from written_in(getattr(value, key.name), data[key.word])
    elif isinstance(value, Mapping) and isinstance(data, dict):
        for name in value:
            yield from written_in(value[name], data[name])
    elif isinstance(value, tuple) and isinstance(data, list):
        for item, plain in zip(value, data, strict=True):
            yield from written_in(item, plain)


def test_automatic_settings_are_read_as_words(tmp_path):
    """Columns and tint; a number is one still, and another word none."""
    path = shutil.copy(KITCHEN_SINK, tmp_path / "kitchen_sink.yaml")
    auto = Scene.load(path, variables=["columns=auto"])
    assert (auto.mosaic.columns, auto.mosaic.tint) == ("auto", "auto")
    assert (auto.settings.columns, auto.settings.frame) == ("auto", (1920, 1080))
    assert Scene.load(path).settings.frame is None
    with pytest.raises(SceneError, match="'tint' cannot be 'aut' — did you mean 'auto'"):
        Scene.load(path, sets=["mosaic.tint=aut"])


def test_every_key_of_every_part_is_written(scenes):
    """Walking the parts: whoever adds a key adds it to the scene.

    A key that several motions share is the same one, told by its description.
    """
    written = set()
    for scene, ground in zip(scenes, GROUNDS, strict=True):
        document, _ = set_variables(read_file(KITCHEN_SINK)[0], ground)
        document, _ = with_variables(document, used=frozenset())
        written.update(written_in(scene, document.plain()))
    shared = {(word, description(part, word)) for part, word in written}
    known = {(part, key.word) for part in all_parts() for key in keys_of(part)}
    missing = {
        (part, word) for part, word in known if (word, description(part, word)) not in shared
    }
    assert len(all_parts()) >= 33
    assert {f"{part.__name__}.{word}" for part, word in missing} == set()


def description(part, word):
    """Return what a key means."""
    return next(key.label.description for key in keys_of(part) if key.word == word)


def test_every_word_of_every_choice_is_written(scenes):
    """Presets, paths, jumps, orders, motions, and whatever else is one of some words."""
    chosen = {
        (key.name, getattr(part, key.name))
        for scene in scenes
        for part in parts_in(scene)
        for key in keys_of(type(part))
        if isinstance(getattr(part, key.name), str | int)
    }
    choices = {
        (key.name, word)
        for part in all_parts()
        for key in keys_of(part)
        if "type" in key.kind.schema
        for word in [*key.kind.schema.get("enum", ()), key.kind.schema.get("const")]
        if word is not None
    }
    assert len(choices) >= 45
    assert choices - chosen == set()


def test_every_kind_of_background_and_way_of_the_camera_is_written(scenes):
    """A colour, a gradient, the cover, a picture; to one target, on a tour, along keyframes."""
    grounds = {type(scene.frame.background) for scene in scenes}
    assert grounds == {tuple, *BACKGROUNDS.values()}
    cameras = [clip.camera for clip in scenes[0].timeline if clip.camera]
    assert any(camera.tour for camera in cameras)
    assert any(camera.keyframes for camera in cameras)


def test_every_kind_of_target_ease_and_fit_is_written(scene):
    """Variants that are told apart by their shape."""
    cameras = [clip.camera for clip in scene.timeline if clip.camera]
    assert {type(camera.to) for camera in cameras if camera.to} == {
        CellTarget,
        PhotoTarget,
        RectTarget,
        str,
    }
    assert {type(camera.ease) for camera in cameras} == {NamedEase, CubicBezier, Steps}
    assert {type(camera.fit) for camera in cameras} == {str, float, type(None)}
    cells = [camera.to.cell for camera in cameras if isinstance(camera.to, CellTarget)]
    assert {type(cell) for cell in cells} == {str, tuple}
    assert {output.file.suffix for output in scene.outputs} == {
        ".mp4", ".MP4", ".mov", ".webm", ".gif", ".jpg",
    }  # fmt: skip


def test_every_unit_and_every_way_of_a_variable_is_written():
    """In the text itself."""
    text = KITCHEN_SINK.read_text(encoding="utf-8")
    assert read_file(KITCHEN_SINK)[1] == []
    for piece in ("160ms", "0.4s", "5f", ": $", "${rest}", "$$", '"#fff"', '"#124"', "navy"):
        assert piece in text
