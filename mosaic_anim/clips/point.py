"""Point: where on the canvas a motion begins, a word, a cell or a target."""

from typing import Any

from mosaic_anim.clips.target import TARGET, CellTarget, PhotoTarget, RectTarget
from mosaic_anim.schema.kind import Kind, Label
from mosaic_anim.schema.problem import invalid, quoted, suggest

Place = CellTarget | PhotoTarget | RectTarget | tuple[float, float]
"""A target; or, once a timeline has resolved it, row and column of the point [cells]."""

_BEST = CellTarget(cell="best")


def point(*words: str) -> Kind:
    """Return the kind of points: one of `words`, `best`, `[row, col]` of a cell, or a target."""
    known = (*words, "best")

    def read(value: Any, at: Label) -> str | Place:
        if isinstance(value, CellTarget | PhotoTarget | RectTarget) or value in words:
            return value  # type: ignore[no-any-return]
        if value == "best":
            return _BEST
        if isinstance(value, dict):
            return TARGET.read(value, at)  # type: ignore[no-any-return]
        if isinstance(value, list | tuple):
            return CellTarget.read({"cell": value}, at)
        near = suggest(value, known) if isinstance(value, str) else ""
        remedy = near or f"{', '.join(known)}, or a cell [row, col]"
        raise invalid(f"not a point: {quoted(value)}", remedy)

    cell = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
    targets = [choice for choice in TARGET.schema["anyOf"] if "$ref" in choice]
    place = {"title": "point", "anyOf": [cell, *targets]}
    return Kind(read=read, schema={"anyOf": [{"enum": list(known)}, place]}, parts=TARGET.parts)
