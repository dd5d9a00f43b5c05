"""A scene morphs from one cover to another: whole mosaics at its ends, one film between them."""

from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.drawing.frame import draw
from mosaic_anim.drawing.light import mix
from mosaic_anim.errors import SceneError
from mosaic_anim.io.pictures import read_picture_size
from mosaic_anim.mosaic.backdrop import fill_frame
from mosaic_anim.rendering.api import render
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.rendering.project import MAIN
from mosaic_anim.scene.model import Scene
from mosaic_anim.timeline.backdrop import BACKDROP
from mosaic_anim.timeline.morphs import cover_names
from mosaic_anim.values.geometry import Size
from tests.decoding import decoded

FRAME = Size(height=54, width=96)


@pytest.fixture(scope="module")
def other_cover(tmp_path_factory):
    """Make an upright cover, of which a part is shown: a dark bar over a light slope."""
    row, col = np.mgrid[:160, :120]
    picture = np.stack((255 - row, 200 - col, 80 + row // 2), axis=-1)
    picture[70:90] = (30, 40, 120)
    path = tmp_path_factory.mktemp("other") / "other.png"
    Image.fromarray(picture.astype(np.uint8)).save(path)
    return path


@pytest.fixture(scope="module")
def scene_of(photo_folder, cover_file, other_cover):
    """Return a function that makes a scene of some clips."""

    def make(*clips, mosaics=None, background="black", **mosaic):
        described = {
            "cover": str(cover_file),
            "library": str(photo_folder),
            "columns": 24,
            "tint": "auto",
            "match": {"repeat_distance": 1},
        }
        return Scene.read(
            {
                "mosaic_anim": 1,
                "frame": {"size": str(FRAME), "fps": 10, "background": background},
                "mosaic": {**described, **mosaic},
                "mosaics": mosaics or {},
                "timeline": list(clips),
                "outputs": [{"file": "out.gif"}],
            }
        )

    make.other = str(other_cover)
    return make


def there_and_back(scene_of, **keys):
    """Return clips that go to the other cover and back."""
    return [
        {"id": "there", "duration": "2s", "morph": {"to": scene_of.other, **keys}},
        {"id": "look", "duration": "0.5s"},
        {"id": "back", "duration": "2s", "morph": {"to": "cover"}},
    ]


def drawn(project, times):
    """Draw what a scene shows at some times [s], just before them where they are negative."""
    timeline = project.timeline(project.scene.outputs[0])
    states = [timeline.film.state(Fraction(abs(time)), before=time < 0) for time in times]
    mosaics = project.mosaics(timeline, states, progress=None, workers=1)
    return [draw(state, FRAME, mosaics).pixels.astype(int) for state in states]


def likeness(picture, cover):
    """Return the correlation of a frame and a picture, seen from afar."""
    small = [
        np.asarray(Image.fromarray(np.uint8(one)).resize((24, 14), Image.Resampling.BOX), float)
        for one in (picture, cover)
    ]
    return np.corrcoef(*(one.ravel() for one in small))[0, 1]


@pytest.mark.parametrize("blend", [0.0, 0.3])
def test_the_film_shows_one_cover_and_then_the_other(scene_of, cover_file, blend):
    """And the first one again at the end: the very frame that it began with."""
    project = open_project(scene_of(*there_and_back(scene_of), blend=blend))
    first, look, last = drawn(project, [0, 2.25, -4.5])
    assert likeness(first, Image.open(cover_file).convert("RGB")) > 0.9
    shown = Image.open(project.morphs.covers[f"{MAIN}/morph-1"]).convert("RGB")
    assert likeness(look, shown) > 0.9
    assert likeness(look, Image.open(cover_file).convert("RGB")) < 0.7
    np.testing.assert_array_equal(first, last)


def test_the_other_cover_is_cut_to_the_shape_of_the_first(scene_of, cover_file):
    """Nothing is stretched."""
    project = open_project(scene_of(*there_and_back(scene_of)))
    own, cut = (read_picture_size(file) for file in project.morphs.covers.values())
    assert own == read_picture_size(cover_file)
    assert cut.aspect == pytest.approx(own.aspect, rel=0.02)


def test_the_cover_behind_the_tiles_becomes_the_other_one(scene_of, cover_file):
    """Around the mosaic are the pixels of the one, of both in equal parts, and of the other."""
    far = {"rect": [-20, -36, 54, 96]}
    clips = there_and_back(scene_of)
    clips[0]["camera"] = {"from": far, "to": far, "background": "show"}
    project = open_project(scene_of(*clips, background={"cover": "blurred", "blur": 0.1}))
    files = cover_file, project.morphs.covers[f"{MAIN}/morph-1"]
    own, other = (
        fill_frame(np.asarray(Image.open(file).convert("RGB")), FRAME, 0.1) for file in files
    )
    both = other.copy()
    mix(both, own, 0.5)
    for shown, exact in zip(
        drawn(project, [0, 1, 2.25, -4.5]), (own, both, other, own), strict=True
    ):
        np.testing.assert_array_equal(shown[:6], exact[:6])
    assert abs(own[:6].astype(int) - other[:6]).max() > 20


@pytest.mark.parametrize("blend", [0.0, 0.3])
def test_tiles_that_do_not_travel_are_there_at_once(scene_of, blend):
    """A cut: the clip's first moment, and all others, are the end of a morph."""
    clips = there_and_back(scene_of)
    travelled = open_project(scene_of(*clips, blend=blend))
    clips[0]["morph"]["travel"] = False
    project = open_project(scene_of({"id": "open", "duration": "1s"}, *clips, blend=blend))
    own, end = drawn(travelled, [0, 2.25])
    for shown, exact in zip(drawn(project, [-1, 1, 2]), (own, end, end), strict=True):
        np.testing.assert_array_equal(shown, exact)


def test_a_crossfade_leads_to_another_mosaic(scene_of):
    """Both pictures in equal parts halfway, then the other one alone."""
    there = {
        "id": "there",
        "duration": "2s",
        "morph": {"to": scene_of.other, "travel": False},
        "transition": {"kind": "crossfade", "duration": "1s"},
    }
    project = open_project(scene_of({"id": "open", "duration": "1s"}, there))
    own, half, end = drawn(project, [0, 1.5, 2.5])
    both = end.astype(np.uint8)
    mix(both, own.astype(np.uint8), 0.5)
    np.testing.assert_array_equal(half, both)
    assert abs(own - end).max() > 50


def test_a_background_that_is_no_cover_stays(scene_of):
    """Whatever the tiles show."""
    project = open_project(
        scene_of(*there_and_back(scene_of), background={"gradient": ["#123", "#abc"]})
    )
    states = [project.timeline(project.scene.outputs[0]).film.state(Fraction(t)) for t in (0, 1, 2)]
    assert {layer.mosaic for one in states for layer in one.layers[:-1]} == {BACKDROP}


def test_a_morph_goes_to_a_named_mosaic(scene_of):
    """As to the picture itself, but with a tint and a focus of its own."""
    described = {"cover": scene_of.other, "tint": 0.6, "focus": [0, 0]}
    clips = there_and_back(scene_of)
    plain = open_project(scene_of(*clips, tint=0.3))
    clips[0]["morph"]["to"] = "other"
    project = open_project(scene_of(*clips, mosaics={"other": described}, tint=0.3))
    name = f"{MAIN}/morph-1"
    assert [one.tint for one in project.morphs.placements.values()] == [0.3, 0.6]
    assert [one.tint for one in plain.morphs.placements.values()] == [0.3, 0.3]
    top = np.asarray(Image.open(project.morphs.covers[name]))
    assert (top == np.asarray(Image.open(scene_of.other))[: len(top)]).all()
    assert (top != np.asarray(Image.open(plain.morphs.covers[name]))).any()
    assert project.placements[name].cover_hash


@pytest.mark.parametrize("blend", [0.0, 0.3])
def test_nothing_jumps_where_the_other_mosaic_takes_over(scene_of, blend):
    """In the middle of a morph, and at its ends: two frames a hair apart look alike."""
    project = open_project(scene_of(*there_and_back(scene_of), blend=blend))
    hair = 1e-4
    for time in (hair, 1.0, 2.0 - hair, 2.5 + hair, 3.5):
        one, other = drawn(project, [time - hair, time + hair])
        assert abs(one - other).mean() < 1.0, time


def test_clips_after_a_morph_see_the_mosaic_that_it_ends_with(scene_of):
    """A dive lands on a cell of it, and tiles fly from its cells."""
    clips = there_and_back(scene_of)[:2]
    dive = {"id": "dive", "duration": "1s", "camera": {"to": {"cell": [3, 5], "uncrop": False}}}
    burst = {"id": "burst", "duration": "1s", "tiles": {"motion": "explode"}}
    project = open_project(scene_of(*clips, burst, dive))
    film = project.timeline(project.scene.outputs[0]).film
    (landing,) = film.landings
    assert landing.canvas == f"{MAIN}/morph-1"
    assert film.state(Fraction(11, 5)).layers[-1].mosaic == f"{MAIN}/morph-1"
    assert film.state(Fraction(3)).layers[-1].mosaic == f"{MAIN}/morph-1"
    assert film.state(Fraction(1, 2)).layers[-1].mosaic == MAIN


def test_a_morph_played_backwards_or_to_and_fro_ends_where_it_began(scene_of):
    """What follows sees the first mosaic."""
    for how in ({"reverse": True}, {"ping_pong": True}):
        there = {**there_and_back(scene_of)[0], **how}
        project = open_project(scene_of(there, {"id": "rest", "duration": "1s"}))
        film = project.timeline(project.scene.outputs[0]).film
        assert film.state(film.duration).layers[-1].mosaic == MAIN


def test_covers_have_names_by_their_order(scene_of):
    """The scene's own is the main one, however it is called."""
    scene = scene_of(*there_and_back(scene_of))
    assert list(cover_names(scene, MAIN).values()) == [MAIN, f"{MAIN}/morph-1"]


def test_a_morph_is_rendered_and_resumed(scene_of, tmp_path, monkeypatch):
    """All frames are there, and the first is as that of a still mosaic."""
    monkeypatch.chdir(tmp_path)
    scene = scene_of(*there_and_back(scene_of))
    (made,) = render(scene)
    assert len(decoded(made.path)) == 45
    before = made.path.read_bytes()
    made.path.unlink()
    (again,) = render(scene)
    assert again.path.read_bytes() == before


def test_a_morph_to_what_is_shown_already_is_refused(scene_of):
    """In one line, with its place."""
    project = open_project(scene_of({"duration": "1s", "morph": {"to": "cover"}}))
    with pytest.raises(SceneError, match="the tiles show this cover already — another picture"):
        project.timeline(project.scene.outputs[0])


def test_a_saved_placement_cannot_morph(scene_of, tmp_path):
    """Its tiles are those of one cover."""
    saved = tmp_path / "p.npz"
    saved.write_bytes(b"")
    with pytest.raises(SceneError, match="a morph matches its tiles anew — leave out 'placement'"):
        scene_of(*there_and_back(scene_of), placement=str(saved))


def test_one_picture_under_two_names_is_refused(scene_of, cover_file, tmp_path):
    """Its tiles would change places with their like."""
    copy = tmp_path / "copy.png"
    copy.write_bytes(cover_file.read_bytes())
    with pytest.raises(SceneError, match="also the cover of another of the scene's mosaics"):
        open_project(scene_of({"duration": "1s", "morph": {"to": str(copy)}}))


@pytest.mark.parametrize("other", ["tiles", "blend", "endless"])
def test_a_morph_leaves_nothing_to_other_channels(scene_of, other):
    """They drive the same tiles."""
    keys = {"tiles": {"motion": "explode"}, "blend": {"to": "cover"}, "endless": {}}
    clip = {"duration": "1s", "morph": {"to": "cover"}, other: keys[other]}
    with pytest.raises(SceneError, match="leaves nothing to"):
        scene_of(clip)


def test_a_cover_that_hides_the_tiles_is_named(scene_of):
    """Nobody would see them move."""
    clips = [{"duration": "1s", "blend": {"to": "cover"}}, there_and_back(scene_of)[0]]
    project = open_project(scene_of(*clips))
    with pytest.raises(SceneError, match="the cover hides the tiles — first a clip with blend"):
        project.timeline(project.scene.outputs[0])
