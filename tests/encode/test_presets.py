"""encode/presets.py, encode/platforms.py: what holds for every preset, and what each one promises.

What a platform refuses is looked for in the boxes and in the packets of a file that was written.
"""

import subprocess
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from mosaic_anim.encode.mp4.arguments import FROM_RGB
from mosaic_anim.encode.mp4.boxes import boxes
from mosaic_anim.encode.mp4.video_track import read_video_track
from mosaic_anim.encode.mp4.yuv import pack_yuv444
from mosaic_anim.encode.presets import PRESETS, preset
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.ffmpeg_feed import feed
from mosaic_anim.values.geometry import Size
from tests.decoding import decoded
from tests.encode.conftest import smooth_frame
from tests.encode.segments import join, render, write_segments
from tests.encode.test_mp4 import psnr

POSTED = {name: chosen for name, chosen in PRESETS.items() if chosen.platform}
WITHIN = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl"}


def names_of(path):
    """Return the names of all boxes of an MP4, in the order of the file."""

    def below(begin, end):
        for name, content, stop in boxes(file, begin, end):
            yield name
            if name in WITHIN:
                yield from below(content, stop)

    with path.open("rb") as file:
        return list(below(0, path.stat().st_size))


def kinds_of(path):
    """Return the kind of each frame, in the order in which they are shown: I, P or B."""
    arguments = ["-i", f"file:{path}", "-vf", "showinfo", "-f", "null", "-"]
    command = [find_ffmpeg(), "-v", "info", "-nostdin", *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return "".join(line.split(" type:")[1][0] for line in said.splitlines() if " type:" in line)


def test_the_platforms_of_the_issues_are_there():
    """By these names."""
    first = {"reels", "story", "square", "wide", "youtube", "x", "discord", "slack"}
    assert set(POSTED) == first | {"tiktok", "shorts", "whatsapp", "telegram", "linkedin"}
    assert {"draft", "standard", "high", "archive"} == set(PRESETS) - set(POSTED)


@pytest.mark.parametrize("name", POSTED)
def test_a_platform_says_where_its_rules_stand(name):
    """A page or a standard, and its rules can be kept."""
    platform = POSTED[name].platform
    assert "read 20" in platform.source or "ITU-R" in platform.source
    assert ".mp4" in platform.rules
    for suffix, rule in platform.rules.items():
        assert suffix in {".mp4", ".mov", ".webm", ".gif", ".webp", ".png", ".jpg", ".jpeg"}
        if rule.fps:
            assert 0 <= rule.fps[0] < rule.fps[1]
        assert (rule.shortest or 0) < (rule.longest or 1)
        assert rule.most_bytes is None or rule.most_bytes >= 10**6
        if platform.size and rule.largest:
            assert platform.size.width <= rule.largest.width
            assert platform.size.height <= rule.largest.height


@pytest.mark.parametrize("name", POSTED)
def test_a_frame_of_a_platform_is_even_and_has_room(name):
    """H.264 needs it; a title has a third of each side at least."""
    platform = POSTED[name].platform
    if platform.size:
        assert platform.size.width % 2 == platform.size.height % 2 == 0
    safe = platform.safe
    assert safe.top + safe.bottom <= 2 / 3
    assert safe.left + safe.right <= 2 / 3
    assert min(safe.top, safe.right, safe.bottom, safe.left) >= 0


@pytest.mark.parametrize("name", ["reels", "story", "square", "youtube", "shorts"])
def test_a_platform_that_takes_no_edit_list_gets_none(variant, clip, name):
    """And the index comes first; all frames are there, from 0."""
    encoding = variant(settings=preset(name).settings)
    render(encoding, clip)
    names = names_of(encoding.path)
    assert {b"edts", b"elst"}.isdisjoint(names)
    assert names.index(b"moov") < names.index(b"mdat")
    assert psnr(decoded(encoding.path), clip) >= 30


def test_other_files_have_an_edit_list(encoding, clip):
    """The oldest players need it."""
    render(encoding, clip)
    assert b"elst" in names_of(encoding.path)


def test_youtube_has_a_key_frame_every_half_second_and_two_b_frames(variant, tmp_path):
    """Each 12th of 24 frames a second at the latest; at most two B-frames together."""
    encoding = variant(settings=preset("youtube").settings, fps=Fraction(24), frames=48)
    kinds = kinds_of(join(encoding, write_segments(encoding, tmp_path / "s", (24, 24))))
    assert len(kinds) == 48
    keys = [at for at, kind in enumerate(kinds) if kind == "I"]
    assert {0, 24} <= set(keys)
    assert max(np.diff([*keys, 48])) <= 12
    assert "BB" in kinds
    assert "BBB" not in kinds


def test_whatsapp_gets_the_main_profile_without_b_frames(variant, tmp_path):
    """As its page asks for Android; the index says so too."""
    encoding = variant(settings=preset("whatsapp").settings, fps=Fraction(24), frames=48)
    path = join(encoding, write_segments(encoding, tmp_path / "s", (24, 24)))
    kinds = kinds_of(path)
    assert len(kinds) == 48
    assert set(kinds) == {"I", "P"}
    assert read_video_track(path).profile == "Main"


def test_a_limit_of_the_rate_holds_in_every_second(variant, tmp_path):
    """Noise at a low crf would take three times as much."""
    size = Size(height=180, width=320)
    noise = np.random.default_rng(3).integers(0, 256, (240, 380, 3), np.uint8)

    def frame(index):
        return np.roll(noise, (7 * index, 3 * index), (0, 1))[: size.height, : size.width].copy()

    def rates(**changes):
        h264 = replace(preset("draft").settings.h264, crf=10, **changes)
        settings = replace(preset("draft").settings, h264=h264)
        encoding = variant(settings=settings, size=size, fps=Fraction(10), frames=20)
        files = write_segments(encoding, tmp_path / "s", (10, 10), frame)
        return [file.stat().st_size * 8 / 1000 for file in files]

    assert max(rates(most_rate=1200)) < 1200 * 1.05
    assert min(rates()) > 1200 * 1.5


def test_archive_keeps_the_colour_of_every_pixel(variant):
    """Red and blue columns side by side: 20 dB with shared colours, more than 35 with their own."""
    frame = np.zeros((48, 80, 3), np.uint8)
    frame[:, ::2, 0] = frame[:, 1::2, 2] = 200
    found = {}
    for name in ("high", "archive"):
        encoding = variant(settings=preset(name).settings, frames=2, overwrite=True)
        render(encoding, [frame, frame])
        found[name] = psnr(decoded(encoding.path), np.stack([frame, frame]))
    assert found["high"] < 20
    assert found["archive"] > 35


def test_planes_of_whole_colours_are_those_of_ffmpeg():
    """Its scaler differs by roundings."""
    frame = np.random.default_rng(1).integers(0, 256, (48, 80, 3), np.uint8)
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", "80x48", "-i", "pipe:0"]
    planes = ["-vf", FROM_RGB, "-pix_fmt", "yuv444p", "-f", "rawvideo", "pipe:1"]
    # feed gives the last 8 KiB: a part of the V plane and the end of the U plane.
    theirs = np.frombuffer(feed(find_ffmpeg(), [*raw, *planes], [frame]), np.uint8)
    ours = pack_yuv444(frame)[-len(theirs) :]
    assert len(theirs) > 48 * 80
    assert np.abs(ours.astype(int) - theirs).max() <= 1


def test_any_frame_packs_whole_wherever_it_lies(clip):
    """A view of a larger picture gives the planes of its copy."""
    view = clip[0][:, 10:50]
    np.testing.assert_array_equal(pack_yuv444(view), pack_yuv444(view.copy()))
    assert pack_yuv444(view).tolist() != pack_yuv444(smooth_frame(3)[:, 10:50]).tolist()
