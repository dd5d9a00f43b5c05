"""Platform: where a file is posted, and what is taken there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from mosaic_anim.values.geometry import Insets, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a platform takes in one format; None where it says nothing.

    Attributes
    ----------
    fps : tuple of Fraction
        Fewest and most frames a second.
    shortest, longest : Fraction
        Fewest and most seconds.
    most_bytes : int
        Largest file [bytes].
    most_frames : int
        Most frames.
    most_pixels : int
        Most pixels of all frames together.
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
    """Where a file is posted.

    Attributes
    ----------
    source : str
        Where its rules stand, and when they were read.
    size : Size or None
        Its frame; an output of another shape is warned of [px].
    rules : Mapping[str, Rule]
        By the suffix of the file; another format is warned of.
    safe : Insets
        What its own buttons and captions cover.
    has_sound : bool
        Whether a video without a sound track is refused or played badly: it gets a silent one.
    """

    source: str
    rules: Mapping[str, Rule]
    size: Size | None = None
    safe: Insets = field(default_factory=Insets)
    has_sound: bool = False
