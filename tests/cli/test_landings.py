"""`mosaic-anim landings`: the best photos, each with the option that lands there."""

import re
import shlex
from pathlib import Path

import pytest
from PIL import Image

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode


@pytest.fixture
def best_scene(scene_file: Path) -> Path:
    """Let the scene's camera go to the best cell, and to a variable."""
    text = scene_file.read_text(encoding="utf-8").replace("[4, 9]", "best")
    scene_file.write_text(text, encoding="utf-8")
    return scene_file


def choices(output: str) -> dict[int, tuple[str, str]]:
    """Return where each rank lands, and the option that chooses it."""
    lines = re.findall(r"^ *(\d+)  (\S+, cell \[\d+, \d+\]):  (.*)$", output, re.MULTILINE)
    return {int(rank): (where, option) for rank, where, option in lines}


@pytest.mark.parametrize("named", [False, True])
def test_each_option_lands_where_it_says(
    best_scene: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], named: bool
) -> None:
    """A rank in the target, or in the variable that holds it."""
    if named:
        text = best_scene.read_text(encoding="utf-8").replace("{cell: best}", "$first")
        best_scene.write_text(f"{text}vars: {{first: {{cell: best}}}}\n", encoding="utf-8")
    sheet = tmp_path / "landings.png"
    assert run(["landings", str(best_scene), "-o", str(sheet), "--quiet"]) == ExitCode.DONE
    found = choices(capsys.readouterr().out)
    assert list(found) == list(range(1, 13))
    with Image.open(sheet) as picture:
        assert picture.width > 640
    where, option = found[5]
    assert option.startswith("--var" if named else "--set timeline.dive.camera.to.rank=5")
    assert run(["check", str(best_scene), "--full", "--quiet", *shlex.split(option)]) == 0
    assert f"dive lands on {where}" in capsys.readouterr().out


def test_a_scene_without_a_best_cell_is_a_usage_error(
    scene_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing to choose."""
    arguments = ["landings", str(scene_file), "-o", str(tmp_path / "a.png"), "--quiet"]
    assert run(arguments) == ExitCode.INVALID
    assert "no camera of this scene goes to a best cell — write a clip" in capsys.readouterr().err
