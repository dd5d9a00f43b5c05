"""WebM: segments by one libvpx each, joined without encoding again, with one track of Opus.

A WebM counts time in milliseconds, and says how long a frame lasts in nanoseconds: players go by
the latter. A frame comes at the millisecond that is nearest to its time.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Literal

from mosaic_anim.encode.encoding import Encoding, Pack, Pixels, require_frame
from mosaic_anim.encode.film import Film
from mosaic_anim.encode.format import TRY_AGAIN
from mosaic_anim.encode.memory import EncodingMemory
from mosaic_anim.encode.mp4.concat import FROM_LIST, listing
from mosaic_anim.encode.mp4.rates import exact_rate_near, is_exact_rate
from mosaic_anim.encode.settings import Settings
from mosaic_anim.encode.sound import (
    OPUS,
    encoded_sound,
    input_of_sound,
    sound_size,
    track_of_sound,
    verify_sound,
)
from mosaic_anim.encode.webm.arguments import ENCODER, encoder_arguments, file_arguments
from mosaic_anim.encode.webm.ebml import CLUSTER, SEGMENT, SIGNATURE, is_whole, webm_comment, within
from mosaic_anim.encode.webm.video_track import (
    NoVideoError,
    VideoTrack,
    count_frames,
    frame_time,
    read_video_track,
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

if TYPE_CHECKING:
    from mosaic_anim.encode import alpha
    from mosaic_anim.encode.mp4 import yuv
else:  # Numba
    alpha = LazyModule("mosaic_anim.encode.alpha")
    yuv = LazyModule("mosaic_anim.encode.mp4.yuv")

_LIMIT = 16384  # [px] of a side
_FASTEST = 500  # frames a second: two milliseconds each
_CODEC, _NAME = "vp9", "V_VP9"
_FILE, _SEGMENT = 480, 24  # [bytes] without a frame, and of a key frame in the index
_BT709 = (1, 1, 1, 1)  # primaries, transfer and matrix in ITU-T H.273; limited range
_SLACK = Fraction(2, 1000)  # [s]: times are whole milliseconds
_FFMPEG = 30 * 2**20  # [bytes] of ffmpeg before it has seen a frame
_QUEUE = 25  # frames that libvpx looks ahead


class WebmFormat(Film):
    """WebM with VP9 and Opus."""

    name: ClassVar[str] = "WebM"
    suffixes: ClassVar[tuple[str, ...]] = (".webm",)
    kind: ClassVar[Literal["film"]] = "film"
    longest_side: ClassVar[int] = _LIMIT
    segment_suffix: ClassVar[str] = ".webm"
    holds_alpha: ClassVar[bool] = True
    settings: ClassVar[frozenset[str]] = frozenset({"crf"})
    quality: ClassVar[str] = "vp9_crf"
    shrinks: ClassVar[frozenset[str]] = frozenset({"fps", "width"})
    has_sound: ClassVar[bool] = True
    sound_encoder: ClassVar[str] = OPUS.encoder
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
        return (*encoder_arguments(encoding), "-f", "webm", "-y")

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

    def encode_segment(
        self,
        encoding: Encoding,
        frames: Iterator[Pixels],
        count: int,
        part: Path,
        lead: int = 0,  # noqa: ARG002 - a segment begins with a key frame
    ) -> None:
        """Encode packed frames into a small WebM, with one thread.

        Raises
        ------
        CannotStartError, StoppedError
            If ffmpeg is missing or fails, or the disk does.
        """
        exe = find_ffmpeg()
        require_encoder(exe, ENCODER)
        arguments = [*self.options(encoding), file_name(part)]
        feed(exe, arguments, frames, part=part, place=str(encoding.path), count=count)
        found = probe(exe, part, place=str(encoding.path))
        if (found.frames, found.codec, found.size) != (count, _CODEC, encoding.size):
            what = f"{found.frames} frames {found.codec} {found.size}"
            raise _stopped(f"{what} instead of {count} frames {_CODEC} {encoding.size}", encoding)
        _verify_track(part, encoding)

    def join(self, encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
        """Copy the packets of `segments` into one WebM, with the sound of the whole, and verify it.

        Times are counted anew, so that the roundings of segments do not add up.

        Raises
        ------
        StoppedError
            If a segment is missing or damaged, or ffmpeg or the disk fail.
        """
        place = str(encoding.path)
        time = f"round(N/({encoding.fps}*TB))"
        times = f"setts=ts={time}:duration=round((N+1)/({encoding.fps}*TB))-{time}"
        with (
            encoded_sound(encoding, OPUS) as sound,
            listing(
                segments, fps=encoding.fps, place=place, is_whole=is_whole, frames=count_frames
            ) as names,
        ):
            arguments = [
                *(*PACKETS_ONLY, *FROM_LIST, *input_of_sound(sound, OPUS)),
                *("-map", "0:v:0", "-c:v", "copy", "-bsf:v", times),
                *track_of_sound(encoding, sound, OPUS),
                *file_arguments(encoding),
                file_name(part),
            ]
            feed(find_ffmpeg(), arguments, [names], part=part, place=place)
        self.verify(part, encoding)
        verify_sound(part, encoding, OPUS)

    def size(self, encoding: Encoding, segments: Sequence[Path]) -> int:
        """Predict the size: pictures, sound and index [bytes]."""
        pictures = 0
        for segment in segments:
            with segment.open("rb") as file:
                length = segment.stat().st_size
                found = within(file, 0, length, SEGMENT, CLUSTER)
                pictures += sum(end - begin + _SEGMENT for _, begin, end in found)
        texts = len(encoding.title.encode()) + len(encoding.comment.encode())
        return pictures + sound_size(encoding, OPUS) + _FILE + texts

    def memory(self, settings: Settings, size: Size, frames: int) -> EncodingMemory:
        """Return the memory of ffmpeg and libvpx: twice for a film with alpha."""
        streams = 2 if settings.alpha else 1
        present = 20 + 3 * min(frames, _QUEUE)
        planes = size.height * size.width * 1.5
        return EncodingMemory(each=_FFMPEG + round(planes * present * streams))

    def problem(self, path: Path, encoding: Encoding) -> str:
        """Say what is wrong with a video, without decoding it."""
        found = probe(find_ffmpeg(), path, place=str(encoding.path))
        if found.frames != encoding.frames:
            return f"{found.frames} frames instead of {encoding.frames}"
        if (found.codec, found.size) != (_CODEC, encoding.size):
            return f"{found.codec} {found.size} instead of {_CODEC} {encoding.size}"
        if abs(found.duration - encoding.frames / encoding.fps) > _SLACK:
            return f"{float(found.duration):.3f} s instead of {encoding.frames} frames"
        return ""

    def verify(self, path: Path, encoding: Encoding) -> None:
        """Check a written file: its packets, its track, its comment.

        Raises
        ------
        StoppedError
            If it is damaged, short, or another one.
        """
        super().verify(path, encoding)
        _verify_track(path, encoding)
        with path.open("rb") as file:
            comment = self.comment(file) or ""
        if comment != encoding.comment:
            raise _stopped("another comment than was asked for", encoding, remedy=COMPLETE)

    def has_signature(self, head: bytes) -> bool:
        """Return whether a file begins as all EBML does."""
        return head[:4] == SIGNATURE

    def comment(self, file: BinaryIO) -> str | None:
        """Read the tag COMMENT.

        Raises
        ------
        OSError, struct.error, UnicodeDecodeError
            If the file is damaged.
        """
        return webm_comment(file)


def _verify_track(path: Path, encoding: Encoding) -> None:
    """Check that the track of a file says what ffmpeg was asked for.

    Only a build of ffmpeg that ignores its arguments fails here, and it would do so again.
    """
    try:
        found = read_video_track(path)
    except NoVideoError as error:
        raise _stopped(f"no WebM: {error}", encoding) from error
    expected = VideoTrack(
        codec=_NAME,
        frame_time=frame_time(encoding.fps),
        alpha=encoding.settings.alpha,
        color=_BT709,
    )
    for name in VideoTrack.__slots__:
        if (has := getattr(found, name)) != (wanted := getattr(expected, name)):
            what = f"the {name.replace('_', ' ')} {has} instead of {wanted}"
            raise _stopped(what, encoding, remedy=COMPLETE)


def _stopped(what: str, encoding: Encoding, *, remedy: str = TRY_AGAIN) -> StoppedError:
    return StoppedError(f"the encoder wrote {what}", remedy=remedy, place=str(encoding.path))
