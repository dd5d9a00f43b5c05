"""Presets: the encoder's effort and quality, and the platform.

Measured on 60 frames of an eased zoom over a photo mosaic, 1920x1080, key frame every second:

========== ================= ======= ======= =============
preset     x264              MB      PSNR    time per frame
========== ================= ======= ======= =============
draft      ultrafast, crf 28 3.4     30.1 dB 0.24
standard   veryfast, crf 20  5.6     35.6 dB 1
high       medium, crf 17    8.7     37.4 dB 3.3
========== ================= ======= ======= =============

x264's slow takes twice as long as medium here and gives the same size and quality; superfast and
ultrafast at better crf give larger files than veryfast of the same quality.

The same zoom as animated WebP, whose every frame stands alone (RGB; colours for four pixels
together keep it near 32 dB):

========== ================= ============ ======= =============
preset     libwebp           MB per frame PSNR    time per frame
========== ================= ============ ======= =============
draft      60, effort 2      0.35         28.8 dB 0.46
standard   80, effort 4      0.48         30.3 dB 1
high       90, effort 5      0.71         31.5 dB 1.4
========== ================= ============ ======= =============

Effort 1 gives 8 % more bytes than 2 in the same time; 6 gives 1 to 2 % less than 5 in 2.5 times.

Platforms encode again what is uploaded, so they get slightly better quality than viewers will see;
chats show files as they are. `archive` keeps the colours of every pixel: tiles with fine texture
reach 34 dB so, and 20 dB with colours for four pixels together, whatever the crf.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from mosaic_anim.encode import platforms
from mosaic_anim.encode.platform import Platform, Rule
from mosaic_anim.encode.settings import AAC, H264, VP9, Gif, Picture, Settings, WebP
from mosaic_anim.errors import UsageError
from mosaic_anim.lazy import difflib

__all__ = ["PRESETS", "Platform", "Preset", "Rule", "preset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Settings with a name, and a platform if it is meant for one.

    Attributes
    ----------
    settings : Settings
        Settings of the encoders.
    platform : Platform or None
        Where the file is posted.
    drawing : "standard" or "high"
        Drawing quality of tiles in flight, unless the output sets it.
    """

    settings: Settings = field(default_factory=Settings)
    platform: Platform | None = None
    drawing: Literal["standard", "high"] = "standard"


_STANDARD = Settings()
_INSTAGRAM = Settings(
    h264=H264(crf=18, lookahead=10, most_rate=25_000, edit_list=False), aac=AAC(rate=128)
)
_YOUTUBE = Settings(
    h264=H264(speed="medium", crf=17, lookahead=20, key_interval=Fraction(1, 2), edit_list=False),
    aac=AAC(rate=384),
)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "draft": Preset(
            settings=Settings(
                h264=H264(speed="ultrafast", crf=28, lookahead=0),
                vp9=VP9(speed=8, crf=40),
                gif=Gif(colors=128, dither=0.5),
                webp=WebP(quality=60, effort=2),
                picture=Picture(quality=80),
            )
        ),
        "standard": Preset(settings=_STANDARD),
        "high": Preset(
            settings=Settings(
                h264=H264(speed="medium", crf=17, lookahead=20),
                vp9=VP9(speed=2, crf=24),
                webp=WebP(quality=90, effort=5),
                picture=Picture(quality=96),
            ),
            drawing="high",
        ),
        "reels": Preset(settings=_INSTAGRAM, platform=platforms.REELS),
        "story": Preset(settings=_INSTAGRAM, platform=platforms.STORY),
        "square": Preset(settings=_INSTAGRAM, platform=platforms.SQUARE),
        "wide": Preset(settings=_STANDARD, platform=platforms.WIDE),
        "youtube": Preset(settings=_YOUTUBE, platform=platforms.YOUTUBE),
        "x": Preset(settings=Settings(h264=H264(crf=18)), platform=platforms.X),
        "tiktok": Preset(settings=Settings(h264=H264(crf=18)), platform=platforms.TIKTOK),
        "shorts": Preset(settings=_YOUTUBE, platform=platforms.SHORTS),
        "linkedin": Preset(settings=Settings(h264=H264(crf=18)), platform=platforms.LINKEDIN),
        "whatsapp": Preset(
            settings=Settings(h264=H264(b_frames=0), aac=AAC(rate=128)),
            platform=platforms.WHATSAPP,
        ),
        "telegram": Preset(settings=_STANDARD, platform=platforms.TELEGRAM),
        "discord": Preset(settings=_STANDARD, platform=platforms.DISCORD),
        "slack": Preset(settings=_STANDARD, platform=platforms.SLACK),
        "archive": Preset(
            settings=Settings(
                h264=H264(speed="medium", crf=12, lookahead=20, chroma="444"),
                vp9=VP9(speed=2, crf=15),
                aac=AAC(rate=320),
                webp=WebP(quality=95, effort=5),
                picture=Picture(quality=98),
            ),
            drawing="high",
        ),
    }
)


def preset(name: str) -> Preset:
    """Return the preset of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    if name not in PRESETS:
        near = difflib.get_close_matches(name, PRESETS, n=1)
        remedy = f"did you mean '{near[0]}'?" if near else f"choose one of {', '.join(PRESETS)}"
        raise UsageError(f"unknown preset '{name}'", remedy=remedy)
    return PRESETS[name]
