"""Background: a colour, a gradient, the cover or a picture, seen where there are no tiles."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mosaic_anim.schema.kind import Kind, Label, choice, list_of, number
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import invalid, quoted, suggest
from mosaic_anim.schema.value import COLOR, PATH, read_color
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.values.frame_state import Color

NOTHING: Literal["none"] = "none"
"""The background that is none: films are transparent where there are no tiles."""

MAX_STOPS = 16
"""Most colours of a gradient."""

_BLUR = number(least=0.0, most=0.5)
_COLORS = list_of(COLOR)


def dim_key() -> float:
    """Return the key of how much darker a picture is."""
    return key(  # type: ignore[no-any-return]
        number(least=0.0, most=1.0),
        unit="of its light",
        default=0,
        description="How much darker it is: 0 leaves it as it is, 1 is black.",
    )


def _read_stops(value: Any, at: Label) -> "tuple[Color, ...]":
    """Read the colours of a gradient: at least two."""
    colors = _COLORS.read(value, at)
    if len(colors) < 2:
        raise invalid("a gradient needs two colours or more", at.remedy)
    if len(colors) > MAX_STOPS:
        raise invalid(f"a gradient of {count_of(len(colors), 'colour')}", f"at most {MAX_STOPS}")
    return colors  # type: ignore[no-any-return]


_STOPS = Kind(
    read=_read_stops,
    schema={**_COLORS.schema, "minItems": 2, "maxItems": MAX_STOPS},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientBackground(Part):
    """A gradient: colours that blend evenly along a line."""

    gradient: "tuple[Color, ...]" = key(
        _STOPS,
        example='["#123", "#456"]',
        description="Two colours or more, in order.",
    )
    angle: float = key(
        number(least=-360.0, most=360.0),
        unit="degrees",
        default=180,
        description="Direction of the gradient: 0 is up, 90 right, 180 down.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverBackground(Part):
    """The cover, blurred, filling the frame. Where tiles morph, it becomes the other cover."""

    cover: Literal["blurred"] = key(
        choice("blurred"), example="blurred", description="`blurred`: the only choice."
    )
    blur: float = key(
        _BLUR,
        unit="of the frame's height",
        default=0.05,
        description="Strength of the blur.",
    )
    dim: float = dim_key()


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureBackground(Part):
    """A picture file, filling the frame."""

    picture: str = key(
        PATH, example="sky.jpg", description="The picture, relative to the scene file."
    )
    blur: float = key(
        _BLUR,
        unit="of the frame's height",
        default=0,
        description="Strength of the blur.",
    )
    dim: float = dim_key()


BEHIND_WHOLE = CoverBackground(cover="blurred", blur=0.04, dim=0.6)
"""What lies around a whole mosaic in a frame of another shape, if a scene does not say."""

Pictured = GradientBackground | CoverBackground | PictureBackground
"""A background that is a picture: a mosaic of one cell shows it."""

KINDS: dict[str, type[Pictured]] = {
    "gradient": GradientBackground,
    "cover": CoverBackground,
    "picture": PictureBackground,
}
"""Backgrounds by the key that distinguishes them."""


def _read_background(value: Any, at: Label) -> "Color | Pictured | Literal['none']":
    """Read a colour, `none`, or one of the mappings of `KINDS`."""
    if isinstance(value, Pictured):
        return value
    if value == NOTHING:
        return NOTHING
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
        "title": "background",
        "anyOf": [COLOR.schema, {"const": NOTHING}, *(part_kind(part).schema for part in _PARTS)],
        "examples": COLOR.schema["examples"],
    },
    parts=_PARTS,
)
"""A colour, nothing, or a picture that fills the frame."""
