"""Text edit: one value of a scene's text is replaced or added, and nothing else changes.

Comments, order, quotes, indentation and line ends stay as they were written, because only the
characters of that value are replaced. What comes out is read again: it has to be the scene that was
meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from mosaic_anim.errors import UsageError
from mosaic_anim.scene.node import Steps
from mosaic_anim.scene.text import read_text


@dataclass(slots=True, kw_only=True)
class _Span:
    """Where a value stands in a text.

    Attributes
    ----------
    start, end : int
        Its characters; a block ends with its last value.
    col : int
        Column of its first character, counted from 0.
    is_flow : bool
        Whether it is a list or mapping in brackets.
    keys : dict of str to _Span
        The keys of a mapping.
    values : dict of str to _Span
        Its values.
    items : list of _Span
        The values of a list.
    """

    start: int
    end: int
    col: int
    is_flow: bool = False
    is_mapping: bool = False
    keys: "dict[str, _Span]" = field(default_factory=dict)
    values: "dict[str, _Span]" = field(default_factory=dict)
    items: "list[_Span]" = field(default_factory=list)

    def child(self, step: str | int) -> "_Span | None":
        """Return the value one step below, or None."""
        if isinstance(step, str):
            return self.values.get(step)
        return self.items[step] if 0 <= step < len(self.items) else None


def with_value(text: str, path: Steps, value: str) -> str:
    """Return a scene's text with one value replaced, or added where its mapping has no such key.

    Parameters
    ----------
    text : str
        The scene.
    path : tuple of str and int
        Keys and indices from its top; mappings on the way are made where they lack.
    value : str
        YAML in one line.

    Raises
    ------
    SceneError
        If the text is no scene.
    UsageError
        If the path does not lead through mappings and lists of the text.
    """
    before, _ = read_text(text, source="scene")
    edited = _edited(text, _tree(text), path, value)
    after, _ = read_text(edited, source="scene")
    new, _ = read_text(value, source="value")
    if after.plain() != _changed(before.plain(), path, new.plain()):
        raise UsageError(
            f"{_named(path)} cannot be changed in this text", remedy="write it by hand"
        )
    return edited


def _edited(text: str, span: _Span, path: Steps, value: str) -> str:
    for number, step in enumerate(path):
        below = span.child(step)
        if below is None:
            if not isinstance(step, str) or not (span.is_mapping or span.start == span.end):
                raise UsageError(f"the scene has no {_named(path[: number + 1])}")
            return _added(text, span, step, _nested(path[number + 1 :], value))
        span = below
    return _replaced(text, span, value)


def _replaced(text: str, span: _Span, value: str) -> str:
    """Put a value in the place of another; a block becomes one line, behind its key."""
    start = span.start
    if start == span.end:  # nothing stands there: the value follows its key
        return f"{text[:start]} {value}{text[start:]}"
    before = text[:start].rstrip()
    is_below = "\n" in text[len(before) : start]
    if is_below and before.endswith(":") and not span.is_flow:
        return f"{before} {value}{text[span.end :]}"
    return text[:start] + value + text[span.end :]


def _added(text: str, span: _Span, name: str, value: str) -> str:
    """Add a key to a mapping, after its last one."""
    if not span.is_mapping:  # nothing stands there
        return f"{text[: span.start]} {{{name}: {value}}}{text[span.end :]}"
    if span.is_flow:
        if not span.values:
            return f"{text[: span.start]}{{{name}: {value}}}{text[span.end :]}"
        last = max(one.end for one in (*span.values.values(), *span.keys.values()))
        last = _after_colon(text, last) if text[last : last + 1] == ":" else last
        return f"{text[:last]}, {name}: {value}{text[last:]}"
    line_end = text.find("\n", span.end)
    at = len(text) if line_end < 0 else line_end
    return_mark = "\r" if text[:at].endswith("\r") else ""
    at -= len(return_mark)
    column = next(iter(span.keys.values())).col
    return f"{text[:at]}{return_mark}\n{' ' * column}{name}: {value}{text[at:]}"


def _after_colon(text: str, at: int) -> int:
    """Return where the text goes on after the colon of a key without a value."""
    return at + 1 if text[at : at + 1] == ":" else at


def _nested(steps: Steps, value: str) -> str:
    """Write a value below keys, in one line."""
    for step in reversed(steps):
        value = f"{{{step}: {value}}}"
    return value


def _changed(plain: Any, path: Steps, value: Any) -> Any:
    """Return plain data with one value replaced or added."""
    if not path:
        return value
    step, *rest = path
    if isinstance(plain, list):
        return [
            _changed(one, tuple(rest), value) if number == step else one
            for number, one in enumerate(plain)
        ]
    known = plain if isinstance(plain, dict) else {}
    return {**known, str(step): _changed(known.get(str(step)), tuple(rest), value)}


def _named(path: Steps) -> str:
    return ".".join(map(str, path))


def _tree(text: str) -> _Span:
    """Return where the values of a text stand."""
    loader = yaml.SafeLoader(text)
    events = iter(loader.get_event, None)
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            return _span(event, events)
        if isinstance(event, yaml.StreamEndEvent):
            break
    return _Span(start=len(text), end=len(text), col=0, is_mapping=True)


def _span(event: Any, events: Iterator[Any]) -> _Span:
    mark = event.start_mark
    span = _Span(start=mark.index, end=event.end_mark.index, col=mark.column)
    if isinstance(event, yaml.MappingStartEvent):
        span.is_flow, span.is_mapping = bool(event.flow_style), True
        for key in events:
            if isinstance(key, yaml.MappingEndEvent):
                return _closed(span, key)
            name = str(key.value) if isinstance(key, yaml.ScalarEvent) else ""
            span.keys[name] = _span(key, events)
            span.values[name] = _span(next(events), events)
    elif isinstance(event, yaml.SequenceStartEvent):
        span.is_flow = bool(event.flow_style)
        for item in events:
            if isinstance(item, yaml.SequenceEndEvent):
                return _closed(span, item)
            span.items.append(_span(item, events))
    return span


def _closed(span: _Span, event: Any) -> _Span:
    """Return a list or mapping with its end: a bracket, or the end of its last value."""
    parts = (*span.keys.values(), *span.values.values(), *span.items)
    span.end = event.end_mark.index if span.is_flow else max(part.end for part in parts)
    return span
