"""Row: values for the variables of a scene, as one row of a table gives them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from mosaic_anim.errors import SceneError
from mosaic_anim.scene.node import Node
from mosaic_anim.scene.text import read_value

_LIST = "["
"""How a list begins that is written in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table.

    Attributes
    ----------
    values : Mapping of str to str
        The text of each value, by the name of its variable.
    place : str
        Where it is written: `people.csv:3`.
    """

    values: Mapping[str, str]
    place: str


def row_value(text: str, declared: Node, place: str) -> Node:
    """Return a value of a row, of the kind that the variable has in the scene.

    Where that is text or nothing, it is text as it stands: a surname may be `Null`, a photo be
    called `0042`. Only a list is read as such, for targets like `[12, 40]`.

    Raises
    ------
    SceneError
        If it is no value of YAML where the scene has another kind than text.
    """
    if declared.value is not None and not isinstance(declared.value, str):
        return read_value(text, source=place)
    if text.startswith(_LIST):
        with suppress(SceneError):
            value = read_value(text, source=place)
            if isinstance(value.value, tuple):
                return value
    return Node(value=text.replace("$", "$$"), source=place)
