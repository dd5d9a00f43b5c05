"""Part: the base class of every mapping of the scene language, and how its keys are declared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import Field, dataclass, field, fields
from functools import cache
from typing import Any, Self, TypeVar

from mosaic_anim.schema.kind import Kind, Label, needs_keys
from mosaic_anim.schema.problem import KeyProblem, PartError, Path, fold, quoted, suggest

REQUIRED = object()
"""Default of a key that cannot be left out."""

_TOP = Label(word="scene")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Key:
    """One key of a part.

    Attributes
    ----------
    name : str
        Its name in Python. Words of Python (`from`, `in`) have an underscore behind them there.
    label : Label
        How errors name it.
    kind : Kind
        Which values it takes.
    written : object
        What holds where the key is left out, as a scene would write it; None for nothing.
    read_default : callable
        Returns that as the kind reads it, always the same value.
    otherwise : str
        What holds in words, where a scene cannot write it: `written` is then the value itself.
    unit : str
        What its numbers count: `degrees`, `of the clip` for shares of it; empty for none.
    """

    name: str
    label: Label
    kind: Kind
    written: Any
    read_default: Callable[[], Any]
    otherwise: str
    unit: str

    @property
    def default(self) -> Any:
        """The value that holds where the key is left out."""
        return self.read_default()

    @property
    def documented_default(self) -> Any:
        """The default as editors and the reference show it; None where there is none to show."""
        is_alone = "const" in self.kind.schema  # nothing else is possible
        return None if self.is_required or self.otherwise or is_alone else self.written

    @property
    def word(self) -> str:
        """The key as a scene writes it."""
        return self.label.word

    @property
    def is_required(self) -> bool:
        """Whether it cannot be left out."""
        return self.written is REQUIRED


def key(
    kind: Kind,
    *,
    description: str,
    default: Any = REQUIRED,
    otherwise: str = "",
    unit: str = "",
    example: object = "",
) -> Any:
    """Declare a key as the field of a frozen dataclass; see `Key` for what the arguments mean.

    Editors and the reference show the description: one or two short sentences, with what is
    written in a scene between backquotes. The default stands here as a scene would write it
    (`"500ms"`, `"black"`), and its kind reads it when it is first used. Where only words can say
    what holds, `otherwise` has them, and the default is a value of Python.
    """
    is_value = default is None or default is REQUIRED or otherwise
    read_default = (lambda: default) if is_value else _reader(kind, default)
    declared = {
        "kind": kind,
        "description": description,
        "written": default,
        "read_default": read_default,
        "otherwise": otherwise,
        "unit": unit,
        "example": example,
    }
    if default is REQUIRED:
        return field(metadata=declared)
    return field(default_factory=read_default, metadata=declared)


def _reader(kind: Kind, default: Any) -> Callable[[], Any]:
    """Return what reads a default, once: fields and keys share the value."""

    @cache
    def read() -> Any:
        return kind.read(default, Label(word="default"))

    return read


class Part:
    """A mapping of the scene language: frozen, and an unknown key is an error.

    In Python, arguments are read like the values of a scene, except for defaults.
    """

    __slots__ = ()

    def __post_init__(self) -> None:
        """Read the arguments.

        Raises
        ------
        PartError
            A `ValueError` with everything that is wrong with them.
        """
        arguments = [(declared, getattr(self, declared.name)) for declared in keys_of(type(self))]
        values, faults = _settled(
            type(self),
            {key.name: value for key, value in arguments if value is not key.default},
        )
        _require_good(faults)
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def read(cls, data: Any, at: Label = _TOP) -> Self:
        """Return the part that plain `data` describes; a part is returned as it is.

        Raises
        ------
        PartError
            With everything that is wrong with it.
        """
        if isinstance(data, cls):
            return data
        if not isinstance(data, Mapping):
            raise needs_keys(data, at, [key.word for key in keys_of(cls)])
        keys = {key.word: key for key in keys_of(cls)}
        given = {keys[word].name: value for word, value in data.items() if word in keys}
        values, faults = _settled(cls, given)
        for word, declared in keys.items():
            if declared.is_required and word not in data:
                what = f"'{word}' is missing"
                faults.append(KeyProblem(what=what, remedy=declared.label.remedy, path=(word,)))
        for word in data:
            if word not in keys:
                what = f"unknown key {quoted(word)}"
                remedy = _elsewhere(cls, str(word)) or suggest(str(word), keys)
                faults.append(KeyProblem(what=what, remedy=remedy, path=(word,), at_key=True))
        _require_good(faults)
        return _new_part(cls, values)

    def changed(self, **values: Any) -> Self:
        """Return a copy with other `values`, which are not read again."""
        own = {name: getattr(self, name) for name in _names_of(type(self))}
        return _new_part(type(self), {**own, **values})

    @classmethod
    def _reading(cls, given: Mapping[str, Any]) -> AbstractContextManager[None]:  # noqa: ARG003  # a hook
        """Return a context in which the values of `given` are read."""
        return nullcontext()

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:  # noqa: ARG003  # a hook
        """Yield what is wrong between keys, and complete `values`.

        Parameters
        ----------
        values : dict
            The values that could be read, by name.
        given : mapping
            The plain data, without what was left out.
        """
        yield from ()


AnyPart = TypeVar("AnyPart", bound=Part)


def parts_within(
    value: Any, kind: type[AnyPart], path: Path = ()
) -> Iterator[tuple[Path, AnyPart]]:
    """Yield every part of a kind in a value that was read, wherever it stands, with its path."""
    if isinstance(value, kind):
        yield path, value
    elif isinstance(value, Part):
        for declared in keys_of(type(value)):
            yield from parts_within(getattr(value, declared.name), kind, (*path, declared.word))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from parts_within(item, kind, (*path, index))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from parts_within(item, kind, (*path, name))


_KEYS: dict[type, tuple[Key, ...]] = {}  # they are asked for at every value


def keys_of(part: type) -> tuple[Key, ...]:
    """Return the keys of a part, in the order of their declaration."""
    if part not in _KEYS:
        _KEYS[part] = tuple(_key_of(declared) for declared in fields(part) if declared.metadata)
    return _KEYS[part]


def _key_of(declared: Field[Any]) -> Key:
    label = Label(
        word=declared.name.rstrip("_"),
        description=declared.metadata["description"],
        example=declared.metadata["example"],
    )
    return Key(
        name=declared.name,
        label=label,
        kind=declared.metadata["kind"],
        written=declared.metadata["written"],
        read_default=declared.metadata["read_default"],
        otherwise=declared.metadata["otherwise"],
        unit=declared.metadata["unit"],
    )


_DEPTH = 3
"""How far below a part a key is looked for that stands in the wrong place."""


def _elsewhere(part: type, word: str) -> str:
    """Return the remedy for a key that belongs somewhere below `part`; empty if none does."""
    places = places_below(part, word)
    if not places:
        return ""
    return f"it belongs further down: {', '.join(places[:3])}{', …' if len(places) > 3 else ''}"


def places_below(part: type, word: str) -> list[str]:
    """Return where below `part` a key stands, as `--set` writes it; only the nearest ones."""
    level: list[tuple[type, str]] = [(part, "")]
    for _ in range(_DEPTH):
        below = [
            (one, f"{path}{declared.word}{_step(declared.kind)}.")
            for above, path in level
            for declared in keys_of(above)
            for one in declared.kind.parts
        ]
        places = dict.fromkeys(
            f"{path}{key.word}"
            for one, path in below
            for key in keys_of(one)
            if fold(key.word) == fold(word)
        )
        if places:
            return [*places]
        level = below
    return []


def _step(kind: Kind) -> str:
    """Return the step from a list to its first entry, or to a named one, as `--set` writes it."""
    return {"array": ".0", "object": ".NAME"}.get(kind.schema.get("type", ""), "")


def part_kind(part: type[Part]) -> Kind:
    """Return the kind of values that are such a part."""
    schema = {"$ref": f"#/$defs/{part.__name__}"}
    return Kind(read=part.read, schema=schema, parts=(part,))


def _settled(part: type[Part], given: Mapping[str, Any]) -> tuple[dict[str, Any], list[KeyProblem]]:
    """Read the values of `given`, by name, and add the defaults; return what is wrong too."""
    values: dict[str, Any] = {}
    faults: list[KeyProblem] = []
    with part._reading(given):  # noqa: SLF001  # a hook of this module
        for declared in keys_of(part):
            if declared.name not in given:
                if not declared.is_required:
                    values[declared.name] = declared.default
                continue
            try:
                values[declared.name] = declared.kind.read(given[declared.name], declared.label)
            except PartError as error:
                faults += error.below(declared.word)
    faults += part._settle(values, given)  # noqa: SLF001  # a hook of this module
    return values, faults


def _require_good(faults: Sequence[KeyProblem]) -> None:
    """Raise the problems; those of a whole part only if nothing inside it is wrong."""
    if faults:
        raise PartError([fault for fault in faults if fault.path] or faults)


def _new_part(part: type[AnyPart], values: Mapping[str, Any]) -> AnyPart:
    """Make a part of values that have been read."""
    made = object.__new__(part)
    for name, default in _names_of(part).items():
        object.__setattr__(made, name, values.get(name, default))
    return made


def _names_of(part: type) -> dict[str, Any]:
    """Return the names of all fields of a part with their defaults."""
    return {declared.name: declared.default for declared in fields(part)}
