"""What PyYAML's errors mean to a person who writes a scene."""

import re
from dataclasses import dataclass

import yaml

_SYNTAX = (
    (r"'\\t'", "a tab where a line begins", "indent with spaces, not with tabs"),
    (r"end of stream|stream end", "a quote or a bracket is never closed", "close it"),
    (r"expected ':'", "a key without a colon", "write key: value, with a colon and a space"),
    (
        r"mapping values",
        "a colon that belongs to no key",
        "check the indentation, or quote the text",
    ),
    (
        r"expected ',' or",
        "a comma or a closing bracket is missing",
        "one, two: [1, 2] or {a: 1, b: 2}",
    ),
    (r"block end", "this line does not fit those above it", "check its indentation"),
    (r"node content", "a value is missing", "write one, or remove what stands before"),
    (r"character '[@`%|>]'", "text cannot begin with this character", "put it in quotes"),
)
"""What PyYAML says (a pattern), what it means, and the remedy."""

_BARE_COLOR = r"[:,]\s+#[0-9a-fA-F]{3,6}\b"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxProblem:
    """A place in a text that is not YAML, counted from 1, and what is wrong there."""

    what: str
    remedy: str
    line: int
    col: int


def explain(error: yaml.YAMLError, text: str) -> SyntaxProblem:
    """Return what `error` means, raised while reading `text`."""
    what, remedy, line, col, first = "a character that no text has", "remove it", 1, 1, 1
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark):
        what, remedy = _meaning(error.problem or "")
        line, col = mark.line + 1, mark.column + 1
        first = error.context_mark.line + 1 if error.context_mark else line
    elif isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        line, col = before.count("\n") + 1, len(before) - before.rfind("\n")
    written = "\n".join(text.split("\n")[first - 1 : line])
    if "${" in written:
        remedy = 'inside { } write $name, or quote it: "${name}"'
    elif re.search(_BARE_COLOR, written):
        remedy = 'quote the colour: "#ff0000"; without quotes # begins a comment'
    return SyntaxProblem(what=what, remedy=remedy, line=line, col=col)


def _meaning(said_by_yaml: str) -> tuple[str, str]:
    """Return what a message of PyYAML means, and the remedy."""
    for pattern, what, remedy in _SYNTAX:
        if re.search(pattern, said_by_yaml):
            return what, remedy
    return said_by_yaml, "check this line and the one above it"
