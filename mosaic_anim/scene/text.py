"""Safe YAML: text to nodes with line and column, within limits that no text can talk its way past.

PyYAML only scans and parses here; it builds nothing. Its events are read one at a time, so that a
hostile text is refused at its first offence.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import Any, NoReturn

import yaml

from mosaic_anim.clips.part import said
from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.scene.node import Node
from mosaic_anim.scene.scalar import read_scalar

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_NODES = 10_000

_Event = Any  # the type stubs of PyYAML know no attributes of its events

_REMEDIES = (
    (r"'\\t'", "indent with spaces, not with tabs"),
    (r"end of stream", "close the quote or the bracket"),
    (r"could not find expected ':'", "write key: value, with a colon and a space"),
    (r"mapping values are not allowed", "check the indentation, or quote text that has a colon"),
    (r"expected ',' or", "separate values with commas and close the bracket"),
    (r"block end", "check the indentation of this line"),
    (r"character '[@`%]'", "quote text that begins with this character"),
)
_BARE_COLOR = re.compile(r"[:,]\s+#[0-9a-fA-F]{3,6}\b")


def read_file(path: Path) -> tuple[Node, list[Problem]]:
    """Read the YAML file at `path`; return its value and what is wrong inside it.

    Raises
    ------
    SceneError
        If it cannot be read, is no text, breaks a limit or is not YAML.
    """
    name = str(path)
    try:
        if not S_ISREG(path.stat().st_mode):
            raise _refused(name, "not a regular file", "a scene is a YAML file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        remedy = "mosaic-anim new zoom-in FILE writes a scene to begin with"
        raise _refused(name, "no such file", remedy) from None
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise _refused(name, f"cannot be read: {what}", "check its name and rights") from None
    return read_text(_decoded(content, name), source=name)


def read_text(text: str, *, source: str) -> tuple[Node, list[Problem]]:
    """Read YAML `text`; places name `source` with line and column.

    Raises
    ------
    SceneError
        If it breaks a limit or is not YAML.
    """
    reader = _Reader(text, source, with_lines=True)
    return reader.document(), reader.problems


def read_value(text: str, *, source: str) -> Node:
    """Read the YAML value of an option; places name the option alone.

    A value that begins with # is text, not a comment: `--set frame.background=#ff0000`.

    Raises
    ------
    SceneError
        If anything is wrong with it.
    """
    if text.startswith("#"):
        return Node(value=text, source=source)
    reader = _Reader(text, source, with_lines=False)
    value = reader.document()
    if reader.problems:
        raise SceneError(reader.problems)
    return value


class _Reader:
    """Builds nodes from the events of one text, and gathers what is wrong on the way."""

    def __init__(self, text: str, source: str, *, with_lines: bool) -> None:
        self._text = text
        self._source = source
        self._with_lines = with_lines
        self._count = 0
        self.problems: list[Problem] = []

    def document(self) -> Node:
        """Return the only document of the text; an empty one is a null."""
        if len(self._text) > MAX_BYTES:
            raise _refused(self._source, "the text is longer than 1 MiB", "a scene is much smaller")
        try:
            return self._document(self._events())
        except yaml.YAMLError as error:
            raise SceneError([*self.problems, self._syntax_problem(error)]) from None
        except (ValueError, OverflowError, AttributeError, TypeError, IndexError) as error:
            # PyYAML lets these escape on hostile escapes and directives.
            raise _refused(self._source, f"not YAML: {error}", "check its escapes") from None

    def _events(self) -> Iterator[_Event]:
        return iter(yaml.parse(self._text, Loader=yaml.SafeLoader))

    def _document(self, events: Iterator[_Event]) -> Node:
        root = Node(value=None, source=self._source, line=int(self._with_lines), col=1)
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "a second document", "remove the line ---")
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, depth=1)
        return root

    def _node(self, event: _Event, events: Iterator[_Event], depth: int) -> Node:
        self._count += 1
        if self._count > MAX_NODES:
            self._refuse(event, f"more than {MAX_NODES:,} values", "a scene is much smaller")
        if depth > MAX_DEPTH:
            self._refuse(event, f"nested deeper than {MAX_DEPTH} levels", "close the brackets")
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "an alias (*name)", "use vars: and $name, or quote the text")
        if event.anchor is not None:
            self._refuse(event, "an anchor (&name)", "use vars: and $name, or quote the text")
        if event.tag is not None:
            self._refuse(event, f"a tag ({event.tag})", "remove it, or quote the text")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, events, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            items = self._until(yaml.SequenceEndEvent, events)
            value = tuple(self._node(item, events, depth + 1) for item in items)
            return self._placed(event, value)
        return self._placed(event, self._scalar(event))

    def _mapping(self, event: _Event, events: Iterator[_Event], depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Node] = {}
        for key_event in self._until(yaml.MappingEndEvent, events):
            key = self._key(key_event, events, depth)
            name = str(key.value)
            value = self._node(next(events), events, depth + 1)
            if name in keys:
                first = keys[name]
                lines = f"in lines {first.line} and {key.line}" if key.line else "twice"
                self._complain(key, f"the key {said(name)} is given {lines}", "remove one of them")
                continue
            keys[name], values[name] = key, value
        mapping = self._placed(event, values)
        return Node(
            value=values, source=mapping.source, line=mapping.line, col=mapping.col, keys=keys
        )

    def _key(self, event: _Event, events: Iterator[_Event], depth: int) -> Node:
        """Read a key: its text as it stands, so that `on:` and `1:` are keys like others."""
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, events, depth + 1)
            self._refuse(
                event, "a key that is no text", 'quote it, or write "${name}" for a variable'
            )
        if event.value == "<<" and not event.style:
            self._refuse(event, "a merge key (<<)", "write the keys out")
        if event.anchor is not None or event.tag is not None:
            self._node(event, events, depth)
        return self._placed(event, event.value)

    def _scalar(self, event: _Event) -> str | int | float | bool | None:
        text: str = event.value
        if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
            self._refuse(event, "a character that no text has", "remove the escape")
        if event.style:
            return text
        try:
            return read_scalar(text)
        except ValueError as error:
            self._complain(self._placed(event, None), str(error), "write a finite number")
            return 1

    def _until(self, end: type[yaml.Event], events: Iterator[_Event]) -> Iterator[_Event]:
        """Yield the events up to the next `end`, as long as each caller reads its node whole."""
        for event in events:
            if isinstance(event, end):
                return
            yield event

    def _placed(self, event: _Event, value: object) -> Node:
        mark = event.start_mark
        line, col = (mark.line + 1, mark.column + 1) if self._with_lines else (0, 0)
        return Node(value=value, source=self._source, line=line, col=col)  # type: ignore[arg-type]

    def _complain(self, node: Node, what: str, remedy: str) -> None:
        self.problems.append(Problem(what=what, remedy=remedy, place=str(node)))

    def _refuse(self, event: _Event, what: str, remedy: str) -> NoReturn:
        """End the reading here."""
        self._complain(self._placed(event, None), f"not allowed in a scene: {what}", remedy)
        raise SceneError(self.problems)

    def _syntax_problem(self, error: yaml.YAMLError) -> Problem:
        """Say what PyYAML's error means to somebody who writes a scene."""
        what, line, col, begun = "a character that no text has", 1, 1, 1
        if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark):
            what, line, col = error.problem or "not YAML", mark.line + 1, mark.column + 1
            begun = error.context_mark.line + 1 if error.context_mark else line
        elif isinstance(error, yaml.reader.ReaderError):
            before = self._text[: error.position]
            line, col = before.count("\n") + 1, len(before) - before.rfind("\n")
        remedy = next((r for pattern, r in _REMEDIES if re.search(pattern, what)), "")
        lines = "\n".join(self._text.split("\n")[begun - 1 : line])
        if "${" in lines:
            remedy = 'inside { } write $name, or quote it: "${name}"'
        elif _BARE_COLOR.search(lines):
            remedy = 'quote the colour: "#ff0000"; without quotes # begins a comment'
        place = str(Node(value=None, source=self._source, line=line * self._with_lines, col=col))
        return Problem(what=f"not YAML: {what}", remedy=remedy, place=place)


def _decoded(content: bytes, name: str) -> str:
    """Decode the bytes of a scene file, which is UTF-8 text of at most 1 MiB."""
    if len(content) > MAX_BYTES:
        raise _refused(name, "the file is larger than 1 MiB", "a scene is much smaller")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(name, "the file is UTF-16", "save it as UTF-8")
    if b"\0" in content:
        raise _refused(_byte_place(content, content.index(b"\0"), name), "not a text", "a NUL byte")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            _byte_place(content, error.start, name), "not UTF-8 text", "save it as UTF-8"
        ) from None


def _byte_place(content: bytes, position: int, name: str) -> str:
    before = content[:position]
    line, col = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    return f"{name}:{line}:{col}"


def _refused(place: str, what: str, remedy: str) -> SceneError:
    return SceneError([Problem(what=what, remedy=remedy, place=place)])
