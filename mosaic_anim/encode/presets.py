"""Presets: how much time an encoder spends, at what quality, and what a platform takes.

Measured on 60 frames of an eased zoom over a photo mosaic, 1920x1080, key frame every second:

========== ================= ======= ======= =============
preset     x264              MB      PSNR    time per frame
========== ================= ======= ======= =============
draft      ultrafast, crf 28 3.4     30.1 dB 0.24
standard   veryfast, crf 20  5.6     35.6 dB 1
high       medium, crf 17    8.7     37.4 dB 3.3
========== ================= ======= ======= =============

x264's slow takes twice as long as medium here and gives the same size and quality; superfast and
ultrafast at better crf give larger files than veryfast of the same quality.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from types import MappingProxyType

from mosaic_anim.encode.settings import H264, Gif, Picture, Settings, WebP
from mosaic_anim.errors import UsageError
from mosaic_anim.geometry import Insets, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a platform takes in one format; None where it says nothing.

    Attributes
    ----------
    fps : tuple of Fraction
        Fewest and most frames a second.
    longest : Fraction
        Most seconds.
    most_bytes : int
        Largest file [bytes].
    most_frames : int
        Most frames.
    largest : Size
        Largest frame, width and height each [px].
    """

    fps: tuple[Fraction, Fraction] | None = None
    longest: Fraction | None = None
    most_bytes: int | None = None
    most_frames: int | None = None
    largest: Size | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A name for settings, and for a platform where there is one."""

    settings: Settings = field(default_factory=Settings)
    platform: Platform | None = None


_STANDARD = Settings()

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "draft": Preset(
            settings=Settings(
                h264=H264(speed="ultrafast", crf=28, lookahead=0),
                gif=Gif(colors=128, dither=0.5),
                webp=WebP(quality=60, effort=1),
                picture=Picture(quality=80),
            )
        ),
        "standard": Preset(settings=_STANDARD),
        "high": Preset(
            settings=Settings(
                h264=H264(speed="medium", crf=17, lookahead=20),
                webp=WebP(quality=90, effort=5),
                picture=Picture(quality=96),
            )
        ),
    }
)


def preset(name: str) -> Preset:
    """Return the preset of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    if name not in PRESETS:
        near = get_close_matches(name, PRESETS, n=1)
        remedy = f"did you mean '{near[0]}'?" if near else f"choose one of {', '.join(PRESETS)}"
        raise UsageError(f"unknown preset '{name}'", remedy=remedy)
    return PRESETS[name]
