"""The JSON Schema: made from the models, shipped, and of one mind with the loader."""

import importlib.util
import json
from inspect import cleandoc
from pathlib import Path

import pytest

from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.starter import NAMES, SCHEMA_FILE, scenes_folder, shipped_scene
from mosaic_anim.scene.text import read_file, read_text
from mosaic_anim.schema.json_schema import json_schema

KITCHEN_SINK = Path(__file__).parents[1] / "kitchen_sink.yaml"
COMMAND = "mosaic-anim schema > scenes/mosaic_anim.schema.json"

_spec = importlib.util.spec_from_file_location(
    "json_schema", Path(__file__).parent / "json_schema.py"
)
_validator = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_validator)


def accepts(value):
    """Return whether the schema of scenes accepts plain data."""
    return _validator.accepts(json_schema(Scene), value)


def test_the_shipped_schema_is_that_of_the_models():
    """A changed model needs a new file; the command is in the message."""
    shipped = json.loads((scenes_folder() / SCHEMA_FILE).read_text(encoding="utf-8"))
    assert shipped == json_schema(Scene), COMMAND


@pytest.mark.parametrize("path", [KITCHEN_SINK, *map(shipped_scene, NAMES)], ids=lambda p: p.stem)
def test_the_schema_accepts_good_scenes(path):
    """With their variables in place."""
    assert accepts(read_file(path)[0].plain())


@pytest.mark.parametrize(
    "change",
    [
        "sed: 1",
        "mosaic_anim: 2",
        "frame: {fps: 0}",
        "frame: {size: 9:16}",
        'frame: {background: "ff0000"}',
        "timeline: []",
        "timeline: [{duration: 3}]",
        "timeline: [{}]",
        "timeline: [{duration: 1s, camera: {to: {cel: best}}}]",
        "timeline: [{duration: 1s, camera: {to: all, ease: in_out_cubc}}]",
        "timeline: [{duration: 1s, camera: {to: all, fit: 2}}]",
        "timeline: [{duration: 1s, fade: {form: 1s}}]",
        "outputs: [{file: x.avi}]",
        "outputs: [{file: x.mp4, loop: off}]",
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(change, problems):
    """An editor draws its red line before the loader does."""
    good = "mosaic_anim: 1\nmosaic: {cover: demo, library: demo}\ntimeline: [{duration: 1s}]\n"
    assert accepts(read_text(good, source="")[0].plain())
    key = change.split(":")[0]
    text = (
        "".join(line for line in good.splitlines(True) if not line.startswith(f"{key}:")) + change
    )
    assert not accepts(read_text(text, source="")[0].plain())
    assert problems(text if "mosaic_anim" in text else "mosaic_anim: 1\n" + text)


def test_every_key_is_described():
    """An editor shows it as help."""
    schema = json_schema(Scene)
    parts = [schema, *schema["$defs"].values()]
    silent = [
        key
        for part in parts
        for key, value in part.get("properties", {}).items()
        if not value.get("description")
    ]
    assert silent == []


def test_descriptions_carry_no_indentation_of_the_source():
    """Python 3.13 takes it out of docstrings, older ones do not: the schema is one for all."""
    schema = json_schema(Scene)
    told = [part["description"] for part in [schema, *schema["$defs"].values()]]
    assert any("\n" in description for description in told)
    assert [description for description in told if description != cleandoc(description)] == []


def test_every_default_is_written_as_a_scene_writes_it():
    """An editor inserts it: it must be valid where it stands."""
    schema = json_schema(Scene)
    for part in [schema, *schema["$defs"].values()]:
        for key, value in part.get("properties", {}).items():
            if "default" in value:
                assert _validator.accepts(value, value["default"], schema), key
