"""The arguments of ffmpeg for MP4 with H.264 as every platform takes it.

High profile, yuv420p, BT.709, closed GOPs, the index in front. For archives, yuv444p (High 4:4:4
Predictive), which browsers and phones do not show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from mosaic_anim.encode.encoding import Encoding
    from mosaic_anim.encode.settings import H264

ENCODER = "libx264"

NO_SEI = "filter_units=remove_types=6"  # x264's 700 bytes about itself in every segment
_X264 = "cpu-independent=1:open-gop=0:sync-lookahead=0"  # a thread that looks ahead takes 25 MB
_THREADS = 3  # a film of 8 seconds keeps 24 cores busy; each takes as much memory as 7 frames
_TAGS = "range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
_FLAGS = "bicubic+accurate_rnd+full_chroma_int"
FROM_RGB = f"scale=out_color_matrix=bt709:out_range=tv:out_h_chr_pos=0:flags={_FLAGS}"
"""What ffmpeg does in place of `pack_yuv420`; by default it puts chroma between two columns."""


def threads_for(chosen: H264) -> int:
    """Return how many frames of a segment x264 works at side by side.

    Whatever the number, a file of the same quality is as large within 0.1 %, and the bytes are the
    same each time. Only where the rate is limited are they not: there x264 asks how far it has come
    with the frames before.
    """
    return _THREADS if chosen.most_rate is None else 1


def encoder_arguments(encoding: Encoding, pixels: str, threads: int) -> list[str]:
    """Return how to read raw frames and how to encode them; other threads give other bytes.

    The rate is given twice: without `-r`, ffmpeg takes 119.88 for 120 and drops and doubles frames.

    A key frame comes every second: one every half second costs 16 % in size, one every two seconds
    saves 5 %, and players seek to key frames.
    """
    chosen = encoding.settings.h264
    filters = [f"setparams={_TAGS}", "setsar=1"]
    stored = pixel_format(chosen)
    if pixels == "rgb24":
        filters = [FROM_RGB, f"format={stored}", *filters]
    profile = profile_of(chosen)
    return [
        *("-probesize", "32", "-analyzeduration", "0"),  # there is nothing to find out
        *("-f", "rawvideo", "-pix_fmt", pixels, "-video_size", str(encoding.size)),
        *("-framerate", str(encoding.fps), "-r", str(encoding.fps), "-i", "pipe:0"),
        *("-vf", ",".join(filters), "-sws_flags", f"bitexact+{_FLAGS}"),
        *("-c:v", ENCODER, "-preset", chosen.speed, "-crf", f"{chosen.crf:g}"),
        *("-profile:v", profile, "-pix_fmt", stored, "-bf", str(chosen.b_frames)),
        *("-threads", str(threads)),
        # GOPs are closed, and independent of the processor.
        *("-g", str(max(1, round(encoding.fps * chosen.key_interval)))),
        *_rate_arguments(chosen),
        *("-x264-params", f"{_X264}:{_transform(chosen)}:rc-lookahead={chosen.lookahead}"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"),
    ]


def _rate_arguments(chosen: H264) -> list[str]:
    """Return the arguments that limit the bit rate, if it is limited.

    x264 counts on a buffer that is filled at a rate, and that is half full where a segment begins:
    a second takes at most what comes in it (0.8 of the limit) and what lay there (0.2).
    """
    if chosen.most_rate is None:
        return []
    rate, buffer = chosen.most_rate * 4 // 5, chosen.most_rate * 2 // 5
    start = f"{buffer // 2}k"
    return ["-maxrate", f"{rate}k", "-bufsize", f"{buffer}k", "-rc_init_occupancy", start]


def profile_of(chosen: H264) -> Literal["main", "high", "high444"]:
    """Return ffmpeg's name for the profile of H.264."""
    if chosen.chroma == "444":
        return "high444"
    return "high" if chosen.b_frames else "main"


def _transform(chosen: H264) -> str:
    """Return whether blocks of 8x8 are transformed: they make a file High, ultrafast ones too."""
    return f"8x8dct={int(profile_of(chosen) != 'main')}"


def pixel_format(chosen: H264) -> Literal["yuv420p", "yuv444p"]:
    """Return ffmpeg's name for the planes that are stored."""
    return "yuv444p" if chosen.chroma == "444" else "yuv420p"


def file_arguments(encoding: Encoding, muxer: str) -> list[str]:
    """Return how the whole file is written: its title and comment, its index in front."""
    return [
        *("-fflags", "+bitexact", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-metadata", f"title={encoding.title}", "-metadata", f"comment={encoding.comment}"),
        *_start_arguments(encoding.settings.h264),
        *("-f", muxer, "-y"),
    ]


def _start_arguments(chosen: H264) -> list[str]:
    """Return where the index lies, and how the file states where pictures and sound begin."""
    if chosen.edit_list:
        return ["-movflags", "+faststart"]
    return ["-movflags", "+faststart+negative_cts_offsets", "-use_editlist", "0"]
