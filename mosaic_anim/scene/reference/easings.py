"""Easings in the reference: a table with a drawing of each."""

from collections.abc import Sequence

from mosaic_anim.motion.easing import EASINGS
from mosaic_anim.scene.reference.links import PICTURES
from mosaic_anim.schema.reference import table

_WAYS = ("in", "out", "in_out")


def easing_grid() -> str:
    """Return tables of the easings that have a name: families down, directions across."""
    families = list(dict.fromkeys(name.rpartition("_")[2] for name in EASINGS if _has_way(name)))
    rows = [[f"{way}_{family}" for way in _WAYS] for family in families]
    others = [name for name in EASINGS if not _has_way(name)]
    return (
        "How a change passes over time, from left to right: a name, a\n"
        "[curve](#cubic-bézier-curve) or [steps](#steps). `in` starts gently, `out` ends gently,\n"
        "`in_out` does both; `back` and `elastic` overshoot.\n\n"
        f"{_pictures(rows)}\n"
        "`linear` is even; `ease` and the others without a family are the curves of CSS.\n\n"
        f"{_pictures([others])}"
    )


def _has_way(name: str) -> bool:
    """Return whether an easing belongs to a family: `in_sine`, but not CSS's `ease_in`."""
    return name.startswith(("in_", "out_"))


def _pictures(rows: Sequence[Sequence[str]]) -> str:
    """Return a table of easings, each with its picture above its name."""
    return table(
        [
            {str(column): _cell(name) for column, name in enumerate(names, start=1)}
            for names in rows
        ],
        headed=False,
    )


def _cell(name: str) -> str:
    return f"![{name}]({PICTURES}/easings/{name}.svg) `{name}`"
