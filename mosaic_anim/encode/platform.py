"""Platform: where a file is posted, and its rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from mosaic_anim.values.geometry import Insets, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A platform's rules for one format; None where it has none.

    Attributes
    ----------
    fps : tuple of Fraction
        Lowest and highest frame rate [1/s].
    shortest, longest : Fraction
        Shortest and longest duration [s].
    most_bytes : int
        Largest file [bytes].
    most_frames : int
        Largest number of frames.
    most_pixels : int
        Largest number of pixels in all frames together.
    largest : Size
        Largest frame, width and height each [px].
    upright : bool
        Whether `largest` may also stand upright.
    """

    fps: tuple[Fraction, Fraction] | None = None
    shortest: Fraction | None = None
    longest: Fraction | None = None
    most_bytes: int | None = None
    most_frames: int | None = None
    most_pixels: int | None = None
    largest: Size | None = None
    upright: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A place where files are posted.

    Attributes
    ----------
    source : str
        Where its rules are published, and when they were read.
    size : Size or None
        Its frame size [px]; outputs of another shape cause a warning.
    rules : Mapping[str, Rule]
        Rules by the suffix of the file; other formats cause a warning.
    safe : Insets
        Margins that its own buttons and captions cover.
    has_sound : bool
        Whether a video without a sound track is refused or played badly: it gets a silent one.
    """

    source: str
    rules: Mapping[str, Rule]
    size: Size | None = None
    safe: Insets = field(default_factory=Insets)
    has_sound: bool = False
