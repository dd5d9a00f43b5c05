"""Fields: `{photos}` in a text stands for what is known when a scene is planned."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from mosaic_anim.schema.problem import invalid, quoted, suggest

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "photos": "photos in the library",
        "tiles": "different photos that the mosaic shows",
        "cells": "cells of the mosaic",
        "columns": "cells in a row",
        "rows": "cells in a column",
        "date": "the day, 2031-12-24",
        "scene": "name of the scene file",
    }
)
"""What may stand in braces, and what it becomes."""

_PIECE = re.compile(r"\{\{|\}\}|\{(?P<field>[^{}]*)\}|[{}]")


def require_fields(text: str) -> None:
    """Refuse text with a field that is not known, or a brace that stands alone.

    Raises
    ------
    PartError
        Naming it.
    """
    for piece in _PIECE.finditer(text):
        name = piece["field"]
        if name is not None and name not in FIELDS:
            raise invalid(f"unknown field {quoted(piece[0])}", suggest(name, FIELDS))
        if piece[0] in {"{", "}"}:
            what = f"a brace that is not {'closed' if piece[0] == '{' else 'opened'}"
            raise invalid(what, f"a field is {{photos}}, a brace of the text {2 * piece[0]}")


def fill_fields(text: str, values: Mapping[str, str]) -> str:
    """Return a text whose fields are good with their values in their places."""

    def value(piece: re.Match[str]) -> str:
        return piece[0][0] if piece["field"] is None else values[piece["field"]]

    return _PIECE.sub(value, text)
