"""encode/picture.py, encode/sequence.py: PNG without loss, JPEG fine, files known again."""

import os
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.formats import FORMATS, format_of, sequence_format
from mosaic_anim.encode.output_files import output_files
from mosaic_anim.encode.sequence.names import frame_file, is_sequence
from mosaic_anim.encode.settings import Picture, Settings
from mosaic_anim.errors import CannotStartError, StoppedError, UsageError
from mosaic_anim.values.geometry import Size
from tests.encode.conftest import smooth_frame
from tests.encode.segments import PICTURES, SEQUENCE, join, render, shown, write_segments


@pytest.fixture
def sequence(variant, tmp_path):
    return variant(path=tmp_path / "frames" / "dive-####.png")


@pytest.fixture
def still(variant, tmp_path):
    def make(name, **changes):
        return variant(path=tmp_path / name, frames=1, **changes)

    return make


def _files(sequence):
    return sorted(path.name for path in sequence.path.parent.iterdir())


def test_each_frame_is_a_file_without_loss(sequence, clip):
    """In a folder that is made, numbered from 0."""
    render(sequence, clip)
    assert _files(sequence) == [f"dive-{number:04}.png" for number in range(6)]
    np.testing.assert_array_equal(shown(sequence.path), clip)
    with Image.open(sequence.path.with_name("dive-0004.png")) as image:
        assert image.text == {"Title": "A clip", "Comment": f"{sequence.comment} frame 4"}


def test_frames_of_a_range_have_the_numbers_of_the_whole(sequence, clip):
    """As many digits as the pattern has #, more where they do not suffice."""
    part = replace(sequence, path=sequence.path.with_name("#.png"), first=8)
    render(part, clip)
    assert _files(part) == ["10.png", "11.png", "12.png", "13.png", "8.png", "9.png"]


def test_a_run_writes_only_what_is_missing(sequence, clip, tmp_path):
    """A file with the comment of the same frame is left as it is."""
    segments = write_segments(sequence, tmp_path / "s", (4, 2), clip.__getitem__)
    join(sequence, segments)
    for file in output_files(sequence):
        os.utime(file.path, (1, 1))
    frame_file(sequence.path, 3).unlink()
    join(sequence, segments)
    times = [file.path.stat().st_mtime for file in output_files(sequence)]
    assert [time == 1 for time in times] == [True, True, True, False, True, True]
    np.testing.assert_array_equal(shown(sequence.path), clip)


@pytest.mark.parametrize("content", [b"mine", None])
def test_a_foreign_file_is_kept_unless_it_is_to_be_replaced(sequence, clip, tmp_path, content):
    """Also one of ours that shows another frame."""
    segments = write_segments(sequence, tmp_path / "s", (6,), clip.__getitem__)
    join(sequence, segments)
    content = content or frame_file(sequence.path, 0).read_bytes()
    foreign = frame_file(sequence.path, 2)
    foreign.write_bytes(content)
    with pytest.raises(CannotStartError, match="this file exists"):
        join(sequence, segments)
    assert foreign.read_bytes() == content
    os.utime(frame_file(sequence.path, 4), (1, 1))
    join(replace(sequence, overwrite=True), segments)
    assert frame_file(sequence.path, 4).stat().st_mtime > 1
    np.testing.assert_array_equal(shown(sequence.path), clip)


def test_a_wrong_byte_in_a_segment_is_found(sequence, clip, tmp_path):
    """Before any file is written."""
    (segment,) = write_segments(sequence, tmp_path / "s", (6,), clip.__getitem__)
    data = bytearray(segment.read_bytes())
    data[-100] ^= 1
    segment.write_bytes(data)
    with pytest.raises(StoppedError, match=f"the segment {segment.name} is damaged"):
        join(sequence, [segment])
    assert not sequence.path.parent.exists()


@pytest.mark.parametrize("name", ["A.PNG", "a.png", "x-a.png"])
def test_only_a_png_with_numbers_is_a_sequence(tmp_path, name):
    """Its folder may have any name."""
    assert not is_sequence(tmp_path / "f#" / name)
    assert is_sequence(tmp_path / name.replace("a", "#").replace("A", "##"))


@pytest.mark.parametrize("suffix", PICTURES)
def test_a_picture_shows_its_frame(still, suffix):
    """PNG without loss, JPEG almost; title and comment, and nothing of the photos."""
    output = still(f"a{suffix}", title="Grün & <fein>")
    frame = smooth_frame(3)
    render(output, [frame])
    with Image.open(output.path) as image:
        assert (image.width, image.height, image.mode) == (80, 48, "RGB")
        assert not image.getexif()
        assert "exif" not in image.info
        text = image.info.get("xmp", b"").decode() or image.text["Title"]
        assert "Grün &amp; &lt;fein&gt;" in text or text == "Grün & <fein>"
        error = np.asarray(image).astype(float) - frame
    assert np.abs(error).max() <= (0 if suffix == ".png" else 4)
    assert read_comment(output.path) == output.comment


@pytest.mark.parametrize(("quality", "factors"), [(92, (1, 1)), (80, (2, 2))])
def test_a_fine_jpeg_keeps_the_colour_of_each_pixel(still, quality, factors):
    """4:4:4 from 90 on, 4:2:0 below; its quality does not name the segment."""
    output = still("a.jpg", settings=Settings(picture=Picture(quality=quality)))
    render(output, [smooth_frame(0)])
    with Image.open(output.path) as image:
        assert image.layer[0][1:3] == factors
    assert FORMATS[".jpg"].options(output) == sequence_format().options(still("b.png"))


def test_all_pictures_of_a_moment_come_from_one_segment(still, tmp_path):
    """It is drawn once for the poster, the still and the sequence."""
    (segment,) = write_segments(still("a.png"), tmp_path / "s", (1,))
    for name in ("a.png", "b.jpg", "####.png"):
        output = still(name)
        join(output, [segment])
        format_of(output.path).verify(output.path, output)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (7, 5), (33, 64)])
def test_any_size_is_fine(still, height, width):
    """Odd ones and a single pixel."""
    frame = np.random.default_rng(2).integers(0, 256, (height, width, 3), dtype=np.uint8)
    for name in ("a.png", "a.jpg"):
        output = still(name, size=Size(height=height, width=width))
        render(output, [frame])
        assert shown(output.path).shape == (1, height, width, 3)
        if name == "a.png":
            np.testing.assert_array_equal(shown(output.path)[0], frame)


@pytest.mark.parametrize("suffix", PICTURES)
def test_more_than_one_frame_is_no_picture(variant, tmp_path, suffix):
    """The remedy is a sequence."""
    with pytest.raises(UsageError, match=r"shows one moment, not 6 frames — .*####\.png"):
        FORMATS[suffix].check(variant(path=tmp_path / f"a{suffix}"))


def test_a_segment_of_another_size_is_refused(still, tmp_path):
    """Its name would have to be wrong."""
    (segment,) = write_segments(still("a.png"), tmp_path / "s", (1,))
    other = still("a.png", size=Size(height=4, width=4))
    with pytest.raises(StoppedError, match="holds a picture of 80x48"):
        format_of(other.path).join(other, [segment], tmp_path / "part")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", SEQUENCE])
def test_verification_decodes_pictures(still, name):
    """A wrong size and a missing end are found."""
    output = still(name)
    render(output, [smooth_frame(0)])
    format_of(output.path).verify(output.path, output)
    with pytest.raises(StoppedError, match=r"80x48 instead of \w+ 4x4"):
        format_of(output.path).verify(output.path, replace(output, size=Size(height=4, width=4)))
    (file,) = output_files(output)
    file.path.write_bytes(file.path.read_bytes()[:-400])
    with pytest.raises(StoppedError, match="a damaged picture"):
        format_of(output.path).verify(output.path, output)
