"""Edits of a scene: `--var`, `--set`, `--cover`, `--library`, `-o`, and rows of a table."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from mosaic_anim.errors import Problem, SceneError, caller_text, option
from mosaic_anim.scene.node import Node
from mosaic_anim.scene.row import Row, row_value
from mosaic_anim.scene.rules import clip_ids
from mosaic_anim.scene.text import read_value
from mosaic_anim.schema.problem import quoted, suggest
from mosaic_anim.values.wording import count_of

_BRACKETS = r"\[\s*([^\[\].]+?)\s*\]"
"""A step in brackets: `outputs[0].file` is `outputs.0.file`."""


def set_variables(document: Node, variables: Iterable[str]) -> tuple[Node, list[Problem]]:
    """Return the document with values of `vars:` replaced, each given as `NAME=VALUE`."""
    declared = document.at("vars")
    names = declared.value if declared and isinstance(declared.value, dict) else {}
    problems: list[Problem] = []
    for text in variables:
        name, _, value = text.partition("=")
        name = name.strip()
        place = option("var", name, argument="variables")
        if "=" not in text:
            problems.append(Problem(what="no value", remedy="write NAME=VALUE", place=place))
        elif name not in names:
            remedy = suggest(name, names) or "the scene has no vars"
            what = f"the scene has no variable {quoted(name)}"
            problems.append(Problem(what=what, remedy=remedy, place=place))
        else:
            document, faults = _edited(document, ["vars", name], value, place)
            problems += faults
    return document, problems


def set_row(document: Node, row: Row) -> tuple[Node, list[Problem]]:
    """Return the document with the values of its `vars:` that a row of a table gives."""
    problems: list[Problem] = []
    for name, text in row.values.items():
        declared = document.at("vars", name)
        if declared is None:
            what = f"the scene has no variable {quoted(name)}"
            problems.append(Problem(what=what, remedy=f"declare {name} in vars", place=row.place))
            continue
        try:
            value = row_value(text, declared, row.place)
        except SceneError as error:
            problems += error.problems
        else:
            document = _replaced(document, ["vars", name], value, row.place)
    return document, problems


def set_places(document: Node, sets: Iterable[str]) -> tuple[Node, list[Problem]]:
    """Return the document with values replaced anywhere, each as `a.b=VALUE` or `a[0].b=VALUE`."""
    problems: list[Problem] = []
    for text in sets:
        steps, _, value = text.partition("=")
        place = option("set", steps.strip(), argument="sets")
        dotted = re.sub(_BRACKETS, r".\1", steps).strip().removeprefix(".")
        names = [step.strip() for step in dotted.split(".")]
        if "=" not in text or not all(names):
            what = "not a place and a value"
            problems.append(Problem(what=what, remedy="for example frame.fps=60", place=place))
            continue
        document, faults = _edited(document, names, value, place)
        problems += faults
    return document, problems


def set_mosaic(document: Node, **paths: str | Sequence[str] | None) -> tuple[Node, list[Problem]]:
    """Return the document with another `cover` or `library` of its mosaic, taken literally.

    None leaves what the scene has.
    """
    problems: list[Problem] = []
    described = document.at("mosaic")
    has_one = described is not None and isinstance(described.value, dict)
    for name, path in paths.items():
        if path is None:
            continue
        place = option(name)
        if has_one or all(paths.values()):
            new = _literals(path, place)
            document = _replaced(document, ["mosaic", name], new, place)
        else:
            what = f"the scene has no mosaic that the {name} could belong to"
            both = f"{option('cover')} and {option('library')}"
            remedy = f"give both {both}, or write mosaic: into the scene"
            problems.append(Problem(what=what, remedy=remedy, place=place))
    return document, problems


def set_output(document: Node, output: str, *, source: str = "") -> Node:
    """Return the document with `output` as the file of its first output.

    Parameters
    ----------
    source : str
        Where that file is named; empty: by the caller.
    """
    source = source or caller_text(command_line="-o", python="output")
    file = _literal(output, source)
    outputs = document.at("outputs")
    entry = document.at("outputs", 0)
    if entry is None:
        entry = Node(value={}, source=source)
        outputs = Node(value=(entry,), source=source)
    if outputs is None or not isinstance(entry.value, dict):
        return document
    return document.with_child("outputs", outputs.with_child(0, entry.with_child("file", file)))


def _literals(texts: str | Sequence[str], source: str) -> Node:
    """Return one text, or several, that stand for themselves."""
    if isinstance(texts, str):
        return _literal(texts, source)
    return Node(value=tuple(_literal(text, source) for text in texts), source=source)


def _literal(text: str, source: str) -> Node:
    """Return a text that stands for itself: in a scene, `$name` would be a variable."""
    return Node(value=text.replace("$", "$$"), source=source)


def _edited(
    document: Node, steps: Sequence[str], text: str, place: str
) -> tuple[Node, list[Problem]]:
    """Return the document with one value replaced, or what is wrong with the edit."""
    try:
        return _replaced(document, steps, read_value(text, source=place), place), []
    except SceneError as error:
        return document, list(error.problems)


def _replaced(node: Node, steps: Sequence[str], new: Node, place: str) -> Node:
    """Return `node` with `new` at `steps` below it; mappings on the way are made."""
    if not steps:
        return new
    if isinstance(node.value, tuple):
        step: str | int = _index(node.value, steps[0], place)
        if step == len(node.value):
            node = replace(node, value=(*node.value, Node(value={}, source=place)))
    elif isinstance(node.value, dict):
        step = steps[0]
    else:
        raise _wrong(f"nothing can be set below {quoted(node.plain())}", "check the place", place)
    below = node.child(step)
    if below is None or (below.value is None and len(steps) > 1):
        below = Node(value={}, source=place)
    return node.with_child(step, _replaced(below, steps[1:], new, place))


def _index(items: Sequence[Node], step: str, place: str) -> int:
    """Return the index of a list that `step` means: a number from 0, or the id of a clip.

    The number after the last one is allowed: it appends.
    """
    if step.isascii() and step.isdigit() and len(step) < 6:
        if int(step) <= len(items):
            return int(step)
        what = f"the list has {count_of(len(items), 'entry', 'entries')}, no number {step}"
        raise _wrong(what, "count from 0", place)
    ids = clip_ids([item.plain() for item in items])
    if step not in ids:
        raise _wrong(f"no entry {quoted(step)} in the list", suggest(step, ids), place)
    return ids.index(step)


def _wrong(what: str, remedy: str, place: str) -> SceneError:
    return SceneError([Problem(what=what, remedy=remedy, place=place)])
