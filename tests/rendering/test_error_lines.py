"""Errors about what a scene names tell the line that names it."""

import re
from pathlib import Path

import pytest

from mosaic_anim.errors import CannotStartError
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.scene.model import Scene

BAD = "unreadable picture: not a picture of a known format"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a file that is no picture, and a folder without photos."""
    (tmp_path / "bad.png").write_text("no picture")
    (tmp_path / "bad.npz").write_text("no placement")
    (tmp_path / "empty").mkdir()
    return tmp_path


def changed(scene_file: Path, key: str, value: str) -> Path:
    """Write another value for a key of the scene, at the end of its line."""
    text = scene_file.read_text(encoding="utf-8")
    text, count = re.subn(rf"\b{key}: ?[^,}}\n]+", f"{key}: {value}", text, count=1)
    assert count == 1
    scene_file.write_text(text, encoding="utf-8")
    return scene_file


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("cover", "bad.png", rf"dive\.yaml:3:17: bad\.png: {BAD} — name another file"),
        ("library", "empty", r"dive\.yaml:3:\d+: empty: no usable photo here .* — name a folder"),
        ("columns", "9000", r"dive\.yaml:3:\d+: 9,000 columns cut this cover into .* — fewer"),
        (
            "repeat_distance",
            "9, strict: true",
            r"dive\.yaml:4:35: 60 photos are too few for repeat_distance 9",
        ),
    ],
)
def test_what_the_mosaic_is_made_of_is_reported_with_its_line(
    folder: Path, scene_file: Path, key: str, value: str, said: str
) -> None:
    """The cover, the photos, and what they are too few for."""
    assert folder == scene_file.parent
    scene = Scene.load(changed(scene_file, key, value))
    with pytest.raises(CannotStartError, match=said):
        open_project(scene)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("frame.background.picture=bad.png", f"bad.png: {BAD}"),
        ("mosaic.placement=bad.npz", "bad.npz: the file is damaged or no placement"),
        ("mosaic.cover=bad.png", f"bad.png: {BAD}"),
    ],
)
def test_an_error_in_an_edit_names_the_argument(
    folder: Path, scene_file: Path, given: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no line to name."""
    monkeypatch.chdir(folder)
    scene = Scene.load(scene_file, sets=[given])
    place = re.escape(f"sets={given.split('=', maxsplit=1)[0]}: {said}")
    with pytest.raises(CannotStartError, match=place):
        open_project(scene)


def test_photos_that_find_no_room_are_reported_with_the_columns(scene_file: Path) -> None:
    """More photos must appear than there are cells."""
    tour = ", ".join(f"{{photo: photo-{number:02}}}" for number in range(4))
    sets = ["mosaic.columns=2", f"timeline.dive.camera={{tour: [{tour}]}}"]
    said = "sets=mosaic.columns: 4 photos must appear in a mosaic of 2 cells"
    with pytest.raises(CannotStartError, match=said):
        open_project(Scene.load(scene_file, sets=sets))


def test_a_scene_made_in_python_has_no_line(folder: Path, scene_file: Path) -> None:
    """Its errors name the file."""
    scene = Scene.load(scene_file)
    mosaic = scene.mosaic.changed(cover=str(folder / "bad.png"))
    bare = Scene(mosaic_anim=1, mosaic=mosaic, timeline=scene.timeline, outputs=scene.outputs)
    with pytest.raises(CannotStartError, match=rf"bad\.png: {BAD}$"):
        open_project(bare)


def test_errors_about_other_files_keep_their_place(
    tmp_path: Path, scene_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache that cannot be made is no fault of the scene."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(CannotStartError, match="cache: the cache folder cannot be made"):
        open_project(Scene.load(scene_file))
