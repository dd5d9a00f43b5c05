"""Focus: what of a cover a crop is centred on."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from mosaic_anim.schema.kind import scalar
from mosaic_anim.schema.problem import invalid, quoted

_PERCENT = r"(\d{1,3}(?:\.\d{1,6})?)\s*%"
_REMEDY = "auto, [row, col] or [row, col, height, width], in percent: [30%, 50%]"


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusPoint:
    """A place of a cover [shares of its height and width]."""

    row: float
    col: float


CENTRE = FocusPoint(row=0.5, col=0.5)

Focus = Literal["auto"] | FocusPoint
"""Where people look, found by the program; or a place."""


def _read_share(value: Any) -> float:
    """Read 0.3 or `30%`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        share = float(value)
    elif isinstance(value, str) and (percent := re.fullmatch(_PERCENT, value.strip())):
        share = float(percent[1]) / 100
    else:
        raise invalid(f"not a share of the cover: {quoted(value)}", "0.3 or 30%")
    if not 0 <= share <= 1:
        raise invalid(f"{quoted(value)} lies outside the cover", "from 0 to 1, or 0% to 100%")
    return share


def _read_focus(value: Any) -> Focus:
    """Read `auto`, `center`, a point or a rectangle; what counts of a rectangle is its middle."""
    if isinstance(value, FocusPoint):
        return value
    if value == "auto":
        return "auto"
    if value == "center":
        return CENTRE
    if not isinstance(value, list | tuple) or len(value) not in {2, 4}:
        raise invalid(f"not a focus: {quoted(value)}", _REMEDY)
    row, col, height, width = (*map(_read_share, value), 0.0, 0.0)[:4]
    if row + height > 1 or col + width > 1:
        raise invalid("the rectangle reaches beyond the cover", "[row, col, height, width]")
    return FocusPoint(row=row + height / 2, col=col + width / 2)


_SHARE = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": r"^\d{1,3}(\.\d+)?\s*%$"},
    ]
}

FOCUS = scalar(
    _read_focus,
    {
        "title": "focus",
        "anyOf": [
            {"enum": ["auto", "center"]},
            {"type": "array", "items": _SHARE, "minItems": 2, "maxItems": 2},
            {"type": "array", "items": _SHARE, "minItems": 4, "maxItems": 4},
        ],
        "examples": ["auto", ["30%", "50%"], [0.1, 0.3, 0.4, 0.4]],
    },
)
