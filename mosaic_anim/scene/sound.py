"""Sound: one audio file that is heard while a scene plays."""

from dataclasses import dataclass
from fractions import Fraction

from mosaic_anim.schema.kind import FLAG, number, optional, string
from mosaic_anim.schema.part import Part, key
from mosaic_anim.schema.value import DURATION


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundModel(Part):
    """What is heard in the MP4s of a scene, cut to their length."""

    file: str = key(
        string(),
        example="music.mp3",
        description="A file with sound, relative to the scene file.",
    )
    offset: Fraction | None = key(
        optional(DURATION),
        default=None,
        description="Where in the file the scene begins; at its start by default.",
    )
    gain: float = key(
        number(least=-60.0, most=30.0),
        default=0.0,
        written=0,
        description="How much louder, in decibels: -6 is half as loud.",
    )
    fade_in: Fraction | None = key(
        optional(DURATION), default=None, description="Time from silence, at the start."
    )
    fade_out: Fraction | None = key(
        optional(DURATION), default=None, description="Time to silence, at the end."
    )
    loop: bool = key(
        FLAG,
        default=False,
        written=False,
        description="Whether a sound that is too short begins again; silence follows it otherwise.",
    )
