"""WebM: segments by one libvpx each, joined without encoding again, with one track of Opus.

A WebM counts time in milliseconds, and says how long a frame lasts in nanoseconds: players go by
the latter. A frame comes at the millisecond that is nearest to its time.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Literal

from mosaic_anim.encode.encoding import Encoding, Pack, Pixels, require_frame
from mosaic_anim.encode.memory import EncodingMemory
from mosaic_anim.encode.mp4.rates import exact_rate_near, is_exact_rate
from mosaic_anim.encode.settings import Settings
from mosaic_anim.encode.sound_codec import OPUS
from mosaic_anim.encode.video import VideoFormat
from mosaic_anim.encode.webm.arguments import ENCODER, encoder_arguments, file_arguments
from mosaic_anim.lazy import LazyModule
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from mosaic_anim.encode import alpha, sound
    from mosaic_anim.encode.mp4 import yuv
    from mosaic_anim.encode.webm import ebml, video_track
    from mosaic_anim.encode.webm.video_track import VideoTrack
else:  # only where films are written; Numba only where they are encoded
    alpha = LazyModule("mosaic_anim.encode.alpha")
    ebml = LazyModule("mosaic_anim.encode.webm.ebml")
    sound = LazyModule("mosaic_anim.encode.sound")
    video_track = LazyModule("mosaic_anim.encode.webm.video_track")
    yuv = LazyModule("mosaic_anim.encode.mp4.yuv")

_LIMIT = 16384  # [px] of a side
_FASTEST = 500  # frames a second: two milliseconds each
_CODEC, _NAME = "vp9", "V_VP9"
_FILE, _SEGMENT = 480, 24  # [bytes] without a frame, and of a key frame in the index
_BT709 = (1, 1, 1, 1)  # primaries, transfer and matrix in ITU-T H.273; limited range
_FFMPEG = 30 * 2**20  # [bytes] of ffmpeg before it has seen a frame
_QUEUE = 25  # frames that libvpx looks ahead


class WebmFormat(VideoFormat):
    """WebM with VP9 and Opus."""

    name: ClassVar[str] = "WebM"
    suffixes: ClassVar[tuple[str, ...]] = (".webm",)
    muxer: ClassVar[str] = "webm"
    longest_side: ClassVar[int] = _LIMIT
    segment_suffix: ClassVar[str] = ".webm"
    holds_alpha: ClassVar[bool] = True
    settings: ClassVar[frozenset[str]] = frozenset({"crf"})
    quality: ClassVar[str] = "vp9_crf"
    shrinks: ClassVar[frozenset[str]] = frozenset({"fps", "width"})
    slack: ClassVar[Fraction] = Fraction(2, 1000)  # times are whole milliseconds
    sound_codec: ClassVar[Literal["aac", "opus"]] = "opus"
    encoder: ClassVar[str] = ENCODER
    usual_bytes: ClassVar[float] = 0.04

    def rate(self, fps: Fraction) -> Fraction | None:
        """Return the rate itself; None if ffmpeg would change it, or frames share milliseconds."""
        return fps if is_exact_rate(fps) and fps <= _FASTEST else None

    def rates_near(self, fps: Fraction) -> tuple[str, ...]:
        """Return the nearest rate that a WebM can hold."""
        return (str(min(Fraction(_FASTEST), exact_rate_near(fps))),)

    def options(self, encoding: Encoding) -> tuple[str, ...]:
        """Return all of ffmpeg's arguments for a segment except paths."""
        return (*encoder_arguments(encoding), "-f", self.muxer, "-y")

    def pack(self, encoding: Encoding) -> Pack:
        """Return how a frame becomes the planes that VP9 stores."""

        def pack(pixels: Pixels) -> Pixels:
            require_frame(pixels, encoding)
            planes: Pixels
            if encoding.settings.alpha:
                planes = alpha.pack_yuva420(pixels)
            else:
                planes = yuv.pack_yuv420(pixels)
            return planes

        return pack

    def size(self, encoding: Encoding, segments: Sequence[Path]) -> int:
        """Predict the size: pictures, sound and index [bytes]."""
        pictures = 0
        for segment in segments:
            with segment.open("rb") as file:
                length = segment.stat().st_size
                clusters = ebml.within(file, 0, length, ebml.SEGMENT, ebml.CLUSTER)
                pictures += sum(end - begin + _SEGMENT for _, begin, end in clusters)
        texts = len(encoding.title.encode()) + len(encoding.comment.encode())
        return pictures + sound.sound_size(encoding, OPUS) + _FILE + texts

    def look_ahead(self, settings: Settings) -> int:
        """Return how many frames libvpx looks ahead."""
        del settings
        return _QUEUE

    def frame_sizes(self, segment: Path) -> list[int]:
        """Return the sizes of a segment's frames, those of their blocks."""
        return video_track.frame_sizes(segment)

    def memory(self, settings: Settings, size: Size, frames: int) -> EncodingMemory:
        """Return the memory of ffmpeg and libvpx: twice for a film with alpha."""
        streams = 2 if settings.alpha else 1
        present = 20 + 3 * min(frames, _QUEUE)
        planes = size.height * size.width * 1.5
        return EncodingMemory(each=_FFMPEG + round(planes * present * streams))

    def has_signature(self, head: bytes) -> bool:
        """Return whether a file begins as all EBML does."""
        return head[:4] == ebml.SIGNATURE

    def comment(self, file: BinaryIO) -> str | None:
        """Read the tag COMMENT.

        Raises
        ------
        OSError, struct.error, UnicodeDecodeError
            If the file is damaged.
        """
        return ebml.webm_comment(file)

    def _codec(self, settings: Settings) -> str:
        del settings
        return _CODEC

    def _times(self, encoding: Encoding) -> str:
        """Return the filter that counts times anew: the roundings of segments do not add up."""
        time = f"round(N/({encoding.fps}*TB))"
        return f"setts=ts={time}:duration=round((N+1)/({encoding.fps}*TB))-{time}"

    def _file_arguments(self, encoding: Encoding) -> list[str]:
        return file_arguments(encoding)

    def _is_whole(self, path: Path) -> bool:
        return ebml.is_whole(path)

    def _count_frames(self, path: Path) -> int:
        return video_track.count_frames(path)

    def _read_track(self, path: Path) -> "VideoTrack":
        return video_track.read_video_track(path)

    def _expected_track(self, encoding: Encoding, frames: int, track: "VideoTrack") -> "VideoTrack":
        del frames, track
        return video_track.VideoTrack(
            codec=_NAME,
            frame_time=video_track.frame_time(encoding.fps),
            alpha=encoding.settings.alpha,
            color=_BT709,
        )
