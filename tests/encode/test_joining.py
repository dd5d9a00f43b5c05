"""encode/formats.py: a video made in segments and joined is the segments' frames, all and exact."""

import os

import numpy as np
import pytest

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.output_files import output_files
from mosaic_anim.errors import StoppedError
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.ffmpeg_media import probe
from tests.encode.conftest import smooth_frame
from tests.encode.segments import LENGTHS, VIDEOS, contents, join, shown, write_segments

FEW = (2, 1, 2)


@pytest.fixture(params=VIDEOS)
def video(variant, tmp_path, request):
    """Describe a video of each format, of as many frames as `LENGTHS` has."""
    return variant(path=tmp_path / "out" / f"clip{request.param}", frames=sum(LENGTHS))


@pytest.fixture
def few(video, variant):
    """Describe a video of as many frames as `FEW` has."""
    return variant(path=video.path, frames=sum(FEW))


def test_the_joined_file_holds_the_frames_of_its_segments(video, tmp_path):
    """None more, none less, in order, bit for bit; a GIF's as near as its palettes."""
    segments = write_segments(video, tmp_path / "segments")
    found = shown(join(video, segments))
    parts = np.concatenate([shown(segment) for segment in segments])
    assert len(parts) == sum(LENGTHS)
    np.testing.assert_array_equal(found, parts)
    if video.path.suffix == ".gif":
        nearest = [
            int(np.abs(parts - frame.astype(int)).mean((1, 2, 3)).argmin()) for frame in found
        ]
        assert nearest == list(range(sum(LENGTHS)))
    if video.path.suffix in {".mp4", ".gif"}:
        probed = probe(find_ffmpeg(), video.path)
        assert (probed.size, probed.duration) == (video.size, sum(LENGTHS) / video.fps)
    for file in output_files(video):
        assert read_comment(file.path) == file.comment
    files = {file.path.name for file in output_files(video)}
    assert {path.name for path in video.path.parent.iterdir()} == files


def test_one_segment_is_a_whole_video(video, variant, tmp_path):
    """And a segment may be one frame."""
    for length in (5, 1):
        folder = video.path.parent / str(length)
        whole = variant(path=folder / video.path.name, frames=length)
        segments = write_segments(whole, tmp_path / str(length), (length,))
        assert len(shown(join(whole, segments))) == length


def test_the_same_frames_give_the_same_bytes(video, variant, tmp_path, monkeypatch):
    """Of each segment and of the whole, in another time zone and language too."""
    first = write_segments(video, tmp_path / "first")
    join(video, first)
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    second = write_segments(video, tmp_path / "second")
    again = variant(path=tmp_path / video.path.name, frames=video.frames)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    join(again, second)
    assert contents(again) == contents(video)


def test_a_segment_does_not_depend_on_where_it_stands(video, tmp_path):
    """Equal frames give equal bytes: no time, no name, no title, no count of the whole."""
    kind = format_of(video.path)
    early, _, late = write_segments(video, tmp_path, (3, 2, 3), lambda n: smooth_frame(n % 5))
    assert early.read_bytes() == late.read_bytes()
    said = " ".join(kind.options(video))
    assert video.title not in said
    assert video.comment not in said
    assert "clip" not in said


@pytest.mark.parametrize("name", ["it's 'a", 'a "b" c', "%03d -y", "grün 写", "back\\slash", "a:b"])
def test_segments_may_have_any_name(few, tmp_path, name):
    """To ffmpeg's list a quote ends a name, and a backslash is itself."""
    assert len(shown(join(few, write_segments(few, tmp_path / name, FEW)))) == sum(FEW)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", ["'two\nlines'", "carriage\rreturn"])
def test_segments_may_have_the_end_of_a_line_in_their_name(few, tmp_path, name):
    """The list has no way to write it."""
    assert len(shown(join(few, write_segments(few, tmp_path / name, FEW)))) == sum(FEW)


def test_a_segment_with_another_number_of_frames_is_refused(few, tmp_path):
    """As soon as it is written."""
    kind = format_of(few.path)
    frames = map(kind.pack(few), map(smooth_frame, range(2)))
    with pytest.raises(StoppedError, match=r"wrote 2 frames .* instead of 3"):
        kind.encode_segment(few, frames, 3, tmp_path / "segment")


@pytest.mark.parametrize("number", range(len(FEW)))
def test_a_damaged_segment_is_named_and_leaves_no_output(few, tmp_path, number):
    """The first, one between, the last; one byte too few as well as all."""
    segments = write_segments(few, tmp_path / "segments", FEW)
    data = segments[number].read_bytes()
    for damaged in (b"", data[: len(data) // 2], data[:-1], data + b"\0", bytes(len(data))):
        segments[number].write_bytes(damaged)
        with pytest.raises(StoppedError, match=f"the segment {segments[number].name} is damaged"):
            join(few, segments)
    assert list(few.path.parent.glob("*")) == []


def test_a_missing_segment_leaves_no_output(few, tmp_path):
    """Whether its file has gone or it was forgotten."""
    segments = write_segments(few, tmp_path / "segments", FEW)
    with pytest.raises(StoppedError, match="4 frames instead of 5"):
        join(few, [segments[0], segments[2]])
    segments[1].unlink()
    with pytest.raises(StoppedError, match=f"the segment {segments[1].name} has gone"):
        join(few, segments)
    assert list(few.path.parent.glob("*")) == []
