"""MP4: segments by one x264 each, joined without encoding again, with one sound track.

No frame is encoded past a cut. On an eased zoom over 2,300 photos, 1280x720, joined segments of 60
frames take 0.97 of the bytes of one encode, 0.1 dB below it; the five frames before a cut lose 0.4
to 1.1 dB more than others (high: 1.6), half of what two neighbouring frames differ by. To encode
ten frames more for each segment would cost a sixth.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, ClassVar, Literal

from mosaic_anim.encode.encoding import Encoding, Pack, Pixels, require_frame
from mosaic_anim.encode.film import Film
from mosaic_anim.encode.format import TRY_AGAIN
from mosaic_anim.encode.memory import EncodingMemory
from mosaic_anim.encode.mp4.arguments import (
    ENCODER,
    NO_SEI,
    encoder_arguments,
    file_arguments,
    pixel_format,
    profile_of,
)
from mosaic_anim.encode.mp4.boxes import QUICKTIME, boxes, mp4_comment
from mosaic_anim.encode.mp4.concat import FROM_LIST, listing
from mosaic_anim.encode.mp4.rates import exact_rate_near, is_exact_rate
from mosaic_anim.encode.mp4.video_track import NoVideoError, VideoTrack, read_video_track
from mosaic_anim.encode.settings import Settings
from mosaic_anim.encode.sound import (
    encoded_sound,
    input_of_sound,
    sound_size,
    track_of_sound,
    verify_sound,
)
from mosaic_anim.errors import StoppedError
from mosaic_anim.io.ffmpeg import (
    COMPLETE,
    PACKETS_ONLY,
    feed,
    file_name,
    find_ffmpeg,
    probe,
    require_encoder,
)
from mosaic_anim.lazy import LazyModule
from mosaic_anim.values.geometry import Size

yuv = LazyModule("mosaic_anim.encode.mp4.yuv")  # Numba; a join needs none

_LIMIT = 16384  # [px] of a side, in x264
_FILE = 912  # [bytes] of a file without a frame, title or comment
_FRAME = 12  # [bytes] of a frame's length and time in the index
_SEGMENT = 4  # [bytes] of a key frame in the index
_FFMPEG = 20 * 2**20  # [bytes] of ffmpeg before it has seen a frame
_PLANES = {"420": 1.5, "444": 3.1}  # [bytes] of a pixel
_PROFILES = {"main": "Main", "high": "High", "high444": "High 4:4:4 Predictive"}
_BT709 = (1, 1, 1, 0)  # primaries, transfer and matrix in ITU-T H.273; limited range


class Mp4Format(Film):
    """MP4 with H.264 and AAC.

    Attributes
    ----------
    muxer : str
        ffmpeg's name of the container.
    """

    name: ClassVar[str] = "MP4"
    article: ClassVar[Literal["a", "an"]] = "an"
    muxer: ClassVar[str] = "mp4"
    suffixes: ClassVar[tuple[str, ...]] = (".mp4",)
    kind: ClassVar[Literal["film"]] = "film"
    longest_side: ClassVar[int] = _LIMIT
    segment_suffix: ClassVar[str] = ".mp4"
    settings: ClassVar[frozenset[str]] = frozenset({"crf"})
    quality: ClassVar[str] = "crf"
    shrinks: ClassVar[frozenset[str]] = frozenset({"fps", "width"})
    has_sound: ClassVar[bool] = True
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
        return (*encoder_arguments(encoding, pixels, 1), "-bsf:v", NO_SEI, "-f", self.muxer, "-y")

    def pack(self, encoding: Encoding) -> Pack:
        """Return how a frame becomes the planes that H.264 stores."""
        planes: Pack = (
            yuv.pack_yuv444 if encoding.settings.h264.chroma == "444" else yuv.pack_yuv420
        )

        def pack(pixels: Pixels) -> Pixels:
            require_frame(pixels, encoding)
            return planes(pixels)

        return pack

    def encode_segment(
        self,
        encoding: Encoding,
        frames: Iterator[Pixels],
        count: int,
        part: Path,
        lead: int = 0,  # noqa: ARG002 - a closed group of pictures needs nothing before it
    ) -> None:
        """Encode packed frames into a small MP4 of closed GOPs, with one thread.

        Raises
        ------
        CannotStartError, StoppedError
            If ffmpeg is missing or fails, or the disk does.
        """
        exe = find_ffmpeg()
        require_encoder(exe, self.encoder_for(encoding.settings))
        arguments = [*self.options(encoding), file_name(part)]
        feed(exe, arguments, frames, part=part, place=str(encoding.path), count=count)
        self.verify_segment(part, encoding, count)

    def join(self, encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
        """Copy the packets of `segments` into one MP4, with the sound of the whole, and verify it.

        The demuxer counts in microseconds, and x264 gives the first packet of a segment of one or
        two frames another decoding time: so times are rewritten, on whole frames.

        With an edit list, the first picture is shown two frames after it is decoded, and the list
        says that the film begins there. Without one, showing times count from decoding times with a
        sign (ISO/IEC 14496-12, composition offsets of version 1), and the film begins at 0 by
        itself.

        Raises
        ------
        StoppedError
            If a segment is missing or damaged, or ffmpeg or the disk fail.
        """
        place = str(encoding.path)
        frame = f"round(1/({encoding.fps}*TB))"
        delay = self._delay(encoding)
        times = f"setts=pts=round(PTS/{frame})*{frame}:dts=(N-{delay})*{frame}:duration={frame}"
        with (
            encoded_sound(encoding) as sound,
            listing(segments, fps=encoding.fps, place=place) as names,
        ):
            arguments = [
                *(*PACKETS_ONLY, *FROM_LIST, *input_of_sound(sound)),
                *("-map", "0:v:0", "-c:v", "copy", "-bsf:v", times),
                *track_of_sound(encoding, sound),
                *file_arguments(encoding, self.muxer),
                file_name(part),
            ]
            feed(find_ffmpeg(), arguments, [names], part=part, place=place)
        self.verify(part, encoding)
        verify_sound(part, encoding)

    def size(self, encoding: Encoding, segments: Sequence[Path]) -> int:
        """Predict the size: pictures, sound and index [bytes]."""
        pictures = 0
        for segment in segments:
            with segment.open("rb") as file:
                found = boxes(file, 0, segment.stat().st_size)
                pictures += sum(end - begin for name, begin, end in found if name == b"mdat")
        texts = len(encoding.title.encode()) + len(encoding.comment.encode())
        index = _FILE + texts + _FRAME * encoding.frames + _SEGMENT * len(segments)
        return pictures + sound_size(encoding) + index

    def memory(self, settings: Settings, size: Size, frames: int) -> EncodingMemory:
        """Return the memory of ffmpeg and x264.

        At first they store each frame several times: in queues, padded, and halved for the
        look-ahead. A long segment fills their queues, which hold 38 to 90 frames, depending on how
        far x264 looks ahead.
        """
        chosen = settings.h264
        present = min(7 + 4.4 * frames, 23 + 2.3 * frames, 42 + 3 * chosen.lookahead)
        planes = size.height * size.width * _PLANES[chosen.chroma]
        return EncodingMemory(each=_FFMPEG + round(planes * present))

    def problem(self, path: Path, encoding: Encoding) -> str:
        """Say what is wrong with a video, without decoding it."""
        found = probe(find_ffmpeg(), path, place=str(encoding.path))
        if found.frames != encoding.frames:
            return f"{found.frames} frames instead of {encoding.frames}"
        codec = self._codec(encoding.settings)
        if (found.codec, found.size) != (codec, encoding.size):
            return f"{found.codec} {found.size} instead of {codec} {encoding.size}"
        if found.duration != encoding.frames / encoding.fps:
            return f"{float(found.duration):.3f} s instead of {encoding.frames} frames"
        return ""

    def verify(self, path: Path, encoding: Encoding) -> None:
        """Check a written file: its packets, its index, its comment.

        Raises
        ------
        StoppedError
            If it is damaged, short, or another one.
        """
        super().verify(path, encoding)
        self._verify_track(path, encoding, encoding.frames)
        with path.open("rb") as file:
            comment = self.comment(file) or ""
        if comment != encoding.comment:
            raise _stopped("another comment than was asked for", encoding, remedy=COMPLETE)

    def verify_segment(self, path: Path, encoding: Encoding, count: int) -> None:
        """Count the frames in a segment, and compare codec, size, rate and colours.

        Raises
        ------
        StoppedError
            If it is damaged, short, or another one than was asked for.
        """
        found = probe(find_ffmpeg(), path, place=str(encoding.path))
        codec = self._codec(encoding.settings)
        if (found.frames, found.codec, found.size) != (count, codec, encoding.size):
            what = f"{found.frames} frames {found.codec} {found.size}"
            raise _stopped(f"{what} instead of {count} frames {codec} {encoding.size}", encoding)
        self._verify_track(path, encoding, count)

    def has_signature(self, head: bytes) -> bool:
        """Return whether a file begins with the box `ftyp`, and is no QuickTime file."""
        return head[4:8] == b"ftyp" and head[8:] != QUICKTIME

    def comment(self, file: BinaryIO) -> str | None:
        """Read the comment of the metadata list.

        Raises
        ------
        OSError, struct.error, UnicodeDecodeError
            If the file is damaged.
        """
        return mp4_comment(file)

    def _codec(self, settings: Settings) -> str:
        """Return ffmpeg's name of the codec."""
        del settings
        return "h264"

    def _delay(self, encoding: Encoding) -> int:
        """Return how many frames are decoded before the first one is shown."""
        return encoding.settings.h264.b_frames

    def _coding(self, settings: Settings) -> tuple[str, str]:
        """Return the profile and the pixel format that the index of a file should name."""
        return _PROFILES[profile_of(settings.h264)], pixel_format(settings.h264)

    def _verify_track(self, path: Path, encoding: Encoding, frames: int) -> None:
        """Check that the index of a file says what ffmpeg was asked for.

        Only a build of ffmpeg that ignores its arguments fails here, and it would do so again.
        """
        try:
            found = read_video_track(path)
        except NoVideoError as error:
            raise _stopped(f"no {self.name}: {error}", encoding) from error
        profile, pixels = self._coding(encoding.settings)
        expected = VideoTrack(
            frames=frames,
            rate=encoding.fps,
            profile=profile,
            pixels=pixels,
            color=_BT709 if found.color else None,  # older builds leave them to the stream
            pixel_shape=(1, 1),
        )
        for name in VideoTrack.__slots__:
            if (has := getattr(found, name)) != (wanted := getattr(expected, name)):
                what = f"the {name.replace('_', ' ')} {_text(has)} instead of {_text(wanted)}"
                raise _stopped(what, encoding, remedy=COMPLETE)


def _text(value: object) -> str:
    return ":".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _stopped(what: str, encoding: Encoding, *, remedy: str = TRY_AGAIN) -> StoppedError:
    return StoppedError(f"the encoder wrote {what}", remedy=remedy, place=str(encoding.path))
