"""Problems: what is wrong with a value of the scene language, and how it is said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.lazy import difflib
from mosaic_anim.schema.number import written

Path = tuple[str | int, ...]
"""Keys and indices from the value that was read to the one that is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyProblem:
    """One thing that is wrong, below the value that was read.

    Attributes
    ----------
    path : tuple of str or int
        Where; empty for the value itself.
    what, remedy : str
        As in `Problem`.
    at_key : bool
        Whether the last key of `path` is wrong, and not its value.
    """

    what: str
    remedy: str = ""
    path: Path = ()
    at_key: bool = False


class PartError(SceneError, ValueError):
    """A value of the scene language is wrong; it holds all problems of the value.

    Its problems name paths (`timeline.0.camera.to`); `Scene.load` names lines and columns.
    """

    def __init__(self, faults: Sequence[KeyProblem]) -> None:
        super().__init__(
            [
                Problem(what=f.what, remedy=f.remedy, place=".".join(map(str, f.path)))
                for f in faults
            ]
        )
        self.faults = tuple(faults)

    def below(self, step: str | int) -> list[KeyProblem]:
        """Return the problems as seen from the list or mapping that has the value at `step`."""
        return [replace(fault, path=(step, *fault.path)) for fault in self.faults]


def invalid(what: str, remedy: str = "") -> PartError:
    """Return the error of a reader: what is wrong and how to mend it."""
    return PartError([KeyProblem(what=what, remedy=remedy)])


def fold(word: str) -> str:
    """Return what is equal for `repeatDistance`, `repeat-distance` and `repeat_distance`."""
    return re.sub(r"[-\s]+|(?<=[a-z0-9])(?=[A-Z])", "_", word[:64].strip()).lower()


def suggest_near(word: str, known: Iterable[str]) -> str:
    """Return the remedy that names the word that is meant; empty if none is near."""
    words = sorted(set(known))
    near = [one for one in words if fold(one) == fold(word)]
    near = near or difflib.get_close_matches(word[:64], words, n=1)
    return f"did you mean '{near[0]}'?" if near else ""


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the remedy for a word that is not known: the nearest one, or the list of all."""
    words = sorted(set(known))
    if near := suggest_near(word, words):
        return near
    if len(words) == 1:
        return f"write {words[0]}"
    shown = ", ".join(words[:12])
    return f"one of {shown}{', …' if len(words) > 12 else ''}" if words else ""


def quoted(value: Any) -> str:
    """Return `value` as an error quotes it: short, as the scene writes it, text in quotes."""
    match value:
        case None:
            return "nothing"
        case bool() | int() | float():
            return written(value)[:40]
        case str():
            shown = value if len(value) <= 40 else value[:39] + "…"
            return f'"{shown}"' if "'" in shown else f"'{shown}'"
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return str(value)[:40]
