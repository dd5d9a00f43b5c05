"""`check` and `render`: warnings of broken rules, and `--strict`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode


@pytest.fixture
def short_story(scene_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Let the scene of one second be a story, upright and small."""
    monkeypatch.chdir(tmp_path)
    text = scene_file.read_text(encoding="utf-8")
    text = text.replace("preset: draft", "preset: story, size: 54x96, fps: 25")
    scene_file.write_text(text, encoding="utf-8")
    return str(scene_file)


@pytest.fixture
def opening(cover_file: Path, photo_folder: Path, tmp_path: Path) -> Callable[[str], str]:
    """Return a function that writes a square scene with a camera and returns its file."""

    def write(camera: str) -> str:
        scene = tmp_path / "dive.yaml"
        scene.write_text(
            f"mosaic_anim: 1\nframe: {{size: 90x90}}\n"
            f"mosaic: {{cover: {cover_file}, library: {photo_folder}}}\n"
            f"timeline: [{{duration: 1s, camera: {camera}}}]\n",
            encoding="utf-8",
        )
        return str(scene)

    return write


@pytest.mark.parametrize("command", ["still", "sheet", "landings", "render"])
def test_rules_that_the_photos_cannot_keep_are_reported(
    command: str, scene_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By all commands that match photos and draw them, in one line."""
    text = scene_file.read_text(encoding="utf-8")
    text = text.replace("repeat_distance: 1", "repeat_distance: 9").replace("[4, 9]", "best")
    scene_file.write_text(text, encoding="utf-8")
    suffix = "mp4" if command == "render" else "png"
    arguments = [command, str(scene_file), "-o", str(tmp_path / f"a.{suffix}"), "--quiet"]
    assert run(arguments) == ExitCode.DONE
    assert "note: " in (told := capsys.readouterr().err)
    assert "repeat_distance" in told


def test_check_warns_and_ends_well(short_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each rule, on standard error; what the scene makes on standard output."""
    assert run(["check", short_story]) == ExitCode.DONE
    captured = capsys.readouterr()
    warning, note = captured.err.splitlines()
    assert warning.startswith("warning: ")
    assert "dive.yaml:10:12: story takes no less than 3s — this is 1.0s: make it longer" in warning
    assert note.endswith("story wants a sound track: a silent one is added")
    assert captured.out.startswith(f"{short_story}: good\n")


def test_a_strict_check_refuses(short_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, the same lines as errors."""
    assert run(["check", short_story, "--strict"]) == ExitCode.INVALID
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert "story takes no less than 3s" in captured.err
    assert not captured.out


def test_a_strict_render_draws_nothing(
    short_story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 before anything else."""
    assert run(["render", short_story, "--strict", "--quiet"]) == ExitCode.INVALID
    assert "story takes no less than 3s" in capsys.readouterr().err
    assert not Path("dive.mp4").exists()


def test_a_render_warns_and_goes_on(short_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is written."""
    assert run(["render", short_story, "--quiet"]) == ExitCode.DONE
    assert "warning: " in capsys.readouterr().err
    assert Path("dive.mp4").exists()


@pytest.mark.parametrize(
    ("camera", "warned"),
    [
        ("{to: all, fit: cover}", "dive.yaml:4:50: the opening hides 44% of the cover"),
        ("{from: all, to: {cell: best}, fit: cover}", "the opening hides 44% of the cover"),
        ("{to: {cell: best}, fit: cover}", ""),
        ("{from: {cell: best}, to: all}", ""),
        ("{keyframes: [{at: 0s, to: all, fit: cover}]}", "the opening hides 44% of the cover"),
        ("{keyframes: [{at: 0s, to: all}], fit: contain}", ""),
        ("{keyframes: [{at: 0s, to: all}, {at: 100%, to: all, fit: cover}]}", ""),
        ("{from: all, to: all, fit: 0.9}", "dive.yaml:4:61: the opening hides 44% of the cover"),
        ("{from: all, to: all, fit: 0.9, background: show}", ""),
    ],
)
def test_an_opening_that_hides_much_of_the_cover_is_reported(
    opening: Callable[[str], str], capsys: pytest.CaptureFixture[str], camera: str, warned: str
) -> None:
    """With the place of the word that hides it, and what shows all of it."""
    assert run(["check", opening(camera)]) == ExitCode.DONE
    err = capsys.readouterr().err
    assert warned in err
    assert ("fit: contain shows all of it" in err) == bool(warned)
    assert len(err.splitlines()) == bool(warned)


def test_a_scene_that_keeps_the_rules_is_strictly_good(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is reported."""
    assert run(["check", str(scene_file), "--strict"]) == ExitCode.DONE
    assert not capsys.readouterr().err


@pytest.mark.parametrize("key", ["outputs[0].fps", "frame.fps"])
def test_a_gif_takes_the_nearest_rate_and_says_so(
    scene_file: Path, key: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A note with the place, and no warning: `--strict` does not refuse it."""
    monkeypatch.chdir(scene_file.parent)
    sets = ["--set", "outputs[0].file=dive.gif", "--set", f"{key}=15"]
    for command in (["check"], ["render", "--quiet"]):
        assert run([*command, str(scene_file), *sets, "--strict"]) == ExitCode.DONE
        captured = capsys.readouterr()
        assert captured.err == (
            f"note: --set {key}: GIF cannot play 15 frames a second: 14.29 is the nearest "
            "that it can — it plays 100/n, at most 50\n"
        )
    with Image.open("dive.gif") as gif:
        assert gif.info["duration"] % 70 == 0
