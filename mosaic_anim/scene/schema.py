"""The JSON Schema of scene files, for editors: completion, help and red lines while typing."""

from typing import Any

from mosaic_anim.scene.model import Scene

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_VARIABLE = {"$ref": "#/$defs/Variable"}
_NULL = {"type": "null"}
_OUTSIDE = ("description", "default", "examples")
_LITERAL_KEYS = ("mosaic_anim", "vars")


def json_schema() -> dict[str, Any]:
    """Return the schema of the scene language, made from its models.

    Every value may also be text with a variable in it.
    """
    schema = Scene.model_json_schema(by_alias=True)
    parts = schema.pop("$defs")
    variable = {
        "type": "string",
        "pattern": r"\$",
        "description": "Text with a variable of `vars:` in it: $name or ${name}.",
    }
    described = {name: _with_variables(part) for name, part in parts.items()}
    scene = _with_variables(schema, literal=_LITERAL_KEYS)
    return {
        "$schema": DIALECT,
        **scene,
        "title": "Scene of mosaic_anim",
        "$defs": {**described, "Variable": variable},
    }


def _with_variables(part: dict[str, Any], *, literal: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the schema of a mapping whose values may be variables."""
    if "properties" not in part:
        return part
    properties = {
        key: _clean(value) if key in literal else _or_variable(_clean(value))
        for key, value in part["properties"].items()
    }
    return {**part, "properties": properties}


def _or_variable(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that allows a variable too; its description stays outside."""
    outside = {key: schema[key] for key in _OUTSIDE if key in schema}
    inside = {key: value for key, value in schema.items() if key not in _OUTSIDE}
    choices = inside["anyOf"] if set(inside) == {"anyOf"} else [inside]
    return {**outside, "anyOf": [*(c for c in choices if c != _NULL), _VARIABLE]}


def _clean(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a value without what only repeats that it may be left out."""
    unset = ("default",) if schema.get("default", "") in (None, "", []) else ()
    return {key: value for key, value in schema.items() if key not in ("title", *unset)}
