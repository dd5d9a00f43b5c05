"""MOV: the MP4's H.264 in a QuickTime file, or ProRes 4444, which video editors take.

Transparent films are ProRes 4444: H.264 has no alpha that players know.
"""

from typing import TYPE_CHECKING, BinaryIO, ClassVar, Literal

from mosaic_anim.encode.encoding import Encoding, Pack, Pixels, require_frame
from mosaic_anim.encode.memory import EncodingMemory
from mosaic_anim.encode.mov.arguments import ENCODER, prores_arguments
from mosaic_anim.encode.mp4.format import Mp4Format
from mosaic_anim.encode.settings import Settings
from mosaic_anim.lazy import LazyModule
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from mosaic_anim.encode import alpha
    from mosaic_anim.encode.mp4 import boxes
else:  # as in `encode.mp4.format`
    alpha = LazyModule("mosaic_anim.encode.alpha")
    boxes = LazyModule("mosaic_anim.encode.mp4.boxes")

_FFMPEG = 20 * 2**20  # [bytes] of ffmpeg before it has seen a frame
_PRORES_FILE = 1.5  # [bytes] of a pixel in the file; measured up to 2.0
_PRORES = 140  # [bytes] of a pixel: planes of 16 bits in queues, and the packets; measured 130


class MovFormat(Mp4Format):
    """MOV with H.264 or ProRes 4444, and AAC."""

    name: ClassVar[str] = "MOV"
    article: ClassVar[Literal["a", "an"]] = "a"
    suffixes: ClassVar[tuple[str, ...]] = (".mov",)
    segment_suffix: ClassVar[str] = ".mov"
    muxer: ClassVar[str] = "mov"
    holds_alpha: ClassVar[bool] = True
    settings: ClassVar[frozenset[str]] = frozenset({"crf", "codec"})

    def encoder_for(self, settings: Settings) -> str:
        """Return the encoder of the codec."""
        return ENCODER if _is_prores(settings) else self.encoder

    def quality_for(self, settings: Settings) -> str:
        """Return what H.264 gives up first; ProRes has one quality."""
        return "" if _is_prores(settings) else self.quality

    def usual_bytes_for(self, settings: Settings) -> float:
        """Return the size of a pixel: that of ProRes hardly depends on what is shown."""
        return _PRORES_FILE if _is_prores(settings) else self.usual_bytes

    def options(self, encoding: Encoding) -> tuple[str, ...]:
        """Return all of ffmpeg's arguments for a segment except paths."""
        if _is_prores(encoding.settings):
            return (*prores_arguments(encoding), "-f", self.muxer, "-y")
        return super().options(encoding)

    def threads(self, settings: Settings) -> int:
        """Return how many frames are encoded side by side; ProRes has one thread."""
        return 1 if _is_prores(settings) else super().threads(settings)

    def look_ahead(self, settings: Settings) -> int:
        """Return how many frames its encoder looks ahead; each of ProRes stands alone."""
        return 0 if _is_prores(settings) else super().look_ahead(settings)

    def waiting(self, encoding: Encoding) -> int | None:
        """Return how many frames its encoder needs at once."""
        return None if _is_prores(encoding.settings) else super().waiting(encoding)

    def pack(self, encoding: Encoding) -> Pack:
        """Return how a frame becomes the planes of its codec."""
        if not _is_prores(encoding.settings):
            return super().pack(encoding)

        def pack(pixels: Pixels) -> Pixels:
            require_frame(pixels, encoding)
            return alpha.pack_yuva444p10(pixels)

        return pack

    def memory(self, settings: Settings, size: Size, frames: int) -> EncodingMemory:
        """Return the memory of ffmpeg."""
        if not _is_prores(settings):
            return super().memory(settings, size, frames)
        return EncodingMemory(each=_FFMPEG + size.height * size.width * _PRORES)

    def has_signature(self, head: bytes) -> bool:
        """Return whether a file begins with the box `ftyp` of QuickTime."""
        return head[4:8] == b"ftyp" and head[8:] == boxes.QUICKTIME

    def comment(self, file: BinaryIO) -> str | None:
        """Read the comment of the user data.

        Raises
        ------
        OSError, struct.error, UnicodeDecodeError
            If the file is damaged.
        """
        return boxes.mov_comment(file)

    def _codec(self, settings: Settings) -> str:
        return "prores" if _is_prores(settings) else super()._codec(settings)

    def _delay(self, encoding: Encoding) -> int:
        return 0 if _is_prores(encoding.settings) else super()._delay(encoding)

    def _coding(self, settings: Settings) -> tuple[str, str]:
        if _is_prores(settings):
            return "4444", "yuva444p10" if settings.alpha else "yuv444p10"
        return super()._coding(settings)


def _is_prores(settings: Settings) -> bool:
    return settings.alpha or settings.mov_codec == "prores"
