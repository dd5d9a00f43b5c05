"""Target: what the camera looks at. `all`, a cell, a photo of the library, or a rectangle."""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from mosaic_anim.clips.part import Part, choose, said, wrong
from mosaic_anim.clips.value import Int, Number

MAX_RANK = 100


def _read_cell(value: Any) -> "tuple[int, int] | Literal['best']":
    """Read `best` or `[row, col]`."""
    if value == "best":
        return "best"
    if isinstance(value, list | tuple) and len(value) == 2:
        row, col = value
        if type(row) is int and type(col) is int and 0 <= row < 10**6 and 0 <= col < 10**6:
            return row, col
    raise wrong(f"not a cell: {said(value)}", "best, or [row, col] counted from 0: [12, 40]")


CellValue = Annotated[
    tuple[int, int] | Literal["best"],
    PlainValidator(_read_cell),
    PlainSerializer(lambda cell: cell),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "best"},
                {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0},
                    "minItems": 2,
                    "maxItems": 2,
                },
            ]
        }
    ),
]


class CellTarget(Part):
    """One cell of the mosaic."""

    cell: CellValue = Field(
        description="The cell as [row, col], counted from 0 at the top left; `best` chooses one "
        "that matches well, lies away from the border and has a large original."
    )
    rank: Int = Field(
        default=1,
        ge=1,
        le=MAX_RANK,
        description="With `cell: best`: 1 is the best cell, 2 the second best, and so on. Cells "
        "of different rank lie apart and show different photos.",
    )

    @model_validator(mode="after")
    def _rank_needs_best(self) -> "CellTarget":
        if self.rank != 1 and self.cell != "best":
            raise wrong("a rank belongs to 'cell: best' only", "leave the rank out")
        return self


class PhotoTarget(Part):
    """A photo of the library. It is made to appear; the nearest of its cells is taken."""

    photo: str = Field(
        min_length=1,
        strict=True,
        description="The photo's path in the library, its file name, or that without extension.",
    )


class RectTarget(Part):
    """A rectangle of the mosaic, in cells."""

    rect: tuple[Number, Number, Number, Number] = Field(
        description="[row, col, height, width] in cells, counted from 0 at the top left."
    )

    @model_validator(mode="after")
    def _rect_has_an_area(self) -> "RectTarget":
        *_, height, width = self.rect
        if not (0 < height <= 1e6 and 0 < width <= 1e6 and all(abs(v) <= 1e6 for v in self.rect)):
            raise wrong("a rectangle needs a height and a width", "[row, col, height, width]")
        return self


KINDS: dict[str, type[CellTarget | PhotoTarget | RectTarget]] = {
    "cell": CellTarget,
    "photo": PhotoTarget,
    "rect": RectTarget,
}
"""Targets by the key that tells them apart."""


def _read_target(value: Any) -> "Literal['all'] | CellTarget | PhotoTarget | RectTarget":
    """Read `all` or one of the mappings of `KINDS`."""
    if isinstance(value, CellTarget | PhotoTarget | RectTarget):
        return value
    if isinstance(value, dict):
        for key, kind in KINDS.items():
            if key in value:
                return kind.model_validate(value)
        first = str(next(iter(value), ""))
        raise wrong(f"not a target: {said(first)}", choose(first, KINDS))
    if value == "all":
        return "all"
    remedy = "all, {cell: best}, {cell: [row, col]}, {photo: name} or {rect: [row, col, h, w]}"
    raise wrong(f"not a target: {said(value)}", remedy)


def _write_target(target: "AnyTarget") -> Any:
    """Write a target the way a scene has it."""
    return target if isinstance(target, str) else target.model_dump()


AnyTarget = Literal["all"] | CellTarget | PhotoTarget | RectTarget

Target = Annotated[
    AnyTarget,
    PlainValidator(_read_target, json_schema_input_type=AnyTarget),
    PlainSerializer(_write_target),
]
"""What the camera looks at."""
