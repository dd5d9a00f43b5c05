"""Settings of the encoders, for each kind of file."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class H264:
    """MP4 and MOV by x264.

    Attributes
    ----------
    speed : str
        x264's preset: the effort it makes.
    crf : float
        x264's constant quality; lower is better.
    lookahead : int
        Frames that x264 looks ahead; its memory grows with them.
    chroma : {"420", "444"}
        Whether colours are stored for 2x2 pixels, which all players take, or for each pixel.
    b_frames : int
        Most B-frames in a row; without any, the profile is Main, which the plainest players take.
    key_interval : Fraction
        Longest time between two key frames, to which players seek [s].
    most_rate : int or None
        Highest bit rate of any stretch of the video [kbit/s].
    edit_list : bool
        Whether a list in the file says how pictures and sound begin together, which the oldest
        players need and some platforms refuse; without it they begin together by their times alone.
    """

    speed: str = "veryfast"
    crf: float = 20.0
    lookahead: int = 5
    chroma: Literal["420", "444"] = "420"
    b_frames: int = 2
    key_interval: Fraction = Fraction(1)
    most_rate: int | None = None
    edit_list: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VP9:
    """WebM by libvpx.

    Attributes
    ----------
    speed : int
        libvpx's `cpu-used`: 0 makes the most effort, 8 the least.
    crf : float
        libvpx's constant quality, 0 to 63; lower is better. It takes whole numbers.
    key_interval : Fraction
        Longest time between two key frames, to which players seek [s].
    """

    speed: int = 4
    crf: float = 30.0
    key_interval: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AAC:
    """Sound of an MP4 or MOV (AAC-LC) or WebM (Opus), 48 kHz, stereo.

    Attributes
    ----------
    rate : int
        Bit rate [kbit/s].
    """

    rate: int = 192


@dataclass(frozen=True, slots=True, kw_only=True)
class Gif:
    """GIF by the encoder of this package.

    Attributes
    ----------
    colors : int
        Largest number of colours in a palette, 2 to 256.
    dither : float
        Share of a colour's error that a dither pattern hides, 0 (none) to 1.
    loss : float
        How far a pixel may be from its nearest colour where that makes the file smaller [levels].
    """

    colors: int = 256
    dither: float = 1.0
    loss: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebP:
    """Animated WebP by libwebp.

    Attributes
    ----------
    quality : float
        Quality of the lossy format, 0 to 100.
    effort : int
        Effort of the encoder, 0 to 6.
    """

    quality: float = 80.0
    effort: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture, as a file of its own.

    Attributes
    ----------
    quality : int
        JPEG quality, 1 to 100.
    """

    quality: int = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings for every kind of file.

    Attributes
    ----------
    alpha : bool
        Whether frames have a fourth channel, and files are transparent where it is 0.
    mov_codec : {"h264", "prores"}
        Codec of a MOV: small, or ProRes 4444, which video editors take.
    """

    alpha: bool = False
    mov_codec: Literal["h264", "prores"] = "h264"
    h264: H264 = field(default_factory=H264)
    vp9: VP9 = field(default_factory=VP9)
    aac: AAC = field(default_factory=AAC)
    gif: Gif = field(default_factory=Gif)
    webp: WebP = field(default_factory=WebP)
    picture: Picture = field(default_factory=Picture)
