"""Tables whose values are imported when they are asked for: their names are known before."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import TypeVar

Value = TypeVar("Value")


class LazyTable(MutableMapping[str, Value]):
    """A table to look up, to list and to add to, like a dict.

    Parameters
    ----------
    places : mapping of str to str
        Where each value is found, by its name in the table.
    load : callable
        Returns the value at a place; called once for each name.
    """

    def __init__(self, places: Mapping[str, str], load: Callable[[str], Value]) -> None:
        self._places = dict(places)
        self._values: dict[str, Value] = {}
        self._load = load

    def __getitem__(self, name: str) -> Value:
        if name not in self._values:
            self._values[name] = self._load(self._places[name])
        return self._values[name]

    def __setitem__(self, name: str, value: Value) -> None:
        self._places.setdefault(name, "")
        self._values[name] = value

    def __delitem__(self, name: str) -> None:
        del self._places[name]
        self._values.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
