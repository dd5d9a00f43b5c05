"""Marks, and the files that texts and marks name."""

from pathlib import Path

import pytest

from mosaic_anim.scene.marks import PictureMark, TextMark
from mosaic_anim.scene.model import Scene


@pytest.fixture(autouse=True)
def _files():
    """Put a font and a logo beside the scene."""
    Path("Own.ttf").touch()
    Path("logo.png").touch()


def test_a_mark_is_a_picture_or_a_text(load):
    """Told apart by their keys."""
    scene = load("marks: [{picture: logo.png}, {text: hello, font: Own.ttf}]\n")
    picture, text = scene.marks
    assert isinstance(picture, PictureMark)
    assert isinstance(text, TextMark)
    assert (picture.anchor, picture.size, picture.clips) == ("bottom_right", 0.12, None)
    assert (picture.picture, text.font) == ("logo.png", "Own.ttf")
    assert picture.offset == text.offset == (0, 0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("marks: [{pictur: logo.png}]\n", "3:9: not a mark: 'pictur' — did you mean 'picture'?"),
        ("marks: [hello]\n", "3:9: not a mark: 'hello' — {picture: logo.png} or {text: …}"),
        ("marks: [{picture: gone.png}]\n", "3:19: no such picture: 'gone.png'"),
        ("marks: [{text: hi, font: x.ttf}]\n", "3:26: no such font: 'x.ttf'"),
        ("marks: [{picture: logo.png, clips: [dive]}]\n", "3:37: no clip has the id 'dive'"),
        ("marks: [{picture: logo.png, clips: []}]\n", "3:36: the list of clips is empty"),
        ("timeline: [{duration: 1s, text: {text: hi, font: x.ttf}}]\n", "3:50: no such font"),
        ("timeline: [{duration: 1s, text: [a, {text: b, font: x.ttf}]}]\n", "3:53: no such font"),
        ("timeline: [{duration: 1s, text: [a, {text: '{b}'}]}]\n", "3:44: unknown field '{b}'"),
    ],
)
def test_problems_have_their_place(problems, text, problem):
    """Line and column of the value, in lists too."""
    assert any(problem in line for line in problems(text)), problems(text)


def test_fonts_are_found_beside_the_scene(load, tmp_path, monkeypatch):
    """Wherever the program runs."""
    (tmp_path / "elsewhere").mkdir()
    text = "timeline: [{duration: 1s, text: [{text: a, font: Own.ttf}]}]\n"
    load(text + "marks: [{picture: logo.png}]\n")
    monkeypatch.chdir(tmp_path / "elsewhere")
    scene = Scene.load(tmp_path / "s.yaml")
    assert Path(scene.timeline[0].text[0].font) == tmp_path / "Own.ttf"
    assert Path(scene.marks[0].picture) == tmp_path / "logo.png"


def test_texts_of_two_clips_may_be_on_together(load):
    """Unlike cameras."""
    scene = load(
        "timeline:\n"
        "  - {id: a, duration: 2s, text: one}\n"
        "  - {id: b, at: a + 1s, duration: 2s, text: two}\n"
    )
    assert [clip.text[0].text for clip in scene.timeline] == ["one", "two"]
