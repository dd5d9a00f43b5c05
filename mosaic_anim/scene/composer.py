"""Composer: YAML to nodes with line and column, within hard limits.

PyYAML only scans and parses; it builds nothing. Its events are read one at a time, so that a
hostile text is refused as soon as it breaks a limit.
"""

from collections.abc import Iterator
from typing import Any, NoReturn

import yaml

from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.scene.node import Node
from mosaic_anim.scene.scalar import read_scalar
from mosaic_anim.scene.syntax import explain
from mosaic_anim.schema.problem import quoted

MAX_DEPTH = 32
MAX_NODES = 10_000
MAX_PROBLEMS = 40
"""Most problems that are reported; a text with more is not read to its end."""

_Event = Any  # the type stubs of PyYAML know no attributes of its events


class Composer:
    """Builds nodes from the events of one text, and collects problems on the way."""

    def __init__(self, text: str, source: str, *, with_lines: bool) -> None:
        self._text = text
        self._source = source
        self._with_lines = with_lines
        self._count = 0
        self.problems: list[Problem] = []

    def document(self) -> Node:
        """Return the only document of the text; an empty one is a null."""
        try:
            loader = yaml.SafeLoader(self._text)  # scans the text for characters no text has
        except yaml.YAMLError as error:
            raise SceneError([self._syntax_problem(error)]) from None
        try:
            return self._document(_events(loader))
        except yaml.YAMLError as error:
            raise SceneError([*self.problems, self._syntax_problem(error)]) from None
        except (ValueError, OverflowError, AttributeError, TypeError, IndexError):
            # PyYAML lets these escape on hostile escapes and directives.
            problem = Problem(
                what="not YAML: a number or an escape that means nothing",
                remedy="check this line",
                place=self._place(loader.line + 1, loader.column + 1),
            )
            raise SceneError([*self.problems, problem]) from None

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
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(event, f"a tag ({tag})", "remove it, or quote the text")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, events, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            items = self._until(yaml.SequenceEndEvent, events)
            value = tuple(self._node(item, events, depth + 1) for item in items)
            return self._node_at(event, value)
        scalar = self._scalar(event)
        written = "" if isinstance(scalar, str) else event.value
        return self._node_at(event, scalar, written=written)

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
                self._complain(
                    key, f"the key {quoted(name)} is given {lines}", "remove one of them"
                )
                continue
            keys[name], values[name] = key, value
        mapping = self._node_at(event, values)
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
        return self._node_at(event, self._text_of(event))

    def _scalar(self, event: _Event) -> str | int | float | bool | None:
        text = self._text_of(event)
        if event.style:
            return text
        try:
            return read_scalar(text)
        except ValueError as error:
            self._complain(self._node_at(event, None), str(error), "write a finite number")
            return 1

    def _text_of(self, event: _Event) -> str:
        text: str = event.value
        if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
            self._refuse(event, "a character that no text has", "remove the escape")
        return text

    def _until(self, end: type[yaml.Event], events: Iterator[_Event]) -> Iterator[_Event]:
        """Yield the events up to the next `end`, as long as each caller reads its node whole."""
        for event in events:
            if isinstance(event, end):
                return
            yield event

    def _node_at(self, event: _Event, value: object, *, written: str = "") -> Node:
        mark = event.start_mark
        line, col = (mark.line + 1, mark.column + 1) if self._with_lines else (0, 0)
        return Node(value=value, source=self._source, line=line, col=col, written=written)  # type: ignore[arg-type]

    def _complain(self, node: Node, what: str, remedy: str) -> None:
        self.problems.append(Problem(what=what, remedy=remedy, place=str(node)))
        if len(self.problems) >= MAX_PROBLEMS:
            raise SceneError(self.problems)

    def _refuse(self, event: _Event, what: str, remedy: str) -> NoReturn:
        """Stop reading here."""
        self._complain(self._node_at(event, None), f"not allowed in a scene: {what}", remedy)
        raise SceneError(self.problems)

    def _syntax_problem(self, error: yaml.YAMLError) -> Problem:
        fault = explain(error, self._text)
        place = self._place(fault.line, fault.col)
        return Problem(what=f"not YAML: {fault.what}", remedy=fault.remedy, place=place)

    def _place(self, line: int, col: int) -> str:
        return str(Node(value=None, source=self._source, line=line * self._with_lines, col=col))


def _events(loader: yaml.SafeLoader) -> Iterator[_Event]:
    while loader.check_event():
        yield loader.get_event()  # type: ignore[no-untyped-call]
