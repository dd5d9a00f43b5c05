"""Node: a value of a scene file that knows where it is written."""

from dataclasses import dataclass, field, replace
from typing import Any

from mosaic_anim.schema.number import as_written

Scalar = str | int | float | bool | None
Steps = tuple[str | int, ...]
"""Keys and indices from the top of the document."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node:
    """A scalar, a list or a mapping, and its place.

    Attributes
    ----------
    value : Scalar or tuple of Node or dict of Node
        Lists are tuples.
    source : str
        The file, or the option of the command line: `--set frame.fps`.
    line, col : int
        Counted from 1; 0 if `source` is one short line, such as an option.
    keys : dict of Node
        The keys of a mapping themselves, for errors that point at them.
    written : str
        A number, or another word of YAML, as it stands there.
    """

    value: "Scalar | tuple[Node, ...] | dict[str, Node]"
    source: str
    line: int = 0
    col: int = 0
    keys: "dict[str, Node]" = field(default_factory=dict)
    written: str = ""

    @property
    def is_typed(self) -> bool:
        """Whether the value comes from the command line and not from the file."""
        return self.line == 0

    def __str__(self) -> str:
        """Return the place: `file:line:col`, or the option."""
        return f"{self.source}:{self.line}:{self.col}" if self.line else self.source

    def place(self, path: Steps) -> str:
        """Return the place of the value at `path`, or of the nearest one above it."""
        return str(self.nearest(path))

    def key_place(self, path: Steps) -> str:
        """Return the place of the last key of `path`."""
        above = self.nearest(path[:-1])
        return str(above.keys.get(str(path[-1]), above)) if path else str(self)

    def nearest(self, path: Steps) -> "Node":
        """Return the node at `path`, or the nearest one above it."""
        node = self
        for step in path:
            below = node.child(step)
            if below is None:
                return node
            node = below
        return node

    def at(self, *path: str | int) -> "Node | None":
        """Return the node at `path`, or None."""
        node: Node | None = self
        for step in path:
            node = node.child(step) if node is not None else None
        return node

    def child(self, step: str | int) -> "Node | None":
        """Return the node one step below, or None."""
        match self.value:
            case dict() if isinstance(step, str):
                return self.value.get(step)
            case tuple() if isinstance(step, int) and 0 <= step < len(self.value):
                return self.value[step]
        return None

    def with_child(self, step: str | int, child: "Node") -> "Node":
        """Return a copy with `child` one step below; its own place is the key's if that is new."""
        match self.value:
            case dict() if isinstance(step, str):
                keys = {step: replace(child, value=step), **self.keys}
                return replace(self, value={**self.value, step: child}, keys=keys)
            case tuple() if isinstance(step, int):
                return replace(self, value=(*self.value[:step], child, *self.value[step + 1 :]))
        raise ValueError(f"nothing can lie below {self}")

    def plain(self) -> Any:
        """Return the value as plain dicts, lists and scalars; numbers know how they are written."""
        match self.value:
            case dict():
                return {key: node.plain() for key, node in self.value.items()}
            case tuple():
                return [node.plain() for node in self.value]
            case int() | float() if self.written and not isinstance(self.value, bool):
                return as_written(self.value, self.written)
        return self.value
