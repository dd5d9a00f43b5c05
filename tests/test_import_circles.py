"""Imports between the package's modules run one way.

Every import counts, those inside functions and those for type checkers too: two modules that know
each other are read as one, whenever that knowledge is loaded. What both need belongs in a third.
"""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import mosaic_anim

PACKAGE = Path(mosaic_anim.__file__).parent


def modules(folder):
    """Return the text of each module of a package, by its dotted name."""
    texts = {}
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        texts[name] = path.read_text("utf-8")
    return texts


def imports(text):
    """Yield each name that a module's text imports, the deepest first where it may be a module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ([alias.name] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ([f"{node.module}.{alias.name}", node.module] for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LazyModule":
            yield [getattr(node.args[0], "value", "")]


def circle(texts):
    """Return modules that import each other in a circle, the first again at the end; or none."""
    graph = {
        module: {next((name for name in names if name in texts), module) for names in imports(text)}
        - {module}
        for module, text in texts.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_no_two_modules_import_each_other():
    """Not even late, for types, or by way of others."""
    texts = modules(PACKAGE)
    assert len(texts) > 300
    assert circle(texts) == []


@pytest.mark.parametrize(
    "back",
    [
        "import p.a",
        "from p.a import name",
        "from p import a",
        "def late():\n    from p import a",
        "if TYPE_CHECKING:\n    from p.a import Name",
        "a = LazyModule('p.a')",
    ],
)
def test_a_circle_is_seen_however_it_is_closed(back):
    """Plainly, late, or for types only."""
    texts = {"p": "", "p.a": "from p.b import x", "p.b": "import p.c", "p.c": back}
    assert set(circle(texts)) == {"p.a", "p.b", "p.c"}
    assert circle({**texts, "p.c": "import p, os"}) == []
