"""A file's size is told from its segments, before they are joined."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import FORMATS, format_of
from mosaic_anim.encode.video import NoVideoError
from tests.encode.conftest import SIZE
from tests.encode.segments import join, write_segments

LIMITED = [suffix for suffix, kind in FORMATS.items() if kind.kind == "film"]
VIDEOS = [suffix for suffix in LIMITED if FORMATS[suffix].encoder]


def encoding_of(path: Path, frames: int) -> Encoding:
    """Describe a file with a title and a comment that programs write."""
    return Encoding(
        path=path,
        size=SIZE,
        fps=Fraction(25),
        frames=frames,
        title="Zoom über alles",
        comment="mosaic_anim 0.1 scene " + "a" * 64,
        plays=0,
    )


@pytest.mark.parametrize("suffix", LIMITED)
@pytest.mark.parametrize("lengths", [(1,), (7, 1, 2, 3), (25, 25, 5)])
def test_the_size_is_reported_before_the_join(
    tmp_path: Path, suffix: str, lengths: tuple[int, ...]
) -> None:
    """Never too little, and at most by 200 bytes or 2 % too much."""
    encoding = encoding_of(tmp_path / f"film{suffix}", sum(lengths))
    segments = write_segments(encoding, tmp_path / "segments", lengths)
    told = format_of(encoding.path).size(encoding, segments)
    size = join(encoding, segments).stat().st_size
    assert size <= told <= size * 1.02 + 200


@pytest.mark.parametrize("suffix", VIDEOS)
def test_the_size_of_each_frame_is_known(tmp_path: Path, suffix: str) -> None:
    """In a film, whose frames depend on each other: they are nearly all of the segment."""
    encoding = encoding_of(tmp_path / f"film{suffix}", 7)
    (segment,) = write_segments(encoding, tmp_path / "segments", (7,))
    sizes = format_of(encoding.path).frame_sizes(segment)
    assert len(sizes) == 7
    assert 0 < sum(sizes) <= segment.stat().st_size <= sum(sizes) + 2000
    assert format_of(Path("film.gif")).frame_sizes(segment) == []


@pytest.mark.parametrize("suffix", VIDEOS)
def test_frames_of_a_damaged_segment_are_no_sizes(tmp_path: Path, suffix: str) -> None:
    """It is refused in words."""
    (tmp_path / "broken").write_bytes(b"\0\0\0\x08moov")
    if suffix == ".webm":
        (tmp_path / "broken").write_bytes(b"\x1a")
    with pytest.raises(NoVideoError, match="damaged"):
        format_of(Path(f"film{suffix}")).frame_sizes(tmp_path / "broken")


@pytest.mark.parametrize("suffix", LIMITED)
def test_the_size_grows_by_every_segment(tmp_path: Path, suffix: str) -> None:
    """A file without a frame takes less than any other."""
    encoding = encoding_of(tmp_path / f"film{suffix}", 9)
    segments = write_segments(encoding, tmp_path / "segments", (5, 4))
    size = format_of(encoding.path).size
    first = replace(encoding, frames=5)
    empty = replace(encoding, frames=0)
    assert size(empty, ()) < size(first, segments[:1]) < size(encoding, segments)
