"""The JSON Schema of scene files, for editors: completion, help and red lines while typing."""

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

from mosaic_anim.schema.part import Key, Part, keys_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_VARIABLE = {"$ref": "#/$defs/Variable"}
_LITERAL_KEYS = ("mosaic_anim", "vars")


def json_schema(root: type[Part]) -> dict[str, Any]:
    """Return the schema of documents whose outermost mapping is `root`, from the keys of its parts.

    Every value may also be text with a variable in it.
    """
    variable = {
        "type": "string",
        "pattern": r"\$",
        "description": "Text with a variable of `vars:` in it: $name or ${name}.",
    }
    below = sorted(set(parts_below(root)), key=lambda part: part.__name__)
    return {
        "$schema": DIALECT,
        **_mapping(root),
        "title": "Scene of mosaic_anim",
        "$defs": {**{part.__name__: _mapping(part) for part in below}, "Variable": variable},
    }


def parts_below(part: type) -> Iterator[type]:
    """Yield every part below another one, once for each way to it."""
    for key in keys_of(part):
        for below in key.kind.parts:
            yield below
            yield from parts_below(below)


def _mapping(part: type) -> dict[str, Any]:
    """Return the schema of a part.

    Python 3.13 takes the indentation of the source out of docstrings, older ones leave it in.
    """
    keys = keys_of(part)
    required = [key.word for key in keys if key.is_required]
    return {
        "additionalProperties": False,
        "description": cleandoc(part.__doc__ or ""),
        "properties": {key.word: _value(key, literal=_is_literal(key)) for key in keys},
        **({"required": required} if required else {}),
        "title": part.__name__,
        "type": "object",
    }


def _is_literal(key: Key) -> bool:
    """Return whether a key's value cannot be a variable."""
    return key.word in _LITERAL_KEYS


def _value(key: Key, *, literal: bool) -> dict[str, Any]:
    """Return the schema of a key's value: its help outside, its choices and a variable inside."""
    inside = dict(key.kind.schema)
    examples = inside.pop("examples", [key.label.example] if key.label.example else [])
    outside = {
        "description": _help(key),
        **({"default": key.documented_default} if key.documented_default is not None else {}),
        **({"examples": examples} if examples else {}),
    }
    if literal:
        return {**outside, **inside}
    choices = inside["anyOf"] if set(inside) == {"anyOf"} else [inside]
    return {**outside, "anyOf": [*choices, _VARIABLE]}


def _help(key: Key) -> str:
    """Return what an editor says about a key: what it does, its unit, and its default in words."""
    unit = f" Unit: {key.unit}." if key.unit else ""
    default = f" Default: {key.otherwise}." if key.otherwise else ""
    return f"{key.label.description}{unit}{default}"
