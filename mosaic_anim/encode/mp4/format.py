"""MP4: segments by one x264 each, joined without encoding again, with one sound track.

No frame is encoded past a cut. On an eased zoom over 2,300 photos, 1280x720, joined segments of 60
frames take 0.97 of the bytes of one encode, 0.1 dB below it; the five frames before a cut lose 0.4
to 1.1 dB more than others (high: 1.6), half of what two neighbouring frames differ by. To encode
ten frames more for each segment would cost a sixth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, ClassVar, Literal

from mosaic_anim.encode.mp4.arguments import (
    ENCODER,
    NO_SEI,
    encoder_arguments,
    file_arguments,
    pixel_format,
    profile_of,
    threads_for,
)
from mosaic_anim.encode.mp4.rates import exact_rate_near, is_exact_rate
from mosaic_anim.encode.video import VideoFormat
from mosaic_anim.lazy import LazyModule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from mosaic_anim.encode import encoding as encodings
    from mosaic_anim.encode import memory as memories
    from mosaic_anim.encode import sound
    from mosaic_anim.encode.encoding import Encoding, Pack, Pixels
    from mosaic_anim.encode.memory import EncodingMemory
    from mosaic_anim.encode.mp4 import boxes, video_track, yuv
    from mosaic_anim.encode.mp4.video_track import VideoTrack
    from mosaic_anim.encode.settings import Settings
    from mosaic_anim.values.geometry import Size
else:  # only where films are written; Numba only where they are encoded
    boxes = LazyModule("mosaic_anim.encode.mp4.boxes")
    encodings = LazyModule("mosaic_anim.encode.encoding")
    memories = LazyModule("mosaic_anim.encode.memory")
    sound = LazyModule("mosaic_anim.encode.sound")
    video_track = LazyModule("mosaic_anim.encode.mp4.video_track")
    yuv = LazyModule("mosaic_anim.encode.mp4.yuv")

_LIMIT = 16384  # [px] of a side, in x264
_FILE = 912  # [bytes] of a file without a frame, title or comment
_FRAME = 12  # [bytes] of a frame's length and time in the index
_SEGMENT = 4  # [bytes] of a key frame in the index
_FFMPEG = 20 * 2**20  # [bytes] of ffmpeg before it has seen a frame
_READY, _FEWEST_READY = 12 * 2**20, 3  # [bytes] and number of frames that wait in ffmpeg's queues
_PLANES = {"420": 1.5, "444": 3.1}  # [bytes] of a pixel
_PROFILES = {"main": "Main", "high": "High", "high444": "High 4:4:4 Predictive"}
_BT709 = (1, 1, 1, 0)  # primaries, transfer and matrix in ITU-T H.273; limited range


class Mp4Format(VideoFormat):
    """MP4 with H.264 and AAC."""

    name: ClassVar[str] = "MP4"
    article: ClassVar[Literal["a", "an"]] = "an"
    muxer: ClassVar[str] = "mp4"
    suffixes: ClassVar[tuple[str, ...]] = (".mp4",)
    longest_side: ClassVar[int] = _LIMIT
    segment_suffix: ClassVar[str] = ".mp4"
    settings: ClassVar[frozenset[str]] = frozenset({"crf"})
    quality: ClassVar[str] = "crf"
    shrinks: ClassVar[frozenset[str]] = frozenset({"fps", "width"})
    encoder: ClassVar[str] = ENCODER
    usual_bytes: ClassVar[float] = 0.05

    def rate(self, fps: Fraction) -> Fraction | None:
        """Return the rate itself; None if ffmpeg would change it."""
        return fps if is_exact_rate(fps) else None

    def rates_near(self, fps: Fraction) -> tuple[str, ...]:
        """Return the nearest rate that an MP4 can hold."""
        return (str(exact_rate_near(fps)),)

    def options(self, encoding: Encoding) -> tuple[str, ...]:
        """Return all of ffmpeg's arguments for a segment except paths."""
        pixels = pixel_format(encoding.settings.h264)
        arguments = encoder_arguments(encoding, pixels, self.threads(encoding.settings))
        return (*arguments, "-bsf:v", NO_SEI, "-f", self.muxer, "-y")

    def threads(self, settings: Settings) -> int:
        """Return how many frames x264 works at side by side."""
        return threads_for(settings.h264)

    def waiting(self, encoding: Encoding) -> int | None:
        """Return how many frames x264 needs before it writes one, and some that wait for it."""
        chosen, size = encoding.settings.h264, encoding.size
        planes = size.height * size.width * _PLANES[chosen.chroma]
        ready = max(_FEWEST_READY, int(_READY / planes))
        return chosen.lookahead + chosen.b_frames + self.threads(encoding.settings) + ready

    def pack(self, encoding: Encoding) -> Pack:
        """Return how a frame becomes the planes that H.264 stores."""
        planes: Pack = (
            yuv.pack_yuv444 if encoding.settings.h264.chroma == "444" else yuv.pack_yuv420
        )

        def pack(pixels: Pixels) -> Pixels:
            encodings.require_frame(pixels, encoding)
            return planes(pixels)

        return pack

    def size(self, encoding: Encoding, segments: Sequence[Path]) -> int:
        """Predict the size: pictures, sound and index [bytes]."""
        pictures = 0
        for segment in segments:
            with segment.open("rb") as file:
                inside = boxes.boxes(file, 0, segment.stat().st_size)
                pictures += sum(end - begin for name, begin, end in inside if name == b"mdat")
        texts = len(encoding.title.encode()) + len(encoding.comment.encode())
        index = _FILE + texts + _FRAME * encoding.frames + _SEGMENT * len(segments)
        return pictures + sound.sound_size(encoding) + index

    def look_ahead(self, settings: Settings) -> int:
        """Return how many frames x264 looks ahead."""
        return settings.h264.lookahead

    def frame_sizes(self, segment: Path) -> list[int]:
        """Return the sizes of a segment's frames, as its index has them."""
        return video_track.frame_sizes(segment)

    def memory(self, settings: Settings, size: Size, frames: int) -> EncodingMemory:
        """Return the memory of ffmpeg and x264.

        At first they store each frame several times: in queues, padded, and halved for the
        look-ahead. A long segment fills what `waiting` allows.
        """
        chosen = settings.h264
        ahead = chosen.lookahead
        most = min(38 + 5.6 * ahead, 59 + 2.2 * ahead)  # in frames
        present = min(10 + 5 * frames, 33 + 2.4 * frames, most)
        planes = size.height * size.width * _PLANES[chosen.chroma]
        each = _FFMPEG + round(planes * present)
        return memories.EncodingMemory(each=each, threads=self.threads(settings))

    def has_signature(self, head: bytes) -> bool:
        """Return whether a file begins with the box `ftyp`, and is no QuickTime file."""
        return head[4:8] == b"ftyp" and head[8:] != boxes.QUICKTIME

    def comment(self, file: BinaryIO) -> str | None:
        """Read the comment of the metadata list.

        Raises
        ------
        OSError, struct.error, UnicodeDecodeError
            If the file is damaged.
        """
        return boxes.mp4_comment(file)

    def _codec(self, settings: Settings) -> str:
        del settings
        return "h264"

    def _times(self, encoding: Encoding) -> str:
        """Return the filter that writes times anew, on whole frames.

        The demuxer counts in microseconds, and x264 gives the first packet of a segment of one or
        two frames another decoding time.

        With an edit list, the first picture is shown two frames after it is decoded, and the list
        says that the film begins there. Without one, showing times count from decoding times with a
        sign (ISO/IEC 14496-12, composition offsets of version 1), and the film begins at 0 by
        itself.
        """
        frame = f"round(1/({encoding.fps}*TB))"
        decoded = f"(N-{self._delay(encoding)})*{frame}"
        return f"setts=pts=round(PTS/{frame})*{frame}:dts={decoded}:duration={frame}"

    def _file_arguments(self, encoding: Encoding) -> list[str]:
        return file_arguments(encoding, self.muxer)

    def _is_whole(self, path: Path) -> bool:
        return boxes.is_whole(path)

    def _count_frames(self, path: Path) -> int:
        return video_track.read_video_track(path).frames

    def _read_track(self, path: Path) -> VideoTrack:
        return video_track.read_video_track(path)

    def _expected_track(self, encoding: Encoding, frames: int, track: VideoTrack) -> VideoTrack:
        profile, pixels = self._coding(encoding.settings)
        return video_track.VideoTrack(
            frames=frames,
            rate=encoding.fps,
            profile=profile,
            pixels=pixels,
            color=_BT709 if track.color else None,  # older builds leave them to the stream
            pixel_shape=(1, 1),
        )

    def _delay(self, encoding: Encoding) -> int:
        """Return how many frames are decoded before the first one is shown."""
        return encoding.settings.h264.b_frames

    def _coding(self, settings: Settings) -> tuple[str, str]:
        """Return the profile and the pixel format that the index of a file should name."""
        return _PROFILES[profile_of(settings.h264)], pixel_format(settings.h264)
