"""Names of photos and paths: every command takes the same name for the same photo."""

import shutil
from pathlib import Path

import pytest
from PIL import Image

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.photos import photos_named
from mosaic_anim.still.photo_mosaic import build_mosaic

NFC, NFD = "Zo\u00eb.png", "Zoe\u0308.png"

SAME = {
    "copy.png": "photo-03.png",
    "twin": "photo-04.png",
    NFC: NFD,
    NFD: NFD,
    "2024/IMG": "2024/IMG.png",
    "photo-07": "photo-07.png",
}
"""Names, and the paths of the files whose contents they mean."""


@pytest.fixture
def photos(tmp_path: Path, photo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with a copy, a hard link, two namesakes, and a decomposed name."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "own"
    for number in range(20):
        name = f"photo-{number:02}.png"
        target = {11: f"2023/{name}", 12: "2023/IMG.png", 13: "2024/IMG.png", 14: NFD}
        path = folder / target.get(number, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(photo_folder / name, path)
    shutil.copy(folder / "photo-03.png", folder / "copy.png")
    (folder / "twin.png").hardlink_to(folder / "photo-04.png")
    return folder


@pytest.fixture
def scene(scene_file: Path, photos: Path, photo_folder: Path) -> Path:
    """Let the scene look at a photo of that folder, which is written in place of NAME."""
    text = scene_file.read_text(encoding="utf-8")
    text = text.replace(str(photo_folder), str(photos)).replace("cell: [4, 9]", "photo: 'NAME'")
    scene_file.write_text(text.replace("distance: 1", "distance: 0"), encoding="utf-8")
    return scene_file


def naming(scene: Path, name: str) -> str:
    """Write the scene with a name; return its path."""
    path = scene.with_stem("named")
    path.write_text(scene.read_text(encoding="utf-8").replace("NAME", name), encoding="utf-8")
    return str(path)


def test_a_name_means_the_same_photo_everywhere(
    scene: Path, photos: Path, cover_file: Path
) -> None:
    """The one whose content the file of that name has; `check` finds nothing wrong with it."""
    mosaic = build_mosaic(cover_file, photos, columns=8)
    library, placement = mosaic.library, mosaic.placement
    for name, path in SAME.items():
        content = sha256_of(photos / path)
        loaded = Scene.load(naming(scene, name))
        (photo,) = photos_named(loaded, library.names)
        assert library.photo_hash[photo] == content
        assert library.photo_hash[library.find(name)] == content
        assert placement.photo_hash[placement.find(name)] == content
        assert run(["check", naming(scene, name)]) == ExitCode.DONE


@pytest.mark.parametrize("name", ["copy.png", "twin", NFC])
def test_every_command_finds_a_photo_by_another_name(
    scene: Path, photos: Path, cover_file: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`still` looks at it, `where` tells the cells of the file that it is."""
    build = ["build", str(cover_file), "--library", str(photos), "--columns", "16", "--quiet"]
    assert run([*build, "--set", "match.repeat_distance=0", "--placement", "p.npz"]) == 0
    found = []
    for one in (name, SAME[name]):
        still = ["still", naming(scene, one), "--at", "dive.end", "-o", "o.png", "--overwrite"]
        assert run([*still, "--quiet"]) == ExitCode.DONE
        capsys.readouterr()
        where = run(["where", "p.npz", one, "-o", "w.jpg", "--overwrite", "--quiet"])
        found.append((Path("o.png").read_bytes(), where, capsys.readouterr().out))
    assert found[0] == found[1]


def test_a_name_that_two_photos_bear_is_refused_by_every_command(
    scene: Path, photos: Path, cover_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With both paths, exit 2, and the line of the scene; nothing is written."""
    build = ["build", str(cover_file), "--library", str(photos), "--columns", "16", "--quiet"]
    assert run([*build, "--placement", "p.npz"]) == ExitCode.DONE
    named = naming(scene, "IMG.png")
    wanted = "two photos are called 'IMG.png': 2023/IMG.png and 2024/IMG.png — write more"
    for command in (
        ["check", named],
        ["render", named, "--quiet"],
        ["still", named, "-o", "o.png", "--quiet"],
        ["where", "p.npz", "IMG.png", "-o", "w.jpg", "--quiet"],
    ):
        capsys.readouterr()
        assert run(command) == ExitCode.INVALID
        line = capsys.readouterr().err
        assert wanted in line
        assert "named.yaml:7:" in line or command[0] == "where"
    assert not [path for path in ("dive.mp4", "o.png", "w.jpg") if Path(path).exists()]


def test_check_reads_no_photo_for_names(scene: Path, photos: Path) -> None:
    """Without an index, namesakes may be copies; a name that no file has is wrong in any case."""
    assert run(["check", naming(scene, "IMG.png")]) == ExitCode.DONE
    assert run(["check", naming(scene, "IMX.png")]) == ExitCode.INVALID
    Library.open(photos)
    assert run(["check", naming(scene, "IMG.png")]) == ExitCode.INVALID
    shutil.copy(photos / "photo-01.png", photos / "new.png")
    assert run(["check", naming(scene, "IMG.png")]) == ExitCode.DONE
    (photos / "photo-05.png").write_bytes(b"no picture")
    Library.open(photos)
    assert run(["check", naming(scene, "photo-05")]) == ExitCode.INVALID


def test_paths_that_look_the_same_are_the_same(
    tmp_path: Path, photo_folder: Path, cover_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of scenes, covers, libraries, logos and placements, whichever form the disk has."""
    monkeypatch.chdir(tmp_path)
    on_disk, written = "Noe\u0308l", "No\u00ebl"
    shutil.copytree(photo_folder, on_disk)
    shutil.copy(cover_file, f"{on_disk}.png")
    Image.new("RGBA", (9, 9), "red").save(f"{on_disk}-logo.png")
    Path(f"{on_disk}.yaml").write_text(
        "mosaic_anim: 1\nframe: {size: 96x54}\n"
        f"mosaic: {{cover: {written}.png, library: {written}, columns: 8}}\n"
        f"timeline: [{{duration: 1s}}]\nmarks: [{{picture: {written}-logo.png}}]\n",
        encoding="utf-8",
    )
    assert run(["still", f"{written}.yaml", "-o", "o.png", "--quiet"]) == ExitCode.DONE
    build = ["build", f"{written}.png", "--library", written, "--columns", "8", "--quiet"]
    assert run([*build, "--placement", f"{on_disk}.npz"]) == ExitCode.DONE
    placement = Placement.load(Path(f"{written}.npz"))
    shown = str(placement.photo[placement.tile[0]])
    where = ["where", f"{written}.npz", shown, "--library", written, "--quiet"]
    assert run([*where, "-o", "w.jpg"]) == ExitCode.DONE
    assert run(["index", written, "--quiet"]) == ExitCode.DONE
