"""MP4 with H.264 as every platform takes it: High, yuv420p, BT.709, closed GOPs, index in front.

For archives, yuv444p (High 4:4:4 Predictive), which browsers and phones do not show.

No frame is encoded past a cut. On an eased zoom over 2,300 photos, 1280x720, joined segments of 60
frames take 0.97 of the bytes of one encode, 0.1 dB below it; the five frames before a cut lose 0.4
to 1.1 dB more than others (high: 1.6), half of what two neighbouring frames differ by. To encode
ten frames more for each segment would cost a sixth.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from mosaic_anim.encode.concat import FROM_LIST, listing
from mosaic_anim.encode.encoding import Encoding, Pack, Pixels, require_frame
from mosaic_anim.encode.rates import exact_rate_near, is_exact_rate
from mosaic_anim.encode.settings import H264
from mosaic_anim.encode.sound import (
    encoded_sound,
    input_of_sound,
    track_of_sound,
    verify_sound,
)
from mosaic_anim.encode.verify import verify, verify_segment
from mosaic_anim.errors import UsageError
from mosaic_anim.io.ffmpeg import PACKETS_ONLY, feed, file_name, find_ffmpeg, require_encoder

ENCODER = "libx264"

_LIMIT = 16384  # [px] of a side, in x264
_DELAY = 2  # [frames] from decoding to showing: x264's, with two B-frames
_NO_SEI = "filter_units=remove_types=6"  # x264's 700 bytes about itself in every segment
_X264 = "cpu-independent=1:open-gop=0:8x8dct=1"
_TAGS = "range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
_FLAGS = "bicubic+accurate_rnd+full_chroma_int"
FROM_RGB = f"scale=out_color_matrix=bt709:out_range=tv:out_h_chr_pos=0:flags={_FLAGS}"
"""What ffmpeg does in place of `pack_yuv420`; by default it puts chroma between two columns."""


def check_mp4(encoding: Encoding) -> None:
    """Refuse what an MP4 cannot hold; even sizes are asked for with yuv444p too, as players do.

    Raises
    ------
    UsageError
        If a side is odd or too long, or the rate would become another one.
    """
    if not is_exact_rate(encoding.fps):
        raise UsageError(
            f"an MP4 cannot hold exactly {encoding.fps} frames a second",
            remedy=f"take {exact_rate_near(encoding.fps)}",
            place=str(encoding.path),
        )
    size = encoding.size
    if max(size.height, size.width) > _LIMIT:
        raise UsageError(
            f"{size} is more than H.264 holds",
            remedy=f"stay within {_LIMIT} px a side",
            place=str(encoding.path),
        )
    if size.height % 2 or size.width % 2 or min(size.height, size.width) < 2:
        sizes = sorted({_even(size.width, size.height, d) for d in (-1, 1)})
        near = " or ".join(f"{width}x{height}" for width, height in sizes)
        raise UsageError(
            f"MP4 needs even sizes, not {size}", remedy=f"take {near}", place=str(encoding.path)
        )


def pack_mp4(encoding: Encoding) -> Pack:
    """Return what the drawing threads do with a frame: check it and make its planes."""
    from mosaic_anim.encode.yuv import pack_yuv420, pack_yuv444  # Numba; a join needs none

    size = encoding.size
    planes = pack_yuv444 if encoding.settings.h264.chroma == "444" else pack_yuv420

    def pack(pixels: Pixels) -> Pixels:
        require_frame(pixels, size)
        return planes(pixels)

    return pack


def mp4_options(encoding: Encoding) -> tuple[str, ...]:
    """Return all of ffmpeg's arguments for a segment that are no path."""
    pixels = _pixel_format(encoding.settings.h264)
    return (*_encoder_arguments(encoding, pixels, 1), "-bsf:v", _NO_SEI, "-f", "mp4", "-y")


def write_mp4_segment(
    encoding: Encoding,
    frames: Iterator[Pixels],
    count: int,
    part: Path,
    lead: int = 0,  # noqa: ARG001 - a group of pictures of its own needs nothing before it
) -> None:
    """Encode `count` packed frames into a small MP4 of closed GOPs, with one thread.

    Raises
    ------
    CannotStartError, StoppedError
        If ffmpeg is missing, or fails, or the disk does. What is in `part` then is no segment.
    """
    exe = find_ffmpeg()
    require_encoder(exe, ENCODER)
    arguments = [*mp4_options(encoding), file_name(part)]
    feed(exe, arguments, frames, part=part, place=str(encoding.path), count=count)
    verify_segment(part, encoding, count)


def join_mp4(encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
    """Copy the packets of `segments` into one MP4, with the sound of the whole, and verify it.

    The demuxer counts in microseconds, and x264 gives the first packet of a segment of one or two
    frames another decoding time: so times are set anew, on whole frames.

    With an edit list, the first picture is shown two frames after it is decoded, and the list says
    that the film begins there. Without one, showing times count from decoding times with a sign
    (ISO/IEC 14496-12, composition offsets of version 1), and the film begins at 0 by itself.

    Raises
    ------
    StoppedError
        If a segment is missing or damaged, or ffmpeg or the disk fail.
    """
    place = str(encoding.path)
    frame = f"round(1/({encoding.fps}*TB))"
    times = f"setts=pts=round(PTS/{frame})*{frame}:dts=(N-{_DELAY})*{frame}:duration={frame}"
    with (
        encoded_sound(encoding) as sound,
        listing(segments, fps=encoding.fps, place=place) as names,
    ):
        arguments = [
            *(*PACKETS_ONLY, *FROM_LIST, *input_of_sound(sound)),
            *("-map", "0:v:0", "-c:v", "copy", "-bsf:v", times),
            *track_of_sound(encoding, sound),
            *_file_arguments(encoding),
            file_name(part),
        ]
        feed(find_ffmpeg(), arguments, [names], part=part, place=place)
    verify(part, encoding)
    verify_sound(part, encoding)


def mp4_arguments(
    encoding: Encoding,
    part: Path,
    *,
    pixels: Literal["yuv420p", "yuv444p", "rgb24"] = "yuv420p",
    threads: int = 2,
) -> list[str]:
    """Return ffmpeg's arguments for one encoder of the whole file: what benchmarks compare with.

    With rgb24 ffmpeg converts the colours itself, which costs 7 to 10 ms of a core per frame in
    1080p.
    """
    return [
        *_encoder_arguments(encoding, pixels, threads),
        *_file_arguments(encoding),
        file_name(part),
    ]


def _encoder_arguments(encoding: Encoding, pixels: str, threads: int) -> list[str]:
    """Return how to read raw frames and how to encode them; other threads give other bytes.

    The rate is given twice: without `-r`, ffmpeg takes 119.88 for 120 and drops and doubles frames.

    A key frame comes every second: one every half second costs 16 % in size, one every two seconds
    saves 5 %, and players seek to key frames.
    """
    chosen = encoding.settings.h264
    filters = [f"setparams={_TAGS}", "setsar=1"]
    stored = _pixel_format(chosen)
    if pixels == "rgb24":
        filters = [FROM_RGB, f"format={stored}", *filters]
    profile = "high444" if chosen.chroma == "444" else "high"
    return [
        *("-f", "rawvideo", "-pix_fmt", pixels, "-video_size", str(encoding.size)),
        *("-framerate", str(encoding.fps), "-r", str(encoding.fps), "-i", "pipe:0"),
        *("-vf", ",".join(filters), "-sws_flags", f"bitexact+{_FLAGS}"),
        *("-c:v", ENCODER, "-preset", chosen.speed, "-crf", f"{chosen.crf:g}"),
        *("-profile:v", profile, "-pix_fmt", stored, "-bf", "2", "-threads", str(threads)),
        # GOPs are closed, and independent of the processor; 8x8dct makes ultrafast High as well.
        *("-g", str(max(1, round(encoding.fps * chosen.key_interval)))),
        *_rate_arguments(chosen),
        *("-x264-params", f"{_X264}:rc-lookahead={chosen.lookahead}"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"),
    ]


def _rate_arguments(chosen: H264) -> list[str]:
    """Return how much a second may take, where that is limited.

    x264 counts on a buffer that is filled at a rate, and that is half full where a segment begins:
    a second takes at most what comes in it (0.8 of the limit) and what lay there (0.2).
    """
    if chosen.most_rate is None:
        return []
    rate, buffer = chosen.most_rate * 4 // 5, chosen.most_rate * 2 // 5
    kept = f"{buffer // 2}k"
    return ["-maxrate", f"{rate}k", "-bufsize", f"{buffer}k", "-rc_init_occupancy", kept]


def _pixel_format(chosen: H264) -> Literal["yuv420p", "yuv444p"]:
    """Return ffmpeg's name for the planes that are stored."""
    return "yuv444p" if chosen.chroma == "444" else "yuv420p"


def _file_arguments(encoding: Encoding) -> list[str]:
    """Return how the whole file is written: what it tells of itself, its index in front."""
    return [
        *("-fflags", "+bitexact", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-metadata", f"title={encoding.title}", "-metadata", f"comment={encoding.comment}"),
        *_start_arguments(encoding.settings.h264),
        *("-f", "mp4", "-y"),
    ]


def _start_arguments(chosen: H264) -> list[str]:
    """Return where the index lies, and how the file tells where pictures and sound begin."""
    if chosen.edit_list:
        return ["-movflags", "+faststart"]
    return ["-movflags", "+faststart+negative_cts_offsets", "-use_editlist", "0"]


def _even(width: int, height: int, direction: int) -> tuple[int, int]:
    """Round both sides to even, the odd ones downwards (-1) or upwards (1)."""
    return tuple(max(2, side + direction * (side % 2)) for side in (width, height))  # type: ignore[return-value]
