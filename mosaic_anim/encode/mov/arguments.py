"""The arguments of ffmpeg for ProRes 4444, with or without alpha.

Its encoder is ffmpeg's own: the quantisers of Apple's, a bit rate of about 330 Mbit/s in full HD.
"""

from typing import Literal

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.settings import Settings

ENCODER = "prores_ks"

_TAGS = "range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"


def prores_arguments(encoding: Encoding) -> list[str]:
    """Return how to read raw frames and how to encode them; every frame stands alone."""
    stored = prores_pixels(encoding.settings)
    return [
        *("-f", "rawvideo", "-pix_fmt", stored, "-video_size", str(encoding.size)),
        *("-framerate", str(encoding.fps), "-r", str(encoding.fps), "-i", "pipe:0"),
        *("-vf", f"setparams={_TAGS},setsar=1"),
        *("-c:v", ENCODER, "-profile:v", "4444", "-pix_fmt", stored, "-vendor", "apl0"),
        *(("-alpha_bits", "16") if encoding.settings.alpha else ()),
        *("-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"),
    ]


def prores_pixels(settings: Settings) -> Literal["yuva444p10le", "yuv444p10le"]:
    """Return ffmpeg's name for the planes that are encoded."""
    return "yuva444p10le" if settings.alpha else "yuv444p10le"
