"""Mosaics that a scene names: their covers, who names them, and what they cannot be."""

from pathlib import Path

import pytest

from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.scene.photos import names_photos, photo_names_in

MOSAICS = "mosaics: {tom: {cover: tom.png, tint: 0.3, include: ['tom/*']}, bea: {cover: demo}}\n"
ZOOM = "timeline:\n  - {duration: 9s, endless: {covers: [tom, bea]}}\n"


@pytest.fixture(autouse=True)
def _with_a_cover():
    """Put a second cover beside the first one."""
    Path("tom.png").touch()


def test_a_mosaic_is_known_by_its_name(load):
    """Its cover is a file beside the scene, or one that is built in."""
    scene = load(MOSAICS + ZOOM)
    assert [*scene.mosaics] == ["tom", "bea"]
    assert Path(scene.mosaics["tom"].cover) == Path("tom.png")
    assert scene.mosaics["bea"].cover == "demo"


def test_what_it_does_not_say_is_as_in_the_own_mosaic(load):
    """The tint, and which photos it is made of."""
    common = MosaicSettings(tint=0.7, include=("a", "b"), columns=30)
    tom, bea = (one.settings(common) for one in load(MOSAICS + ZOOM).mosaics.values())
    assert (tom.tint, tom.include, tom.columns) == (0.3, ("tom/*",), 30)
    assert bea == common


def test_a_name_is_no_photo(load):
    """A zoom through mosaics only needs no names of the library; a photo among them does."""
    assert not names_photos(load(MOSAICS + ZOOM))
    mixed = load(MOSAICS + ZOOM.replace("bea", "bea, photo-07"))
    assert [*photo_names_in(mixed)] == [("s.yaml:5:49", "photo-07")]


def test_a_morph_takes_a_name_for_a_path(load):
    """It is not looked for beside the scene; nor is it a file that is read."""
    scene = load(MOSAICS + "timeline: [{duration: 9s, morph: {to: bea}}]\n")
    assert scene.timeline[0].morph.to == "bea"
    files = {path.name: role for path, role in scene.inputs.files}
    assert files["tom.png"] == "a cover of the scene"
    assert "bea" not in files


def test_a_value_of_a_mosaic_is_set_from_the_command_line(load):
    """By its name; a variable may stand in it, too."""
    scene = load(MOSAICS + ZOOM, sets=["mosaics.tom.tint=auto", "mosaics.ann.cover=demo-portrait"])
    assert scene.mosaics["tom"].tint == "auto"
    assert scene.mosaics["ann"].cover == "demo-portrait"
    named = load(f"vars: {{one: tom.png}}\nmosaics: {{tom: {{cover: $one}}}}\n{ZOOM}")
    assert Path(named.mosaics["tom"].cover) == Path("tom.png")


@pytest.mark.parametrize(
    ("mosaics", "message"),
    [
        ("{tom: {cover: ann.png}}", "s.yaml:3:24: no such picture: 'ann.png'"),
        ("{tom: {}}", "s.yaml:3:16: 'cover' is missing — for example cover: tom.jpg"),
        ("{tom: {cover: demo, tnt: 1}}", "s.yaml:3:30: unknown key 'tnt' — did you mean 'tint'?"),
        ("{tom: {cover: demo, tint: 2}}", "s.yaml:3:36: 'tint' cannot be 2 — at most 1"),
        ("{tom: demo}", "s.yaml:3:16: 'tom' needs keys with values, not 'demo'"),
        ("[tom]", "s.yaml:3:10: 'mosaics' needs keys with values, not a list"),
        ("{t.m: {cover: demo}}", "s.yaml:3:11: not a name: 't.m' — letters, digits, - and _"),
        ("{cover: {cover: demo}}", "s.yaml:3:11: 'cover' has a meaning of its own where a clip"),
        ("{demo: {cover: demo}}", "s.yaml:3:11: 'demo' has a meaning of its own where a clip"),
    ],
)
def test_what_a_mosaic_cannot_be_is_refused(problems, mosaics, message):
    """One problem, one line, with what to do about it."""
    (line,) = problems(f"mosaics: {mosaics}\n" + "timeline: [{duration: 1s}]\n")
    assert message in line


def test_a_morph_has_the_photos_of_the_own_mosaic(problems):
    """Others cannot come in on the way."""
    (line,) = problems(MOSAICS + "timeline: [{duration: 9s, morph: {to: tom}}]\n")
    assert "s.yaml:3:53: a morph goes to this mosaic with the photos of the scene's own" in line
    assert "leave out 'include'" in line


def test_a_key_of_a_mosaic_in_the_wrong_place_finds_its_place(problems):
    """There are two."""
    (line,) = problems("cover: demo\n")
    assert "it belongs further down: mosaic.cover, mosaics.NAME.cover" in line
