"""`--open`: the result is shown by the system's viewer, and nothing depends on that."""

import os
import sys
import time
from pathlib import Path

import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.io import viewer


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every command in an empty folder, on a system like Linux."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")


def draw(scene_file: Path) -> int:
    """Draw a still and ask for it to be shown."""
    return run(["still", str(scene_file), "-o", "still.png", "--open", "--quiet"])


@pytest.mark.skipif(os.name == "nt", reason="the viewer here is a shell script")
@pytest.mark.parametrize(("platform", "program"), [("linux", "xdg-open"), ("darwin", "open")])
def test_the_viewer_gets_the_file_and_is_not_waited_for(
    scene_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, program: str
) -> None:
    """A viewer may stay open for hours."""
    script = tmp_path / "bin" / program
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/shown\nsleep 60\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    assert draw(scene_file) == ExitCode.DONE
    (process,) = viewer._started
    try:
        assert process.poll() is None
        deadline = time.monotonic() + 30
        while not (tmp_path / "shown").is_file() or not (tmp_path / "shown").read_text():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert (tmp_path / "shown").read_text() == f"{tmp_path / 'still.png'}\n"
    finally:
        os.killpg(process.pid, 9)
        process.wait()
        viewer._started.clear()


def test_every_command_that_makes_something_shows_it(
    scene_file: Path, photo_folder: Path, cover_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file; of numbered pictures, the folder."""
    shown: list[Path] = []
    monkeypatch.setattr(viewer, "show_file", shown.append)
    library = ["--library", str(photo_folder)]
    build = ["build", str(cover_file), *library, "--columns", "12"]
    best = ["--set", "timeline.dive.camera.to={cell: best}"]
    scene = str(scene_file)
    for command in (
        ["render", scene],
        ["render", scene, "-o", "frames/####.png", "--frames", "0..2"],
        ["still", scene, "-o", "still.png"],
        ["sheet", scene, "-o", "sheet.png", "--frames", "2"],
        ["landings", scene, *best, "-o", "landings.png", "--count", "2"],
        [*build, "-o", "mosaic.png", "--placement", "p.npz", "--cell-width", "4"],
        [*build, "--report", "report.html"],
    ):
        assert run([*command, "--open", "--quiet"]) == ExitCode.DONE
    names = ["dive.mp4", "frames", "still.png", "sheet.png", "landings.png", "mosaic.png"]
    assert [path.name for path in shown] == [*names, "report.html"]


def test_windows_opens_it_as_a_double_click_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the association of its suffix."""
    shown = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "startfile", shown.append, raising=False)
    viewer.show_file(Path("film.mp4"))
    assert shown == [tmp_path / "film.mp4"]


@pytest.mark.parametrize(
    ("screen", "reason"),
    [("", "this machine shows no windows"), (":0", "xdg-open is not installed")],
)
def test_without_a_viewer_a_note_says_so(
    scene_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    screen: str,
    reason: str,
) -> None:
    """The picture is there all the same."""
    monkeypatch.setenv("DISPLAY", screen)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("PATH", "")
    assert draw(scene_file) == ExitCode.DONE
    assert capsys.readouterr().err == f"note: still.png cannot be shown here: {reason}\n"
    assert Path("still.png").is_file()


def test_a_viewer_that_cannot_be_started_is_a_note(
    scene_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the system says."""
    monkeypatch.setattr(viewer, "_viewer", lambda: "/nowhere/at-all")
    assert draw(scene_file) == ExitCode.DONE
    assert "cannot be shown here: No such file or directory" in capsys.readouterr().err
