"""`kitchen_sink.yaml` uses every key and every variant of the language."""

import shutil
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from mosaic_anim.clips.ease import CubicBezier, NamedEase, Steps
from mosaic_anim.clips.target import CellTarget, PhotoTarget, RectTarget
from mosaic_anim.scene.load import load_scene
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.text import read_file

KITCHEN_SINK = Path(__file__).parents[1] / "kitchen_sink.yaml"


@pytest.fixture
def scene(tmp_path):
    """Return the scene of every key."""
    return load_scene(shutil.copy(KITCHEN_SINK, tmp_path / "kitchen_sink.yaml"))


def models_in(annotation):
    """Yield the models that a type mentions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def all_models(model=Scene, seen=None):
    """Return every model of the language."""
    seen = set() if seen is None else seen
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for below in models_in(field.annotation):
                all_models(below, seen)
    return seen


def parts_of(value):
    """Yield every model instance in a value."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from parts_of(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts_of(item)


def test_every_field_of_every_model_is_written(scene):
    """Walking the models: whoever adds a key adds it to the scene."""
    written = {(type(part), name) for part in parts_of(scene) for name in part.model_fields_set}
    known = {(model, name) for model in all_models() for name in model.model_fields}
    assert len(all_models()) >= 14
    assert {f"{model.__name__}.{name}" for model, name in known - written} == set()


def test_every_word_of_every_choice_is_written(scene):
    """Presets, paths, jumps, fits."""
    chosen = {
        (type(part), name, getattr(part, name))
        for part in parts_of(scene)
        for name in type(part).model_fields
        if isinstance(getattr(part, name), str | int)
    }
    missing = [
        f"{model.__name__}.{name}: {word}"
        for model in all_models()
        for name, field in model.model_fields.items()
        for literal in (field.annotation, *get_args(field.annotation))
        if get_origin(literal) is Literal
        for word in get_args(literal)
        if (model, name, word) not in chosen
    ]
    assert missing == []


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
