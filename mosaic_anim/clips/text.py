"""The text channel: titles over the frame while a clip plays."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from mosaic_anim.clips.overlay_layout import (
    ANCHORS,
    FADE,
    OFFSET,
    OverlayFade,
    fades_of,
    margin_key,
    offset_key,
    opacity_key,
    or_none,
)
from mosaic_anim.clips.text_fields import require_fields
from mosaic_anim.schema.kind import Kind, Label, choice, in_quotes, number, optional, string
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import KeyProblem, PartError, invalid, quoted
from mosaic_anim.schema.value import COLOR, PATH
from mosaic_anim.text.characters import is_ignorable, visible

if TYPE_CHECKING:
    from mosaic_anim.values.frame_state import Anchor, Color

MOST_LETTERS = 1000
"""Longest text [characters]."""

MOST_LINES = 40

FADING = Fraction(3, 10)
"""Default length of a fade of a title, at most a quarter of its clip [s]."""


def read_letters(value: Any, at: Label) -> str:
    """Read text that can be drawn: fields that are known, no control characters."""
    letters = unicodedata.normalize("NFC", string().read(value, at)).expandtabs(4)
    if len(letters) > MOST_LETTERS or letters.count("\n") >= MOST_LINES:
        what = f"a text of {len(letters):,} characters"
        raise invalid(what, f"at most {MOST_LETTERS:,} in {MOST_LINES} lines")
    if not visible(letters).strip():
        raise invalid(f"'{at.word}' is empty", at.remedy)
    for letter in letters:
        if is_ignorable(letter):
            continue
        if unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} and letter != "\n":
            remedy = "remove it"
            raise invalid(f"the text has a character without a shape, U+{ord(letter):04X}", remedy)
    require_fields(letters)
    return letters.strip("\n")


LETTERS = Kind(
    read=read_letters, schema={"maxLength": MOST_LETTERS, "minLength": 1, "type": "string"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline(Part):
    """A line around the letters."""

    width: float = key(
        number(least=0.0, most=0.3),
        unit="of the letters' size",
        default=0.06,
        description="Width of the line.",
    )
    color: "Color" = key(COLOR, default="black", description="Colour of the line.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow(Part):
    """A soft shadow under the letters."""

    offset: tuple[float, float] = key(
        OFFSET,
        unit="of the letters' size",
        default=[0, 0.03],
        description="Shift, [right, down].",
    )
    blur: float = key(
        number(least=0.0, most=1.0),
        unit="of the letters' size",
        default=0.12,
        description="Softness of the shadow.",
    )
    color: "Color" = key(COLOR, default="black", description="Colour of the shadow.")
    opacity: float = key(
        number(least=0.0, most=1.0),
        default=0.8,
        description="Opacity of the shadow.",
    )


SHADOW = Shadow()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChannel(Part):
    """A title over the frame, while its clip plays."""

    text: str = key(
        LETTERS,
        example="Hello",
        description="The text. {photos}, {tiles}, {cells}, {columns}, {rows}, {date} and "
        "{scene} are filled in, {row} and {column} where the camera is at a photo; {{ is a brace.",
    )
    anchor: "Anchor" = key(
        choice(*ANCHORS),
        default="bottom",
        description="Where the text lies, inside what the platform leaves free.",
    )
    size: float = key(
        number(least=0.005, most=1.0),
        unit="of the frame's shorter side",
        default=0.06,
        description="Size of the letters. A text that does not fit is made smaller.",
    )
    font: str | None = key(
        optional(PATH),
        default=None,
        description="Font file, .ttf or .otf, relative to the scene file: for scripts other than "
        "Latin, Greek and Cyrillic, and for emoji. What it lacks is written in Inter.",
        otherwise="Inter, which is built in",
    )
    weight: Literal["regular", "bold"] | None = key(
        optional(choice("regular", "bold")),
        default=None,
        description="Weight of the built-in font.",
        otherwise="`bold`",
    )
    color: "Color" = key(COLOR, default="white", description="Colour of the letters.")
    align: Literal["left", "center", "right"] | None = key(
        optional(choice("left", "center", "right")),
        default=None,
        description="Which side the lines are flush with.",
        otherwise="as `anchor`",
    )
    width: float = key(
        number(least=0.05, most=1.0),
        unit="of the free width",
        default=1,
        description="Longest line; longer ones are broken between words.",
    )
    outline: Outline | None = key(
        or_none(part_kind(Outline)),
        default=None,
        description="A line around the letters.",
        otherwise="`none`",
    )
    shadow: Shadow | None = key(
        or_none(part_kind(Shadow)),
        default=SHADOW,
        description="A shadow under the letters.",
        otherwise="a soft one",
    )
    margin: float = margin_key()
    offset: tuple[float, float] = offset_key()
    opacity: float = opacity_key()
    fade: OverlayFade | None = key(
        FADE,
        default=None,
        description="Length of the fade in and out: one for both, `{in: 0.5s}`, or `none`.",
        otherwise="`0.3s`",
    )

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:  # noqa: ARG003
        if values.get("font") and values.get("weight"):
            what = "a font file has a weight of its own"
            yield KeyProblem(what=what, remedy="leave 'weight' out", path=("weight",))

    def fades(self, length: Fraction) -> tuple[Fraction, Fraction]:
        """Return the lengths of both fades while it shows for `length` [s]."""
        return fades_of(self.fade, length, default=FADING)


def faults_of_texts(texts: tuple[TextChannel, ...], length: Fraction) -> Iterator[KeyProblem]:
    """Yield what is wrong with titles that fade for longer than their clip plays [s]."""
    for index, title in enumerate(texts):
        if title.fade is not None and title.fade.length > length:
            what = f"the text fades for {float(title.fade.length):g}s, its clip takes"
            yield KeyProblem(
                what=f"{what} {float(length):g}s",
                remedy="make the clip longer or the fade shorter",
                path=("text", index, "fade"),
            )


def _read_texts(value: Any, at: Label) -> tuple[TextChannel, ...]:
    """Read a text, a mapping, or a list of those."""
    if isinstance(value, list | tuple):
        texts, faults = [], []
        for index, item in enumerate(value):
            try:
                texts.append(_read_one(item, at))
            except PartError as error:
                faults += error.below(index)
        if faults:
            raise PartError(faults)
        return tuple(texts)
    return (_read_one(value, at),)


def _read_one(value: Any, at: Label) -> TextChannel:
    if isinstance(value, str):
        return TextChannel(text=LETTERS.read(value, at))
    if not isinstance(value, dict | TextChannel):
        raise invalid(f"not a text: {quoted(value)}", f"{in_quotes(value)}, or write {{text: …}}")
    return TextChannel.read(value, at)


_ONE = [LETTERS.schema, part_kind(TextChannel).schema]

TEXTS = Kind(
    read=_read_texts,
    schema={"anyOf": [*_ONE, {"items": {"anyOf": _ONE}, "type": "array"}]},
    parts=(TextChannel,),
)
"""Titles of a clip: one or several, each a mapping or text alone."""
