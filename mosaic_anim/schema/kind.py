"""Kinds: how a value of the scene language is read, and what an editor knows about it.

Text, numbers, words and lists are here; `value.py` has durations, colours and the like.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from re import fullmatch
from types import MappingProxyType
from typing import Any

from mosaic_anim.schema.number import is_whole, written
from mosaic_anim.schema.problem import KeyProblem, PartError, invalid, quoted, suggest

_NAMED = 8
"""Most keys that an error names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The key whose value is read, as errors name it.

    Attributes
    ----------
    word : str
        The key as a scene writes it.
    description : str
        What it means.
    example : object
        A value for it; may be empty.
    """

    word: str
    description: str = ""
    example: object = ""

    @property
    def remedy(self) -> str:
        """How to write the key where it is missing."""
        return f"for example {self.word}: {self.example}" if self.example else "add it"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """One kind of value.

    Attributes
    ----------
    read : callable
        Takes plain data, or a value that was read before, and the label of its key. Returns the
        value, or raises a `PartError` with everything that is wrong.
    schema : mapping
        Its JSON Schema. A `title` names a value that the reference explains in one place.
    parts : collection of type
        The mappings of the language that the schema refers to by name.
    """

    read: Callable[[Any, Label], Any]
    schema: Mapping[str, Any]
    parts: Collection[type] = ()


def scalar(read: Callable[[Any], Any], schema: Mapping[str, Any]) -> Kind:
    """Return the kind of a reader that needs no label: its errors do not name the key."""
    return Kind(read=lambda value, _: read(value), schema=schema)


def titled(kind: Kind, title: str) -> Kind:
    """Return the kind with a name of its own in the reference: `path`, `preset`."""
    return replace(kind, schema={"title": title, **kind.schema})


def optional(kind: Kind) -> Kind:
    """Return the kind that also allows null, which its schema does not mention."""
    return replace(kind, read=lambda value, at: None if value is None else kind.read(value, at))


def string(*, least: int = 1) -> Kind:
    """Return the kind of text with at least so many characters, 0 or 1."""

    def read(value: Any, at: Label) -> str:
        if len(_read_text(value, at)) < least:
            raise invalid(f"'{at.word}' is empty", at.remedy)
        return str(value)

    limit = {"minLength": least} if least else {}
    return Kind(read=read, schema={**limit, "type": "string"})


def identifier(pattern: str) -> Kind:
    """Return the kind of names that match `pattern`."""

    def read(value: Any, at: Label) -> str:
        if fullmatch(pattern, _read_text(value, at)) is None:
            remedy = "letters, digits, - and _, beginning with a letter"
            raise invalid(f"not a name: {quoted(value)}", remedy)
        return str(value)

    return Kind(read=read, schema={"pattern": pattern, "type": "string"})


def integer(*, least: int, most: int | None = None, below: int | None = None) -> Kind:
    """Return the kind of whole numbers; neither text nor `true` counts as one."""
    bounds = {"exclusiveMaximum": below, "maximum": most, "minimum": least}
    limits = {key: bound for key, bound in bounds.items() if bound is not None}

    def read(value: Any, at: Label) -> int:
        if not is_whole(value):
            raise _needs("a whole number", value, at, "for example 5")
        _check_bounds(value, limits, at)
        return int(value)

    return Kind(read=read, schema={**limits, "type": "integer"})


def number(*, least: float | None = None, most: float | None = None) -> Kind:
    """Return the kind of finite numbers; neither text nor `true` counts as one."""
    bounds = {"maximum": most, "minimum": least}
    limits = {key: bound for key, bound in bounds.items() if bound is not None}

    def read(value: Any, at: Label) -> float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not -1e300 < value < 1e300 or not isfinite(value):
            raise _needs("a number", value, at, "for example 0.5")
        _check_bounds(value, limits, at)
        return float(value)

    return Kind(read=read, schema={**limits, "type": "number"})


def choice(*words: str | int, meant: Mapping[str, str] | None = None) -> Kind:
    """Return the kind that allows only `words`.

    Parameters
    ----------
    *words : str or int
        What is allowed.
    meant : mapping of str to str, optional
        Words that people try, each with what to write instead.
    """

    def read(value: Any, at: Label) -> str | int:
        if not isinstance(value, type(words[0])) or isinstance(value, bool) or value not in words:
            known = (meant or {}).get(str(value).lower())
            remedy = known or suggest(_plain(value), map(str, words))
            raise invalid(f"'{at.word}' cannot be {quoted(value)}", remedy)
        return words[words.index(value)]

    type_ = "string" if isinstance(words[0], str) else "integer"
    known = {"const": words[0]} if len(words) == 1 else {"enum": list(words)}
    return Kind(read=read, schema={**known, "type": type_})


def or_word(word: str, kind: Kind) -> Kind:
    """Return the kind that also allows one word, such as `auto`."""

    def read(value: Any, at: Label) -> Any:
        if not isinstance(value, str):
            return kind.read(value, at)
        if value != word:
            remedy = suggest(value, [word])
            if not remedy.startswith("did you mean"):
                remedy = f"{_range(kind.schema)}, or {word}"
            raise invalid(f"'{at.word}' cannot be {quoted(value)}", remedy)
        return word

    schema = {"anyOf": [{"const": word, "type": "string"}, kind.schema]}
    return Kind(read=read, schema=schema, parts=kind.parts)


def _read_text(value: Any, at: Label) -> str:
    if not isinstance(value, str):
        raise _needs("text", value, at, in_quotes(value))
    return value


def _read_flag(value: Any, at: Label) -> bool:
    if not isinstance(value, bool):
        raise _needs("true or false", value, at, "write true or false")
    return value


def _read_mapping(value: Any, at: Label) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise needs_keys(value, at)
    return value


FLAG = Kind(read=_read_flag, schema={"type": "boolean"})
MAPPING = Kind(read=_read_mapping, schema={"additionalProperties": True, "type": "object"})


def list_of(kind: Kind, *, empty: PartError | None = None) -> Kind:
    """Return the kind of lists of `kind`; an empty list raises `empty`."""

    def read(value: Any, at: Label) -> tuple[Any, ...]:
        items = _read_items(value, [kind] * len(_listed(value, at)), at)
        if empty and not items:
            raise PartError(empty.faults)
        return items

    limit = {"minItems": 1} if empty else {}
    return Kind(
        read=read, schema={"items": kind.schema, **limit, "type": "array"}, parts=kind.parts
    )


def one_or_several(kind: Kind) -> Kind:
    """Return the kind that is one value, or a list of at least one, which becomes a tuple."""
    several = list_of(kind)

    def read(value: Any, at: Label) -> Any:
        if isinstance(value, str) or not isinstance(value, Sequence):
            return kind.read(value, at)
        items = several.read(value, at)
        if not items:
            raise invalid(f"'{at.word}' is empty", at.description)
        return items

    schema = {"anyOf": [kind.schema, {"items": kind.schema, "minItems": 1, "type": "array"}]}
    return Kind(read=read, schema=schema, parts=kind.parts)


def named(kind: Kind, pattern: str) -> Kind:
    """Return the kind of mappings from names, which match `pattern`, to `kind`."""
    name = identifier(pattern)

    def read(value: Any, at: Label) -> Mapping[str, Any]:
        items: dict[str, Any] = {}
        faults: list[KeyProblem] = []
        for key, item in _read_mapping(value, at).items():
            try:
                name.read(key, at)
            except PartError as error:
                faults += (replace(fault, path=(key,), at_key=True) for fault in error.faults)
            try:
                items[key] = kind.read(item, replace(at, word=str(key)))
            except PartError as error:
                faults += error.below(key)
        if faults:
            raise PartError(faults)
        return MappingProxyType(items)

    schema = {
        "additionalProperties": kind.schema,
        "propertyNames": {"pattern": pattern},
        "type": "object",
    }
    return Kind(read=read, schema=schema, parts=kind.parts)


def numbers(count: int) -> Kind:
    """Return the kind of lists of exactly `count` numbers."""
    one = number()

    def read(value: Any, at: Label) -> tuple[Any, ...]:
        given = len(_listed(value, at))
        if given > count:
            raise invalid(f"too many numbers in '{at.word}'", at.description)
        if given < count:
            raise invalid(f"too few numbers in '{at.word}'", at.description)
        return _read_items(value, [one] * count, at)

    items = [one.schema] * count
    schema = {"maxItems": count, "minItems": count, "prefixItems": items, "type": "array"}
    return Kind(read=read, schema=schema)


def in_quotes(value: Any) -> str:
    """Return the remedy for a value that is no text: a number as it is written, in quotes."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f'put it in quotes: "{_plain(value)}"' if is_number else "put it in quotes"


def needs_keys(value: Any, at: Label, words: Sequence[str] = ()) -> PartError:
    """Return the error of a value that should be a mapping, with the keys that it may have."""
    remedy = f"its keys: {', '.join(words[:_NAMED])}{', …' if len(words) > _NAMED else ''}"
    return _needs("keys with values", value, at, remedy if words else "write key: value")


def _needs(expected: str, value: Any, at: Label, remedy: str) -> PartError:
    return invalid(f"'{at.word}' needs {expected}, not {quoted(value)}", remedy)


def _range(schema: Mapping[str, Any]) -> str:
    """Say which numbers a schema allows."""
    least, most = schema.get("minimum"), schema.get("maximum")
    what = "a whole number" if schema["type"] == "integer" else "a number"
    if least is None or most is None:
        return what
    return f"{what} from {_short(least)} to {_short(most)}"


def _short(limit: float) -> str:
    """Return a limit without a decimal point that says nothing: 1, not 1.0."""
    return written(limit).removesuffix(".0")


def _check_bounds(value: float, limits: Mapping[str, float], at: Label) -> None:
    what = f"'{at.word}' cannot be {quoted(value)}"
    if "minimum" in limits and value < limits["minimum"]:
        raise invalid(what, f"at least {_short(limits['minimum'])}")
    if "maximum" in limits and value > limits["maximum"]:
        raise invalid(what, f"at most {_short(limits['maximum'])}")
    if "exclusiveMaximum" in limits and value >= limits["exclusiveMaximum"]:
        raise invalid(what, f"less than {_short(limits['exclusiveMaximum'])}")


def _listed(value: Any, at: Label) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _needs("a list", value, at, "for example [a, b]")
    return value


def _read_items(values: Any, kinds: list[Kind], at: Label) -> tuple[Any, ...]:
    """Read each value with its kind; raise all that is wrong with them."""
    items: list[Any] = []
    faults: list[KeyProblem] = []
    for index, (value, kind) in enumerate(zip(values, kinds, strict=True)):
        try:
            items.append(kind.read(value, at))
        except PartError as error:
            faults += error.below(index)
    if faults:
        raise PartError(faults)
    return tuple(items)


def _plain(value: Any) -> str:
    """Return `value` as text without quotes."""
    return written(value)[:40] if isinstance(value, int | float) else str(value)
