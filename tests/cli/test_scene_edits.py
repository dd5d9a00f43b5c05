"""`--cover` and `--library`: one's own photos in a scene, by every command that takes a scene."""

import shutil
from pathlib import Path

import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode

SCENE = """\
mosaic_anim: 1
frame: {size: 64x36, fps: 4}
mosaic: {cover: demo, library: demo, columns: 12, match: {repeat_distance: 0}}
timeline: [{duration: 500ms}]
outputs: [{file: out/film.mp4, preset: draft}]
"""

COMMANDS = {
    "render": ["--quiet"],
    "still": ["-o", "still.png", "--quiet"],
    "sheet": ["-o", "sheet.png", "--frames", "2", "--quiet"],
    "check": [],
    "estimate": ["--quick", "--quiet"],
}


@pytest.fixture
def own(
    tmp_path: Path, photo_folder: Path, cover_file: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Return the options of one's own cover and photos, which lie in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("film.yaml").write_text(SCENE, encoding="utf-8")
    shutil.copytree(photo_folder, "Pictures")
    shutil.copy(cover_file, "me.png")
    return ["--cover", "me.png", "--library", "Pictures"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_a_cover_and_a_library(
    own: list[str], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo is not even looked at."""
    monkeypatch.setattr("mosaic_anim.demo.demo_cover", lambda: pytest.fail("the demo's cover"))
    assert run([command, "film.yaml", *own, *COMMANDS[command]]) == ExitCode.DONE


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_cover_that_is_not_there(
    own: list[str], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the words of the command line."""
    own[1] = "nix.png"
    assert run([command, "film.yaml", *own, *COMMANDS[command]]) == ExitCode.INVALID
    assert capsys.readouterr().err == (
        "error: --cover: no such picture: 'nix.png' — the path is relative to the current folder\n"
    )


def test_a_cover_is_what_setting_it_by_its_key_is(own: list[str]) -> None:
    """The same film, which is not made again."""
    sets = ["--set", "mosaic.cover=me.png", "--set", "mosaic.library=Pictures"]
    assert run(["render", "film.yaml", *sets, "--quiet"]) == ExitCode.DONE
    before = Path("out/film.mp4").stat().st_mtime_ns
    assert run(["render", "film.yaml", *own, "--quiet"]) == ExitCode.DONE
    assert Path("out/film.mp4").stat().st_mtime_ns == before
