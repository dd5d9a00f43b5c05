"""Fit: how much of the frame a target fills."""

from typing import Any, Literal

from mosaic_anim.schema.kind import scalar
from mosaic_anim.schema.problem import invalid, quoted, suggest

Fit = Literal["contain", "cover"] | float
"""How a target fits the frame."""


def _read_fit(value: Any) -> Fit:
    """Read `contain`, `cover` or a number above 0, at most 1."""
    if value in ("contain", "cover"):
        return value  # type: ignore[no-any-return]
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    near = suggest(value, ("contain", "cover")) if isinstance(value, str) else ""
    remedy = near if near.startswith("did") else "contain, cover, or a number up to 1: 0.92"
    raise invalid(f"not a fit: {quoted(value)}", remedy)


FIT = scalar(
    _read_fit,
    {
        "anyOf": [
            {"enum": ["contain", "cover"]},
            {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        ]
    },
)
