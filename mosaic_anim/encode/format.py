"""Format: what a kind of file can hold, and how frames become one.

A file is made in parts: `pack` prepares a frame in the thread that drew it, `encode_segment`
encodes some frames into a file of their own, and `join` copies those files into one. Nothing is
encoded with a loss twice. Each format has a folder of its own; `formats.py` lists them.

A format can be imported without numpy, Numba or Pillow: scenes are checked against it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Literal

from mosaic_anim.errors import StoppedError
from mosaic_anim.lazy import LazyModule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mosaic_anim.encode import encoding as encodings
    from mosaic_anim.encode import memory as memories
    from mosaic_anim.encode.encoding import Encoding, Pack, Pixels
    from mosaic_anim.encode.memory import EncodingMemory
    from mosaic_anim.encode.settings import Settings
    from mosaic_anim.values.geometry import Size
else:  # only where files are written
    encodings = LazyModule("mosaic_anim.encode.encoding")
    memories = LazyModule("mosaic_anim.encode.memory")

TRY_AGAIN = "run the same command again"

SETTINGS = frozenset({"codec", "colors", "crf", "dither"})
"""Keys of an output that set an encoder; each format has some of them."""


class Format(ABC):
    """A kind of file.

    Attributes
    ----------
    name : str
        Its everyday name, such as `MP4`.
    suffixes : tuple of str
        Suffixes of its file names, with the dot and in lower case.
    kind : {"film", "sequence", "picture"}
        One file of many frames, a file for each frame, or a file of one frame.
    segment_suffix : str
        Suffix of a segment's file name.
    article : {"a", "an"}
        What stands before its name in a sentence.
    holds_alpha : bool
        Whether its files can be transparent.
    settings : frozenset of str
        Keys of an output that set its encoder, some of `SETTINGS`.
    quality : str
        The setting that is lowered first where a file is too large; empty if none is by itself.
    shrinks : frozenset of str
        What else it may give up to become smaller: entries of an output's `shrink`.
    loops : bool
        Whether players repeat it unless it says otherwise; its frames have times of their own then.
    has_palette : bool
        Whether its frames have palettes, which this package chooses by compiled code.
    has_sound : bool
        Whether it can hold a sound track.
    sound_codec : {"aac", "opus"}
        Codec of its sound track, one of `sound_codec.CODECS`.
    encoder : str
        The encoder that ffmpeg must have; empty if it needs none.
    lead : int
        Number of frames before a segment that its encoder looks at, 0 or 1.
    rates : str
        The frame rates it can play, in words, where these are few; empty if it plays any.
    usual_bytes : float
        Size of a pixel of a mosaic zoom at the usual quality [bytes]; measured.
    encoder_bytes, writer_bytes : int
        Memory for a pixel of a frame: of the encoder of each segment, and while the file itself is
        written [bytes]; measured.
    """

    name: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    kind: ClassVar[Literal["film", "sequence", "picture"]]
    segment_suffix: ClassVar[str]
    article: ClassVar[Literal["a", "an"]] = "a"
    holds_alpha: ClassVar[bool] = False
    settings: ClassVar[frozenset[str]] = frozenset()
    quality: ClassVar[str] = ""
    shrinks: ClassVar[frozenset[str]] = frozenset()
    loops: ClassVar[bool] = False
    has_palette: ClassVar[bool] = False
    has_sound: ClassVar[bool] = False
    sound_codec: ClassVar[Literal["aac", "opus"]] = "aac"
    encoder: ClassVar[str] = ""
    lead: ClassVar[int] = 0
    rates: ClassVar[str] = ""
    usual_bytes: ClassVar[float] = 0.0
    encoder_bytes: ClassVar[int] = 0
    writer_bytes: ClassVar[int] = 0

    @abstractmethod
    def check(self, encoding: Encoding) -> None:
        """Refuse what the format cannot hold, before anything is drawn.

        Raises
        ------
        UsageError
        """

    def rates_near(self, fps: Fraction) -> tuple[str, ...]:
        """Return the nearest rates that it can play as a scene writes them; empty: it plays any."""
        del fps
        return ()

    def rate(self, fps: Fraction) -> Fraction | None:
        """Return the exact rate that `fps` means; None if the format cannot play it."""
        return fps

    def rate_near(self, fps: Fraction) -> Fraction:
        """Return the rate that a film is made at where a scene asks for `fps`.

        A format with few `rates` takes the nearest of them; another one takes what it can hold
        exactly, and a scene that asks for more is refused.
        """
        return self.rate(fps) or fps

    def rate_below(self, fps: Fraction) -> Fraction:
        """Return the highest rate that it can play and that is not above `fps`."""
        return fps

    def rates_below(self, fps: Fraction, least: Fraction) -> list[Fraction]:
        """Return rates that it can play below `fps`, down to `least`, the highest first."""
        return [Fraction(whole) for whole in range(ceil(fps) - 1, ceil(least) - 1, -1)]

    def sizes_near(self, size: Size) -> tuple[Size, ...]:
        """Return the sizes that it can hold nearest to `size`; empty if it can hold that one."""
        del size
        return ()

    def encoder_for(self, settings: Settings) -> str:
        """Return the encoder that ffmpeg must have for these settings; empty if it needs none."""
        del settings
        return self.encoder

    def quality_for(self, settings: Settings) -> str:
        """Return the setting that is lowered first where a file of these settings is too large."""
        del settings
        return self.quality

    def threads(self, settings: Settings) -> int:
        """Return how many frames the encoder of one segment works at side by side.

        The number belongs to the settings, never to the machine: it may change the bytes.
        """
        del settings
        return 1

    def look_ahead(self, settings: Settings) -> int:
        """Return how many frames its encoder looks ahead before it decides how to encode one."""
        del settings
        return 0

    def usual_bytes_for(self, settings: Settings) -> float:
        """Return the size of a pixel of a mosaic zoom with these settings [bytes]."""
        del settings
        return self.usual_bytes

    @abstractmethod
    def options(self, encoding: Encoding) -> tuple[str, ...]:
        """Return all that a segment's bytes depend on besides its frames and ffmpeg."""

    def pack(self, encoding: Encoding) -> Pack:
        """Return the function that prepares a frame in the thread that drew it. Pure."""
        return encodings.pack_rgb(encoding)

    @abstractmethod
    def encode_segment(
        self, encoding: Encoding, frames: Iterator[Pixels], count: int, part: Path, lead: int = 0
    ) -> None:
        """Encode `count` packed frames into the file `part`, and verify it.

        Parameters
        ----------
        frames : iterator of arrays
            Packed frames; the first `lead` of them come before the segment and are not encoded.

        Raises
        ------
        StoppedError
            If the encoder or the disk fails. The caller removes `part`.
        """

    @abstractmethod
    def join(self, encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
        """Copy segments into the file `part`, and verify it.

        A sequence gets the pattern of its names as `part`, and writes each missing file whole.

        Raises
        ------
        StoppedError
            If a segment is missing or damaged, or the disk fails.
        """

    def size(self, encoding: Encoding, segments: Sequence[Path]) -> int | None:
        """Predict the size of the file of these segments [bytes]; never less than it will have.

        Without segments, the size of a file without a frame. None if it cannot be known.
        """
        del encoding, segments
        return None

    def frame_sizes(self, segment: Path) -> list[int]:
        """Return the sizes of a segment's frames in the order in which they are decoded [bytes].

        Empty if the format does not say, or each frame stands alone.
        """
        del segment
        return []

    def memory(self, settings: Settings, size: Size, frames: int) -> EncodingMemory:
        """Return the most memory that encoding takes.

        Parameters
        ----------
        settings : Settings
            Settings of the encoder.
        size : Size
            Frame size [px].
        frames : int
            Frames of the longest segment.
        """
        del settings, frames
        pixels = size.height * size.width
        return memories.EncodingMemory(
            each=pixels * self.encoder_bytes, once=pixels * self.writer_bytes
        )

    @abstractmethod
    def problem(self, path: Path, encoding: Encoding) -> str:
        """Say what is wrong with a written file; empty if it is what was asked for."""

    def verify(self, path: Path, encoding: Encoding) -> None:
        """Compare a written file with what was asked for.

        Raises
        ------
        StoppedError
            If it is damaged, short, or another one.
        """
        if what := self.problem(path, encoding):
            raise StoppedError(
                f"the encoder wrote {what}", remedy=TRY_AGAIN, place=str(encoding.path)
            )

    @abstractmethod
    def has_signature(self, head: bytes) -> bool:
        """Return whether a file that begins with these 12 bytes is of this format."""

    @abstractmethod
    def comment(self, file: BinaryIO) -> str | None:
        """Read the comment of a file; None if it has none. No picture data is read.

        Raises
        ------
        OSError, struct.error, IndexError, UnicodeDecodeError
            If the file is damaged.
        """
