"""Variables: `$name` and `${name}` stand for the values under `vars:`.

A scalar that is nothing but `$name` becomes the value itself, whatever its type; inside longer text
the value is written into it. `$$` is a dollar sign.
"""

import re
from dataclasses import replace

from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.scene.composer import MAX_NODES
from mosaic_anim.scene.node import Node
from mosaic_anim.scene.text import MAX_BYTES
from mosaic_anim.schema.problem import quoted, suggest

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_USE = re.compile(r"\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\})")
_FIXED = ("vars", "mosaic_anim")


def with_variables(document: Node, *, used: frozenset[str]) -> tuple[Node, list[Problem]]:
    """Return the document with every variable replaced, and what is wrong with their use.

    A variable may use those that are declared above it.

    Parameters
    ----------
    used : frozenset of str
        Variables that count as used even if the document does not use them (any more).

    Raises
    ------
    SceneError
        If the values grow beyond what a scene may hold.
    """
    if not isinstance(document.value, dict):
        return document, []
    filler = _Filler()
    declared = document.value.get("vars")
    if declared is not None and isinstance(declared.value, dict):
        for name, node in declared.value.items():
            filler.values[name] = filler.fill(node)
    filled = {
        key: node if key in _FIXED else filler.fill(node) for key, node in document.value.items()
    }
    if filler.values:
        filled["vars"] = replace(document.value["vars"], value=dict(filler.values))
    problems = filler.problems
    for name in filler.values:
        place = document.key_place(("vars", name))
        if NAME.fullmatch(name) is None:
            what = f"not a name for a variable: {quoted(name)}"
            problems.append(Problem(what=what, remedy="letters, digits and _", place=place))
        elif name not in filler.used | used:
            what = f"the variable {quoted(name)} is never used"
            remedy = f"write ${name} where it belongs, or remove it"
            problems.append(Problem(what=what, remedy=remedy, place=place))
    return replace(document, value=filled), problems


def uses(node: Node) -> frozenset[str]:
    """Return the names of all variables that are used in `node` and below it."""
    match node.value:
        case dict():
            return frozenset[str]().union(*map(uses, node.value.values()))
        case tuple():
            return frozenset[str]().union(*map(uses, node.value))
        case str():
            return frozenset(use[2] or use[3] for use in _USE.finditer(node.value) if not use[1])
    return frozenset()


class _Filler:
    """Walks a document and replaces what it finds."""

    def __init__(self) -> None:
        self.values: dict[str, Node] = {}
        self._nodes = 0
        self._characters = 0
        self.used: set[str] = set()
        self.problems: list[Problem] = []

    def fill(self, node: Node) -> Node:
        """Return `node` with the variables in it and below it replaced."""
        self._count(node)
        match node.value:
            case dict():
                return replace(node, value={k: self.fill(v) for k, v in node.value.items()})
            case tuple():
                return replace(node, value=tuple(self.fill(v) for v in node.value))
            case str() if "$" in node.value:
                return self._fill_text(node, node.value)
        return node

    def _fill_text(self, node: Node, text: str) -> Node:
        whole = _USE.fullmatch(text)
        if whole and not whole[1]:
            value = self._value(whole[2] or whole[3], node)
            if value is None:
                return node
            self._count_below(value)
            return value
        typed = [node]
        pieces = []
        end = 0
        for use in _USE.finditer(text):
            pieces += [text[end : use.start()], self._text_for(use, node, typed)]
            self._characters += len(pieces[-1])
            self._check(node)
            end = use.end()
        pieces.append(text[end:])
        return replace(typed[-1], value="".join(pieces))

    def _text_for(self, use: "re.Match[str]", node: Node, typed: list[Node]) -> str:
        """Return the text that stands for one use; note a value from the command line."""
        if use[1]:
            return "$"
        value = self._value(use[2] or use[3], node)
        if value is None:
            return ""
        if value.is_typed:
            typed.append(value)
        if isinstance(value.value, dict | tuple) or value.value is None:
            what = f"{quoted(value.plain())} cannot stand inside text"
            self.problems.append(
                Problem(what=what, remedy="let $name stand alone", place=str(node))
            )
            return ""
        return value.written or str(value.value)

    def _value(self, name: str, node: Node) -> Node | None:
        self.used.add(name)
        value = self.values.get(name)
        if value is None:
            remedy = suggest(name, self.values) or f"declare it at the top: vars: {{{name}: …}}"
            what = f"unknown variable ${name}"
            self.problems.append(Problem(what=what, remedy=remedy, place=str(node)))
        return value

    def _count_below(self, node: Node) -> None:
        """Count a value at each place where it is used, so that uses cannot multiply."""
        self._count(node)
        match node.value:
            case dict():
                for child in node.value.values():
                    self._count_below(child)
            case tuple():
                for child in node.value:
                    self._count_below(child)

    def _count(self, node: Node) -> None:
        self._nodes += 1
        self._characters += len(node.value) if isinstance(node.value, str) else 0
        self._check(node)

    def _check(self, node: Node) -> None:
        if self._nodes > MAX_NODES or self._characters > MAX_BYTES:
            what = "the variables make the scene far too large"
            problem = Problem(what=what, remedy="use them less often", place=str(node))
            raise SceneError([*self.problems, problem])
