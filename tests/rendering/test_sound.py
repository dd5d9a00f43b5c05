"""What is heard in the files of a scene."""

import hashlib
import os
import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.encode.encoding import Sound
from mosaic_anim.errors import CannotStartError, ExitCode, StoppedError
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.rendering.api import RenderOptions, render
from mosaic_anim.rendering.sound import require_sounds, sound_of
from mosaic_anim.scene.model import Scene
from tests.encode.test_sound import SAMPLE_RATE, convert, first_loud, heard, tone, write_wav


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path, monkeypatch):
    """Work in an empty folder with a tune in it."""
    monkeypatch.chdir(tmp_path)
    write_wav(tmp_path / "tune.wav", tone(3))


@pytest.fixture
def sounding(scene_file):
    """Return a function that adds a sound and outputs to the scene, and loads it."""

    def load(outputs, sound="sound: {file: tune.wav, offset: 500ms, gain: -3, loop: true}\n"):
        head = scene_file.read_text(encoding="utf-8").split("outputs:")[0].split("sound:")[0]
        scene_file.write_text(f"{head}{sound}outputs: {outputs}\n", encoding="utf-8")
        return Scene.load(scene_file)

    return load


def described(path):
    command = [find_ffmpeg(), "-hide_banner", "-i", path]
    return subprocess.run(command, check=False, capture_output=True, text=True).stderr


def test_an_mp4_hears_the_sound_of_the_scene(sounding):
    """With its offset, gain and content; the path does not name it."""
    scene = sounding("[{file: a.mp4}]")
    found = sound_of(scene, scene.outputs[0])
    assert found == Sound(
        path=Path("tune.wav").absolute(),
        sha256=hashlib.sha256(Path("tune.wav").read_bytes()).hexdigest(),
        offset=Fraction(1, 2),
        gain=-3.0,
        loops=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="elsewhere no time tells of it")
def test_a_sound_edited_unseen_is_another_sound(sounding):
    """With the size and the time of the old one, in one process."""
    scene = sounding("[{file: a.mp4}]")
    path = Path("tune.wav")
    before, status = sound_of(scene, scene.outputs[0]), path.stat()
    write_wav(path, tone(3, level=0.1))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    after = sound_of(scene, scene.outputs[0])
    assert after.sha256 == sha256_of(path) != before.sha256


def test_a_sound_edited_while_frames_are_drawn_stops_the_render(sounding):
    """Nothing is written; the same command then takes the new sound, with all segments there."""
    scene = sounding("[{file: a.mp4, preset: draft}]")
    options = RenderOptions(segments=Path("segments"))

    def edit(what, done, total):
        if what.startswith("drawing") and done == total:
            write_wav(Path("tune.wav"), tone(3, level=0.1))

    with pytest.raises(StoppedError, match=r"tune\.wav: the sound changed meanwhile"):
        render(scene, options=options, progress=edit)
    assert not Path("a.mp4").exists()
    (file,) = render(scene, options=options)
    assert file.drawn == 0
    assert np.abs(heard(file.path)).max() < 0.15


def test_who_hears_what(sounding):
    """GIF and WebP nothing; a platform that wants a track gets silence where there is no sound."""
    scene = sounding(
        "[{file: a.gif}, {file: a.webp}, {file: b.mp4, sound: false}, "
        "{file: c.mp4, preset: reels, sound: false}, {file: d.mp4, preset: reels}]"
    )
    found = [sound_of(scene, output) for output in scene.outputs]
    assert found[:4] == [None, None, None, Sound()]
    assert found[4].path is not None
    silent = sounding("[{file: a.mp4}, {file: b.mp4, preset: story}]", sound="")
    assert [sound_of(silent, output) for output in silent.outputs] == [None, Sound()]


def test_what_is_no_sound_is_refused_where_it_is_named(sounding):
    """With file, line and column; a GIF does not ask."""
    Path("tune.wav").write_text("no sound\n")
    scene = sounding("[{file: a.mp4}]")
    with pytest.raises(CannotStartError, match=r"dive\.yaml:9:15: no sound can be read"):
        require_sounds(scene, scene.outputs)
    silent = sounding("[{file: a.gif}]")
    require_sounds(silent, silent.outputs)


def test_rendering_with_what_is_no_sound_ends_at_once(sounding, scene_file, capsys):
    """Exit 4, nothing drawn, nothing written."""
    Path("tune.wav").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    sounding("[{file: a.mp4}]")
    assert run(["render", str(scene_file), "--quiet"]) == ExitCode.CANNOT_START
    assert "no sound can be read from 'tune.wav'" in capsys.readouterr().err
    assert not Path("a.mp4").exists()


def test_a_missing_sound_is_an_error_of_the_scene(sounding, scene_file, capsys):
    """Exit 2 with its place."""
    sounding("[{file: a.mp4}]")
    Path("tune.wav").unlink()
    assert run(["render", str(scene_file), "--quiet"]) == ExitCode.INVALID
    assert "dive.yaml:9:15: no such sound: 'tune.wav'" in capsys.readouterr().err


def test_a_rendered_film_has_its_sound(sounding, scene_file):
    """A click at 0.9 s of the file is heard 0.4 s after the first frame, at the frame that is on.

    10 frames at 10 a second are 1 s.
    """
    samples = np.full(3 * 44_100, 1e-3)
    samples[39_690:39_790] = 0.8
    write_wav(Path("tune.wav"), samples)
    sounding("[{file: a.mp4, preset: draft}]", sound="sound: {file: tune.wav, offset: 500ms}\n")
    assert run(["render", str(scene_file), "--quiet"]) == ExitCode.DONE
    found = heard("a.mp4")
    assert len(found) == SAMPLE_RATE
    assert abs(first_loud(found) - 0.4) < 0.002


def test_another_sound_is_another_film_of_the_same_segments(sounding, scene_file, capsys):
    """The same content elsewhere is the same film; another gain joins the segments anew."""
    sounding("[{file: a.mp4, preset: draft}]")
    assert run(["render", str(scene_file), "--quiet"]) == ExitCode.DONE
    Path("tune.wav").rename("moved.wav")
    again = ["render", str(scene_file), "--quiet", "--set", "sound.file=moved.wav"]
    assert run(again) == ExitCode.DONE
    assert "already done" in capsys.readouterr().out
    louder = [*again, "--set", "sound.gain=2"]
    assert run(louder) == ExitCode.CANNOT_START
    assert run([*louder, "--overwrite"]) == ExitCode.DONE
    assert "0 of" in capsys.readouterr().out


def test_no_word_of_photos_or_sound_is_in_the_film(sounding, scene_file, photo_folder):
    """Title and comment are the scene's; who took the photos and where stays with them."""
    convert(Path("tune.wav"), ".mp3", "-metadata", "artist=Secret artist")
    sounding("[{file: a.mp4, preset: draft}]", sound="sound: {file: tune.mp3}\n")
    assert run(["render", str(scene_file), "--quiet"]) == ExitCode.DONE
    said = described("a.mp4")
    assert "title           : dive" in said
    assert "comment         : mosaic_anim 0." in said
    content = Path("a.mp4").read_bytes()
    for secret in (b"Secret", b"photo-0", bytes(photo_folder), b"Lavf"):
        assert secret not in content
