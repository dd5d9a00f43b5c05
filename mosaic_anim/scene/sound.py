"""Sound: one audio file that is heard while a scene plays."""

from dataclasses import dataclass
from fractions import Fraction

from mosaic_anim.schema.kind import FLAG, number, optional
from mosaic_anim.schema.part import Part, key
from mosaic_anim.schema.value import DURATION, PATH


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundModel(Part):
    """The sound track of the videos of a scene, cut to their length."""

    file: str = key(
        PATH,
        example="music.mp3",
        description="Audio file, relative to the scene file.",
    )
    offset: Fraction | None = key(
        optional(DURATION),
        default=None,
        description="Where in the audio file the scene begins.",
        otherwise="its start",
    )
    gain: float = key(
        number(least=-60.0, most=30.0),
        unit="dB",
        default=0,
        description="Change of volume: -6 halves the amplitude.",
    )
    fade_in: Fraction | None = key(
        optional(DURATION),
        default=None,
        description="Length of the fade from silence at the start.",
        otherwise="no fade",
    )
    fade_out: Fraction | None = key(
        optional(DURATION),
        default=None,
        description="Length of the fade to silence at the end.",
        otherwise="no fade",
    )
    loop: bool = key(
        FLAG,
        default=False,
        description="Start again when the sound is shorter than the film; otherwise silence "
        "follows.",
    )
