"""Encoding: everything about an output file; Pack: how a drawn frame is prepared for it."""

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mosaic_anim.encode.settings import Settings
from mosaic_anim.lazy import np
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Pixels: TypeAlias = "NDArray[np.uint8]"

Pack: TypeAlias = "Callable[[Pixels], Pixels]"
"""(H, W, 3) sRGB, or (H, W, 4) with straight alpha, -> the bytes that the encoder reads.

Pure; runs in the threads that draw.
"""


LONGEST_COMMENT = 65536
"""Longest comment that is read [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What is heard, from the first frame to the last.

    Attributes
    ----------
    path : Path or None
        A file with sound; None is silence.
    sha256 : str
        Hash of its content in hexadecimal, checked when it is encoded; empty: not checked.
    offset : Fraction
        Where in the file it begins [s].
    gain : float
        How much louder [dB].
    fade_in, fade_out : Fraction
        From silence at the start, to silence at the end [s].
    loops : bool
        Whether a sound that is too short begins again; otherwise silence follows it.
    """

    path: Path | None = None
    sha256: str = ""
    offset: Fraction = Fraction(0)
    gain: float = 0.0
    fade_in: Fraction = Fraction(0)
    fade_out: Fraction = Fraction(0)
    loops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """An output file.

    Attributes
    ----------
    path : Path
        The file; its suffix names the format.
    size : Size
        Frame size [px].
    fps : Fraction
        Frames per second.
    frames : int
        Number of frames.
    first : int
        The number of its first frame, in the names of a sequence.
    settings : Settings
        Settings of the encoder.
    title, comment : str
        Written into the file; by the comment, later runs recognise the scene.
    plays : int
        How many times a GIF or WebP is played; 0 is endless.
    end_hold : Fraction
        How much longer a GIF or WebP shows its last frame [s].
    sound : Sound or None
        What is heard; None for no track.
    overwrite : bool
        Whether an existing file is replaced.
    """

    path: Path
    size: Size
    fps: Fraction
    frames: int
    first: int = 0
    settings: Settings = field(default_factory=Settings)
    title: str = ""
    comment: str = ""
    plays: int = 1
    end_hold: Fraction = Fraction(0)
    sound: Sound | None = None
    overwrite: bool = False


def require_frame(pixels: Pixels, encoding: Encoding) -> None:
    """Refuse arrays that are not frames of an output: ffmpeg would scramble the video.

    Raises
    ------
    ValueError
        If shape or dtype differ.
    """
    size = encoding.size
    shape = (size.height, size.width, 4 if encoding.settings.alpha else 3)
    if pixels.shape != shape or pixels.dtype != "uint8":
        raise ValueError(f"a frame of {pixels.shape} {pixels.dtype}, not {shape} uint8")


def pack_rgb(encoding: Encoding) -> Pack:
    """Return the packing for encoders that take pixels: frames are checked and left as they are."""

    def pack(pixels: Pixels) -> Pixels:
        require_frame(pixels, encoding)
        return np.ascontiguousarray(pixels)

    return pack
