"""What encoding takes, as it was measured of x264 and of our own encoders."""

from itertools import pairwise
from pathlib import Path

import pytest

from mosaic_anim.encode.format import Format
from mosaic_anim.encode.formats import FORMATS, format_of, sequence_format
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
    ("draft", "720p", 31, 65),
    ("draft", "1080p", 31, 118),
    ("draft", "4K", 31, 400),
    ("standard", "720p", 31, 105),
    ("standard", "1080p", 3, 72),
    ("standard", "1080p", 5, 114),
    ("standard", "1080p", 8, 162),
    ("standard", "1080p", 11, 185),
    ("standard", "1080p", 15, 197),
    ("standard", "1080p", 22, 200),
    ("standard", "1080p", 31, 202),
    ("standard", "1080p", 61, 206),
    ("standard", "4K", 3, 243),
    ("standard", "4K", 8, 553),
    ("standard", "4K", 31, 713),
    ("high", "720p", 31, 155),
    ("high", "1080p", 5, 117),
    ("high", "1080p", 8, 168),
    ("high", "1080p", 11, 189),
    ("high", "1080p", 15, 221),
    ("high", "1080p", 22, 268),
    ("high", "1080p", 31, 301),
    ("high", "1080p", 61, 309),
    ("youtube", "1080p", 31, 271),
    ("archive", "720p", 31, 266),
    ("archive", "1080p", 5, 220),
    ("archive", "1080p", 11, 369),
    ("archive", "1080p", 31, 477),
]
"""Most that ffmpeg held while it encoded a segment of so many frames [MiB]."""


@pytest.mark.parametrize(("preset", "size", "frames", "peak"), MEASURED)
def test_ffmpeg_takes_what_was_estimated(preset: str, size: str, frames: int, peak: int) -> None:
    """At most, and not much less."""
    settings = PRESETS[preset].settings
    told = format_of(Path("a.mp4")).memory(settings, SIZES[size], frames)
    assert 1 <= told.each / (peak * MIB) <= 1.45


@pytest.mark.parametrize("chosen", [*FORMATS.values(), sequence_format()])
def test_larger_frames_take_more(chosen: Format) -> None:
    """In every format."""
    settings = PRESETS["standard"].settings
    told = [chosen.memory(settings, size, 9).each for size in SIZES.values()]
    assert all(larger > smaller > 0 for smaller, larger in pairwise(told))


def test_outputs_side_by_side_add_up() -> None:
    """What is held once for each of them, too."""
    parts = [EncodingMemory(each=1, once=10), EncodingMemory(each=2, once=20)]
    assert EncodingMemory.total(parts) == EncodingMemory(each=3, once=30, threads=2)
