"""What `check` tells of a scene as a whole: fonts, logos, letters and names of photos, at once."""

import pytest

from mosaic_anim.errors import SceneError
from mosaic_anim.library.library import Library
from mosaic_anim.scene.input_check import check_inputs
from mosaic_anim.scene.model import Scene


def test_everything_is_told_at_once_in_the_order_of_the_file(scene_file, monkeypatch):
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
