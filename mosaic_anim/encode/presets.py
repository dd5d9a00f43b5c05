"""How much time an encoder spends, and what quality it aims at.

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
"""

from dataclasses import dataclass
from difflib import get_close_matches

from mosaic_anim.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Options of the encoders.

    Attributes
    ----------
    speed : str
        x264's name for how hard it tries.
    crf : int
        x264's constant quality; lower is better.
    lookahead : int
        Frames that x264 sees in advance; what it holds grows with them.
    dither : str
        Dither of ffmpeg's paletteuse, for GIF. Ordered: it stands still where the picture does.
    """

    speed: str
    crf: int
    lookahead: int
    dither: str


PRESETS = {
    "draft": Preset(speed="ultrafast", crf=28, lookahead=0, dither="bayer:bayer_scale=5"),
    "standard": Preset(speed="veryfast", crf=20, lookahead=10, dither="bayer:bayer_scale=4"),
    "high": Preset(speed="medium", crf=17, lookahead=20, dither="bayer:bayer_scale=3"),
}


def preset(name: str) -> Preset:
    """Return the preset of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    if name not in PRESETS:
        near = get_close_matches(name, PRESETS, n=1)
        remedy = f"did you mean '{near[0]}'?" if near else f"choose one of {', '.join(PRESETS)}"
        raise UsageError(f"unknown preset '{name}'", remedy=remedy)
    return PRESETS[name]
