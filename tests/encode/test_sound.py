"""encode/sound.py: what is heard, when, how loud, and for how long; decoded back."""

import subprocess
import time
import wave
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.encode import sound as sound_module
from mosaic_anim.encode.encoding import Sound
from mosaic_anim.encode.presets import preset
from mosaic_anim.encode.sound import (
    SAMPLE_RATE,
    encoded_sound,
    require_sound,
    sound_size,
    verify_sound,
)
from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.file_identity import sha256_of
from tests.encode.conftest import smooth_frame
from tests.encode.segments import join, render, write_segments
from tests.encode.test_mp4 import described

FRAMES = 50  # 2 s
LENGTH = 2 * SAMPLE_RATE


def write_wav(path, samples, rate=44_100):
    """Write (N,) or (N, 2) samples of -1 to 1."""
    channels = np.atleast_2d(samples.T).T
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((channels * 32767).round().astype("<i2").tobytes())
    return path


def tone(seconds, *, rate=44_100, level=0.25):
    """Return a sine of 441 Hz: whole periods in every hundredth of a second."""
    return level * np.sin(2 * np.pi * 441 * np.arange(round(seconds * rate)) / rate)


def convert(path, suffix, *options):
    """Encode a sound once more, as people have it."""
    other = path.with_suffix(suffix)
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-y", "-i", path, *options, other]
    subprocess.run(command, check=True)
    return other


def heard(path):
    """Decode the sound of a video (N, 2) at 48 kHz."""
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-i", path, "-map", "0:a:0"]
    raw = subprocess.run([*command, "-f", "f32le", "-"], check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(raw, np.float32).reshape(-1, 2)


def level(samples):
    """Return the root of the mean square [dB]."""
    return 20 * np.log10(np.sqrt(np.mean(samples.astype(float) ** 2)) + 1e-9)


def first_loud(samples):
    """Return when the first loud sample is heard [s]."""
    return np.flatnonzero(np.abs(samples).max(axis=1) > 0.4)[0] / SAMPLE_RATE


@pytest.fixture
def film(variant, tmp_path):
    """Return a function that writes 2 s of video with a sound, and returns what is heard."""
    counter = iter(range(100))

    def write(sound, **changes):
        encoding = variant(
            path=tmp_path / f"film-{next(counter)}.mp4",
            **{"frames": FRAMES, "sound": sound, "settings": preset("draft").settings, **changes},
        )
        frames = [smooth_frame(0)] * encoding.frames
        return heard(render(encoding, frames))

    return write


@pytest.fixture
def click(tmp_path):
    """Write 3 s of near silence with a click at 1.5 s."""
    samples = np.full(3 * 44_100, 1e-3)
    samples[66_150:66_250] = 0.8
    return write_wav(tmp_path / "click.wav", samples)


@pytest.mark.parametrize("name", ["draft", "reels"])
@pytest.mark.parametrize(("fps", "frames"), [("30000/1001", 61), ("60", 1)])
def test_sound_ends_with_the_pictures_to_the_sample(film, tmp_path, name, fps, frames):
    """With an edit list and without one, cut or filled up with silence; one frame has 21 ms."""
    settings = preset(name).settings
    for seconds in (0.5, 5):
        sound = Sound(path=write_wav(tmp_path / f"{seconds}.wav", tone(seconds)))
        found = film(sound, settings=settings, fps=Fraction(fps), frames=frames)
        assert len(found) == max(1025, round(frames / Fraction(fps) * SAMPLE_RATE))


def test_a_sound_is_encoded_with_the_content_that_it_is_known_by(film, tmp_path, monkeypatch):
    """One that changed before, or changes while ffmpeg reads it, is refused."""
    path = write_wav(tmp_path / "a.wav", tone(3))
    sound = Sound(path=path, sha256=sha256_of(path))
    assert level(film(sound)) > -20
    old = path.read_bytes()
    path.write_bytes(old[:-2] + b"??")
    with pytest.raises(StoppedError, match=r"a\.wav: the sound changed meanwhile"):
        film(sound)
    path.write_bytes(old)
    real = sound_module.feed

    def and_back(*arguments, **options):
        write_wav(path, tone(3, level=0.1))
        real(*arguments, **options)
        path.write_bytes(old)

    monkeypatch.setattr(sound_module, "feed", and_back)
    with pytest.raises(StoppedError, match=r"a\.wav: the sound changed meanwhile"):
        film(sound)
    path.unlink()
    with pytest.raises(StoppedError, match="the sound cannot be read any more: no such file"):
        film(sound)


def test_what_is_short_is_followed_by_silence(film, tmp_path):
    """After half a second nothing is heard."""
    found = film(Sound(path=write_wav(tmp_path / "a.wav", tone(0.5))))
    assert level(found[:23_000]) > -20
    assert level(found[26_000:]) < -60


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("gain", [0.0, -6.0, 6.0])
def test_gain_is_exact(film, tmp_path, channels, gain):
    """Within 0.3 dB, in both channels; one channel is heard in both as loud as it is."""
    samples = np.stack([tone(3)] * channels, axis=-1)
    found = film(Sound(path=write_wav(tmp_path / "a.wav", samples), gain=gain))
    for channel in range(2):
        expected = 20 * np.log10(0.25 / np.sqrt(2)) + gain
        assert abs(level(found[4000:-4000, channel]) - expected) < 0.3


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        *(("draft", suffix) for suffix in (".wav", ".mp3", ".m4a", ".ogg", ".flac")),
        ("youtube", ".wav"),
    ],
)
@pytest.mark.parametrize("offset", ["0", "0.7"])
def test_a_click_is_heard_when_it_is_to_be(film, click, name, suffix, offset):
    """To the millisecond, whatever the format delays, with an edit list or without one."""
    path = click if suffix == ".wav" else convert(click, suffix)
    sound = Sound(path=path, offset=Fraction(offset))
    found = film(sound, settings=preset(name).settings)
    assert abs(first_loud(found) - (1.5 - float(offset))) < 0.002


def test_a_far_offset_is_sought(film, tmp_path):
    """Ten minutes are not decoded for it: the click is found within a frame."""
    rate = 8000
    samples = np.zeros(620 * rate)
    samples[611 * rate : 611 * rate + 40] = 0.8
    sound = Sound(path=write_wav(tmp_path / "a.wav", samples, rate), offset=Fraction(610))
    assert abs(first_loud(film(sound)) - 1) < 0.04


def test_a_loop_goes_on_without_a_gap(film, tmp_path):
    """A tenth of a second of whole periods is one tone for two seconds."""
    found = film(Sound(path=write_wav(tmp_path / "a.wav", tone(0.1)), loops=True))
    loud = [level(part) for part in np.split(found[4800:-4800], 18)]
    assert min(loud) > max(loud) - 0.3


def test_fades_rise_and_fall_evenly(film, tmp_path):
    """Half as loud in the middle of a fade; silent at its outer end."""
    path = write_wav(tmp_path / "a.wav", tone(3))
    found = film(Sound(path=path, fade_in=Fraction(1), fade_out=Fraction(1, 2)))
    whole = 20 * np.log10(0.25 / np.sqrt(2))
    assert level(found[:480]) < whole - 30
    assert abs(level(found[23_520:24_480]) - (whole - 6)) < 0.5
    assert abs(level(found[52_000:68_000]) - whole) < 0.3
    assert abs(level(found[-12_480:-11_520]) - (whole - 6)) < 0.5
    assert level(found[-480:]) < whole - 30


def test_a_fade_longer_than_the_film_is_as_long_as_it(film, tmp_path):
    """It ends silent."""
    found = film(Sound(path=write_wav(tmp_path / "a.wav", tone(3)), fade_out=Fraction(60)))
    assert level(found[-480:]) < -50
    assert level(found[:4800]) > -20


def test_silence_is_a_track(film):
    """As long as the pictures."""
    found = film(Sound())
    assert found.shape == (LENGTH, 2)
    assert not found.any()


def test_no_sound_is_no_track(encoding, clip):
    """Nothing is mapped."""
    render(encoding, clip)
    assert "Audio" not in described(encoding.path)


def test_the_track_is_what_platforms_want(variant, click):
    """AAC-LC, 48 kHz, stereo, at the rate of the preset."""
    encoding = variant(
        frames=FRAMES, sound=Sound(path=click, loops=True), settings=preset("reels").settings
    )
    render(encoding, [smooth_frame(0)] * FRAMES)
    assert "Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, stereo" in described(encoding.path)


def test_the_same_sound_is_the_same_bytes(variant, click, tmp_path):
    """Each time; another gain is other bytes."""
    segments = write_segments(variant(frames=FRAMES), tmp_path / "s", (25, 25))
    files = [
        join(
            variant(
                path=tmp_path / f"{name}.mp4", frames=FRAMES, sound=Sound(path=click, gain=gain)
            ),
            segments,
        ).read_bytes()
        for name, gain in (("a", 3.0), ("b", 3.0), ("c", 4.0))
    ]
    assert files[0] == files[1] != files[2]


def test_the_pictures_are_those_of_the_film_without_sound(variant, click, tmp_path):
    """Segments are shared: sound comes only where they are joined."""
    segments = write_segments(variant(frames=FRAMES), tmp_path / "s", (25, 25))

    def packets(sound):
        path = join(variant(frames=FRAMES, sound=sound, overwrite=True), segments)
        command = [find_ffmpeg(), "-v", "error", "-i", path, "-map", "0:v:0", "-c", "copy"]
        return subprocess.run(
            [*command, "-f", "framecrc", "-"], check=True, stdout=subprocess.PIPE
        ).stdout

    assert packets(None) == packets(Sound(path=click))


def test_a_track_never_costs_a_frame(variant, tmp_path):
    """Where ffmpeg is told how many packets to take of the sound, it may end before the last."""
    encoding = variant(frames=26, sound=Sound(), settings=preset("story").settings, overwrite=True)
    segments = write_segments(encoding, tmp_path / "s", (8, 12, 6))
    assert len({join(encoding, segments).read_bytes() for _ in range(6)}) == 1


@pytest.mark.parametrize("name", ["standard", "reels"])
def test_what_a_track_takes_is_known_before(variant, tmp_path, name):
    """Within 2 %, so that a file that has to fit does; less only where hardly anything is heard."""
    music = write_wav(tmp_path / "a.wav", tone(3))
    encoding = variant(frames=150, settings=preset(name).settings, overwrite=True)
    segments = write_segments(encoding, tmp_path / "s", (150,), lambda _: smooth_frame(0))
    bare = join(encoding, segments).stat().st_size
    for sound in (Sound(), Sound(path=music, loops=True)):
        heard = replace(encoding, sound=sound)
        taken = join(heard, segments).stat().st_size - bare
        assert abs(sound_size(heard) - taken) <= 0.02 * taken + 200


def test_nothing_that_the_sound_tells_of_itself_goes_through(variant, tmp_path, clip):
    """No artist, place, language, chapter, or cover picture; the title is the scene's."""
    picture = tmp_path / "cover.png"
    Image.fromarray(clip[0]).save(picture)
    chapters = tmp_path / "chapters.txt"
    chapters.write_text(
        ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=Secret chapter\n"
    )
    tagged = convert(
        write_wav(tmp_path / "a.wav", tone(3)),
        ".m4a",
        *("-i", picture, "-i", chapters, "-map", "0:a", "-map", "1:v", "-map_chapters", "2"),
        *("-c:v", "png", "-disposition:v:0", "attached_pic"),
        *("-metadata", "artist=Secret artist", "-metadata", "title=Secret title"),
        *("-metadata", "location=+47.6-122.3/", "-metadata", "comment=Secret comment"),
        *("-metadata:s:a:0", "language=ger", "-metadata:s:a:0", "handler_name=Secret handler"),
    )
    assert b"Secret artist" in tagged.read_bytes()
    encoding = variant(sound=Sound(path=tagged))
    render(encoding, clip)
    content = encoding.path.read_bytes()
    assert b"Secret" not in content
    assert b"+47.6" not in content
    said = described(encoding.path)
    assert said.count("Stream #0") == 2
    assert "Chapter" not in said
    assert "ger" not in said
    assert "title           : A clip" in said


def _text(path):
    path.write_text("This is no sound at all.\n" * 100)


def _picture(path):
    Image.fromarray(smooth_frame(0)).save(path, format="PNG")


def _jpeg(path):
    Image.fromarray(smooth_frame(0)).save(path, format="JPEG")


def _playlist(path):
    path.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n")


def _concat(path):
    write_wav(path.with_name("inner.wav"), tone(0.2))
    path.write_text("ffconcat version 1.0\nfile inner.wav\n")


def _session(path):
    path.write_text("v=0\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 96\n")


def _noise(path):
    path.write_bytes(np.random.default_rng(1).bytes(50_000))


def _empty(path):
    path.touch()


def _cut(path):
    path.write_bytes(write_wav(path, tone(1)).read_bytes()[:30])


@pytest.mark.parametrize(
    "make", [_text, _picture, _jpeg, _playlist, _concat, _session, _noise, _empty, _cut]
)
@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".m3u8"])
def test_what_is_no_sound_is_refused(tmp_path, make, suffix):
    """Before anything is drawn, whatever its name says."""
    path = tmp_path / f"tune{suffix}"
    make(path)
    with pytest.raises(CannotStartError, match=r"s\.yaml:3:8: no sound can be read .*take a WAV"):
        require_sound(Sound(path=path), place="s.yaml:3:8")


def test_a_video_without_sound_is_refused(encoding, clip):
    """It has nothing to be heard."""
    render(encoding, clip)
    with pytest.raises(CannotStartError, match=r"no sound can be read from 'clip\.mp4'"):
        require_sound(Sound(path=encoding.path))


def test_a_name_that_ffmpeg_would_take_for_an_address_is_a_name(tmp_path, monkeypatch):
    """No `concat:`, no `-option`, no socket."""
    monkeypatch.chdir(tmp_path)
    for name in ("-y.wav", "concat:a|b.wav", "http:a.wav", "%03d.wav"):
        require_sound(Sound(path=write_wav(tmp_path / name, tone(0.2)).relative_to(tmp_path)))


def test_an_offset_behind_the_end_is_refused(tmp_path):
    """Even where it is looped: nothing would be heard first."""
    path = write_wav(tmp_path / "a.wav", tone(1))
    require_sound(Sound(path=path, offset=Fraction(9, 10)))
    with pytest.raises(CannotStartError, match=r"ends before its offset of 1\.5s"):
        require_sound(Sound(path=path, offset=Fraction(3, 2), loops=True))


def test_ten_hours_are_cut_quickly(film, tmp_path):
    """A file of nothing but holes: 2 s are taken from its middle."""
    path = write_wav(tmp_path / "long.wav", tone(1), 8000)
    size = 10 * 3600 * 8000 * 2
    head = bytearray(path.read_bytes()[:44])
    head[4:8] = (size + 36).to_bytes(4, "little")
    head[40:44] = size.to_bytes(4, "little")
    path.write_bytes(head)
    with path.open("r+b") as file:
        file.truncate(size + 44)
    sound = Sound(path=path, offset=Fraction(5 * 3600))
    begun = time.monotonic()
    require_sound(sound)
    assert film(sound).shape == (LENGTH, 2)
    assert time.monotonic() - begun < 10


def test_a_sound_that_has_gone_meanwhile_stops_the_join(variant, tmp_path):
    """Nothing is written without it."""
    sound = Sound(path=tmp_path / "gone.wav")
    with pytest.raises(StoppedError, match="No such file"), encoded_sound(variant(sound=sound)):
        pass


def test_a_file_without_its_sound_is_not_taken_for_good(encoding, variant, clip):
    """The track is looked for, and its end compared with the pictures'."""
    render(encoding, clip)
    with pytest.raises(StoppedError, match=r"0\.000 s of sound for 6 frames"):
        verify_sound(encoding.path, variant(sound=Sound()))
    longer = variant(sound=Sound(), overwrite=True)
    render(longer, clip)
    verify_sound(encoding.path, longer)
    with pytest.raises(StoppedError, match=r"0\.240 s of sound for 9 frames"):
        verify_sound(encoding.path, variant(sound=Sound(), frames=9))


def test_sound_of_another_kind_is_reported_with_another_ffmpeg(variant, clip, tmp_path):
    """One channel where two were asked for: the same ffmpeg would write it again."""
    heard = variant(sound=Sound())
    render(heard, clip)
    mono = tmp_path / "mono.mp4"
    command = [find_ffmpeg(), "-v", "error", "-i", heard.path, "-c:v", "copy", "-ac", "1", mono]
    subprocess.run(command, check=True)
    with pytest.raises(StoppedError, match=r"mono instead of aac 48000 stereo .*complete ffmpeg"):
        verify_sound(mono, heard)
