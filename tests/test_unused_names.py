"""Names that a module defines are used in the package: a name that only a test uses is dead."""

import ast
import re
from pathlib import Path

import mosaic_anim

PACKAGE = Path(mosaic_anim.__file__).parent

ELSEWHERE = {"TYPE_CHECKING", "serve", "end_with_parent", "Attention"}
"""Used by type checkers; by programs that other processes are given as text; by the room of crops,
which comes next."""


def definitions(tree):
    """Yield the functions, classes and values that a module defines."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign):
            yield node.target.id


def uses(tree):
    """Yield the names that a module reads, imports, or writes into text.

    Into annotations, and as the place of a class, such as `mp4.Mp4Format`.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if place := re.fullmatch(r"[a-z0-9_]+\.([A-Z]\w+)", node.value):
                yield place[1]
        elif isinstance(node, ast.arg | ast.AnnAssign | ast.FunctionDef):
            noted = node.returns if isinstance(node, ast.FunctionDef) else node.annotation
            for part in ast.walk(noted) if noted else ():
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield from re.findall(r"\w+", part.value)


def unused(texts):
    """Return the names that are defined in some text and used in none, with their modules."""
    trees = {name: ast.parse(text) for name, text in texts.items()}
    used = {name for tree in trees.values() for name in uses(tree)} | ELSEWHERE
    return sorted(
        f"{module}: {name}"
        for module, tree in trees.items()
        for name in definitions(tree)
        if name not in used and not name.startswith("__") and not name.endswith("_command")
    )


def test_nothing_is_defined_that_nobody_uses():
    """Click takes its commands by name; public names are imported in the package's face."""
    texts = {str(path): path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    assert unused(texts) == []


def test_an_unused_name_is_seen():
    """A function, a class and a constant; one that an annotation names is in use."""
    text = "LIMIT = 3\nclass Spare: ...\nclass Kind: ...\ndef run(kind: 'Kind'): ...\n"
    assert unused({"a": text, "b": ""}) == ["a: LIMIT", "a: Spare", "a: run"]
    assert unused({"a": text, "b": "from a import run, Spare, LIMIT"}) == []
    assert unused({"a": text, "b": "print({'x': 'a.Spare', 'y': 'LIMIT'})"}) == [
        "a: LIMIT",
        "a: run",
    ]
