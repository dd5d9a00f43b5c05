"""The shipped scenes: good, commented, long enough, and a start for one's own."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from mosaic_anim.clips.target import CellTarget
from mosaic_anim.errors import UsageError
from mosaic_anim.scene.clip_times import clip_times
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.output_list import with_posters
from mosaic_anim.scene.starter import NAMES, scenes_folder, shipped_scene, starter
from mosaic_anim.values.flight import TileLayout
from mosaic_anim.values.geometry import Grid
from tests.conftest import save_picture, smooth_picture


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scene_is_good_and_made_of_the_demo(name):
    """It renders at once, to files of its name; a film at 1080p and 30 frames a second."""
    scene = Scene.load(shipped_scene(name))
    assert (scene.mosaic.cover, scene.mosaic.library) == ("demo", "demo")
    stem = Path("out") / name.replace("-", "_")
    assert {output.file.with_suffix("") for output in scene.outputs} == {stem}
    if name not in {"wave-loop", "social"}:
        assert (str(scene.frame.size), scene.frame.fps) == ("1920x1080", 30)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scene_takes_ones_own_photos(name, tmp_path):
    """No photo of the demo is named in it."""
    edits = [f"mosaic.library={tmp_path / 'photos'}", f"mosaic.cover={tmp_path / 'cover.png'}"]
    scene = Scene.load(shipped_scene(name), sets=edits)
    assert scene.mosaic.library == str(tmp_path / "photos")
    targets = [clip.camera.to for clip in scene.timeline if clip.camera]
    assert all(target == "all" or isinstance(target, CellTarget) for target in targets)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scene_names_the_schema_in_its_first_line(name):
    """And the file lies beside it."""
    first = shipped_scene(name).read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=mosaic_anim.schema.json"
    assert (scenes_folder() / "mosaic_anim.schema.json").is_file()


def test_the_social_scene_writes_a_reel_a_square_and_a_poster():
    """Each as its platform takes it, side by side."""
    outputs = with_posters(Scene.load(shipped_scene("social")).outputs)
    assert [(output.file.suffix, str(output.size), output.max_size) for output in outputs] == [
        (".mp4", "1080x1920", outputs[0].rule.most_bytes),
        (".jpg", "1080x1920", None),
        (".gif", "480x480", 10 << 20),
    ]
    assert outputs[0].safe != outputs[2].safe


def test_the_disperse_ends_while_photos_leave():
    """It fades as they do, and shows nothing after they have gone."""
    scene = Scene.load(shipped_scene("disperse"))
    first, last = scene.outputs[0].range
    burst, close = clip_times(scene.timeline)[1:]
    assert (first.mark, last.mark, last.part) == ("open", "close", 1)
    assert burst.start < close.start < close.end < burst.end
    assert scene.timeline[2].fade.out == close.end - close.start
    clip, layout = scene.timeline[1], TileLayout(grid=Grid(rows=90, cols=160), seed=7)
    motion = clip.tiles.with_points(lambda _key, _target: (45.0, 80.0))

    def tiles_left(time):
        share = float((time - burst.start) / clip.duration)
        flight = motion.moved(layout, share, spread=motion.spread(clip.duration))
        y, x = layout.y + flight.y, layout.x + flight.x
        return int(((y > 0) & (y < layout.height) & (x > 0) & (x < layout.width)).sum())

    assert tiles_left(close.start) > len(layout) / 4
    assert tiles_left(close.end - Fraction(1, 5)) > 5
    assert tiles_left(close.end) < 5


def test_the_zoom_holds_dives_and_holds():
    """A video of at least six seconds."""
    scene = Scene.load(shipped_scene("zoom-in"))
    assert [clip.duration for clip in scene.timeline] == [1, 5, Fraction(3, 2)]


def test_the_tour_goes_to_three_different_photos():
    """And back out to the whole."""
    scene = Scene.load(shipped_scene("tour"))
    targets = [clip.camera.to for clip in scene.timeline if clip.camera]
    assert [getattr(target, "rank", target) for target in targets] == [1, 2, 3, "all"]
    assert [clip.camera.path for clip in scene.timeline if clip.camera][1:3] == ["van_wijk"] * 2


def test_a_tour_takes_photos_by_name():
    """As its comment says."""
    scene = Scene.load(shipped_scene("tour"), variables=["first={photo: anna.jpg}"])
    assert scene.timeline[1].camera.to.photo == "anna.jpg"


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_is_the_shipped_scene_with_a_schema_that_is_found(name, tmp_path):
    """In whatever folder it is written."""
    text = starter(name)
    schema = Path(text.splitlines()[0].split("$schema=")[1])
    assert schema.is_absolute()
    assert schema.is_file()
    assert text.splitlines()[1:] == shipped_scene(name).read_text(encoding="utf-8").splitlines()[1:]
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    assert Scene.load(path).timeline == Scene.load(shipped_scene(name)).timeline


def test_an_underscore_names_the_same_scene():
    """As the file is called."""
    assert shipped_scene("zoom_in") == shipped_scene("zoom-in")


def test_an_unknown_scene_is_a_usage_error():
    """With the nearest name."""
    with pytest.raises(UsageError, match="'zoom-im' — did you mean 'zoom-in'"):
        shipped_scene("zoom-im")


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_holds_ones_own_cover_and_photos(name, tmp_path, monkeypatch):
    """Its comments name the new file, and speak of the demo no more; nothing else is changed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pictures").mkdir()
    (tmp_path / "films").mkdir()
    cover = "me & $you: #1.png"
    save_picture(tmp_path / cover, smooth_picture(1))
    file = Path("films") / "mine.yaml"
    text = starter(name, file=file, cover=cover, library="Pictures")
    file.write_text(text, encoding="utf-8")
    scene, shipped = Scene.load(file), Scene.load(shipped_scene(name))
    assert Path(scene.mosaic.cover).samefile(cover)
    assert Path(scene.mosaic.library).samefile("Pictures")
    assert scene.timeline == shipped.timeline
    assert {output.file.stem for output in scene.outputs} == {"mine"}
    assert "demo" not in re.sub(r"(?m)^  other: .*", "", text)  # the second picture of a morph
    assert shipped_scene(name).name not in text
    assert f"out/{shipped_scene(name).stem}." not in text
    assert "COVER" not in text
    assert f"mosaic-anim render {file}" in text
    before = starter(name).splitlines()
    changed = [line for line in text.splitlines() if line not in before]
    assert all(
        any(part in line for part in (str(file), "  cover: ", "  library: ", "out/mine."))
        for line in changed
    )


def test_a_starter_asks_only_for_what_it_lacks(tmp_path, monkeypatch):
    """A cover alone leaves the photos of the demo."""
    monkeypatch.chdir(tmp_path)
    save_picture(tmp_path / "me.png", smooth_picture(1))
    text = starter("tour", file=Path("my tour.yaml"), cover="me.png")
    assert 'mosaic-anim render "my tour.yaml" --library PHOTOS' in text
    assert "--cover" not in text
    assert "  library: demo " in text
    Path("my tour.yaml").write_text(text, encoding="utf-8")
    assert Scene.load("my tour.yaml").mosaic.library == "demo"


@pytest.mark.parametrize("name", NAMES)
def test_comments_stay_in_their_column(name):
    """Where the new path leaves room."""

    def columns(text):
        lines = [line for line in text.splitlines() if re.match(r"  (cover|library): ", line)]
        return [line.find(" # ") for line in lines if " # " in line]

    own = columns(starter(name, file=Path("a.yaml"), cover="me.png", library="photos"))
    assert len(own) == 2
    assert set(own) >= set(columns(starter(name)))


def test_a_starter_holds_several_folders_of_photos(tmp_path, monkeypatch):
    """As a list, from where the file lies."""
    monkeypatch.chdir(tmp_path)
    for name in ("holiday", "family 2", "films"):
        (tmp_path / name).mkdir()
    file = Path("films") / "mine.yaml"
    text = starter("zoom-in", file=file, cover="demo", library=("holiday", "family 2"))
    file.write_text(text, encoding="utf-8")
    library = Scene.load(file).mosaic.library
    assert [Path(source).name for source in library] == ["holiday", "family 2"]
    assert all(Path(source).is_dir() for source in library)
