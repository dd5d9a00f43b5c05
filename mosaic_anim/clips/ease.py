"""Ease: how a channel goes from its start to its end. A name, a Bézier curve, or steps."""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, field_validator

from mosaic_anim.clips.part import Part, choose, said, wrong
from mosaic_anim.clips.value import Int, Number
from mosaic_anim.motion.easing import EASINGS, Easing, cubic_bezier, steps


class NamedEase(Part):
    """One of the easings that have a name."""

    name: str

    def function(self) -> Easing:
        """Return the curve: progress 0..1 of time to progress of the channel."""
        return EASINGS[self.name]


class CubicBezier(Part):
    """The curve of CSS: two control points between (0, 0) and (1, 1)."""

    cubic_bezier: tuple[Number, Number, Number, Number] = Field(
        description="[x1, y1, x2, y2] as in CSS; x from 0 to 1."
    )

    @field_validator("cubic_bezier")
    @classmethod
    def _is_a_function_of_time(
        cls, points: tuple[float, float, float, float]
    ) -> tuple[float, float, float, float]:
        x1, y1, x2, y2 = points
        if not (0 <= x1 <= 1 and 0 <= x2 <= 1 and abs(y1) <= 10 and abs(y2) <= 10):
            raise wrong("not a curve of time", "[x1, y1, x2, y2], x from 0 to 1, y from -10 to 10")
        return points

    def function(self) -> Easing:
        """Return the curve: progress 0..1 of time to progress of the channel."""
        return cubic_bezier(*self.cubic_bezier)


class Steps(Part):
    """Jumps instead of an even motion, as in CSS."""

    steps: Int = Field(ge=1, le=1000, description="How many jumps.")
    jump: Literal["start", "end", "both", "none"] = Field(
        default="end", description="Where the jumps lie: at the start, the end, both or neither."
    )

    @field_validator("jump")
    @classmethod
    def _can_jump(cls, jump: str, info: Any) -> str:
        if jump == "none" and info.data.get("steps") == 1:
            raise wrong("one step with 'jump: none' goes nowhere", "at least steps: 2")
        return jump

    def function(self) -> Easing:
        """Return the curve: progress 0..1 of time to progress of the channel."""
        return steps(self.steps, self.jump)


def _read_ease(value: Any) -> NamedEase | CubicBezier | Steps:
    """Read a name, `{cubic_bezier: [...]}` or `{steps: n, jump: end}`."""
    if isinstance(value, NamedEase | CubicBezier | Steps):
        return value
    if isinstance(value, dict):
        if "cubic_bezier" in value:
            return CubicBezier.model_validate(value)
        if "steps" in value:
            return Steps.model_validate(value)
        first = str(next(iter(value), ""))
        raise wrong(f"unknown easing {said(first)}", choose(first, ("cubic_bezier", "steps")))
    if isinstance(value, str) and value in EASINGS:
        return NamedEase(name=value)
    remedy = choose(value if isinstance(value, str) else "", EASINGS)
    raise wrong(f"unknown easing {said(value)}", remedy)


def _write_ease(ease: NamedEase | CubicBezier | Steps) -> Any:
    """Write an ease the way a scene has it."""
    return ease.name if isinstance(ease, NamedEase) else ease.model_dump()


_Name = Annotated[str, WithJsonSchema({"enum": sorted(EASINGS)})]

Ease = Annotated[
    NamedEase | CubicBezier | Steps,
    PlainValidator(_read_ease, json_schema_input_type=_Name | CubicBezier | Steps),
    PlainSerializer(_write_ease),
]
"""How a channel goes from its start to its end."""
