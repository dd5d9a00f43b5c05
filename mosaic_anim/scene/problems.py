"""What the models say is wrong, in the words of the scene language and with its place."""

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mosaic_anim.clips.part import Part, choose, said
from mosaic_anim.errors import Problem
from mosaic_anim.scene.node import Node, Steps

_HIDDEN = {"default_factory_not_called"}  # follows from another problem

_KINDS = {
    "string_type": ("text", "put it in quotes"),
    "bool_type": ("true or false", "write true or false"),
    "int_type": ("a whole number", "for example 5"),
    "int_from_float": ("a whole number", "for example 5"),
    "float_type": ("a number", "for example 0.5"),
    "model_type": ("keys with values", "write key: value"),
    "dict_type": ("keys with values", "write key: value"),
    "mapping_type": ("keys with values", "write key: value"),
    "tuple_type": ("a list", "for example [a, b]"),
    "list_type": ("a list", "for example [a, b]"),
}
_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def model_problems(error: ValidationError, document: Node, model: type[Part]) -> Iterator[Problem]:
    """Yield the problems that `model` has with `document`, each at its place."""
    for line in error.errors(include_url=False):
        if line["type"] not in _HIDDEN:
            yield _problem(line, document, model)


def _problem(line: ErrorDetails, document: Node, model: type[Part]) -> Problem:
    """Say one error of pydantic in the words of the language."""
    kind, path = line["type"], line["loc"]
    key = str(path[-1]) if path else "scene"
    if isinstance(path[-1] if path else "", int):
        key = next((step for step in reversed(path) if isinstance(step, str)), key)
    place, context, value = document.place(path), line.get("ctx", {}), line["input"]
    what, remedy = line["msg"], ""
    match kind:
        case "scene":
            what, remedy = context["what"], context["remedy"]
        case "missing" if isinstance(path[-1], int):
            what, remedy = f"too few numbers in '{key}'", _description(model, path[:-1])
        case "missing":
            what, remedy = f"'{key}' is missing", _example(model, path)
        case "extra_forbidden":
            place = document.key_place(path)
            known = _known_keys(model, path[:-1], document)
            what, remedy = f"unknown key {said(key)}", choose(key, known)
        case "literal_error":
            words = [word.strip("'") for word in _split_expected(context["expected"])]
            what, remedy = f"{said(value)} is not possible for '{key}'", choose(_text(value), words)
        case "string_pattern_mismatch":
            what = f"not a name: {said(value)}"
            remedy = "letters, digits, - and _, beginning with a letter"
        case "string_too_short":
            what, remedy = f"'{key}' is empty", _example(model, path)
        case "too_long":
            what, remedy = f"too many numbers in '{key}'", _description(model, path)
        case _ if kind in _BOUNDS:
            bound, words_ = _BOUNDS[kind]
            what, remedy = f"'{key}' cannot be {said(value)}", f"{words_} {context[bound]}"
        case _ if kind in _KINDS:
            expected, remedy = _KINDS[kind]
            what = f"'{key}' needs {expected}, not {said(value)}"
            if kind == "string_type" and isinstance(value, int | float):
                remedy = f'put it in quotes: "{_text(value)[:40]}"'
    return Problem(what=what, remedy=remedy, place=place)


def _split_expected(expected: str) -> list[str]:
    """Split pydantic's `'a', 'b' or 'c'`."""
    return expected.replace(" or ", ", ").split(", ")


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _field(models: Iterable[type[BaseModel]], key: str) -> Any:
    """Return the first field that is written `key` in one of the `models`."""
    for model in models:
        for name, field in model.model_fields.items():
            if (field.alias or name) == key:
                return field
    return None


def _models_at(model: type[Part], path: Steps) -> list[type[BaseModel]]:
    """Return the models that may lie at `path` below `model`."""
    models: list[type[BaseModel]] = [model]
    for step in path:
        if isinstance(step, str):
            field = _field(models, step)
            models = list(_models_in(field.annotation)) if field else []
    return models


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _known_keys(model: type[Part], path: Steps, document: Node) -> set[str]:
    """Return the keys that are allowed at `path`; of several models, those that fit best."""
    node = document.at(*path)
    written = set(node.value) if node is not None and isinstance(node.value, dict) else set()
    models = _models_at(model, path)
    keys = [{field.alias or name for name, field in m.model_fields.items()} for m in models]
    needed = [{n for n, field in m.model_fields.items() if field.is_required()} for m in models]
    fitting = [k for k, need in zip(keys, needed, strict=True) if need <= written] or keys
    return set().union(*fitting)


def _description(model: type[Part], path: Steps) -> str:
    field = _field(_models_at(model, path[:-1]), str(path[-1]))
    return (field.description or "") if field else ""


def _example(model: type[Part], path: Steps) -> str:
    """Return how a missing key may be written."""
    field = _field(_models_at(model, path[:-1]), str(path[-1]))
    if field is None or not field.examples:
        return "add it"
    return f"for example {path[-1]}: {field.examples[0]}"
