"""Names that no file can have: a clear line and the right exit code, wherever they are given."""

import shutil
from pathlib import Path

import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode

COMMANDS = {
    "render": "render {}.yaml",
    "render without suffix": "render {}",
    "render -o": "render scene.yaml -o {}.gif",
    "render to a sequence": "render scene.yaml -o {}-####.png",
    "render --set": "render scene.yaml --set outputs.0.file={}.gif",
    "poster": "render scene.yaml --set outputs.0.poster.at=0s --set outputs.0.poster.file={}.jpg",
    "cover": "render scene.yaml --set mosaic.cover={}.png",
    "library": "render scene.yaml --set mosaic.library={}",
    "placement": "render scene.yaml --set mosaic.placement={}",
    "segments": "render scene.yaml -o new.gif --segments {}",
    "join": "join scene.yaml -o {}.gif",
    "still": "still scene.yaml -o {}.png",
    "sheet": "sheet scene.yaml -o {}.png",
    "check": "check {}.yaml",
    "check without suffix": "check {}",
    "estimate": "estimate {}.yaml",
    "new": "new zoom-in {}.yaml",
    "new in a folder": "new zoom-in {}/scene.yaml",
    "new of a kind": "new {} scene-2.yaml",
    "index": "index {}",
    "index --index": "index photos --index {}",
    "build": "build {}.png --library photos -o m.png",
    "build --library": "build cover.png --library {} -o m.png",
    "build -o": "build cover.png --library photos --columns 8 -o {}.png",
    "build --placement": "build cover.png --library photos --columns 8 --placement {}.npz",
    "where": "where {}.npz photo-00",
    "where -o": "where p.npz photo-00 -o {}.png",
    "where --library": "where p.npz photo-00 --library {}",
    "where a photo": "where p.npz {}",
}
NAMES = {
    "long": "x" * 300,
    "long in a folder": f"out/{'x' * 300}",
    "long folder": f"{'x' * 300}/x",
    "long beyond ASCII": "ü" * 140,
    "very long": "/".join(["x" * 200] * 40),
}


@pytest.fixture(scope="module")
def placed(tmp_path_factory, photo_folder, cover_file):
    """Make a placement."""
    path = tmp_path_factory.mktemp("placed") / "p.npz"
    command = ["build", str(cover_file), "--library", str(photo_folder), "--columns", "8"]
    assert run([*command, "--placement", str(path), "--quiet"]) == ExitCode.DONE
    return path


@pytest.fixture
def folder(tmp_path, placed, scene_file, photo_folder, monkeypatch):
    """Stand in a folder with an input of each kind."""
    monkeypatch.chdir(tmp_path)
    scene_file.rename("scene.yaml")
    Path("photos").symlink_to(photo_folder)
    shutil.copy(next(photo_folder.iterdir()), "cover.png")
    Path("p.npz").write_bytes(placed.read_bytes())
    return tmp_path


def files_in(folder):
    """List all files of a folder."""
    return sorted(path for path in folder.rglob("*") if not path.is_dir())


@pytest.mark.parametrize("command", COMMANDS)
def test_an_impossible_name_is_one_line_and_no_bug(folder, command, capsys):
    """Exit 2 or 4, and no file is written."""
    before = files_in(folder)
    for name in NAMES.values():
        arguments = [argument.format(name) for argument in COMMANDS[command].split()]
        quiet = ["--quiet"] if arguments[0] not in {"check", "new"} else []
        code = run([*arguments, *quiet])
        told = capsys.readouterr().err.splitlines()
        assert code in {ExitCode.INVALID, ExitCode.CANNOT_START}, (name, told)
        assert len(told) == 1, told
        assert told[0].startswith("error: ")
        assert len(told[0]) <= 210
        assert "internal error" not in told[0]
        assert files_in(folder) == before


@pytest.mark.parametrize(
    "command",
    [
        "render scene.yaml -o {}.mp4",
        "render scene.yaml -o {}.gif",
        "render scene.yaml -o {}.jpg",
        "render scene.yaml --frames 0..2 -o {}#.png",
        "still scene.yaml -o {}.png",
        "build cover.png --library photos --columns 8 --cell-width 4 -o {}.tif",
        "build cover.png --library photos --columns 8 --placement {}.npz",
        "new zoom-in {}.yaml",
    ],
)
def test_a_name_of_255_bytes_is_a_name(folder, command):
    """Also where the name of the part, or of a lock, is made of it."""
    last = command.split()[-1].removeprefix("{}")
    name = "\u00fc" * ((255 - len(last)) // 2) + "x" * ((255 - len(last)) % 2)
    arguments = [argument.format(name) for argument in command.split()]
    assert run([*arguments, *([] if arguments[0] == "new" else ["--quiet"])]) == ExitCode.DONE
    found = [path.name for path in files_in(folder) if path.name.startswith(name)]
    assert found
    assert {len(name.encode()) for name in found} == {255}
