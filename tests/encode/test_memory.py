"""What encoding takes, as it was measured of x264 and of our own encoders."""

from itertools import pairwise
from pathlib import Path

import pytest

from mosaic_anim.encode.format import Format
from mosaic_anim.encode.formats import FORMATS, SEQUENCE, format_of
from mosaic_anim.encode.memory import EncodingMemory
from mosaic_anim.encode.presets import PRESETS
from mosaic_anim.values.geometry import Size

MIB = 2**20
SIZES = {
    "720p": Size(height=720, width=1280),
    "1080p": Size(height=1080, width=1920),
    "4K": Size(height=2160, width=3840),
}
MEASURED = [
    ("draft", "720p", 62),
    ("draft", "1080p", 128),
    ("draft", "4K", 474),
    ("standard", "720p", 104),
    ("standard", "1080p", 217),
    ("standard", "4K", 773),
    ("high", "720p", 135),
    ("high", "1080p", 287),
    ("high", "4K", 954),
    ("youtube", "1080p", 250),
    ("youtube", "4K", 907),
    ("archive", "720p", 240),
    ("archive", "1080p", 477),
    ("archive", "4K", 1693),
]
"""Most that ffmpeg held while it encoded a segment of 31 frames, or of 61 [MiB]."""


@pytest.mark.parametrize(("preset", "size", "peak"), MEASURED)
def test_ffmpeg_takes_what_is_told(preset: str, size: str, peak: int) -> None:
    """At most, and not much less."""
    told = format_of(Path("a.mp4")).memory(PRESETS[preset].settings, SIZES[size])
    assert 1 <= told.each / (peak * MIB) <= 1.4


@pytest.mark.parametrize("chosen", [*FORMATS.values(), SEQUENCE])
def test_larger_frames_take_more(chosen: Format) -> None:
    """In every format."""
    settings = PRESETS["standard"].settings
    told = [chosen.memory(settings, size).each for size in SIZES.values()]
    assert all(larger > smaller > 0 for smaller, larger in pairwise(told))


def test_outputs_side_by_side_add_up() -> None:
    """What is held once for each of them, too."""
    parts = [EncodingMemory(each=1, once=10), EncodingMemory(each=2, once=20)]
    assert EncodingMemory.total(parts) == EncodingMemory(each=3, once=30)
