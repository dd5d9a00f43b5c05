"""`kitchen_sink.yaml` uses every key and every variant of the language."""

import shutil
from pathlib import Path

import pytest

from mosaic_anim.clips.ease import CubicBezier, NamedEase, Steps
from mosaic_anim.clips.part import Part, keys_of
from mosaic_anim.clips.target import CellTarget, PhotoTarget, RectTarget
from mosaic_anim.scene.load import load_scene
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.text import read_file
from mosaic_anim.scene.variables import with_variables

KITCHEN_SINK = Path(__file__).parents[1] / "kitchen_sink.yaml"


@pytest.fixture
def scene(tmp_path):
    """Return the scene of every key."""
    return load_scene(shutil.copy(KITCHEN_SINK, tmp_path / "kitchen_sink.yaml"))


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
    elif isinstance(value, tuple):
        for item in value:
            yield from parts_in(item)


def written_in(value, data):
    """Yield every key of a mapping, and of those below, that its plain data has."""
    if isinstance(value, Part) and isinstance(data, dict):
        for key in keys_of(type(value)):
            if key.word in data:
                yield type(value), key.word
                yield from written_in(getattr(value, key.name), data[key.word])
    elif isinstance(value, tuple) and isinstance(data, list):
        for item, plain in zip(value, data, strict=True):
            yield from written_in(item, plain)


def test_every_key_of_every_part_is_written(scene):
    """Walking the parts: whoever adds a key adds it to the scene."""
    document, _ = with_variables(read_file(KITCHEN_SINK)[0], used=frozenset())
    written = set(written_in(scene, document.plain()))
    known = {(part, key.word) for part in all_parts() for key in keys_of(part)}
    assert len(all_parts()) >= 13
    assert {f"{part.__name__}.{word}" for part, word in known - written} == set()


def test_every_word_of_every_choice_is_written(scene):
    """Presets, paths, jumps, and whatever else is one of some words."""
    chosen = {
        (type(part), key.name, getattr(part, key.name))
        for part in parts_in(scene)
        for key in keys_of(type(part))
        if isinstance(getattr(part, key.name), str | int)
    }
    choices = {
        (part, key.name, word)
        for part in all_parts()
        for key in keys_of(part)
        if "type" in key.kind.schema
        for word in [*key.kind.schema.get("enum", ()), key.kind.schema.get("const")]
        if word is not None
    }
    assert len(choices) == 11
    assert choices - chosen == set()


def test_every_kind_of_target_ease_and_fit_is_written(scene):
    """Variants that are told apart by their shape."""
    cameras = [clip.camera for clip in scene.timeline if clip.camera]
    assert {type(camera.to) for camera in cameras} == {CellTarget, PhotoTarget, RectTarget, str}
    assert {type(camera.ease) for camera in cameras} == {NamedEase, CubicBezier, Steps}
    assert {type(camera.fit) for camera in cameras} == {str, float, type(None)}
    cells = [camera.to.cell for camera in cameras if isinstance(camera.to, CellTarget)]
    assert {type(cell) for cell in cells} == {str, tuple}
    assert {output.file.suffix for output in scene.outputs} == {".mp4", ".MP4", ".gif"}


def test_every_unit_and_every_way_of_a_variable_is_written():
    """In the text itself."""
    text = KITCHEN_SINK.read_text(encoding="utf-8")
    assert read_file(KITCHEN_SINK)[1] == []
    for piece in ("160ms", "0.4s", "5f", ": $", "${rest}", "$$", '"#fff"', '"#0b0d12"', "navy"):
        assert piece in text
