"""encode/mov, encode/webm: decoded back, a film is what it is to be, and says so of itself."""

import re
import subprocess
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.encoding import Sound
from mosaic_anim.encode.formats import FORMATS, format_of
from mosaic_anim.encode.mp4 import video_track as mov_track
from mosaic_anim.encode.presets import preset
from mosaic_anim.encode.settings import Settings
from mosaic_anim.encode.sound import SAMPLE_RATE
from mosaic_anim.encode.webm import video_track as webm_track
from mosaic_anim.encode.webm.ebml import is_whole
from mosaic_anim.errors import CannotStartError, StoppedError, UsageError
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.ffmpeg_media import probe
from mosaic_anim.values.geometry import Size
from tests.decoding import decoded
from tests.encode.segments import join, render, write_segments
from tests.encode.test_mp4 import described, psnr
from tests.encode.test_sound import heard, level, tone, write_wav
from tests.fake_ffmpeg import write_fake

PRORES = Settings(mov_codec="prores")
FILMS = {"h264.mov": Settings(), "prores.mov": PRORES, "vp9.webm": Settings()}


@pytest.fixture(params=FILMS)
def film(variant, tmp_path, request):
    """Describe a film of each format and codec."""
    return variant(path=tmp_path / request.param, settings=FILMS[request.param])


def test_a_decoded_film_has_the_frames_and_their_colours(film, clip):
    """Count and size are right; a smooth clip keeps 35 dB, and ProRes 45."""
    render(film, clip)
    found = decoded(film.path)
    assert found.shape == clip.shape
    assert psnr(found, clip) >= (45 if film.settings is PRORES else 35)


@pytest.mark.parametrize("name", ["draft", "high", "archive"])
def test_every_quality_makes_a_webm(variant, clip, tmp_path, name):
    """The better, the larger."""
    chosen = variant(path=tmp_path / "a.webm", settings=preset(name).settings)
    assert psnr(decoded(render(chosen, clip)), clip) >= 30
    standard = variant(path=tmp_path / "b.webm")
    is_larger = chosen.path.stat().st_size > render(standard, clip).stat().st_size
    assert is_larger == (name != "draft")


def test_a_film_says_what_it_is(film, clip):
    """Codec, BT.709 limited range, square pixels, title; the comment is read without ffmpeg."""
    render(film, clip)
    said = described(film.path)
    codec = {
        "h264.mov": r"h264 \(High\).*yuv420p",
        "prores.mov": r"prores \(4444\).*yuv444p1",
        "vp9.webm": r"vp9 \(Profile 0\).*yuv420p",
    }[film.path.name]
    assert re.search(rf"{codec}.*\(tv, bt709.*80x48.*SAR 1:1", said)
    assert re.search(r"title +: A clip", said, re.IGNORECASE)
    assert read_comment(film.path) == film.comment
    assert [kind.has_signature(film.path.read_bytes()[:12]) for kind in FORMATS.values()].count(
        True
    ) == 1


@pytest.mark.parametrize("fps", ["30000/1001", "60", "1/2", "16.67", "237"])
def test_a_rate_is_read_back_as_it_was_asked_for(film, clip, fps):
    """Of 237 frames a second each comes at the millisecond that is nearest; a MOV is exact."""
    film = replace(film, fps=Fraction(fps))
    render(film, clip)
    if film.path.suffix == ".webm":
        track = webm_track.read_video_track(film.path)
        assert track.frame_time == int(10**9 / film.fps)
        listed = subprocess.run(
            [find_ffmpeg(), "-v", "quiet", "-i", film.path, "-c", "copy", "-f", "framecrc", "-"],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        rows = [line.split(",") for line in listed.splitlines() if not line.startswith("#")]
        times = [int(row[2]) for row in rows]
        assert times == [round(n / film.fps * 1000) for n in range(len(clip))]
    else:
        assert mov_track.read_video_track(film.path).rate == film.fps
        assert probe(find_ffmpeg(), film.path).duration == len(clip) / film.fps


@pytest.mark.parametrize("fps", ["1000", "30.0001"])
def test_a_rate_that_a_webm_cannot_hold_is_refused(variant, tmp_path, fps):
    """With one that it can."""
    encoding = variant(path=tmp_path / "a.webm", fps=Fraction(fps))
    kind = format_of(encoding.path)
    with pytest.raises(UsageError, match=r"a WebM cannot hold exactly .* — write (500|30)"):
        kind.check(replace(encoding, fps=Fraction(fps) + Fraction(1, 10**9)))


def test_odd_sides_are_refused_by_name(film):
    """As they are for an MP4."""
    with pytest.raises(UsageError, match=r"a (MOV|WebM) needs an even width .* 46x48 or 48x48"):
        format_of(film.path).check(replace(film, size=Size(height=48, width=47)))


@pytest.mark.parametrize("suffix", [".mov", ".webm"])
def test_sound_is_heard_as_long_as_the_pictures(variant, tmp_path, suffix):
    """AAC or Opus, as loud as it was."""
    sound = Sound(path=write_wav(tmp_path / "a.wav", tone(5)))
    encoding = variant(path=tmp_path / f"a{suffix}", frames=50, sound=sound)
    found = heard(render(encoding, [np.zeros((48, 80, 3), np.uint8)] * 50))
    assert abs(len(found) / SAMPLE_RATE - 2) < 0.05
    assert abs(level(found[SAMPLE_RATE // 2 : SAMPLE_RATE]) - level(tone(1))) < 0.5
    assert ("opus" if suffix == ".webm" else "aac") in described(encoding.path)


def test_an_ffmpeg_without_the_encoder_is_refused(film, clip, tmp_path, monkeypatch):
    """By the encoder's name, with what to do."""
    fake = write_fake(tmp_path, "has no x264", find_ffmpeg())
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(fake))
    name = format_of(film.path).encoder_for(film.settings)
    with pytest.raises(CannotStartError, match=f"this ffmpeg has no {name} — install imageio-ff"):
        write_segments(film, tmp_path / "segments", (1,), clip.__getitem__)


def test_another_codec_than_asked_for_is_found(variant, clip, tmp_path):
    """A segment of H.264 is none of ProRes."""
    encoding = variant(path=tmp_path / "a.mov")
    segments = write_segments(encoding, tmp_path / "s", (6,), clip.__getitem__)
    with pytest.raises(StoppedError, match="h264 80x48 instead of prores 80x48"):
        join(replace(encoding, settings=PRORES), segments)


def test_any_cut_of_a_webm_is_seen(variant, clip, tmp_path):
    """Wherever it ends, it is not whole; and no cut crashes what reads it."""
    path = render(variant(path=tmp_path / "a.webm"), clip)
    data = path.read_bytes()
    assert is_whole(path)
    for length in range(0, len(data), 7):
        path.write_bytes(data[:length])
        assert not is_whole(path)
        read_comment(path)
        for read in (webm_track.read_video_track, webm_track.count_frames):
            try:
                read(path)
            except webm_track.NoVideoError:
                continue
