"""Fonts and logos of a scene: read once, named by content, and part of what names a segment."""

from collections import OrderedDict

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.drawing.frame import draw
from mosaic_anim.errors import ExitCode, SceneError
from mosaic_anim.library.library import Library
from mosaic_anim.pack.place import read_pack, write_pack
from mosaic_anim.pack.tile_pack import mosaics_in, pack_tiles
from mosaic_anim.rendering.api import frame_at
from mosaic_anim.rendering.memory import overlay_memory
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.node import Node
from mosaic_anim.scene.overlay_assets import load_assets
from mosaic_anim.text import assets
from mosaic_anim.text.assets import add_asset, asset_content, bundled_font
from mosaic_anim.values.frame_state import FrameState, Mark, Title
from mosaic_anim.values.geometry import Size

SIZE = Size(width=96, height=54)


@pytest.fixture
def titled(scene_file):
    """Write a scene with a font and a logo of its own."""
    folder = scene_file.parent
    (folder / "Own.otf").write_bytes(asset_content(bundled_font("regular")).tobytes())
    Image.new("RGBA", (20, 10), (255, 0, 0, 255)).save(folder / "logo.png")
    text = scene_file.read_text(encoding="utf-8")
    text = text.replace("300ms}", "300ms, text: [{text: a, font: Own.otf, fade: none}, {text: b}]}")
    scene_file.write_text(f"{text}marks: [{{picture: logo.png, margin: 0}}]\n", encoding="utf-8")
    return scene_file


def place_of(path, text):
    """Return line and column of a piece of a scene."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(f":{n}:{line.index(text) + 1}:" for n, line in enumerate(lines, 1) if text in line)


def test_names_are_those_of_contents(titled):
    """By the paths that the scene has."""
    names = load_assets(Scene.load(titled))
    logo = np.array(Image.open(titled.parent / "logo.png"))
    assert names == {
        str(titled.parent / "Own.otf"): bundled_font("regular"),
        str(titled.parent / "logo.png"): add_asset(logo),
    }


def test_what_is_no_font_and_no_logo_is_reported_with_its_place(titled):
    """All at once, before anything is drawn, with exit code 2."""
    (titled.parent / "Own.otf").write_bytes(b"no font")
    (titled.parent / "logo.png").write_bytes(b"no picture")
    with pytest.raises(SceneError) as caught:
        open_project(Scene.load(titled))
    font, logo = map(str, caught.value.problems)
    assert place_of(titled, "Own.otf") in font
    assert "Own.otf: not a font that can be used" in font
    assert "name a TrueType or OpenType font" in font
    assert place_of(titled, "logo.png") in logo
    assert "logo.png: unreadable picture" in logo
    assert caught.value.exit_code == ExitCode.INVALID


def test_a_logo_that_is_edited_after_the_start_changes_nothing(titled):
    """Frames are drawn from what was read."""
    scene = Scene.load(titled)
    before = frame_at(scene).pixels
    stage = open_project(scene)
    timeline = stage.timeline(scene.outputs[0])
    state = timeline.frame_state(0)
    Image.new("RGBA", (20, 10), (0, 0, 255, 255)).save(titled.parent / "logo.png")
    mosaics = stage.mosaics(timeline, [state], progress=None, workers=1)
    assert (draw(state, timeline.size, mosaics).pixels == before).all()
    assert (frame_at(scene).pixels != before).any()


def test_another_font_makes_another_state(titled):
    """So that segments drawn with the old one are not taken for new ones."""

    def state():
        stage = open_project(Scene.load(titled))
        return repr(stage.timeline(stage.scene.outputs[0]).frame_state(0))

    before = state()
    assert state() == before
    (titled.parent / "Own.otf").write_bytes(asset_content(bundled_font("bold")).tobytes())
    assert state() != before


def test_a_pack_carries_fonts_and_logos(tmp_path, monkeypatch):
    """A machine that has never seen them draws the same from it."""
    logo = add_asset(np.random.default_rng(5).integers(0, 256, (9, 7, 4), np.uint8))
    state = FrameState(
        background=(10, 20, 30),
        overlays=(Title(text="far", fonts=(bundled_font("bold"),), size=0.4),),
        marks=(Mark(picture=logo),),
    )
    at_home = draw(state, SIZE, {}).pixels
    name = write_pack(pack_tiles({}, [bundled_font("bold"), logo]), str(tmp_path))
    monkeypatch.setattr(assets, "contents", {})
    monkeypatch.setattr("mosaic_anim.drawing.overlays.patch_cache", OrderedDict())
    with pytest.raises(KeyError):
        draw(state, SIZE, {})
    assert read_pack(str(tmp_path), name) == {}
    assert (draw(state, SIZE, {}).pixels == at_home).all()


def test_a_pack_through_the_scheduler_holds_copies(monkeypatch):
    """What is held does not keep the whole pack in memory."""
    logo = add_asset(np.full((3, 3, 4), 77, np.uint8))
    packed = pack_tiles({}, [logo])
    content = np.frombuffer(b"".join(packed.chunks()), np.uint8).copy()
    monkeypatch.setattr(assets, "contents", {})
    mosaics_in(content, packed.name)
    assert asset_content(logo).base is None


def test_the_memory_of_texts_counts(titled):
    """More for larger letters, and no more than a frame of them."""
    sizes = [
        overlay_memory(Scene.load(titled, sets=[f"timeline.0.text.0.size={size}"]), SIZE)
        for size in (0.1, 0.2, 0.5, 1.0)
    ]
    assert 0 < sizes[0] < sizes[1] < sizes[2] == sizes[3]
    assert overlay_memory(Scene.load(titled, sets=["timeline.0.text=[]"]), SIZE) == 0


def problems_of(path, *timeline, marks=()):
    """Return what is wrong with the fonts and texts of a scene."""
    scene = Scene.read({**HEAD, "timeline": list(timeline), "marks": list(marks)})
    scene = scene.with_places(path, Node(value={}, source=str(path)))
    try:
        load_assets(scene)
    except SceneError as error:
        return [problem.what for problem in error.problems]
    return []


HEAD = {
    "mosaic_anim": 1,
    "mosaic": {"cover": "demo", "library": "demo"},
    "outputs": [{"file": "out.mp4"}],
}


def test_letters_that_no_font_has_are_reported_at_their_places(titled):
    """Of titles, alone and in a list, and of marks; all at once, with what fonts cannot be read."""
    text = titled.read_text(encoding="utf-8")
    text = text.replace("{text: b}]", "{text: 日 b}]").replace("500ms,", "500ms, text: a 月,")
    text = text.replace("marks: [", "marks: [{text: '{photos} 水'}, {text: x, font: none.otf}, ")
    titled.write_text(text, encoding="utf-8")
    (titled.parent / "none.otf").write_bytes(b"no font")
    with pytest.raises(SceneError, match="no font here has the letter") as caught:
        open_project(Scene.load(titled))
    problems = list(map(str, caught.value.problems))
    wanted = ["日 b", "a 月", "'{photos} 水'", "none.otf"]
    assert len(problems) == len(wanted)
    for what, problem in zip(wanted, problems, strict=True):
        assert place_of(titled, what) in problem
    assert caught.value.exit_code == ExitCode.INVALID


def test_nothing_is_indexed_before_letters_are_looked_at(titled, monkeypatch):
    """Ten thousand photos would be read first."""
    titled.write_text(
        titled.read_text(encoding="utf-8").replace("{text: b}", "{text: 日}"), encoding="utf-8"
    )
    monkeypatch.setattr(Library, "open", lambda *_, **__: pytest.fail("the library was opened"))
    with pytest.raises(SceneError, match="no font here has the letter '日'"):
        open_project(Scene.load(titled))


@pytest.mark.parametrize("name", ["日.yaml", "fi\u0302n.yaml", "e\u0301te\u0301.yaml"])
def test_what_a_field_becomes_is_looked_at(tmp_path, name):
    """The scene's own name, in whichever form the disk has it; numbers and dates are plain."""
    clip = {"duration": "1s", "text": "{photos} {cells} {date} {scene}"}
    found = problems_of(tmp_path / name, clip)
    assert found == (["no font here has the letter '日' (U+65E5)"] if "日" in name else [])
