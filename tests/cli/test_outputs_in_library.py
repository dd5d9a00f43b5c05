"""Outputs that lie among the photos: no command's picture becomes a photo of the next run."""

import shutil
from pathlib import Path

import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.library.index import index_photos
from mosaic_anim.library.scan import SUFFIXES
from mosaic_anim.values.origin import OWN

OUTPUTS = (
    "[{file: photos/a.gif, poster: hold.end}, {file: photos/b.webp}, {file: photos/c.mp4},"
    " {file: photos/d.jpg}, {file: photos/e.PNG}, {file: 'photos/f/##.png', clips: [hold]}]"
)


@pytest.fixture
def scene(scene_file: Path, photo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a scene's arguments, whose outputs and photos lie in one folder."""
    monkeypatch.chdir(scene_file.parent)
    shutil.copytree(photo_folder, "photos")
    return [str(scene_file), "--set", "mosaic.library=photos", "--quiet"]


def contents() -> dict[Path, bytes]:
    """Return what lies among the photos."""
    return {path: path.read_bytes() for path in Path("photos").rglob("*") if path.is_file()}


def test_a_second_run_is_already_done_and_overwrite_gives_the_same_bytes(
    scene: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every kind of output at once; nothing but the outputs is new, and `--strict` is content."""
    command = ["render", *scene, "--set", f"outputs={OUTPUTS}", "--strict"]
    assert run(command) == ExitCode.DONE
    first = contents()
    capsys.readouterr()
    assert run(command) == ExitCode.DONE
    told = capsys.readouterr()
    assert told.out.count("already done") == 7
    assert f"8 files were skipped: {OWN}" in told.err
    assert run([*command, "--overwrite"]) == ExitCode.DONE
    assert contents() == first


def test_no_picture_of_any_command_is_a_photo(
    scene: list[str], cover_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stills, sheets, mosaics and what `where` marks, in each of their formats."""
    photos = index_photos(Path("photos")).library.photo
    build = ["build", str(cover_file), "--library", "photos", "--columns", "8", "--quiet"]
    for suffix in ("png", "jpg", "webp"):
        assert run(["still", *scene, "-o", f"photos/still.{suffix}"]) == ExitCode.DONE
        sheet = ["sheet", *scene, "--frames", "2", "-o", f"photos/sheet.{suffix}"]
        assert run(sheet) == ExitCode.DONE
    for suffix in ("png", "jpg", "tif"):
        saved = ["-o", f"photos/mosaic.{suffix}", "--placement", f"photos/{suffix}.npz"]
        assert run([*build, *saved, "--cell-width", "8"]) == ExitCode.DONE
        marked = ["-o", f"photos/where.{suffix}", "--quiet"]
        placed = _placed(Path(f"photos/{suffix}.npz"))
        assert run(["where", f"photos/{suffix}.npz", placed, *marked]) == ExitCode.DONE
    new = {p.name for p in contents()} - set(photos)
    capsys.readouterr()
    assert run(["index", "photos", "--quiet", "--strict"]) == ExitCode.DONE
    assert f"12 skipped: {OWN}" in capsys.readouterr().out
    report = index_photos(Path("photos"))
    assert report.library.photo == photos
    pictures = {name for name in new if Path(name).suffix in SUFFIXES}
    assert {skip.path for skip in report.skipped} == pictures
    assert report.summary() == {OWN: len(pictures)}


def _placed(placement: Path) -> str:
    """Return a photo that lies in a cell."""
    from mosaic_anim import Placement

    loaded = Placement.load(placement)
    return str(loaded.photo[loaded.tile[0]])


def test_strict_still_minds_bad_photos(scene: list[str]) -> None:
    """Beside pictures of our own, a broken photo counts as before."""
    still = ["still", *scene, "-o", "photos/still.png"]
    assert run(still) == ExitCode.DONE
    assert run(["index", "photos", "--quiet", "--strict"]) == ExitCode.DONE
    Path("photos/broken.jpg").write_text("no photo")
    assert run(["index", "photos", "--quiet", "--strict"]) == ExitCode.SKIPPED_PHOTOS
