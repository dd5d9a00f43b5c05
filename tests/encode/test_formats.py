"""encode/formats.py: the suffix chooses, and what cannot be is refused first."""

import pytest

from mosaic_anim.encode.formats import format_of
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.values.geometry import Size
from tests.encode.segments import NAMES, PICTURES, render


@pytest.mark.parametrize("suffix", NAMES)
def test_every_format_writes_and_verifies_its_file(variant, clip, tmp_path, suffix):
    """Capital letters mean the same."""
    count = 1 if suffix in PICTURES else len(clip)
    encoding = variant(path=tmp_path / f"clip{suffix.upper()}", frames=count)
    render(encoding, clip[:count])
    format_of(encoding.path).verify(encoding.path, encoding)


def test_an_unknown_suffix_names_the_known_ones(tmp_path):
    """Before anything is drawn."""
    with pytest.raises(UsageError, match=r"'.avi' — end the name in one of .mp4, .mov, .webm"):
        format_of(tmp_path / "clip.avi")


@pytest.mark.parametrize(
    ("suffix", "side"),
    [
        *((".mp4", 16386), (".gif", 65536), (".webp", 16384), (".jpg", 65501), ("####.png", 65501)),
        *((suffix, 0) for suffix in NAMES),
    ],
)
def test_a_size_that_the_format_cannot_hold_is_refused(variant, tmp_path, suffix, side):
    """With the limit in the message."""
    size = Size(height=2, width=side)
    path = tmp_path / f"clip{suffix}"
    with pytest.raises(UsageError, match=r"px a side|even width"):
        format_of(path).check(variant(path=path, size=size, frames=1))


def test_verification_names_what_differs(variant, clip):
    """Another count, another size."""
    encoding = variant()
    render(encoding, clip)
    with pytest.raises(StoppedError, match="6 frames instead of 5"):
        format_of(encoding.path).verify(encoding.path, variant(frames=5))
    with pytest.raises(StoppedError, match="h264 80x48 instead of h264 64x48"):
        format_of(encoding.path).verify(encoding.path, variant(size=Size(height=48, width=64)))
