"""encode/alpha.py: files of frames with alpha, decoded back; what is not seen spoils nothing."""

import subprocess
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageSequence

from mosaic_anim.encode.alpha import pack_yuva420, pack_yuva444p10, spread_colors
from mosaic_anim.encode.formats import FORMATS, format_of
from mosaic_anim.encode.mp4 import video_track as mov_track
from mosaic_anim.encode.mp4.yuv import pack_yuv420, pack_yuv444
from mosaic_anim.encode.settings import Settings
from mosaic_anim.encode.webm import video_track as webm_track
from mosaic_anim.io.ffmpeg import find_ffmpeg
from tests.encode.conftest import FRAMES, SIZE, smooth_frame
from tests.encode.segments import render

CLEAR = Settings(alpha=True)


def clear_frame(index):
    """Return a disc with a soft edge that moves over nothing (H, W, 4)."""
    row, col = np.mgrid[: SIZE.height, : SIZE.width]
    far = np.hypot(row - 24, col - 30 - 3 * index)
    alpha = np.clip((20 - far) * 64, 0, 255).astype(np.uint8)
    colors = np.where(alpha[:, :, None] > 0, smooth_frame(index), 0).astype(np.uint8)
    return np.dstack([colors, alpha])


@pytest.fixture
def frames():
    return np.stack([clear_frame(index) for index in range(FRAMES)])


def decoded_alpha(path):
    """Decode a film (N, H, W, 4), as programs do that know alpha."""
    if path.suffix in {".webp", ".png"}:
        files = [path] if path.suffix == ".webp" else sorted(path.parent.glob("*.png"))
        images = [image for file in files for image in ImageSequence.all_frames(Image.open(file))]
        return np.stack([np.asarray(image.convert("RGBA")) for image in images])
    decoder = ["-c:v", "libvpx-vp9"] if path.suffix == ".webm" else []
    shown = "scale=in_color_matrix=bt709:in_range=tv:flags=accurate_rnd+full_chroma_int"
    command = [find_ffmpeg(), "-v", "error", "-nostdin", *decoder, "-i", path, "-vf", shown]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgba", "-"]
    read = subprocess.run([*command, *raw], check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(read, np.uint8).reshape(-1, SIZE.height, SIZE.width, 4)


@pytest.mark.parametrize(
    ("name", "slack"), [("a.mov", 1), ("a.webm", 16), ("a.webp", 0), ("####.png", 0)]
)
def test_a_decoded_file_has_the_alpha_of_its_frames(variant, frames, tmp_path, name, slack):
    """None behind nothing, all inside; seen over grey a film keeps 35 dB, rims and all."""
    encoding = variant(path=tmp_path / name, settings=CLEAR)
    found = decoded_alpha(render(encoding, frames)).astype(int)
    assert found.shape == frames.shape
    alpha = frames[:, :, :, 3].astype(int)
    assert np.abs(found[:, :, :, 3] - alpha).max() <= slack
    share, expected = found[:, :, :, 3:] / 255, frames[:, :, :, 3:] / 255
    seen = found[:, :, :, :3] * share + 128 * (1 - share)
    wanted = frames[:, :, :, :3] * expected + 128 * (1 - expected)
    assert np.mean((seen - wanted) ** 2) <= 255**2 / 10**3.5


def test_files_say_that_they_have_alpha(variant, frames, clip, tmp_path):
    """Players ask the index, not the pictures; a film without has none."""
    for settings, shown, is_clear in ((CLEAR, frames, True), (Settings(), clip, False)):
        webm = variant(path=tmp_path / f"{is_clear}.webm", settings=settings)
        assert webm_track.read_video_track(render(webm, shown)).alpha == is_clear
        mov = variant(
            path=tmp_path / f"{is_clear}.mov", settings=replace(settings, mov_codec="prores")
        )
        pixels = mov_track.read_video_track(render(mov, shown)).pixels
        assert pixels.startswith("yuva") == is_clear


@pytest.mark.parametrize("suffix", [".mov", ".webm", ".webp", ".png"])
def test_a_frame_without_alpha_is_refused_where_it_should_have_some(variant, tmp_path, suffix):
    """And the other way round: ffmpeg would scramble the film."""
    encoding = variant(path=tmp_path / f"a{suffix}", settings=CLEAR)
    with pytest.raises(ValueError, match=r"a frame of \(48, 80, 3\) uint8, not \(48, 80, 4\)"):
        format_of(encoding.path).pack(encoding)(smooth_frame(0))
    plain = variant(path=encoding.path)
    with pytest.raises(ValueError, match=r"a frame of \(48, 80, 4\) uint8, not \(48, 80, 3\)"):
        format_of(plain.path).pack(plain)(clear_frame(0))


def test_formats_know_whether_they_hold_alpha():
    """Each by its suffix."""
    clear = {suffix for suffix, kind in FORMATS.items() if kind.holds_alpha}
    assert clear == {".mov", ".webm", ".webp", ".png"}


def test_what_is_clear_takes_the_colour_of_what_is_near():
    """A red tile has red around it, a blue one blue; what is seen stays as it is."""
    pixels = np.zeros((33, 65, 4), np.uint8)
    pixels[8:16, 4:12] = (250, 0, 0, 255)
    pixels[8:16, 50:58] = (0, 0, 250, 128)
    found = spread_colors(pixels)
    assert (found[pixels[:, :, 3] > 0] == pixels[:, :, :3][pixels[:, :, 3] > 0]).all()
    assert (found[7, 4:12] == (250, 0, 0)).all()
    assert (found[16:18, 50:58] == (0, 0, 250)).all()
    assert found.any(axis=2).all()
    opaque = np.dstack([smooth_frame(0), np.full((48, 80), 255, np.uint8)])
    assert (spread_colors(opaque) == smooth_frame(0)).all()
    assert not spread_colors(np.zeros((5, 7, 4), np.uint8)).any()


def test_planes_of_ten_bits_are_those_of_eight_but_finer():
    """Black is 64, white 940, alpha 0 to 1023."""
    frame = np.random.default_rng(1).integers(0, 256, (48, 80, 3), np.uint8)
    coarse = pack_yuv444(frame).reshape(3, 48, 80)
    planes = pack_yuva444p10(frame).view("<u2").reshape(3, 48, 80)
    assert np.abs(planes / 4 - coarse).max() <= 0.76
    ends = np.array([[[0, 0, 0, 0], [255, 255, 255, 255]]], np.uint8)
    assert pack_yuva444p10(ends[:, 1:]).view("<u2").tolist() == [940, 512, 512, 1023]
    assert pack_yuva444p10(ends[:, :1]).view("<u2").tolist() == [64, 512, 512, 0]


def test_planes_with_alpha_are_those_without_and_one_more():
    """Of an opaque frame."""
    frame = np.dstack([smooth_frame(2), np.full((48, 80), 255, np.uint8)])
    planes = pack_yuva420(frame)
    assert (planes[: 48 * 80 * 3 // 2] == pack_yuv420(smooth_frame(2))).all()
    assert (planes[48 * 80 * 3 // 2 :] == 255).all()
