"""encode/mp4.py: decoded back, a file is what it is to be."""

import os
import re
import subprocess
import sys
import textwrap
from fractions import Fraction
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest

from mosaic_anim.encode.formats import FORMATS
from mosaic_anim.encode.mp4.arguments import FROM_RGB
from mosaic_anim.encode.mp4.yuv import pack_yuv420
from mosaic_anim.encode.presets import PRESETS, preset
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.ffmpeg_feed import feed
from mosaic_anim.io.ffmpeg_media import probe
from mosaic_anim.values.geometry import Size
from tests.decoding import decoded
from tests.encode.segments import render

MP4 = FORMATS[".mp4"]
DIFFERENT = {chosen.settings: name for name, chosen in PRESETS.items()}.values()
"""One preset of those that tell the encoder the same."""


def psnr(found, expected):
    return 10 * np.log10(255**2 / np.mean((found.astype(float) - expected) ** 2))


def described(path):
    """Return what ffmpeg says about a file."""
    command = [find_ffmpeg(), "-hide_banner", "-i", path]
    return subprocess.run(command, check=False, capture_output=True, text=True).stderr


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_decoded_file_has_the_frames_and_their_colours(variant, clip, name):
    """Count and size are right, and a smooth clip keeps 30 dB."""
    encoding = variant(settings=preset(name).settings)
    render(encoding, clip)
    found = decoded(encoding.path)
    assert found.shape == clip.shape
    assert psnr(found, clip) >= 30
    assert [path.name for path in encoding.path.parent.iterdir()] == ["clip.mp4"]


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # its pipes stay open
def test_imageio_reads_the_file(encoding, clip):
    """As other programs do."""
    render(encoding, clip)
    assert iio.imread(encoding.path, plugin="FFMPEG").shape == clip.shape


@pytest.mark.parametrize("name", DIFFERENT)
def test_the_stream_is_tagged_as_platforms_want_it(variant, clip, name):
    """High profile or, for WhatsApp, Main; BT.709 limited range, square pixels; index in front."""
    encoding = variant(settings=preset(name).settings)
    render(encoding, clip)
    said = described(encoding.path)
    profiles = {"archive": r"High 4:4:4 Predictive\).*yuv444p", "whatsapp": r"Main\).*yuv420p"}
    profile = profiles.get(name, r"High\).*yuv420p")
    assert re.search(rf"h264 \({profile}\(tv, bt709.*80x48 \[SAR 1:1", said)
    assert "title           : A clip" in said
    content = encoding.path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("colour", ["00aa00", "aa0000", "0000aa", "ffffff", "c08040"])
def test_a_flat_colour_decodes_as_itself(variant, colour):
    """Within 3 levels: no BT.601, no full range taken for limited."""
    rgb = np.array(bytearray.fromhex(colour))
    frame = np.broadcast_to(rgb, (48, 80, 3)).astype(np.uint8)
    encoding = variant(frames=2)
    render(encoding, [frame, frame])
    assert np.abs(decoded(encoding.path).astype(int) - rgb).max() <= 3


def test_our_planes_are_those_of_ffmpeg():
    """Its scaler, told where chroma lies, differs by roundings; half a pixel would show."""
    col = np.broadcast_to(np.arange(80), (48, 80)) * 255 / 79
    frame = np.stack([col, 255 - col, np.full_like(col, 128)], axis=-1).round().astype(np.uint8)
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", "80x48", "-i", "pipe:0"]
    planes = ["-vf", FROM_RGB, "-pix_fmt", "yuv420p", "-f", "rawvideo", "pipe:1"]
    theirs = np.frombuffer(feed(find_ffmpeg(), [*raw, *planes], [frame]), np.uint8)
    difference = pack_yuv420(frame).astype(int) - theirs
    assert np.abs(difference).max() <= 1
    assert np.abs([part.mean() for part in np.split(difference, 6)]).max() < 0.1


@pytest.mark.parametrize("fps", [Fraction(30000, 1001), Fraction(60), Fraction(1, 2)])
def test_any_rate_is_exact(variant, clip, fps):
    """29.97 is 30000/1001, to the last digit."""
    encoding = variant(fps=fps)
    render(encoding, clip)
    assert probe(find_ffmpeg(), encoding.path).duration == encoding.frames / fps


def test_a_single_frame_of_two_pixels_is_a_file_too(variant):
    """The smallest size that H.264 has."""
    encoding = variant(frames=1, size=Size(height=2, width=2))
    render(encoding, [np.zeros((2, 2, 3), np.uint8)])
    assert decoded(encoding.path).shape == (1, 2, 2, 3)


def test_other_environments_give_the_same_bytes(encoding, clip, tmp_path):
    """Time zone, language and hash seed do not matter."""
    render(encoding, clip)
    code = """
        import sys
        from fractions import Fraction
        from pathlib import Path
        sys.path.insert(0, sys.argv[2])
        from mosaic_anim.encode.encoding import Encoding
        from tests.encode.conftest import FRAMES, SIZE, smooth_frame
        from tests.encode.segments import render
        render(
            Encoding(path=Path(sys.argv[1]), size=SIZE, fps=Fraction(25), frames=FRAMES,
                     title="A clip", comment="mosaic_anim:0123456789abcdef"),
            [smooth_frame(index) for index in range(FRAMES)],
        )
    """
    other = tmp_path / "other.mp4"
    environment = {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), other, Path(__file__).parents[2]],
        env={**os.environ, **environment},
        check=True,
    )
    assert other.read_bytes() == encoding.path.read_bytes()


@pytest.mark.parametrize("name", ["-y.mp4", "tcp:127.0.0.1:9.mp4", "%03d.mp4", "a grün 写.mp4"])
def test_an_odd_name_is_just_a_name(variant, clip, tmp_path, name):
    """Literal, with nothing else beside it."""
    render(variant(path=tmp_path / name), clip)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_relative_name_is_in_the_current_folder(variant, clip, tmp_path, monkeypatch):
    """And a missing folder is made."""
    monkeypatch.chdir(tmp_path)
    relative = variant(path=Path("out/clip.mp4"))
    render(relative, clip)
    assert decoded(tmp_path / "out" / "clip.mp4").shape[0] == 6


@pytest.mark.parametrize(
    ("size", "near"),
    [
        (Size(height=75, width=101), "100x74 or 102x76"),
        (Size(height=1080, width=1919), "1918x1080 or 1920x1080"),
    ],
)
def test_an_odd_size_is_refused_with_the_nearest_even_ones(variant, size, near):
    """Before anything is drawn."""
    with pytest.raises(UsageError, match=f"write {near}"):
        MP4.check(variant(size=size))


def test_an_unknown_preset_is_refused_with_a_suggestion():
    """Like every misspelt name."""
    with pytest.raises(UsageError, match="unknown preset 'hihg' — did you mean 'high'"):
        preset("hihg")


@pytest.mark.parametrize(
    "wrong", [np.zeros((48, 40, 3), np.uint8), np.zeros((48, 80, 3)), np.zeros((48, 80, 4), "u1")]
)
def test_what_is_no_frame_of_this_size_is_refused(encoding, wrong):
    """From it ffmpeg would make a scrambled video, and say nothing."""
    with pytest.raises(ValueError, match="a frame of"):
        MP4.pack(encoding)(wrong)


def test_a_failure_while_drawing_comes_through_as_it_is(encoding, clip, tmp_path):
    """Not as a broken encoder."""
    pack = MP4.pack(encoding)

    def broken():
        yield from map(pack, clip)
        raise StoppedError("frame 6 cannot be drawn")

    with pytest.raises(StoppedError, match="frame 6 cannot be drawn"):
        MP4.encode_segment(encoding, broken(), 7, tmp_path / "segment.mp4")


def test_the_options_do_not_follow_the_machine(encoding):
    """A number of threads that is always the same, and x264 does not ask the processor."""
    options = MP4.options(encoding)
    assert options[options.index("-threads") + 1] == "3"
    assert "cpu-independent=1" in options[options.index("-x264-params") + 1]


@pytest.mark.parametrize("name", DIFFERENT)
def test_frames_are_encoded_side_by_side_where_the_bytes_are_the_same_each_time(variant, name):
    """With a limited rate x264 asks how far it has come with other frames, which is chance."""
    options = MP4.options(variant(settings=preset(name).settings))
    threads = int(options[options.index("-threads") + 1])
    assert (threads > 1) == ("-maxrate" not in options)
