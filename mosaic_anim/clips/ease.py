"""Ease: the easing of a change, a name, a Bézier curve or steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mosaic_anim.motion.easing import EASINGS, Easing, cubic_bezier, steps
from mosaic_anim.schema.kind import Kind, Label, choice, integer, numbers, string
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import KeyProblem, fold, invalid, quoted, suggest


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedEase(Part):
    """An easing that has a name."""

    name: str = key(string(), description="Name of the easing.")

    def function(self) -> Easing:
        """Return the easing: the share of the time, 0 to 1, to progress."""
        return EASINGS[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class CubicBezier(Part):
    """A cubic Bézier curve, as in CSS."""

    cubic_bezier: tuple[float, float, float, float] = key(
        numbers(4), description="[x1, y1, x2, y2] as in CSS; x1 and x2 from 0 to 1."
    )

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:  # noqa: ARG003
        x1, y1, x2, y2 = values.get("cubic_bezier", (0, 0, 1, 1))
        if not (0 <= x1 <= 1 and 0 <= x2 <= 1 and abs(y1) <= 10 and abs(y2) <= 10):
            remedy = "[x1, y1, x2, y2], x from 0 to 1, y from -10 to 10"
            yield KeyProblem(what="not a curve of time", remedy=remedy, path=("cubic_bezier",))

    def function(self) -> Easing:
        """Return the easing: the share of the time, 0 to 1, to progress."""
        return cubic_bezier(*self.cubic_bezier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Part):
    """Equal steps instead of a smooth curve, as in CSS."""

    steps: int = key(integer(least=1, most=1000), description="Number of steps.")
    jump: Literal["start", "end", "both", "none"] = key(
        choice("start", "end", "both", "none"),
        default="end",
        description="Where it jumps besides between steps: at its `start`, at its `end`, at "
        "`both` or at `none`.",
    )

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:  # noqa: ARG003
        if values.get("jump") == "none" and values.get("steps") == 1:
            what = "one step with 'jump: none' goes nowhere"
            yield KeyProblem(what=what, remedy="at least steps: 2", path=("jump",))

    def function(self) -> Easing:
        """Return the easing: the share of the time, 0 to 1, to progress."""
        return steps(self.steps, self.jump)


Ease = NamedEase | CubicBezier | Steps
"""The easing of a change."""


def _read_ease(value: Any, at: Label) -> Ease:
    """Read a name, `{cubic_bezier: [...]}` or `{steps: n, jump: end}`."""
    if isinstance(value, NamedEase | CubicBezier | Steps):
        return value
    if isinstance(value, dict):
        if "cubic_bezier" in value:
            return CubicBezier.read(value, at)
        if "steps" in value:
            return Steps.read(value, at)
        first = str(next(iter(value), ""))
        raise invalid(f"unknown easing {quoted(first)}", suggest(first, ("cubic_bezier", "steps")))
    if isinstance(value, str) and value in EASINGS:
        return NamedEase(name=value)
    remedy = _suggested(value) if isinstance(value, str) else suggest("", EASINGS)
    raise invalid(f"unknown easing {quoted(value)}", remedy)


def _suggested(word: str) -> str:
    """Return the remedy for an easing in the words of CSS, GSAP or easings.net: `easeInOutSine`."""
    plain = fold(word).removeprefix("ease_")
    if plain in EASINGS and fold(word) not in EASINGS:
        return f"did you mean '{plain}'?"
    if word.strip().startswith(("cubic-bezier(", "steps(")):
        name, _, rest = word.strip().replace("-", "_").partition("(")
        numbers = rest.rstrip(") ")
        inner = f"[{numbers}]" if name == "cubic_bezier" else numbers.partition(",")[0]
        return f"write {{{name}: {inner}}}"
    return suggest(word, EASINGS)


EASE = Kind(
    read=_read_ease,
    schema={
        "title": "easing",
        "anyOf": [
            {"enum": sorted(EASINGS)},
            part_kind(CubicBezier).schema,
            part_kind(Steps).schema,
        ],
    },
    parts=(CubicBezier, Steps),
)
