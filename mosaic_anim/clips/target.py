"""Target: what the camera looks at, `all`, a cell, a photo or a rectangle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mosaic_anim.schema.kind import (
    FLAG,
    Kind,
    Label,
    integer,
    list_of,
    numbers,
    optional,
    scalar,
    string,
)
from mosaic_anim.schema.number import is_whole
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import KeyProblem, invalid, quoted, suggest
from mosaic_anim.values.wording import count_of

MAX_RANK = 100


def _read_cell(value: Any) -> tuple[int, int] | Literal["best"]:
    """Read `best` or `[row, col]`."""
    if value == "best":
        return "best"
    if isinstance(value, list | tuple) and len(value) == 2:
        row, col = value
        if is_whole(row) and is_whole(col) and 0 <= row < 10**6 and 0 <= col < 10**6:
            return int(row), int(col)
    raise invalid(f"not a cell: {quoted(value)}", "best, or [row, col] counted from 0: [12, 40]")


def _read_patterns(value: Any, at: Label) -> tuple[str, ...]:
    """Read one pattern, or a list of them."""
    one = [value] if isinstance(value, str) else value
    return _STRINGS.read(one, at)  # type: ignore[no-any-return]


_STRINGS = list_of(string())
_PATTERNS = Kind(
    read=_read_patterns, schema={"anyOf": [{"type": "string", "minLength": 1}, _STRINGS.schema]}
)

_ROW_AND_COL = {
    "type": "array",
    "items": {"type": "integer", "minimum": 0},
    "minItems": 2,
    "maxItems": 2,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellTarget(Part):
    """A cell of the mosaic."""

    cell: tuple[int, int] | Literal["best"] = key(
        scalar(_read_cell, {"anyOf": [{"const": "best"}, _ROW_AND_COL]}),
        unit="cells",
        description="[row, col], counted from 0 at the top left, or `best`: one whose photo "
        "is worth a look: large, sharp, well exposed, colourful, of a face or a subject, unlike "
        "most others, near in colour, and away from the border. A photo that is enlarged more than "
        "1.5 times comes after all decent ones that are not. Those that are worth it share the "
        "covers that there are: each takes those nearest to its own colours, the better ones more, "
        "so that another cover lands on another photo.",
    )
    rank: int = key(
        integer(least=1, most=MAX_RANK),
        default=1,
        description="With `cell: best`: 1 is the best cell, 2 the second best, and so on. Cells "
        "of different rank lie apart and show different photos.",
    )
    favour: tuple[str, ...] = key(
        _PATTERNS,
        default=(),
        description="With `cell: best`: photos that come first, each as a folder of the library "
        'or a pattern: `[family, 2024/*, "*beach*"]`. Others follow where there are too few.',
        otherwise="any photo",
    )
    exclude: tuple[str, ...] = key(
        _PATTERNS,
        default=(),
        description="With `cell: best`: photos that are never the best, written likewise.",
        otherwise="none",
    )
    uncrop: bool | None = key(
        optional(FLAG),
        default=None,
        description="Whether the tile opens to its whole photo while the camera arrives, and "
        "closes when it leaves.",
        otherwise="`true` for `best`, `false` for [row, col]",
    )

    @property
    def opens(self) -> bool:
        """Whether the tile opens to its whole photo."""
        return self.cell == "best" if self.uncrop is None else self.uncrop

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:
        if values.get("cell", "best") == "best":
            return
        if values.get("rank", 1) != 1:
            what = "a rank belongs to 'cell: best' only"
            yield KeyProblem(what=what, remedy="leave the rank out")
        for name in ("favour", "exclude"):
            if given.get(name):
                what = f"'{name}' belongs to 'cell: best' only"
                yield KeyProblem(what=what, remedy="leave it out", path=(name,))


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoTarget(Part):
    """A photo of the library. It is made to appear in the mosaic.

    Where it appears more than once, the nearest of its cells is taken.
    """

    photo: str = key(
        string(),
        description="Path of the photo in the library, its file name, or the file name without "
        "its extension. `best` is short for `cell: best`.",
    )
    uncrop: bool = key(
        FLAG,
        default=True,
        description="Whether the tile opens to its whole photo while the camera arrives, and "
        "closes when it leaves.",
    )

    @property
    def opens(self) -> bool:
        """Whether the tile opens to its whole photo."""
        return self.uncrop


@dataclass(frozen=True, slots=True, kw_only=True)
class RectTarget(Part):
    """A rectangle of the mosaic."""

    rect: tuple[float, float, float, float] = key(
        numbers(4),
        unit="cells",
        description="[row, col, height, width] in cells, counted from 0 at the top left.",
    )

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:  # noqa: ARG003
        rect = values.get("rect", (0, 0, 1, 1))
        *_, height, width = rect
        if not (0 < height <= 1e6 and 0 < width <= 1e6 and all(abs(v) <= 1e6 for v in rect)):
            what = "a rectangle needs a height and a width"
            yield KeyProblem(what=what, remedy="[row, col, height, width]")


def problem_outside(
    target: "CellTarget | RectTarget", *, rows: int, cols: int
) -> KeyProblem | None:
    """Return what is wrong with a target that does not lie on a mosaic of so many cells."""
    match target:
        case CellTarget(cell=(row, col)) if not (row < rows and col < cols):
            return KeyProblem(
                what=f"the mosaic has no cell [{row}, {col}]",
                remedy=f"rows are 0 to {rows - 1}, columns 0 to {cols - 1}",
                path=("cell",),
            )
        case RectTarget(rect=(row, col, height, width)):
            if row >= rows or col >= cols or row + height <= 0 or col + width <= 0:
                size = f"{count_of(rows, 'row')} and {count_of(cols, 'column')}"
                return KeyProblem(
                    what="the rectangle lies outside the mosaic",
                    remedy=f"the mosaic has {size}",
                    path=("rect",),
                )
    return None


PlaceTarget = CellTarget | PhotoTarget | RectTarget
"""A place of the mosaic."""

Target = Literal["all"] | PlaceTarget
"""What the camera looks at."""

TARGET_KINDS: dict[str, type[PlaceTarget]] = {
    "cell": CellTarget,
    "photo": PhotoTarget,
    "rect": RectTarget,
}
"""Targets by the key that distinguishes them."""


def _read_target(value: Any, at: Label) -> Target:
    """Read `all` or one of the mappings of `TARGET_KINDS`."""
    if isinstance(value, CellTarget | PhotoTarget | RectTarget):
        return value
    if isinstance(value, dict):
        if value.get("photo") == "best" and value.keys() <= {"photo", "uncrop"}:
            value = {"cell": "best", "uncrop": value.get("uncrop")}
        for word, part in TARGET_KINDS.items():
            if word in value:
                return part.read(value, at)
        first = str(next(iter(value), ""))
        raise invalid(f"not a target: {quoted(first)}", suggest(first, TARGET_KINDS))
    if value == "all":
        return "all"
    remedy = "all, {cell: best}, {cell: [row, col]}, {photo: name} or {rect: [row, col, h, w]}"
    raise invalid(f"not a target: {quoted(value)}", remedy)


_PARTS = tuple(TARGET_KINDS.values())

TARGET = Kind(
    read=_read_target,
    schema={
        "title": "target",
        "anyOf": [{"const": "all", "type": "string"}, *(part_kind(p).schema for p in _PARTS)],
    },
    parts=_PARTS,
)
