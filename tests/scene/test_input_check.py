"""What `check` tells of a scene as a whole: fonts, logos, letters and names of photos, at once."""

import pytest

from mosaic_anim.demo.build import plan_library
from mosaic_anim.errors import SceneError
from mosaic_anim.library.library import Library
from mosaic_anim.scene.input_check import DEMO_PHOTOS, automatic_choice, check_inputs
from mosaic_anim.scene.model import Scene

NO_PICTURE = "unreadable picture: not a picture of a known format"


def test_everything_is_reported_at_once_in_the_order_of_the_file(scene_file, monkeypatch):
    """Without a look at any photo."""
    monkeypatch.setattr(Library, "open", lambda *_, **__: pytest.fail("the library was opened"))
    folder = scene_file.parent
    (folder / "font.otf").write_bytes(b"no font")
    (folder / "logo.png").write_bytes(b"no picture")
    text = scene_file.read_text(encoding="utf-8")
    text = text.replace("300ms}", "300ms, text: [日, {text: a, font: font.otf}]}")
    text = text.replace("cell: [4, 9]", "photo: photo-99")
    scene_file.write_text(f"{text}marks: [{{picture: logo.png}}]\n", encoding="utf-8")
    with pytest.raises(SceneError, match="no font here has the letter") as caught:
        check_inputs(Scene.load(scene_file))
    lines = [str(problem) for problem in caught.value.problems]
    assert [line.partition(scene_file.name)[2].split(":")[1] for line in lines] == [
        "6", "6", "7", "11",
    ]  # fmt: skip
    wanted = ("letter '日'", "font.otf: not a font", "no photo 'photo-99'", "logo.png: unreadable")
    for line, what in zip(lines, wanted, strict=True):
        assert what in line


def test_a_library_that_is_not_there_yet_is_no_problem_of_names(scene_file, monkeypatch):
    """A render tells of it; the demo's photos are not drawn to look for a name."""
    text = scene_file.read_text(encoding="utf-8").replace("cell: [4, 9]", "photo: any")
    scene_file.write_text(text, encoding="utf-8")
    scene = Scene.load(scene_file, sets=["mosaic.library=demo"])
    monkeypatch.setattr(Library, "open", lambda *_, **__: pytest.fail("the library was opened"))
    check_inputs(scene)


@pytest.fixture
def reported(scene_file, monkeypatch):
    """Return a function that checks the scene with edits and returns the problems as lines."""
    monkeypatch.setattr(Library, "open", lambda *_, **__: pytest.fail("the library was opened"))

    def lines(*sets, **options):
        try:
            check_inputs(Scene.load(scene_file, sets=sets, **options))
        except SceneError as error:
            return [str(problem) for problem in error.problems]
        return []

    return lines


@pytest.mark.parametrize(
    ("place", "value", "is_outside"),
    [
        ("camera.to", "{cell: [8, 15]}", False),
        ("camera.to", "{cell: [9, 0]}", True),
        ("camera.to", "{cell: [0, 16]}", True),
        ("camera.from", "{cell: [400, 2]}", True),
        ("camera.to", "{rect: [8.5, 15.5, 4, 4]}", False),
        ("camera.to", "{rect: [9, 0, 1, 1]}", True),
        ("camera.to", "{rect: [-2, 0, 2, 1]}", True),
        ("camera.to", "{cell: best, rank: 99}", False),  # known when photos are matched
        ("tiles", "{motion: explode, stagger: {from: [3, 99]}}", True),
    ],
)
def test_a_target_outside_the_grid_is_found_by_the_cover_alone(reported, place, value, is_outside):
    """The cover's size, columns and the cell's shape make 16 x 9 cells."""
    lines = reported(f"timeline.dive.{place}={value}")
    assert len(lines) == is_outside
    assert all("the mosaic has no cell" in one or "outside the mosaic" in one for one in lines)
    assert all(f"sets=timeline.dive.{place}" in line for line in lines)


def test_a_finer_grid_has_the_cell(reported):
    """By the columns and the shape of a cell."""
    target = "timeline.dive.camera.to={cell: [15, 30]}"
    assert reported(target)
    assert not reported(target, "mosaic.columns=32")


def test_automatic_columns_make_a_grid_of_the_photos_and_the_frame(
    reported, scene_file, photo_folder
):
    """Nothing is read for that; a target outside it is found."""
    assert not reported("mosaic.columns=auto", "timeline.dive.camera.to={cell: [0, 0]}")
    scene = Scene.load(scene_file, sets=["mosaic.columns=auto", "mosaic.tint=auto"])
    text = automatic_choice(scene)
    columns = int(text.split()[1])
    photos = len(list(photo_folder.glob("*.png")))
    tint = "a tint that depends on how well photos match"
    assert text == f"auto: {columns} columns for {photos} photos, {tint}"
    (line,) = reported(f"timeline.dive.camera.to={{cell: [0, {columns}]}}", "mosaic.columns=auto")
    assert f"columns 0 to {columns - 1}" in line
    wide = Scene.load(scene_file, sets=["mosaic.columns=auto", "frame.size=960x540"])
    assert int(automatic_choice(wide).split()[1]) > columns


def test_nothing_automatic_is_nothing_to_say(scene_file):
    """Nor is a saved placement."""
    assert automatic_choice(Scene.load(scene_file)) == ""
    file = scene_file.with_name("p.npz")
    file.touch()
    saved = ["mosaic.tint=auto", f"mosaic.placement={file}"]
    assert automatic_choice(Scene.load(scene_file, sets=saved)) == ""


def test_the_number_of_the_demos_photos_is_known(scene_file):
    """Without drawing or planning them."""
    assert len(plan_library()) == DEMO_PHOTOS
    demo = Scene.load(scene_file, sets=["mosaic.columns=auto"], cover="demo", library="demo")
    assert automatic_choice(demo).endswith("for 1,544 photos")


def test_the_demo_has_a_grid_too(reported):
    """Its cover is not drawn for that."""
    demo = {"cover": "demo", "library": "demo"}
    assert not reported(**demo)
    (line,) = reported("timeline.dive.camera.to={cell: [4, 16]}", **demo)
    assert "the mosaic has no cell [4, 16] — rows are 0 to " in line


def test_a_strict_rule_needs_photos(reported, photo_folder):
    """Their number is that of the files; a rule that they can keep is none."""
    rule = ["mosaic.match.strict=true"]
    photos = len(list(photo_folder.glob("*.png")))
    assert not reported("mosaic.match.repeat_distance=1", *rule)
    (line,) = reported("mosaic.match.repeat_distance=8", *rule)
    assert f"{photos} photos are too few for repeat_distance 8, which needs 81" in line


def test_an_empty_library_is_found(reported, tmp_path):
    """Before it is read."""
    (tmp_path / "empty").mkdir()
    (line,) = reported(library=str(tmp_path / "empty"))
    assert line == "library: no photo lies in this folder — name a folder that holds photos"


def test_what_is_no_sound_and_no_cover_is_found_at_once(reported, tmp_path):
    """By their first bytes, not by their names."""
    for name in ("tune.wav", "me.png"):
        (tmp_path / name).write_bytes(b"neither")
    lines = reported(f"sound={{file: {tmp_path / 'tune.wav'}}}", cover=str(tmp_path / "me.png"))
    assert any("no sound can be read from 'tune.wav'" in line for line in lines)
    assert any("me.png: unreadable picture" in line for line in lines)
    assert len(lines) == 2


def test_further_covers_that_are_no_pictures_are_found_at_once(reported, tmp_path):
    """Of named mosaics, and those that a morph names itself."""
    for name in ("one.png", "two.png"):
        (tmp_path / name).write_bytes(b"neither")
    lines = reported(
        f"mosaics.one.cover={tmp_path / 'one.png'}",
        "timeline.0.camera=null",
        f"timeline.0.morph.to={tmp_path / 'two.png'}",
    )
    assert [line.split(" — ")[0] for line in lines] == [
        f"sets=mosaics.one.cover: one.png: {NO_PICTURE}",
        f"sets=timeline.0.morph.to: two.png: {NO_PICTURE}",
    ]
