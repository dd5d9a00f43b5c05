"""Fields: `{photos}` in a text is replaced when a scene is planned."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from mosaic_anim.schema.problem import invalid, quoted, suggest

OF_LANDING = ("row", "column")
"""Fields that need a camera at a cell or a photo."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "photos": "photos in the library",
        "tiles": "different photos that the mosaic shows",
        "cells": "cells of the mosaic",
        "columns": "cells in a row",
        "rows": "cells in a column",
        "row": "row of the photo that the camera goes to, the first is 1",
        "column": "its column",
        "date": "the day, 2031-12-24",
        "scene": "name of the scene file",
    }
)
"""What may stand in braces, and what it means."""

_PIECE = r"\{\{|\}\}|\{(?P<field>[^{}]*)\}|[{}]"


def require_fields(text: str) -> None:
    """Refuse text with an unknown field or a single brace.

    Raises
    ------
    PartError
        That names the field or brace.
    """
    for piece in re.finditer(_PIECE, text):
        name = piece["field"]
        if name is not None and name not in FIELDS:
            remedy = suggest(name, FIELDS)
            if name.isidentifier() and "did you mean" not in remedy:
                remedy = f"{remedy}; a variable is written ${name}"
            raise invalid(f"unknown field {quoted(piece[0])}", remedy)
        if piece[0] in {"{", "}"}:
            what = f"a brace that is not {'closed' if piece[0] == '{' else 'opened'}"
            raise invalid(what, f"a field is {{photos}}, a brace of the text {2 * piece[0]}")


def fields_of(text: str) -> frozenset[str]:
    """Return the names of the fields in a text."""
    return frozenset(filter(None, (piece["field"] for piece in re.finditer(_PIECE, text))))


def fill_fields(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its fields, which must be known, replaced by their values."""

    def value(piece: re.Match[str]) -> str:
        return piece[0][0] if piece["field"] is None else values[piece["field"]]

    return re.sub(_PIECE, value, text)
