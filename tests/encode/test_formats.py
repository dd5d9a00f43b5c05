"""encode/formats.py: the suffix chooses, and what cannot be is refused first."""

import pytest

from mosaic_anim.encode.formats import FORMATS, format_of
from mosaic_anim.encode.verify import verify
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.values.geometry import Size
from tests.encode.segments import PICTURES, render


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_writes_and_verifies_its_file(variant, clip, tmp_path, suffix):
    """Capital letters mean the same."""
    count = 1 if suffix in PICTURES else len(clip)
    encoding = variant(path=tmp_path / f"clip{suffix.upper()}", frames=count)
    render(encoding, clip[:count])
    verify(encoding.path, encoding)


def test_an_unknown_suffix_names_the_known_ones(tmp_path):
    """Before anything is drawn."""
    with pytest.raises(UsageError, match=r"'.avi' — take one of .mp4, .gif"):
        format_of(tmp_path / "clip.avi")


@pytest.mark.parametrize(
    ("suffix", "side"),
    [
        *((".mp4", 16386), (".gif", 65536), (".webp", 16384), (".jpg", 65501), ("####.png", 65501)),
        *((suffix, 0) for suffix in FORMATS),
    ],
)
def test_a_size_that_the_format_cannot_hold_is_refused(variant, tmp_path, suffix, side):
    """With the limit in the message."""
    size = Size(height=2, width=side)
    with pytest.raises(UsageError, match=r"px a side|even sizes"):
        FORMATS[suffix].check(variant(path=tmp_path / f"clip{suffix}", size=size, frames=1))


def test_verification_names_what_differs(variant, clip):
    """Another count, another size."""
    encoding = variant()
    render(encoding, clip)
    with pytest.raises(StoppedError, match="6 frames instead of 5"):
        verify(encoding.path, variant(frames=5))
    with pytest.raises(StoppedError, match="h264 80x48 instead of h264 64x48"):
        verify(encoding.path, variant(size=Size(height=48, width=64)))
