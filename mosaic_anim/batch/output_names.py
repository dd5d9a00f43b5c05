"""Output names: the file of each row, from a pattern such as `out/{name}.mp4`."""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from mosaic_anim.errors import Problem, UsageError
from mosaic_anim.schema.problem import quoted, suggest

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_SEPARATORS = "/\\"
_RESERVED = '<>:"|?*' if sys.platform == "win32" else ""
"""Characters that names of files cannot have on this system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Text with columns in braces.

    Attributes
    ----------
    text : str
        `out/{name}.mp4`; a brace itself is written twice.
    place : str
        Where it is written, for errors: `-o`.
    """

    text: str
    place: str

    def require_columns(self, columns: Iterable[str]) -> None:
        """Refuse a pattern that names no column, or one that is not there.

        Raises
        ------
        UsageError
            With what to write instead.
        """
        known = list(columns)
        for piece in _PIECE.finditer(self.text):
            name = piece[1]
            if name is not None and name not in known:
                remedy = suggest(name, known)
                raise UsageError(f"no column {quoted(name)}", remedy=remedy, place=self.place)
            if piece[0] in {"{", "}"}:
                what = f"a brace that is not {'closed' if piece[0] == '{' else 'opened'}"
                remedy = f"a column is {{{known[0]}}}, a brace of the text {2 * piece[0]}"
                raise UsageError(what, remedy=remedy, place=self.place)
        if not self.columns:
            raise UsageError(
                "all rows are this one file",
                remedy=f"write a column into it, such as {{{known[0]}}}",
                place=self.place,
            )

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it names."""
        pieces = _PIECE.finditer(self.text)
        return frozenset(piece[1] for piece in pieces if piece[1] is not None)

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the text with the values of columns, which must be there."""
        return _PIECE.sub(
            lambda piece: piece[0][0] if piece[1] is None else values[piece[1]], self.text
        )

    def address(self, values: Mapping[str, str]) -> str:
        """Return the text with the values as parts of an address: `Zoë B` is `Zo%C3%AB%20B`."""
        return self.filled({name: quote(value, safe="") for name, value in values.items()})


def name_problem(column: str, value: str, place: str) -> Problem | None:
    """Return why a value cannot be a part of a file's name; None if it can."""
    what = ""
    if any(letter in value for letter in _SEPARATORS) or value.startswith("."):
        what = "which could leave the folder"
    elif not value.isprintable():
        what = "with a control character"
    elif any(letter in value for letter in _RESERVED):
        what = f"with one of {' '.join(_RESERVED)}"
    if not what:
        return None
    remedy = "a name without / and \\ that does not begin with a dot"
    return Problem(
        what=f"{column!r} names the file and is {quoted(value)}, {what}",
        remedy=remedy if "leave" in what else "leave it out, or name the file by another column",
        place=place,
    )
