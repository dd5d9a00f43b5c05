"""The arguments of ffmpeg for WebM with VP9: profile 0, yuv420p, BT.709, with or without alpha.

A film with alpha is two streams of VP9: the second one holds the alpha, frame by frame, beside the
first (BlockAdditional, as browsers play it).
"""

from typing import Literal

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.settings import Settings

ENCODER = "libvpx-vp9"

_TAGS = "range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"


def encoder_arguments(encoding: Encoding) -> list[str]:
    """Return how to read raw frames and how to encode them, with one thread.

    Other threads, rows and tiles give other bytes.
    """
    chosen, stored = encoding.settings.vp9, pixel_format(encoding.settings)
    return [
        *("-f", "rawvideo", "-pix_fmt", stored, "-video_size", str(encoding.size)),
        *("-framerate", str(encoding.fps), "-r", str(encoding.fps), "-i", "pipe:0"),
        *("-vf", f"setparams={_TAGS},setsar=1"),
        *("-c:v", ENCODER, "-pix_fmt", stored, "-crf", str(round(chosen.crf)), "-b:v", "0"),
        *("-deadline", "good", "-cpu-used", str(chosen.speed)),
        *("-row-mt", "0", "-tile-columns", "0", "-threads", "1"),
        *("-g", str(max(1, round(encoding.fps * chosen.key_interval)))),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"),
    ]


def pixel_format(settings: Settings) -> Literal["yuva420p", "yuv420p"]:
    """Return ffmpeg's name for the planes that are encoded."""
    return "yuva420p" if settings.alpha else "yuv420p"


def file_arguments(encoding: Encoding) -> list[str]:
    """Return how the whole file is written: its title and comment, its index in front."""
    return [
        *("-fflags", "+bitexact", "-map_metadata", "-1", "-map_chapters", "-1"),
        *(("-metadata:s:v:0", "alpha_mode=1") if encoding.settings.alpha else ()),
        *("-metadata", f"title={encoding.title}", "-metadata", f"comment={encoding.comment}"),
        *("-r", str(encoding.fps), "-cues_to_front", "1", "-f", "webm", "-y"),
    ]
