"""The program's words: those of the field, in names and in docstrings."""

import ast
import re
from pathlib import Path

import pytest

import mosaic_anim

PACKAGE = Path(mosaic_anim.__file__).parent

BARE_PARTICIPLES = {
    "asked", "begun", "chosen", "found", "given", "gone", "held", "kept", "known", "laid", "lost",
    "made", "placed", "put", "seen", "sent", "shown", "taken", "told", "wanted",
}  # fmt: skip
"""What has been done to a thing is no name for it."""

PHRASES = re.compile(
    r"\b(?:told|whoever|for ever|what is kept|the way of the data|tells? whether|is begun)\b"
    r"|^\s*Of (?:the|its|an?|each|all) [^.]*\[[^\]]+\]\.?$",
    re.IGNORECASE | re.MULTILINE,
)
"""Words that read as translated, and parameters that are described by a genitive alone."""


def _definitions(tree):
    """Yield the classes and functions of a module, with their lines."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name


def _docstrings(tree):
    """Yield the docstrings of a module, of its constants too, with their lines."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text


def _modules():
    """Yield the path in the package and the tree of each module."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE), ast.parse(path.read_text(encoding="utf-8"))


def test_no_public_function_or_type_is_named_by_a_bare_participle():
    """It is named by what it is or does."""
    assert [
        f"{path}:{line}: {name}"
        for path, tree in _modules()
        for line, name in _definitions(tree)
        if name.lower() in BARE_PARTICIPLES
    ] == []


def test_docstrings_are_written_in_the_field_s_english():
    """Reported, not told; a frame size, not 'of the frame'."""
    assert [
        f"{path}:{line}: {found[0].strip()}"
        for path, tree in _modules()
        for line, text in _docstrings(tree)
        if (found := PHRASES.search(text))
    ] == []


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("Is told how many rows are drawn.", False),
        ("size : Size\n    Of the frame [px].", False),
        ("size : Size\n    Frame size [px].", True),
        ("Of the letters [shares of the frame's side].", False),
        ("Return whether all are there.", True),
        ("Tell whether all are there.", False),
    ],
)
def test_phrases_are_seen(text, is_fine):
    """By themselves and within a docstring."""
    assert (PHRASES.search(text) is None) is is_fine
