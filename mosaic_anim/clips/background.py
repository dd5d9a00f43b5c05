"""Background: what is seen where the mosaic is not. A colour, a gradient, the cover, a picture."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mosaic_anim.schema.kind import Kind, Label, choice, list_of, number, string
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import invalid, quoted, suggest
from mosaic_anim.schema.value import COLOR, read_color

if TYPE_CHECKING:
    from mosaic_anim.values.frame_state import Color

MAX_STOPS = 16
"""Most colours of a gradient."""

_BLUR = number(least=0.0, most=0.5)
_COLORS = list_of(COLOR)


def _read_stops(value: Any, at: Label) -> "tuple[Color, ...]":
    """Read the colours of a gradient: at least two."""
    colors = _COLORS.read(value, at)
    if len(colors) < 2:
        raise invalid("a gradient needs two colours or more", at.remedy)
    if len(colors) > MAX_STOPS:
        raise invalid(f"a gradient of {len(colors)} colours", f"at most {MAX_STOPS}")
    return colors  # type: ignore[no-any-return]


_STOPS = Kind(
    read=_read_stops,
    schema={**_COLORS.schema, "minItems": 2, "maxItems": MAX_STOPS},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientBackground(Part):
    """Colours that change evenly into one another, along a line."""

    gradient: "tuple[Color, ...]" = key(
        _STOPS,
        example='["#123", "#456"]',
        description="The colours, in their order: two or more.",
    )
    angle: float = key(
        number(least=-360.0, most=360.0),
        default=180.0,
        written=180,
        description="Where they run to, in degrees: 0 up, 90 to the right, 180 down.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverBackground(Part):
    """The cover, out of focus, as large as the frame."""

    cover: Literal["blurred"] = key(
        choice("blurred"), example="blurred", description="Shows the cover, `blurred`."
    )
    blur: float = key(
        _BLUR,
        default=0.05,
        written=0.05,
        description="How far it is blurred, as a share of the frame's height.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureBackground(Part):
    """A picture file, as large as the frame."""

    picture: str = key(
        string(), example="sky.jpg", description="The picture, relative to the scene file."
    )
    blur: float = key(
        _BLUR,
        default=0.0,
        written=0,
        description="How far it is blurred, as a share of the frame's height.",
    )


Pictured = GradientBackground | CoverBackground | PictureBackground
"""A background that is a picture: a mosaic of one cell shows it."""

KINDS: dict[str, type[Pictured]] = {
    "gradient": GradientBackground,
    "cover": CoverBackground,
    "picture": PictureBackground,
}
"""Backgrounds by the key that tells them apart."""


def _read_background(value: Any, at: Label) -> "Color | Pictured":
    """Read a colour or one of the mappings of `KINDS`."""
    if isinstance(value, Pictured):
        return value
    if not isinstance(value, dict):
        return read_color(value)
    for name, part in KINDS.items():
        if name in value:
            return part.read(value, at)
    first = str(next(iter(value), ""))
    raise invalid(f"not a background: {quoted(first)}", suggest(first, KINDS))


_PARTS = tuple(KINDS.values())

BACKGROUND = Kind(
    read=_read_background,
    schema={
        "anyOf": [*COLOR.schema["anyOf"], *(part_kind(part).schema for part in _PARTS)],
        "examples": COLOR.schema["examples"],
    },
    parts=_PARTS,
)
"""A colour, or a picture that fills the frame."""
